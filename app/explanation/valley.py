"""Describes model/explanation/loss_along_weight.py: the loss against one weight, and its way down."""

from dataclasses import replace

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import Array
from model.data.batches import one_hot
from model.explanation.loss_along_weight import Slice, WeightPlace
from model.nn.losses import LOSSES

from ..errors import InvalidRequest
from .blame import blamed_unit
from .question import Question
from .rounding import round_significant

POINTS = 61
STEPS = 12
BEHIND, BEYOND = 0.75, 2.0  # of the way to the bottom: how far the curve goes on, on either side


class WeightStep(BaseModel):
    """Where the weight is on its way, and the loss there."""

    weight: float
    loss: float


class Valley(BaseModel):
    """The loss against one weight of the network on this drawing, all other weights as they are."""

    layer: int = Field(description="The dense layer of the weight's unit, from 1 on.")
    unit: int = Field(description="That unit's place in the layer.")
    source: int = Field(description="The input that the weight belongs to: a pixel, or a unit of the layer before.")
    input: float = Field(description="What this input says.")
    weight: float = Field(description="As it is now.")
    loss: float = Field(description="As it is now.")
    slope: float = Field(description="d loss / d weight as it is now: the gradient of back-propagation.")
    weights: list[float] = Field(
        description="Some values of the weight, in order; the present one need not be among them."
    )
    losses: list[float] = Field(description="The loss with each of them.")
    learning_rate: float = Field(description="Of the descent; the request's `weight_rate`, or a usual one.")
    usual_rate: float = Field(description="One at which some steps lead to the bottom.")
    taken: list[WeightStep] = Field(
        description="Where the weight stood, and the loss then, before each of the steps taken with all weights, and "
        "now; without any, only now."
    )
    descent: list[WeightStep] = Field(
        description="Gradient descent with this weight alone, weight = weight - learning_rate * slope: where it is "
        "now, and after each step."
    )


def explain_valley(question: Question) -> Valley | None:
    """The valley of the request's weight, or of that with the largest gradient; None without a label."""
    request = question.request
    if request.label is None:
        return None
    unit = blamed_unit(question, request.label)
    dense = question.dense_traces[unit.layer - 1]
    source = int(np.abs(dense.inputs[0]).argmax()) if request.source is None else request.source
    if source >= dense.inputs.shape[1]:
        raise InvalidRequest(f"A unit of layer {unit.layer} has {dense.inputs.shape[1]} inputs; there is no {source}.")
    place = WeightPlace(unit.layer, unit.index, source)
    now = Slice(question.network, question.trace, place, request.label, request.loss)
    # The stretch that is shown, and the usual rate, stay the same while steps are taken.
    start = (
        replace(now, network=question.start, trace=question.start.forward(question.inputs)) if request.steps else now
    )
    way = start.bottom() - start.weight or 1.0
    usual_rate = start.usual_rate()
    ends = sorted([start.weight - BEHIND * way, start.weight + BEYOND * way])
    curve = now.at(np.linspace(min(ends[0], now.weight), max(ends[1], now.weight), POINTS))
    rate = request.weight_rate or usual_rate
    descent = now.descend(rate, STEPS)
    return Valley(
        layer=place.layer,
        unit=place.unit,
        source=place.source,
        input=round_significant(now.heard),
        weight=round_significant(now.weight),
        loss=round_significant(descent.losses[0]),
        slope=round_significant(descent.slopes[0]),
        weights=round_significant(curve.weights),
        losses=round_significant(curve.losses),
        taken=_steps(question.lesson.weight_path(now.number, place.source, place.unit), _losses(question)),
        learning_rate=rate,
        usual_rate=usual_rate,
        descent=_steps(descent.weights, descent.losses),
    )


def _losses(question: Question) -> Array:
    """The loss of the request's label before the first step taken, and after each."""
    targets = one_hot(np.array([question.request.label]), question.network.classes)
    return np.array([LOSSES[question.request.loss].value(row[None], targets) for row in question.taught_logits])


def _steps(weights: Array, losses: Array) -> list[WeightStep]:
    pairs = zip(round_significant(weights), round_significant(losses), strict=True)
    return [WeightStep(weight=weight, loss=loss) for weight, loss in pairs]
