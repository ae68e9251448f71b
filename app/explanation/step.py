"""Describes model/explanation/weight_update.py: loss, gradients, and what one step against them would change."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import Array
from model.data.batches import one_hot
from model.explanation.divergence import has_diverged
from model.explanation.loss_along_gradient import Descent, descend
from model.explanation.private_copy import grad_logits
from model.explanation.saturation import Standing
from model.explanation.weight_update import LayerUpdate, layer_updates, unit_update
from model.nn.activations import softmax
from model.nn.backpropagation import backward_deltas
from model.nn.losses import LOSSES

from .blame import blamed_unit
from .forgetting import Others, forgetting_after_step
from .question import Question
from .request import LossName, Step
from .rounding import round_significant

CURVE_RATES = np.concatenate([[0.0], np.logspace(-4, 3, 29)])
"""Learning rates along the curve: 0, then four in each power of ten."""

Finite = Annotated[float | None, Field(description="Null where the network runs away: a logit is beyond 2^24.")]


class LayerBlame(BaseModel):
    """What the way back found in one dense layer."""

    deltas: list[float] = Field(description="d loss / d pre_activation of each unit: its blame.")
    gradient_size: float = Field(description="The length of the gradient of all its weights, |inputs| * |deltas|.")
    states: list[Standing] = Field(
        description="Whether a unit's activation lets the gradient through: active; silent, a ReLU that says 0; or "
        "saturated. The last layer has no activation, and is active."
    )
    let_through: float | None = Field(
        description="The share of the blame that the activation's slopes let through, 0 to 1; null for the last layer."
    )


class ChosenUnit(BaseModel):
    """The update of one unit's weights and bias: new = old - learning_rate * gradient."""

    layer: int
    index: int
    inputs: list[float] = Field(description="What it hears.")
    delta: float = Field(description="Its blame. The gradient of a weight is its input times this.")
    weights: list[float]
    gradient: list[float] = Field(description="d loss / d weight, one for each weight.")
    new_weights: list[float]
    bias: float
    new_bias: float = Field(description="bias - learning_rate * delta, since a bias hears a constant 1.")
    steepest: int = Field(description="The weight with the largest gradient, as an example to work through.")


class StepCurve(BaseModel):
    """The loss along the gradient's direction."""

    learning_rates: list[float]
    losses: list[Finite]


class TakenStep(Step):
    """A step that was taken, and what it did by its own loss, for its own label."""

    loss_before: float
    loss_after: float


class StepAhead(BaseModel):
    """One step against the gradient of this drawing's loss."""

    label: int
    loss: LossName
    learning_rate: float
    targets: list[float] = Field(description="What the ten probabilities should be: 1 for the label, else 0.")
    losses: dict[LossName, float] = Field(description="How wrong the answer is, by each of the three losses.")
    probabilities: list[float] = Field(description="Before the step.")
    new_probabilities: list[float] | None = Field(description="After it; null if the network runs away.")
    new_loss: Finite
    layers: list[LayerBlame] = Field(description="The way back through each dense layer, first to last.")
    unit: ChosenUnit = Field(
        description="The chosen unit, or the one of layer 1 that is most to blame before the first step."
    )
    curve: StepCurve
    others: Others = Field(description="What the same step does to other digits.")
    history: list[float] = Field(description="This loss, for this label, before the first step and after each.")
    taken: list[TakenStep] = Field(description="The steps taken so far, each by its own loss.")


def explain_step(question: Question) -> StepAhead | None:
    """One step against the gradient; None without a label."""
    request = question.request
    if request.label is None:
        return None
    network, trace = question.network, question.trace
    # Only the deltas: a weight's gradient is its input times one of them, and there are millions of weights.
    deltas = backward_deltas(network, trace, grad_logits(trace, request.label, request.loss))
    updates = layer_updates(network, trace, deltas)
    rates = np.append(CURVE_RATES, question.learning_rate)
    ahead = descend(network, trace, deltas, request.label, request.loss, rates)
    targets = one_hot(np.array([request.label]), network.classes)
    return StepAhead(
        label=request.label,
        loss=request.loss,
        learning_rate=question.learning_rate,
        targets=targets[0].tolist(),
        losses={name: round_significant(loss.value(trace.outputs, targets)) for name, loss in LOSSES.items()},
        probabilities=round_significant(softmax(trace.outputs)[0]),
        new_probabilities=None
        if has_diverged(ahead.logits[-1:])[0]
        else round_significant(softmax(ahead.logits[-1:])[0]),
        new_loss=_finite(ahead.losses[-1:])[0],
        layers=[_layer(update) for update in updates],
        unit=_chosen(question, request.label, updates),
        curve=_curve(ahead),
        others=forgetting_after_step(question, deltas, CURVE_RATES),
        history=[round_significant(LOSSES[request.loss].value(row[None], targets)) for row in question.taught_logits],
        taken=_taken(question),
    )


def _taken(question: Question) -> list[TakenStep]:
    taken = []
    for step, (before, after) in zip(question.request.steps, pairwise(question.taught_logits[:, None]), strict=True):
        loss, targets = LOSSES[step.loss], one_hot(np.array([step.label]), question.network.classes)
        losses = {"loss_before": loss.value(before, targets), "loss_after": loss.value(after, targets)}
        taken.append(
            TakenStep(**step.model_dump(), **{name: round_significant(value) for name, value in losses.items()})
        )
    return taken


def _layer(update: LayerUpdate) -> LayerBlame:
    return LayerBlame(
        deltas=round_significant(update.deltas),
        gradient_size=round_significant(update.gradient_size),
        states=update.states,
        let_through=None if update.passed_share is None else round_significant(update.passed_share),
    )


def _chosen(question: Question, label: int, updates: Sequence[LayerUpdate]) -> ChosenUnit:
    unit = blamed_unit(question, label)
    index = unit.layer - 1
    update = unit_update(
        question.network.dense_layers[index],
        question.dense_traces[index].inputs[0],
        updates[index].deltas,
        unit.index,
        question.learning_rate,
    )
    numbers = {name: round_significant(value) for name, value in vars(update).items() if name != "steepest"}
    return ChosenUnit(layer=unit.layer, index=unit.index, steepest=update.steepest, **numbers)


def _curve(ahead: Descent) -> StepCurve:
    return StepCurve(learning_rates=round_significant(ahead.learning_rates[:-1]), losses=_finite(ahead.losses[:-1]))


def _finite(losses: Array) -> list[Any]:
    return [round_significant(loss) if np.isfinite(loss) else None for loss in losses.tolist()]
