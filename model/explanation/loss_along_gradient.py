"""Gradient descent seen from the side: how the loss would change with a step of any length.

    loss(rate) = loss(parameters - rate * gradient)

For one example the gradient of a dense layer is an outer product, outer(inputs, delta), so the changed layer needs no
changed matrix:

    x @ (weights - rate * outer(inputs, delta)) + (bias - rate * delta)
        = x @ weights + bias - rate * (x @ inputs + 1) * delta

with x what the layer hears after the layers before it have changed too. So many lengths of step are tried in one
forward pass, a row for each; copying a network of three million parameters for each would take far longer.

x may come from another example than the step is taken for. That is the price of a step: learning one drawing by heart
forgets the others, and the loss of the one doesn't show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array, IntArray
from ..data.batches import one_hot
from ..nn.dense import Dense
from ..nn.losses import LOSSES
from ..nn.network import ForwardTrace, Network
from .divergence import has_diverged


@dataclass(frozen=True)
class Descent:
    """What steps of these lengths would lead to: logits (rates, classes) and losses (rates,)."""

    learning_rates: Array
    logits: Array
    losses: Array


def look_ahead(
    network: Network, trace: ForwardTrace, deltas: Sequence[Array], learning_rates: Array, inputs: Array
) -> Array:
    """The network's logits (rates, n, classes) for inputs (n, features) after a step of each length.

    `trace` is of the one example that the step is taken for; `deltas` are its gradients' own, d loss / d outputs of
    each layer (1, units).
    """
    rates = np.repeat(learning_rates.astype(inputs.dtype), len(inputs))[:, None]  # (rates * n, 1)
    activations = inputs
    for layer, before, delta in zip(network.layers, trace.layers, deltas, strict=True):
        outputs = layer.forward(activations).outputs
        if isinstance(layer, Dense):
            pull = activations @ before.inputs.T + 1  # (n, 1) in the first layer, which hears the same at every rate
            times = len(rates) // len(activations)
            outputs = np.tile(outputs, (times, 1)) - rates * np.tile(pull, (times, 1)) @ delta  # (rates * n, units)
        activations = outputs
    return activations.reshape(len(learning_rates), len(inputs), -1)


def descend(
    network: Network, trace: ForwardTrace, deltas: Sequence[Array], label: int, loss: str, learning_rates: Array
) -> Descent:
    """The loss along the gradient's direction. Where the step is so long that the network diverges, it is infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        logits = look_ahead(network, trace, deltas, learning_rates, trace.layers[0].inputs)[:, 0]  # (rates, classes)
        targets = one_hot(np.array([label]), network.classes)
        losses = np.array([LOSSES[loss].value(row[None], targets) for row in logits])
    return Descent(learning_rates, logits, np.where(has_diverged(logits), np.inf, losses))


def still_right(
    network: Network,
    trace: ForwardTrace,
    deltas: Sequence[Array],
    learning_rates: Array,
    inputs: Array,
    labels: IntArray,
) -> IntArray:
    """How many of these other examples, inputs (n, features) and labels (n,), are read right after each step: (rates,).

    A network that has diverged reads none.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        logits = look_ahead(network, trace, deltas, learning_rates, inputs)  # (rates, n, classes)
        rows = logits.reshape(-1, network.classes)
        read = np.where(has_diverged(rows), -1, rows.argmax(axis=1)).reshape(len(learning_rates), -1)  # (rates, n)
    right: IntArray = (read == labels).sum(axis=1)
    return right
