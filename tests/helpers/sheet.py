"""Drawings as the page's sheet sends them: in thousandths of its side, with one decimal."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.augmentation.pen_digits import read_pen_digits
from model.explanation.lens import framed
from model.explanation.sheet import sheet_of
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO, Strokes

COUNT = 1000
SHAPES = (ZERO, ONE, THREE, FOUR, SEVEN)


def drawings_on_sheet() -> list[Strokes]:
    """1,000 of people's, if INKLING_PEN_DIGITS names a file of them; else 100 of ours, each bent another way."""
    file, rng = os.environ.get("INKLING_PEN_DIGITS"), np.random.default_rng(1)
    if file and Path(file).is_file():
        pens = read_pen_digits(Path(file))
        chosen = [list(pens.strokes[i]) for i in rng.choice(len(pens), COUNT, replace=False)]
    else:
        bends = np.eye(2) + rng.normal(0, 0.2, (COUNT // 10, 2, 2))
        chosen = [[np.array(stroke) @ bend for stroke in SHAPES[i % len(SHAPES)]] for i, bend in enumerate(bends)]
    return [_placed(strokes, rng) for strokes in chosen]


def lens_picture(strokes: Sequence[np.ndarray] | None, ink: np.ndarray | None, without: frozenset[str]) -> np.ndarray:
    """The picture (28, 28) of strokes, each (points, 2), or of ink (height, width), without some steps of the lens."""
    return framed(sheet_of(strokes, ink), without)


def _placed(strokes: list[np.ndarray], rng: np.random.Generator) -> Strokes:
    """Anywhere on the sheet, from a tenth of it to nearly all."""
    points = np.concatenate(strokes)
    low, size = points.min(axis=0), float(np.ptp(points, axis=0).max())
    scale = rng.uniform(100, 980)
    corner = rng.uniform(0, 1000 - scale, 2)
    return [((stroke - low) / size * scale + corner).round(1).astype(float).tolist() for stroke in strokes]
