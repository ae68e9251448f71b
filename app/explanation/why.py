"""Describes model/explanation/attribution.py, occlusion.py and counterfactual.py: why this digit and not another."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, Field

from model.explanation.attribution import attribute
from model.explanation.counterfactual import Counterfactual, smallest_counterfactual
from model.explanation.occlusion import agreement, occlude

from .question import Question
from .rounding import round_significant


class Flip(BaseModel):
    """The smallest change found, of its kind, that makes the network answer something else."""

    pixels: list[int] = Field(description="Which of the 784 pixels are changed, to blank or to full ink.")
    picture: list[list[float]] = Field(description="The drawing with this change, 28 rows of 28.")
    label: int = Field(description="What it is read as then.")


class Why(BaseModel):
    """Why this digit and not that one? for + against + blank = difference."""

    label: int = Field(description="The digit that is answered.")
    against: int = Field(description="The digit that it is compared with.")
    difference: float = Field(description="logits[label] - logits[against].")
    blank: float = Field(description="The same difference for a blank sheet: what the biases alone say.")
    shares: list[list[float]] = Field(description="Each pixel's signed share of the difference, 28 rows of 28.")
    speaks_for: float = Field(description="The sum of the shares above 0.")
    speaks_against: float = Field(description="The sum of the shares below 0.")
    drops: list[list[float]] = Field(
        description="How far the difference falls when a patch of 4 x 4 pixels is blanked out, 7 rows of 7."
    )
    agreement: float | None = Field(description="The correlation of shares and drops over the patches with ink.")
    erase: Flip | None = Field(
        description="The smallest erasure that flips the answer, to the digit that was asked for if there is one; null "
        "if a small one can't."
    )
    add: Flip | None = Field(description="The smallest addition of ink that flips it; null if a small one can't.")


def explain_why(question: Question) -> Why | None:
    """The answer against another digit; None for a blank drawing, which has no ink to explain."""
    if question.is_blank:
        return None
    logits = question.trace.outputs[0]
    ranked = np.argsort(-logits, kind="stable").tolist()
    label, runner_up = ranked[0], ranked[1]
    towards = None if question.request.against == label else question.request.against
    against = runner_up if towards is None else towards
    attribution = attribute(question.network, question.inputs, label, against)
    shares = attribution.shares.reshape(question.picture.shape)
    drops = occlude(question.network, question.picture, label, against)
    correlation = agreement(shares, drops)
    return Why(
        label=label,
        against=against,
        difference=round_significant(attribution.difference),
        blank=round_significant(attribution.blank),
        shares=round_significant(shares),
        speaks_for=round_significant(float(shares[shares > 0].sum())),
        speaks_against=round_significant(float(shares[shares < 0].sum())),
        drops=round_significant(drops),
        agreement=None if correlation is None else round_significant(correlation),
        erase=_flip(question, "erase", towards),
        add=_flip(question, "add", towards),
    )


def _flip(question: Question, kind: Literal["erase", "add"], towards: int | None) -> Flip | None:
    flip: Counterfactual | None = smallest_counterfactual(question.network, question.inputs, kind, towards)
    if flip is None:
        return None
    return Flip(
        pixels=flip.pixels.tolist(),
        picture=round_significant(flip.changed.reshape(question.picture.shape)),
        label=flip.label,
    )
