"""Pen digits: digits as the pen's path, from files of people's drawings.

    one JSON object a line, gzipped or not:
    {"label": 7, "writer": "ann", "strokes": [[[x, y], ...], ...]}      x right, y down, any unit

Blank lines and other fields don't matter, and `preprocessing/json_drawings.py` says how strictly the rest is read.
MNIST was written with ballpoints on forms. On a tablet or a phone people write a 1 with a long flag, a 7 with a bar
and a 9 with a curled tail, which MNIST hardly has. Strokes are better than pictures to learn from: each epoch they are
inked afresh, with another pen, slanted and turned another way, and framed as drawings are when they are served.

Files of what is no digit, letters for instance, have a name for it in place of the label, and whether a hurried reader
could take it for a digit:

    {"letter": "K", "like_a_digit": false, "writer": "ann", "strokes": [[[x, y], ...], ...]}

Those like a digit are left out: to call an O no digit would make the network doubt every 0.

Writers are kept apart: who is learned from is never measured on.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array, ImageArray, IntArray
from ..config import AugmentationConfig
from ..data.batches import NO_LABEL
from ..data.dataset import Examples
from ..errors import ConfigError, DataError
from ..preprocessing.framing import frame_drawings, to_images
from ..validation import json_lines

MAX_FILE_BYTES = 1 << 28  # packed or not
MAX_LINE_BYTES = 1 << 22  # of one drawing
GZIP = b"\x1f\x8b"  # how such a file begins
PEN_WIDTHS = (1.6, 3.4)  # thinnest and thickest pen to ink with, in pixels of the 28x28 picture
HELD_BACK_OF_OTHERS = 5  # of the writers of what is no digit, one in so many, the last by name, is only measured on

HeldBack = int | str
"""Which writers of a file are only measured on: the last so many by name, or those whose names begin so: "aga,imp"."""

Drawn = tuple[tuple[Array, ...], int, str]  # strokes, label, writer


@dataclass(frozen=True)
class PenDigits:
    """`strokes[i]` are arrays (points, 2); `labels` (n,) and the names of the `writers` (n,) go with them.

    Drawings that are no digits have the label NO_LABEL. The checksum is that of the file.
    """

    strokes: tuple[tuple[Array, ...], ...]
    labels: ImageArray
    writers: npt.NDArray[np.str_]
    checksum: str

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self | None:
        """The drawings of several files, in their order; None if there are none."""
        if not any(map(len, parts)):
            return None
        labels, writers = (np.concatenate([getattr(part, name) for part in parts]) for name in ("labels", "writers"))
        return cls(tuple(chain.from_iterable(part.strokes for part in parts)), labels, writers, "")

    def split(self, held_back: HeldBack) -> tuple[Self, Self]:
        """(training, validation): the drawings of some writers are held back to validate.

        Raises DataError when there are no such writers, or none would be left to learn from.
        """
        kept = np.isin(self.writers, held_back_names(self.writers, held_back))
        return self.take(np.flatnonzero(~kept)), self.take(np.flatnonzero(kept))

    def take(self, indices: IntArray) -> Self:
        """The drawings that an array of indices names, in that order."""
        strokes = tuple(self.strokes[index] for index in indices)
        return type(self)(strokes, self.labels[indices], self.writers[indices], self.checksum)

    def inked(self, config: AugmentationConfig, rng: np.random.Generator) -> Array:
        """All drawings as framed pictures (n, 28, 28), each slanted, turned, stretched and inked in its own way."""
        pens = rng.uniform(*PEN_WIDTHS, len(self))
        maps = _random_maps(len(self), config, rng)
        bent = [[stroke @ bend.T for stroke in strokes] for strokes, bend in zip(self.strokes, maps, strict=True)]
        return frame_drawings(bent, pen_width=pens)

    def as_served(self) -> Array:
        """All drawings as the server would frame them: (n, 28, 28)."""
        return frame_drawings(self.strokes)

    def as_examples(self) -> Examples:
        """As the server would frame them, stored like a data set's examples."""
        return Examples(to_images(self.as_served()), self.labels)


def _random_maps(count: int, config: AugmentationConfig, rng: np.random.Generator) -> Array:
    """(n, 2, 2), on (x, y): a slant and a stretch, then a turn."""
    angle = np.deg2rad(rng.uniform(-config.rotation_degrees, config.rotation_degrees, count))
    slant = rng.uniform(-config.shear, config.shear, count)
    stretch = 1.0 + rng.uniform(-config.scaling, config.scaling, count)
    cos, sin = np.cos(angle), np.sin(angle)
    # turn @ [[stretch, slant], [0, 1]]
    maps: Array = np.array([[cos * stretch, cos * slant - sin], [sin * stretch, sin * slant + cos]]).transpose(2, 0, 1)
    return maps


