"""What a class takes home: its drawings and results in a zip without names, and corrections for the inbox."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import numpy as np

from ..corrections.inbox import Corrections, NewCorrection, Row, as_row
from ..errors import InvalidRequest
from .result_schemas import PupilResults
from .results import results_of
from .store import RoomStore
from .tables import DrawingRow, PupilRow

IN_MEMORY = 8 << 20  # bytes of a zip; a larger one goes to a temporary file
PIECE = 1 << 16
README = """{title}
Room {code}, {opened_at} to {closes_at} (UTC). Nobody is named: each pupil has an animal and a colour.

drawings.jsonl   one drawing a line: id, pupil (animal, color), task, round, the digit that was meant, the answer
                 (label, confidence, verdict, model_version), hidden, accepted, votes, at, and the strokes:
                 lists of [x, y], x to the right, y down. With "label" replaced by "meant" it is a file of pen digits.
results.csv      the task "write 0 to 9": for each pupil and round how many digits were read right
"""


def zip_of(store: RoomStore, code: str) -> IO[bytes]:
    """The zip of a room, open at its beginning."""
    room, results = store.room(code), results_of(store, code)
    drawings = store.drawings(code)
    names = {pupil.id: pupil for pupil in store.pupils(code)}  # read last: whoever has drawn has joined before
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {name: getattr(room, name) for name in ("title", "code", "opened_at", "closes_at")}
        archive.writestr("README.txt", README.format(**told))
        with archive.open("drawings.jsonl", "w") as lines:
            for line in _lines(drawings, names):
                lines.write(line.encode())
        archive.writestr("results.csv", _table(results.pupils))
    file.seek(0)
    return file


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The content, piece by piece; closed at the end."""
    with file:
        while piece := file.read(PIECE):
            yield piece


def keep_accepted(store: RoomStore, corrections: Corrections, code: str) -> int:
    """Sends the accepted drawings to the inbox, where they wait for the admin, and counts them. Raises Conflict."""
    rows = list(_corrections(store.drawings(code, accepted=True)))
    corrections.add(rows)
    return len(rows)


def _corrections(drawings: Iterable[DrawingRow]) -> Iterator[Row]:
    for drawing in drawings:
        if drawing.meant is None:
            continue
        strokes = [np.array(stroke, np.float64) for stroke in json.loads(drawing.strokes)]
        new = NewCorrection(
            strokes=strokes, label=drawing.meant, answered=drawing.label, model_version=drawing.model_version
        )
        try:
            yield as_row(new)
        except InvalidRequest:  # it is blank
            continue


def _lines(drawings: Sequence[DrawingRow], names: dict[int, PupilRow]) -> Iterator[str]:
    fields = ("meant", "label", "confidence", "verdict", "model_version", "task", "round", "hidden", "accepted", "at")
    for drawing in drawings:
        pupil = names.get(drawing.pupil)
        if pupil is None:  # removed a moment ago, with all drawings
            continue
        told = {"id": drawing.id, "pupil": {"animal": pupil.animal, "color": pupil.color}}
        told |= {name: getattr(drawing, name) for name in fields}
        told |= {"votes": {"fair": drawing.fair, "unfair": drawing.unfair}}
        yield f'{json.dumps(told)[:-1]}, "strokes": {drawing.strokes}}}\n'


def _table(pupils: Iterable[PupilResults]) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["animal", "color", "round", "right", "of"])
    for pupil in pupils:
        table.writerows([pupil.animal, pupil.color, each.round, each.right, each.of] for each in pupil.rounds)
    return text.getvalue()
