"""Gradient descent seen from the side: how the loss would change with a step of any length.

    loss(rate) = loss(parameters - rate * gradient)

For one example the gradient of a dense layer is an outer product, outer(inputs, delta), so the changed layer needs no
changed matrix:

    x @ (weights - rate * outer(inputs, delta)) + (bias - rate * delta)
        = x @ weights + bias - rate * (x @ inputs + 1) * delta

with x what the layer hears after the layers before it have changed too. So many lengths of step are tried in one
forward pass, a row for each; copying a network of three million parameters for each would take far longer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..batches import one_hot
from ..dense import Dense
from ..losses import LOSSES
from ..network import ForwardTrace, Network


@dataclass(frozen=True)
class Descent:
    """What steps of these lengths would lead to: logits (rates, classes) and losses (rates,)."""

    learning_rates: Array
    logits: Array
    losses: Array


def look_ahead(network: Network, trace: ForwardTrace, deltas: Sequence[Array], learning_rates: Array) -> Array:
    """The logits (rates, classes) after a step of each length.

    `trace` is of one example, `deltas` are the gradients' own, d loss / d outputs of each layer (1, units).
    """
    rates = learning_rates.astype(trace.outputs.dtype)[:, None]  # (rates, 1)
    heard = np.repeat(trace.layers[0].inputs, len(rates), axis=0)
    for layer, before, delta in zip(network.layers, trace.layers, deltas, strict=True):
        said = layer.forward(heard).outputs
        if isinstance(layer, Dense):
            said = said - rates * (heard @ before.inputs.T + 1) @ delta  # (rates, 1) @ (1, units)
        heard = said
    return heard


def descend(
    network: Network, trace: ForwardTrace, deltas: Sequence[Array], label: int, loss: str, learning_rates: Array
) -> Descent:
    """The loss along the gradient's direction. Where the step is so long that numbers overflow, it is infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = look_ahead(network, trace, deltas, learning_rates)
        targets = one_hot(np.array([label]), network.classes)
        losses = np.array([LOSSES[loss].value(row[None], targets) for row in logits])
    return Descent(learning_rates, logits, np.where(np.isfinite(losses), losses, np.inf))
