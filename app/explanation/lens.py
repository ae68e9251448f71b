"""Describes model/explanation/lens.py and doctor.py: the steps from ink to the picture that the network sees."""

from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import Array
from model.explanation.doctor import Finding, FindingName, examine, examine_framed
from model.explanation.lens import LensStep, StepName, SwitchName, flipped_probabilities, lens_steps
from model.explanation.sheet import Sheet
from model.nn.network import Network
from model.preprocessing.framing import IMAGE_SIZE
from model.preprocessing.resampling import resampling_matrix

from .question import Question
from .rounding import round_significant

MAX_SIDE = 2 * IMAGE_SIZE
DECIMALS = 3  # of a pixel: more than an eye can tell apart
Place = tuple[float, float]


class Stage(BaseModel):
    """What one step makes of the drawing."""

    name: Literal[StepName, "pixels"] = Field(
        description="ink: the whole sheet; box: what holds ink; pen: as wide as MNIST's; scale: 20 pixels large; "
        "centre: with its centre of mass in the middle of 28 x 28. pixels: a picture that is used as it came."
    )
    on: bool = Field(description="False for a step that is left out: it passes on what it was given.")
    picture: list[list[float]] = Field(description="Rows from 0 = paper to 1 = ink, at most 56 x 56.")
    box: tuple[Place, Place] | None = Field(
        None, description="Where on the picture the ink is: [left, top] and [right, bottom], from 0 to 1."
    )
    balance: Place | None = Field(None, description="The ink's centre of mass on the picture: [x, y], from 0 to 1.")


class Switch(BaseModel):
    """A step that can be left out, and the answer if it were the other way round than it is."""

    name: SwitchName
    on: bool = Field(description="Whether the step is taken now.")
    idle: bool = Field(description="Whether it can change nothing: without a box there is nothing to centre.")
    label: int = Field(description="The answer with this switch flipped.")
    probabilities: list[float] = Field(description="Its ten probabilities.")


class Fault(BaseModel):
    """Something about the drawing that is unlike MNIST."""

    name: FindingName
    amount: float = Field(
        description="small, large, thin, thick: how many times too much; off_centre: pixels of the 28; "
        "lean_left, lean_right: degrees; swapped, paper and ink: the share of ink."
    )


class Lens(BaseModel):
    """From ink to 784 numbers. A blank drawing has nothing of it."""

    steps: list[Stage] = Field(description="In their order; `pixels` alone for a drawing given as pixels.")
    switches: list[Switch] = Field(description="None for a drawing given as pixels.")
    doctor: list[Fault] = Field(
        description="What is unlike MNIST about the drawing as it came, worst first. Strokes with all coordinates "
        "within 0 to 1000 are taken to be on a sheet of 1000 x 1000, drawn with a pen of 39; the sheet of others isn't "
        "known, and so neither are their size, place and pen."
    )


def explain_lens(question: Question) -> Lens:
    """The steps of preprocessing; with all switches on, the last step's picture is the network's input in /predict."""
    sheet = question.sheet
    if sheet is None:
        return _without_sheet(question)
    without = frozenset(question.request.without)
    return Lens(
        steps=[_step(step, without) for step in lens_steps(sheet, without)],
        switches=_switches(question.network, sheet, without),
        doctor=_faults(examine(sheet)),
    )


def _without_sheet(question: Question) -> Lens:
    """For pixels, which skip preprocessing, and for a blank drawing."""
    if question.is_blank:
        return Lens(steps=[], switches=[], doctor=[])
    given = Stage(name="pixels", on=True, picture=_shades(question.picture))
    return Lens(steps=[given], switches=[], doctor=_faults(examine_framed(question.picture)))


def _step(step: LensStep, without: frozenset[str]) -> Stage:
    return Stage(
        name=step.name,
        on=step.name not in without,
        picture=_shades(step.picture),
        box=round_significant(np.array(step.box)) if step.box else None,
        balance=round_significant(np.array(step.balance)) if step.balance else None,
    )


def _switches(network: Network, sheet: Sheet, without: frozenset[str]) -> list[Switch]:
    return [
        Switch(
            name=name,
            on=name not in without,
            idle=name == "centre" and "box" in without,
            label=int(probabilities.argmax()),
            probabilities=round_significant(probabilities),
        )
        for name, probabilities in flipped_probabilities(network, sheet, without).items()
    ]


def _faults(findings: list[Finding]) -> list[Fault]:
    return [Fault(name=finding.name, amount=round_significant(finding.amount)) for finding in findings]


def _shades(picture: Array) -> Any:
    """A picture as rows of rounded numbers, at most MAX_SIDE on a side."""
    scale = min(1.0, MAX_SIDE / max(picture.shape))
    if scale < 1:
        down, across = (resampling_matrix(size, max(1, round(size * scale)), scale=scale) for size in picture.shape)
        picture = down @ picture @ across.T
    return picture.astype(np.float64).round(DECIMALS).tolist()
