"""The lens: every step from ink to the picture that the network sees, each of which can be left out.

    ink on its sheet -> box -> pen -> 20 x 20 -> centre of mass -> 28 x 28

These are the steps of preprocessing, told one by one. Leaving one out shows what it is for: without "box" the whole
sheet is made 28x28 as it stands, so that a digit stays as small and as far from the middle as it was drawn, and there
is nothing left to centre; without "pen" the ink keeps the width it was drawn with; without "centre" the middle of the
box comes to lie in the middle, instead of its centre of mass.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ..arrays import Array
from ..nn.network import Network
from ..preprocessing.framing import (
    BOX_SIZE,
    IMAGE_SIZE,
    blank,
    bounding_box,
    centre,
    centre_of_mass,
    frame,
    ink_box,
    place,
)
from .sheet import Sheet

StepName = Literal["ink", "box", "pen", "scale", "centre"]
SwitchName = Literal["pen", "box", "centre"]  # the steps that can be left out
SWITCHES: tuple[SwitchName, ...] = get_args(SwitchName)
Place = tuple[float, float]  # (x, y), as shares of a picture's width and height


@dataclass(frozen=True, kw_only=True)
class LensStep:
    """What one step makes of the drawing. One that is left out passes on what it was given."""

    name: StepName
    picture: Array  # (height, width), 0.0 to 1.0
    box: tuple[Place, Place] | None = None  # two corners of what the next step cuts out
    balance: Place | None = None  # the centre of mass


def framed(sheet: Sheet | None, without: frozenset[str]) -> Array:
    """The picture (28, 28) after all steps but those `without`; blank if there is no sheet.

    With all steps it is what frame_strokes and frame_picture give, bit for bit.
    """
    if sheet is None:
        return blank()
    inked = _inked(sheet, without)
    if "box" not in without:
        return frame(inked, balanced="centre" not in without)
    return place(inked, IMAGE_SIZE, scale=IMAGE_SIZE / max(inked.shape), source=centre(inked), target=IMAGE_SIZE / 2)


def lens_steps(sheet: Sheet, without: frozenset[str]) -> list[LensStep]:
    """The steps in their order; the last one's picture is that of `framed`."""
    whole, picture = sheet.whole(), framed(sheet, without)
    last = LensStep(name="centre", picture=picture, balance=_balance(picture))
    if "box" in without:
        inked = _inked(sheet, without)
        return [
            LensStep(name="ink", picture=whole),
            LensStep(name="box", picture=whole),
            LensStep(name="pen", picture=inked),
            LensStep(name="scale", picture=picture, balance=_balance(picture)),
            last,
        ]
    inked = ink_box(_inked(sheet, without))
    small = place(inked, BOX_SIZE, scale=BOX_SIZE / max(inked.shape), source=centre(inked), target=BOX_SIZE / 2)
    return [
        LensStep(name="ink", picture=whole, box=_corners(whole)),
        LensStep(name="box", picture=ink_box(sheet.in_box(even=False))),
        LensStep(name="pen", picture=inked),
        LensStep(name="scale", picture=small, balance=_balance(small)),
        last,
    ]


def flipped_probabilities(network: Network, sheet: Sheet, without: frozenset[str]) -> dict[SwitchName, Array]:
    """The answer (classes,) with one switch the other way round than `without` has it, for each of the switches."""
    pictures = [framed(sheet, without ^ {name}) for name in SWITCHES]
    answers = network.probabilities(np.stack(pictures).reshape(len(SWITCHES), -1))
    return dict(zip(SWITCHES, answers, strict=True))


def _inked(sheet: Sheet, without: frozenset[str]) -> Array:
    """After the steps "box" and "pen"."""
    draw = sheet.whole if "box" in without else sheet.in_box
    return draw(even="pen" not in without)


def _corners(ink: Array) -> tuple[Place, Place]:
    (height, width), (rows, columns) = ink.shape, bounding_box(ink)
    return (columns.start / width, rows.start / height), (columns.stop / width, rows.stop / height)


def _balance(ink: Array) -> Place | None:
    if not ink.any():
        return None
    (height, width), (row, column) = ink.shape, centre_of_mass(ink)
    return column / width, row / height
