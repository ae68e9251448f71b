"""A private copy of a network, to be taught one drawing without touching the network that is served.

What it has learned is a list of steps. Replaying them gives the same bits every time, so nothing has to be kept between
two questions, and undoing a step is leaving it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..data.batches import one_hot
from ..errors import DivergedError
from ..nn.backpropagation import Gradients, backpropagate
from ..nn.dense import Dense
from ..nn.losses import LOSSES
from ..nn.network import ForwardTrace, Network
from ..nn.optimizers import SGD
from .divergence import has_diverged

FIRST_RATES = {"relu": 0.001, "tanh": 0.002, "sigmoid": 0.005}
"""By activation, the learning rate at which a network of a few layers can be watched while it is taught one drawing.

The loss falls step by step, whether the network misreads the drawing or is told a wrong label, and other digits are
still read. At 0.1 it is 0 after one step, and most other digits are forgotten.
"""


@dataclass(frozen=True)
class TaughtStep:
    """One step against the gradient: which label, by which loss, how long."""

    label: int
    loss: str
    learning_rate: float


def copy_of(network: Network) -> Network:
    """A network of equal layers with parameters of its own, which may be changed."""
    return Network(
        [
            Dense(layer.weights.copy(), layer.bias.copy()) if isinstance(layer, Dense) else layer
            for layer in network.layers
        ]
    )


def grad_logits(trace: ForwardTrace, label: int, loss: str) -> Array:
    """d loss / d logits (1, classes) of one traced example: where the way back begins."""
    targets = one_hot(np.array([label]), trace.outputs.shape[1])
    return LOSSES[loss].gradient(trace.outputs, targets)


def gradients_for_label(network: Network, trace: ForwardTrace, label: int, loss: str) -> Gradients:
    """How this loss of one traced example (1, features) changes with everything in the network."""
    return backpropagate(network, trace, grad_logits(trace, label, loss))


@dataclass(frozen=True)
class Lesson:
    """The network before some steps and after, and its logits before, between and after them, (1 + steps, classes)."""

    start: Network
    network: Network
    logits: Array
    ways: tuple["Way", ...] = ()

    def weight_path(self, layer: int, source: int, unit: int) -> Array:
        """One weight before the steps and after each, (1 + steps,): every step takes away rate * input * delta.

        `layer` is the place of its dense layer among all layers.
        """
        dense = self.start.layers[layer]
        if not isinstance(dense, Dense):
            raise TypeError(f"Layer {layer} has no weights.")
        moves = [way.learning_rate * way.inputs[layer][source] * way.deltas[layer][unit] for way in self.ways]
        return np.asarray(dense.weights[source, unit] - np.cumsum([0.0, *moves]))


@dataclass(frozen=True)
class Way:
    """What a step was made of, layer by layer: what each heard, how much it was to blame, and how long the step was."""

    inputs: tuple[Array, ...]
    deltas: tuple[Array, ...]
    learning_rate: float


def teach(network: Network, inputs: Array, steps: Sequence[TaughtStep]) -> Lesson:
    """Takes these steps on one example, inputs (1, features), on a copy; without any, on the network itself.

    Raises DivergedError when a step was so long that the logits are beyond MAX_LOGIT.
    """
    copy = copy_of(network) if steps else network
    optimizer = SGD()
    traces, ways = [copy.forward(inputs)], []
    with np.errstate(over="ignore", invalid="ignore"):  # reported just below
        for number, step in enumerate(steps, start=1):
            gradients = gradients_for_label(copy, traces[-1], step.label, step.loss)
            heard = tuple(each.inputs[0] for each in traces[-1].layers)
            ways.append(Way(heard, tuple(delta[0] for delta in gradients.deltas), step.learning_rate))
            optimizer.step(copy.parameters, gradients.parameters, step.learning_rate)
            traces.append(copy.forward(inputs))
            if has_diverged(traces[-1].outputs).any():
                raise DivergedError(
                    f"Step {number} was too long: with learning_rate {step.learning_rate:g} the weights ran away. "
                    "Leave it out, or take a shorter one."
                )
    return Lesson(network, copy, np.concatenate([trace.outputs for trace in traces]), tuple(ways))
