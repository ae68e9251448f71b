"""Pen digits: digits as the pen's path, from files of people's drawings.

    one JSON object a line, gzipped or not:
    {"label": 7, "writer": "ann", "strokes": [[[x, y], ...], ...]}      x right, y down, any unit

Blank lines and other fields don't matter, and `preprocessing/json_drawings.py` says how strictly the rest is read.
MNIST was written with ballpoints on forms. On a tablet or a phone people write a 1 with a long flag, a 7 with a bar
and a 9 with a curled tail, which MNIST hardly has. Strokes are better than pictures to learn from: each epoch they are
inked afresh, with another pen, slanted and turned another way, and framed as drawings are when they are served.

Writers are kept apart: who is learned from is never measured on.
"""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array, ImageArray, IntArray
from ..config import AugmentationConfig
from ..data.dataset import Examples
from ..errors import DataError
from ..preprocessing.framing import PEN_WIDTH, frame_strokes, to_images
from ..validation import json_lines

MAX_FILE_BYTES = 1 << 28  # packed or not
MAX_LINE_BYTES = 1 << 22  # of one drawing
GZIP = b"\x1f\x8b"  # how such a file begins
PEN_WIDTHS = (1.6, 3.4)  # thinnest and thickest pen to ink with, in pixels of the 28x28 picture


@dataclass(frozen=True)
class PenDigits:
    """`strokes[i]` are arrays (points, 2); `labels` (n,) and the names of the `writers` (n,) go with them."""

    strokes: tuple[tuple[Array, ...], ...]
    labels: ImageArray
    writers: npt.NDArray[np.str_]
    checksum: str

    def __len__(self) -> int:
        return len(self.labels)

    def split(self, validation_writers: int) -> tuple[Self, Self]:
        """(training, validation): the drawings of the last `writers`, by name, are held back to validate.

        Raises DataError when no writer would be left to learn from.
        """
        writers = np.unique(self.writers)
        if not 0 <= validation_writers < len(writers):
            raise DataError(f"Of {len(writers)} writers, from 0 to {len(writers) - 1} can be held back.")
        held_back = np.isin(self.writers, writers[len(writers) - validation_writers :])
        return self.take(np.flatnonzero(~held_back)), self.take(np.flatnonzero(held_back))

    def take(self, indices: IntArray) -> Self:
        """The drawings that an array of indices names, in that order."""
        strokes = tuple(self.strokes[index] for index in indices)
        return type(self)(strokes, self.labels[indices], self.writers[indices], self.checksum)

    def inked(self, config: AugmentationConfig, rng: np.random.Generator) -> Array:
        """All drawings as framed pictures (n, 28, 28), each slanted, turned, stretched and inked in its own way."""
        pens = rng.uniform(*PEN_WIDTHS, len(self))
        maps = _random_maps(len(self), config, rng)
        return np.stack(
            [
                frame_strokes([stroke @ bend.T for stroke in strokes], pen_width=float(pen))
                for strokes, bend, pen in zip(self.strokes, maps, pens, strict=True)
            ]
        )

    def as_served(self) -> Array:
        """All drawings as the server would frame them: (n, 28, 28)."""
        return np.stack([frame_strokes(strokes, pen_width=PEN_WIDTH) for strokes in self.strokes])

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


def read_pen_digits(path: Path) -> PenDigits:
    """Reads one file. Raises DataError when it is missing, damaged or not in this format, naming the line."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        text = _unpacked(content) if path.suffix == ".gz" or content.startswith(GZIP) else content
        if max(len(content), len(text)) > MAX_FILE_BYTES:
            raise OSError(f"it holds more than {MAX_FILE_BYTES:,} bytes")
        drawings = [_parse(line, number, path) for number, line in json_lines(text)]
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


def _parse(line: bytes, number: int, path: Path) -> tuple[tuple[Array, ...], int, str]:
    from ..preprocessing.json_drawings import PenDigit, parse, to_strokes  # imports pydantic, so only for such a file

    place = f"{path}, line {number}, is not a pen digit"
    if len(line) > MAX_LINE_BYTES:
        raise DataError(f"{place}: it has more than {MAX_LINE_BYTES:,} bytes.")
    digit = parse(PenDigit, line, place)
    strokes = tuple(stroke.astype(FLOAT) for stroke in to_strokes(digit.strokes))
    if not strokes:
        raise DataError(f"{place}: it needs strokes with points.")
    return strokes, digit.label, digit.writer or ""
