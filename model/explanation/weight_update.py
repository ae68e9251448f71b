"""One step's update, layer by layer and weight by weight, for a single example.

    gradient[i, j] = inputs[i] * delta[j]             of weight i of unit j; of its bias delta[j]
    |gradient| = |inputs| * |delta|                   its length, over all weights of the layer
    weight_new = weight - learning_rate * gradient

For one example the gradient of a dense layer is an outer product, so its deltas tell all of it, and no matrix of
millions of numbers has to be made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..nn.activations import Activation
from ..nn.dense import Dense
from ..nn.network import ForwardTrace, Network
from .saturation import Standing, passed_share, standings


@dataclass(frozen=True)
class LayerUpdate:
    """What the way back found in one dense layer.

    deltas         (units,): d loss / d pre_activation
    gradient_size  the length of the gradient of all its weights
    states         where each unit stands on the curve of its activation
    passed_share   of the gradient that reached the activation, the share that its slopes let through; None for the
                   last layer, which has none
    """

    deltas: Array
    gradient_size: float
    states: list[Standing]
    passed_share: float | None


def layer_updates(network: Network, trace: ForwardTrace, deltas: Sequence[Array]) -> list[LayerUpdate]:
    """The update of each dense layer, first to last; `deltas` as `backward_deltas` gives them for this one example."""
    updates = []
    for place, (layer, delta) in enumerate(zip(network.layers, deltas, strict=True)):
        if not isinstance(layer, Dense):
            continue
        activation = network.layers[place + 1] if place + 1 < len(network.layers) else None
        states: list[Standing] = ["active"] * delta.size
        share = None
        if isinstance(activation, Activation):
            states = standings(activation, trace.layers[place + 1].outputs[0])
            share = passed_share(deltas[place + 1][0], delta[0])
        size = float(np.linalg.norm(trace.layers[place].inputs) * np.linalg.norm(delta))
        updates.append(LayerUpdate(delta[0], size, states, share))
    return updates


@dataclass(frozen=True)
class UnitUpdate:
    """The update of one unit's weights (fan_in,) and bias; `steepest` is the weight with the largest gradient."""

    inputs: Array
    delta: float
    weights: Array
    gradient: Array
    new_weights: Array
    bias: float
    new_bias: float
    steepest: int


def unit_update(layer: Dense, inputs: Array, deltas: Array, index: int, learning_rate: float) -> UnitUpdate:
    """Unit `index` of a layer that was given `inputs` (fan_in,) and whose units have these `deltas` (units,)."""
    delta, weights, bias = deltas[index], layer.weights[:, index], layer.bias[index]
    gradient = inputs * delta
    return UnitUpdate(
        inputs=inputs,
        delta=delta,
        weights=weights,
        gradient=gradient,
        new_weights=weights - learning_rate * gradient,
        bias=bias,
        new_bias=bias - learning_rate * delta,
        steepest=int(np.abs(gradient).argmax()),
    )
