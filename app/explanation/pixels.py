"""Describes model/explanation/pixel_steps.py: the gradient down to the pixels, and two ways to follow it."""

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import Array
from model.explanation.counterfactual import lead_gradient
from model.explanation.pixel_steps import DreamStep, PixelChange, dream, fool
from model.nn.activations import softmax

from .question import Question
from .rounding import round_significant


class PixelStep(BaseModel):
    """One pixel more that is changed, and the answer then."""

    pixel: int = Field(description="Which of the 784.")
    ink: float = Field(description="1 when it is painted, 0 when it is blanked.")
    label: int
    confidence: float


class DreamMoment(BaseModel):
    """The picture after a step, and what it is read as."""

    picture: list[float] = Field(description="784 shares of ink, in hundredths.")
    label: int
    confidence: float = Field(description="The probability of the digit that is dreamt of.")


class Pixels(BaseModel):
    """Back-propagation down to the drawing, whose pixels are changed instead of the weights."""

    label: int = Field(description="The digit that is answered.")
    against: int = Field(description="The runner-up.")
    gradient: list[list[float]] = Field(
        description="How the lead of the runner-up over the answer changes with each pixel, 28 rows of 28."
    )
    fooled: list[PixelStep] = Field(
        description="Pixels to change one after the other, the last of which flips the answer; empty if a few can't."
    )
    dream: int = Field(description="The digit that is dreamt of: the request's, or the runner-up.")
    dreamt: list[DreamMoment] = Field(description="The start, and the picture after each step.")


def explain_pixels(question: Question) -> Pixels:
    """Which pixels would change the answer, how few flip it, and what the network would like best."""
    ranked = np.argsort(-question.trace.outputs[0], kind="stable").tolist()
    label, against = ranked[0], ranked[1]
    asked = question.request.dream
    wanted = against if asked is None else asked
    start = question.inputs if question.request.dream_from == "drawing" else np.zeros_like(question.inputs)
    gradient = lead_gradient(question.network, question.trace, label)
    return Pixels(
        label=label,
        against=against,
        gradient=round_significant(gradient.reshape(question.picture.shape)),
        fooled=[] if question.is_blank else [_fooled(change) for change in fool(question.network, question.inputs)],
        dream=wanted,
        dreamt=[_dreamt(step, wanted) for step in dream(question.network, start, wanted)],
    )


def _fooled(change: PixelChange) -> PixelStep:
    probabilities = _probabilities(change.logits)
    label = int(probabilities.argmax())
    return PixelStep(
        pixel=change.pixel, ink=change.ink, label=label, confidence=round_significant(probabilities[label])
    )


def _dreamt(step: DreamStep, wanted: int) -> DreamMoment:
    probabilities = _probabilities(step.logits)
    return DreamMoment(
        picture=np.round(step.picture.astype(np.float64), 2).tolist(),
        label=int(probabilities.argmax()),
        confidence=round_significant(probabilities[wanted]),
    )


def _probabilities(logits: Array) -> Array:
    row: Array = softmax(logits[None])[0]
    return row
