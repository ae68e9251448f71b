"""Pen digits: digits as the pen's path, from files of people's drawings.

    one JSON object a line, gzipped or not:
    {"label": 7, "writer": "ann", "strokes": [[[x, y], ...], ...]}      x right, y down, any unit

MNIST was written with ballpoints on forms. On a tablet or a phone people write a 1 with a long flag, a 7 with a bar
and a 9 with a curled tail, which MNIST hardly has. Strokes are better than pictures to learn from: each epoch they are
inked afresh, with another pen, slanted and turned another way, and framed as drawings are when they are served.

Writers are kept apart: who is learned from is never measured on.
"""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array, ImageArray, IntArray
from ..config import AugmentationConfig
from ..data.dataset import Examples
from ..errors import DataError
from ..preprocessing.framing import PEN_WIDTH, frame_strokes, to_images

MAX_FILE_BYTES = 1 << 28
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
        content = path.read_bytes()
        text = _unzipped(content) if path.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} can't be read ({error}).") from error
    drawings = [_parse(line, number, path) for number, line in enumerate(text.splitlines(), start=1)]
    if not drawings:
        raise DataError(f"{path} holds no drawings.")
    strokes, labels, writers = zip(*drawings, strict=True)
    checksum = hashlib.sha256(content).hexdigest()
    return PenDigits(strokes, np.array(labels, np.uint8), np.array(writers), checksum)


def _unzipped(content: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    text = unpacking.decompress(content, MAX_FILE_BYTES)
    if not unpacking.eof:
        raise EOFError(f"it is cut short, or unpacks to more than {MAX_FILE_BYTES:,} bytes")
    return text


def _parse(line: bytes, number: int, path: Path) -> tuple[tuple[Array, ...], int, str]:
    try:
        entry: dict[str, Any] = json.loads(line)
        strokes = tuple(np.array(stroke, FLOAT).reshape(-1, 2) for stroke in entry["strokes"] if stroke)
        label, writer = int(entry["label"]), str(entry.get("writer", ""))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(f"{path}, line {number}, is not a pen digit: {error}.") from error
    if not 0 <= label <= 9 or not _has_places(strokes):
        raise DataError(f"{path}, line {number}, needs a label from 0 to 9 and strokes of finite numbers.")
    return strokes, label, writer


def _has_places(strokes: Sequence[Array]) -> bool:
    return bool(strokes) and all(np.isfinite(stroke).all() for stroke in strokes)
