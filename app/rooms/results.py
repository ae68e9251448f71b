"""Results of a room: how many digits were read right, which were taken for which, and what fooled the network."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from model.arrays import CLASSES
from model.evaluation.significance import wilson_interval

from .result_schemas import ClassRound, PupilResults, Results, RoundResult
from .schemas import Pupil
from .store import RoomStore
from .tables import DrawingRow

Digits = dict[int, list[DrawingRow]]
"""Round -> its drawings."""


def about_pupil(store: RoomStore, code: str, pupil_id: int) -> Pupil:
    """What a pupil may know of themselves."""
    pupil = store.pupil_by_id(code, pupil_id)
    drawings = store.drawings(code, strokes=False, pupil=pupil_id)
    return Pupil(
        id=pupil.id,
        animal=pupil.animal,
        color=pupil.color,
        removed=pupil.removed,
        drawings=len(drawings),
        results=_rounds(digits(drawings)),
    )


def results_of(store: RoomStore, code: str) -> Results:
    """The class's results, round by round, and each pupil's."""
    drawings = store.drawings(code, strokes=False)
    asked = digits(drawings)
    by_pupil: dict[int, list[DrawingRow]] = defaultdict(list)
    for drawing in asked:
        by_pupil[drawing.pupil].append(drawing)
    return Results(
        rounds=[_class_round(number, each) for number, each in _by_round(asked).items()],
        pupils=[
            PupilResults(id=pupil.id, animal=pupil.animal, color=pupil.color, rounds=_rounds(by_pupil[pupil.id]))
            for pupil in store.pupils(code)
            if pupil.id in by_pupil
        ],
        fooling=[drawing.id for drawing in ranked_fooling(drawings)],
    )


def digits(drawings: Iterable[DrawingRow]) -> list[DrawingRow]:
    """The drawings of the task "digits" that count: of each pupil, round and digit the last one that isn't hidden."""
    counting = (each for each in drawings if each.task == "digits" and each.meant is not None and not each.hidden)
    return list({(each.pupil, each.round, each.meant): each for each in counting}.values())


def ranked_fooling(drawings: Iterable[DrawingRow]) -> list[DrawingRow]:
    """What fooled the network: first what the class finds fair, and of that first what the network was surest of."""
    fooled = (each for each in drawings if each.task == "fool" and not each.hidden and each.meant is not None)
    wrong = (each for each in fooled if each.label != each.meant)
    return sorted(wrong, key=lambda each: (each.unfair > each.fair, -each.confidence, each.id))


def is_right(drawing: DrawingRow) -> bool:
    """Whether the network read the digit that was meant."""
    return drawing.label == drawing.meant


def _by_round(drawings: Iterable[DrawingRow]) -> Digits:
    rounds: Digits = defaultdict(list)
    for drawing in drawings:
        rounds[drawing.round].append(drawing)
    return dict(sorted(rounds.items()))


def _rounds(drawings: Iterable[DrawingRow]) -> list[RoundResult]:
    return [
        RoundResult(round=number, right=sum(map(is_right, each)), of=len(each))
        for number, each in _by_round(drawings).items()
    ]


def _class_round(number: int, drawings: Sequence[DrawingRow]) -> ClassRound:
    right, of = sum(map(is_right, drawings)), len(drawings)
    low, high = wilson_interval(right, of)
    confusion = np.zeros((CLASSES, CLASSES), np.int64)
    cells: dict[str, list[int]] = defaultdict(list)
    for drawing in drawings:
        if drawing.label is not None:  # else it is blank, and stands in no cell
            confusion[drawing.meant, drawing.label] += 1
            cells[f"{drawing.meant},{drawing.label}"].append(drawing.id)
    return ClassRound(
        round=number,
        right=right,
        of=of,
        accuracy=right / of,
        low=low,
        high=high,
        confusion=confusion.tolist(),
        cells=cells,
    )
