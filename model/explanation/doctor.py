"""The doctor: what is unlike MNIST about a drawing before anything is set right, in plain numbers.

MNIST's digits are 20 pixels large on a picture of 28, balance in its middle and were drawn with a pen of 2.4 pixels,
which nine out of ten keep within 1.6 to 3.2; and nine out of ten lean by less than 20 degrees. A small network that has
only seen such digits loses one answer in twenty when they are a quarter larger or smaller, or 2 pixels off the middle.

    lean = arctan(sum(ink * x * y) / sum(ink * y * y))        x, y from the centre of mass
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import FLOAT, Array
from ..preprocessing.framing import BOX_SIZE, IMAGE_SIZE, MIDDLE, PEN_WIDTH, bounding_box, centre_of_mass, ink_box
from ..preprocessing.stroke_width import THICKEST, THINNEST, pen_width_in
from .sheet import Sheet

FindingName = Literal["small", "large", "off_centre", "thin", "thick", "lean_left", "lean_right", "swapped"]

MAX_SIZE_FACTOR = 1.25
MAX_OFFSET = 1.5  # pixels of the 28
MAX_LEAN = 20.0  # degrees
MAX_ASPECT = 4.0  # ink that spreads so much more across than down is no upright digit, and can't lean


@dataclass(frozen=True)
class Finding:
    """What is wrong, and how much: times for size and pen, pixels of the 28, degrees; of swapped, the share of ink."""

    name: FindingName
    amount: float


def examine(sheet: Sheet) -> list[Finding]:
    """Findings on a drawing, worst first. Where no sheet is known, size, place and pen are not judged."""
    whole = sheet.whole()
    if not sheet.is_known:
        return _worst_first(_lean(whole))
    return _worst_first(_size(whole), _place(whole, IMAGE_SIZE / 2), _pen(sheet.pen_width), _lean(whole))


def examine_framed(picture: Array) -> list[Finding]:
    """Findings on a picture (28, 28) that is taken as it is; paper and ink may be swapped on it."""
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    if rim.mean() > 0.5:
        return [Finding("swapped", float(picture.mean()))]
    box = ink_box(picture)
    if not box.size:
        return []
    return _worst_first(_size(picture), _place(picture, MIDDLE), _pen(pen_width_in(box, BOX_SIZE)), _lean(picture))


def _worst_first(*findings: Iterator[tuple[float, Finding]]) -> list[Finding]:
    """Each comes with how many times as bad it is as what may just pass."""
    ranked = sorted((ranked for group in findings for ranked in group), key=lambda ranked: -ranked[0])
    return [finding for _, finding in ranked]


def _size(ink: Array) -> Iterator[tuple[float, Finding]]:
    rows, columns = bounding_box(ink)
    size = max(rows.stop - rows.start, columns.stop - columns.start) / max(ink.shape)
    factor = size * IMAGE_SIZE / BOX_SIZE
    if max(factor, 1 / factor) > MAX_SIZE_FACTOR:
        badness = abs(np.log(factor)) / np.log(MAX_SIZE_FACTOR)
        yield badness, Finding("large", factor) if factor > 1 else Finding("small", 1 / factor)


def _place(ink: Array, target: float) -> Iterator[tuple[float, Finding]]:
    """A sheet that isn't square is laid in the middle of 28 x 28."""
    pixel = max(ink.shape) / IMAGE_SIZE
    spare = [(max(ink.shape) - length) / 2 for length in ink.shape]
    row, column = ((place + margin) / pixel for place, margin in zip(centre_of_mass(ink), spare, strict=True))
    distance = float(np.hypot(row - target, column - target))
    if distance > MAX_OFFSET:
        yield distance / MAX_OFFSET, Finding("off_centre", distance)


def _pen(width: float) -> Iterator[tuple[float, Finding]]:
    if width < THINNEST:
        yield np.log(PEN_WIDTH / width) / np.log(PEN_WIDTH / THINNEST), Finding("thin", PEN_WIDTH / width)
    if width > THICKEST:
        yield np.log(width / PEN_WIDTH) / np.log(THICKEST / PEN_WIDTH), Finding("thick", width / PEN_WIDTH)


def _lean(ink: Array) -> Iterator[tuple[float, Finding]]:
    row, column = centre_of_mass(ink)
    down = (np.arange(ink.shape[0], dtype=FLOAT) + FLOAT(0.5 - row))[:, None]
    across = (np.arange(ink.shape[1], dtype=FLOAT) + FLOAT(0.5 - column))[None, :]
    height, width = float((ink * down**2).sum()), float((ink * across**2).sum())
    if height * MAX_ASPECT < width:
        return
    degrees = float(np.degrees(np.arctan(-(ink * down * across).sum() / height)))  # y runs down: right is up
    if abs(degrees) > MAX_LEAN:
        yield abs(degrees) / MAX_LEAN, Finding("lean_right" if degrees > 0 else "lean_left", abs(degrees))