def held_back_names(writers: npt.NDArray[np.str_], held_back: HeldBack) -> list[str]:
    """The names among `writers`, which may repeat, that are held back. Raises DataError as `split` does."""
    names: list[str] = np.unique(writers).tolist()
    if isinstance(held_back, int):
        if not 0 <= held_back < len(names):
            raise DataError(f"Of {len(names)} writers, from 0 to {len(names) - 1} can be held back.")
        return names[len(names) - held_back :]
    prefixes = tuple(held_back.split(","))
    for prefix in prefixes:
        if not any(name.startswith(prefix) for name in names):
            raise DataError(f"No writer's name begins with {prefix!r}, so none can be held back.")
    chosen = [name for name in names if name.startswith(prefixes)]
    if len(chosen) == len(names):
        raise DataError(f"All {len(names)} writers' names begin with {held_back}: some must be left to learn from.")
    return chosen


def read_pen_files(paths: Sequence[str | Path], held_back: Sequence[HeldBack]) -> list[tuple[PenDigits, PenDigits]]:
    """(training, held back) of each file of digits. Raises DataError and ConfigError as what it calls does."""
    values = held_back_of_each(paths, held_back)
    return [read_pen_digits(Path(path)).split(value) for path, value in zip(paths, values, strict=True)]


def held_back_of_each(paths: Sequence[str | Path], held_back: Sequence[HeldBack]) -> list[HeldBack]:
    """A value for each file, from one for each or one for all. Raises ConfigError for another number of them."""
    values = list(held_back) * (len(paths) if len(held_back) == 1 else 1)
    if len(values) != len(paths):
        raise ConfigError(
            f"held_back_writers needs one value for all files of pen digits or one for each of {len(paths)}, "
            f"not {len(values)}."
        )
    return values


def read_other_files(paths: Sequence[str | Path]) -> list[tuple[PenDigits, PenDigits]]:
    """(training, held back) of each file of what is no digit. Raises DataError as `read_pen_digits` does."""
    files = [_read(Path(path), _parse_other) for path in paths]
    return [each.split(len(np.unique(each.writers)) // HELD_BACK_OF_OTHERS) for each in files]


def read_pen_digits(path: Path) -> PenDigits:
    """Reads one file. Raises DataError when it is missing, damaged or not in this format, naming the line."""
    return _read(path, _parse_digit)


def _read(path: Path, parse: Callable[[bytes, str], Drawn | None]) -> PenDigits:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        text = _unpacked(content) if path.suffix == ".gz" or content.startswith(GZIP) else content
        if max(len(content), len(text)) > MAX_FILE_BYTES:
            raise OSError(f"it holds more than {MAX_FILE_BYTES:,} bytes")
        lines = (parse(line, f"{path}, line {number}, is not") for number, line in json_lines(text))
        drawings = [drawn for drawn in lines if drawn]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(f"{path} can't be read ({error}).") from error
    if not drawings:
        raise DataError(f"{path} holds no drawings.")
    strokes, labels, writers = zip(*drawings, strict=True)
    checksum = hashlib.sha256(content).hexdigest()
    return PenDigits(strokes, np.array(labels, np.uint8), np.array(writers), checksum)


def _unpacked(content: bytes) -> bytes:
    """The text of all members of a gzip file, up to one byte more than is allowed. Raises EOFError or zlib.error.

    Files that were joined after packing may lack the line break between them.
    """
    text = bytearray()
    while content and len(text) <= MAX_FILE_BYTES:
        unpacking = zlib.decompressobj(wbits=31)
        member = unpacking.decompress(content, MAX_FILE_BYTES + 1 - len(text))
        if not unpacking.eof and len(text) + len(member) <= MAX_FILE_BYTES:
            raise EOFError("it is cut short")
        text += b"\n" * (text.endswith(b"}") and member.startswith(b"{")) + member
        content = unpacking.unused_data.lstrip(b"\0")
    return bytes(text)


def _parse_digit(line: bytes, place: str) -> Drawn:
    from ..preprocessing.json_drawings import PenDigit, parse  # imports pydantic, so only for such a file

    place += " a pen digit"
    digit = parse(PenDigit, _checked(line, place), place)
    return _strokes(digit.strokes, place), digit.label, digit.writer or ""


def _parse_other(line: bytes, place: str) -> Drawn | None:
    from ..preprocessing.json_drawings import PenLetter, parse

    place += " a drawing of what is no digit"
    letter = parse(PenLetter, _checked(line, place), place)
    return None if letter.like_a_digit else (_strokes(letter.strokes, place), NO_LABEL, letter.writer or "")


def _checked(line: bytes, place: str) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise DataError(f"{place}: it has more than {MAX_LINE_BYTES:,} bytes.")
    return line


def _strokes(given: Sequence[Sequence[tuple[float, float]]], place: str) -> tuple[Array, ...]:
    from ..preprocessing.json_drawings import to_strokes

    strokes = tuple(stroke.astype(FLOAT) for stroke in to_strokes(given))
    if not strokes:
        raise DataError(f"{place}: it needs strokes with points.")
    return strokes
