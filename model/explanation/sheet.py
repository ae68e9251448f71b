"""The sheet: the whole paper that a drawing stands on, before anything is known of where on it the digit is.

A picture is its own sheet. Strokes bring none along: the page sends coordinates from 0 to 1000, so strokes that all
lie within that are taken to be on a sheet of 1000 x 1000. Of others, as an API may send them, nobody knows how large
their sheet was; they get one that just holds them.

Strokes have no width either. Their sheet shows them with the page's brush, and that is what is meant by the pen they
were drawn with.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from ..arrays import Array
from ..preprocessing.framing import BOX_SIZE, DRAWING_SCALE, IMAGE_SIZE, PEN_WIDTH, ink_box, ink_in_box
from ..preprocessing.rasterizer import distances, ink_at
from ..preprocessing.stroke_width import MARGIN, normalize_stroke_width, pen_width_in

SHEET_SIDE = 1000.0
SHEET_PEN = 0.039  # of the sheet's side: brush 3 of the page, 3 * 0.012, where it is neither light nor heavy
SHEET_PIXELS = IMAGE_SIZE * DRAWING_SCALE


class Sheet(Protocol):
    """A drawing that isn't blank, on its sheet. `even` asks for it with a pen as wide as MNIST's."""

    @property
    def is_known(self) -> bool:
        """Whether its size means anything."""

    @property
    def pen_width(self) -> float:
        """How wide the pen is that drew it, in pixels of the 28, once the digit is 20 pixels large."""

    def whole(self, *, even: bool = False) -> Array:
        """All of the sheet as ink (height, width), 0.0 to 1.0."""

    def in_box(self, *, even: bool) -> Array:
        """Only the drawing, as ink (height, width), 0.0 to 1.0; there may be blank paper around it."""


def sheet_of(strokes: Sequence[Array] | None, ink: Array | None) -> Sheet | None:
    """The sheet of pen strokes, each (points, 2), or of an ink picture (height, width); None if it is blank."""
    if (strokes is None) == (ink is None):
        raise ValueError("Give either strokes or ink.")
    if strokes is not None:
        return StrokeSheet(strokes) if sum(map(len, strokes)) else None
    return InkSheet(ink) if ink is not None and ink_box(ink).size else None


class StrokeSheet:
    """A square sheet with strokes, each (points, 2), drawn by the page's brush."""

    def __init__(self, strokes: Sequence[Array]) -> None:
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        extent = float((high - low).max())
        self.strokes = strokes
        self.is_known = bool(low.min() >= 0 and high.max() <= SHEET_SIDE)
        self.side = SHEET_SIDE if self.is_known else max(extent, 1e-6) / (1 - SHEET_PEN)
        self.corner = np.zeros(2) if self.is_known else (low + high - self.side) / 2
        self.pen_width = BOX_SIZE * SHEET_PEN * self.side / (extent + SHEET_PEN * self.side)

    def whole(self, *, even: bool = False) -> Array:
        """At DRAWING_SCALE times the size of the network's picture."""
        pen = PEN_WIDTH / IMAGE_SIZE if even else SHEET_PEN
        return ink_at(self._distances, pen * SHEET_PIXELS)

    @cached_property
    def _distances(self) -> Array:
        strokes = [(stroke - self.corner) * (SHEET_PIXELS / self.side) for stroke in self.strokes]
        return distances(strokes, SHEET_PIXELS)

    def in_box(self, *, even: bool) -> Array:
        """As it is served if it is to be even."""
        return ink_in_box(self.strokes, pen_width=PEN_WIDTH if even else self.pen_width)


class InkSheet:
    """A sheet that is an ink picture (height, width)."""

    is_known = True

    def __init__(self, ink: Array) -> None:
        self.ink = ink
        self.box = ink_box(ink)

    @property
    def pen_width(self) -> float:
        """Measured from the ink and its edge."""
        return pen_width_in(self.box, BOX_SIZE)

    def whole(self, *, even: bool = False) -> Array:
        """As it came, or re-inked for a sheet of 28 pixels."""
        return normalize_stroke_width(self.ink, IMAGE_SIZE)[MARGIN:-MARGIN, MARGIN:-MARGIN] if even else self.ink

    def in_box(self, *, even: bool) -> Array:
        """As it is served if it is to be even."""
        return normalize_stroke_width(self.box, BOX_SIZE) if even else self.box
