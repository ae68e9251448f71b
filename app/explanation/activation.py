"""Describes model/explanation/saturation.py and two_layers.py: the activation's curve, with a layer's units on it."""

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import FLOAT, Array
from model.config import ActivationName
from model.explanation.saturation import Standing, flat_zones, sample, standings
from model.explanation.two_layers import two_layers
from model.explanation.unit import activation_after
from model.nn.activations import Activation

from .question import Question
from .rounding import round_significant

MIN_REACH = 4  # of the curve to each side of 0, so that its shape is seen even for small sums
X = np.array([[1, 2]], FLOAT)
FIRST, SECOND = np.array([[1, 2], [1, -2]], FLOAT), np.array([[1], [1]], FLOAT)


class Zone(BaseModel):
    """A stretch of pre-activations where the curve is flat, and units are silent or saturated."""

    start: float
    end: float


class TwoLayers(BaseModel):
    """Two layers without bias, small enough to do by hand: one after the other, merged, and with a bend between."""

    inputs: list[float]
    first: list[list[float]] = Field(description="The first layer's weights, a row for each input.")
    second: list[list[float]] = Field(description="The second layer's.")
    hidden: list[float] = Field(description="inputs @ first.")
    outputs: list[float] = Field(description="(inputs @ first) @ second.")
    merged: list[list[float]] = Field(description="first @ second: both layers in one.")
    merged_outputs: list[float] = Field(description="inputs @ merged: always the same as outputs.")
    bent: list[float] = Field(description="bend(inputs @ first).")
    bent_outputs: list[float] = Field(description="bend(inputs @ first) @ second.")


class Bend(BaseModel):
    """The curve, and where the units of a layer stand on it."""

    name: ActivationName
    x: list[float] = Field(description="Pre-activations at which the curve was sampled, evenly spaced.")
    bend: list[float] = Field(description="The activation at each of them.")
    slope: list[float] = Field(description="Its derivative at each of them.")
    zones: list[Zone] = Field(description="Where it is flat: less than a tenth of its steepest slope is left.")
    layer: int = Field(description="Whose units these are: the layer of `unit`, or the nearest one that bends.")
    pre_activations: list[float] = Field(description="Where each unit stands.")
    activations: list[float] = Field(description="What the curve makes of it.")
    slopes: list[float] = Field(description="How steep the curve is there.")
    states: list[Standing] = Field(description="active, silent or saturated, unit by unit.")
    two_layers: TwoLayers


def explain_activation(question: Question) -> Bend | None:
    """The activation after the request's unit, or after the first layer; None for a network without activations."""
    last = len(question.network.dense_layers) - 1
    layer = min(question.request.unit.layer if question.request.unit else 1, last)
    activation = activation_after(question.network, layer)
    if activation is None:
        return None
    sums = question.dense_traces[layer - 1].outputs[0]
    activations = activation.function(sums)
    curve = sample(activation, max(MIN_REACH, float(np.ceil(np.abs(sums).max()))))
    return Bend(
        name=question.config.activation,
        x=round_significant(curve.x),
        bend=round_significant(curve.y),
        slope=round_significant(curve.slope),
        zones=[
            Zone(start=round_significant(start), end=round_significant(end))
            for start, end in flat_zones(activation, curve)
        ],
        layer=layer,
        pre_activations=round_significant(sums),
        activations=round_significant(activations),
        slopes=round_significant(activation.derivative(activations)),
        states=standings(activation, activations),
        two_layers=_two_layers(activation),
    )


def _two_layers(activation: Activation) -> TwoLayers:
    layers = two_layers(X, FIRST, SECOND, activation)
    rows: dict[str, Array] = {
        "inputs": X,
        "hidden": layers.hidden,
        "outputs": layers.outputs,
        "merged_outputs": layers.merged_outputs,
        "bent": layers.bent,
        "bent_outputs": layers.bent_outputs,
    }
    return TwoLayers(
        first=FIRST.tolist(),
        second=SECOND.tolist(),
        merged=round_significant(layers.merged),
        **{name: round_significant(row[0]) for name, row in rows.items()},
    )
