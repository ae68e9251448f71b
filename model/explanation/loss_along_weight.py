"""The valley: the loss against one weight of the network, while all others stay as they are.

    loss(weight) = the loss of the network with this one weight          slope = d loss / d weight

A weight feeds one unit, so with another weight only that unit's sum differs, by (weight - old weight) * input. Many
weights go through the rest of the network together, as rows of one batch; the next dense layer adds what the unit says
more or less, and is not multiplied out again.

Beside each row goes its change: how it would change with the weight. Back-propagation finds the same slope from the
other end. Led forward, the chain rule gives the slope of one weight at many places; led back, that of all at one.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..data.batches import one_hot
from ..nn.dense import Dense
from ..nn.losses import LOSSES
from ..nn.network import ForwardTrace, Network

REACHES = 2.0 ** np.arange(-1, 5)
"""By how much a weight may change its unit's sum, in search of the valley's bottom."""
FLAT = 0.05
"""Of the slope where the weight stands: what is left of it where the way down has come to its end."""
STEPS_DOWN = 4
"""How many steps of equal length lead to the bottom at the usual learning rate; those on the way become shorter."""


@dataclass(frozen=True)
class WeightPlace:
    """The weight by which unit `unit` of dense layer `layer`, from 1 on, hears its input `source`."""

    layer: int
    unit: int
    source: int


@dataclass(frozen=True)
class Valley:
    """The loss at each of these weights, and how steep it is there; all (weights,)."""

    weights: Array
    losses: Array
    slopes: Array


@dataclass(frozen=True)
class Slice:
    """One traced example (1, features), the loss of its label, and the weight that may change."""

    network: Network
    trace: ForwardTrace
    place: WeightPlace
    label: int
    loss: str

    @property
    def number(self) -> int:
        """The dense layer's place among all layers."""
        numbers = [number for number, layer in enumerate(self.network.layers) if isinstance(layer, Dense)]
        return numbers[self.place.layer - 1]

    @property
    def weight(self) -> float:
        """As it is."""
        return float(self.network.dense_layers[self.place.layer - 1].weights[self.place.source, self.place.unit])

    @property
    def heard(self) -> float:
        """What the weight is multiplied by."""
        return float(self.trace.layers[self.number].inputs[0, self.place.source])

    def at(self, weights: Array) -> Valley:
        """The loss and its slope with each of these weights (n,)."""
        rows, changes = self._through(weights)
        targets, loss = one_hot(np.array([self.label]), self.network.classes), LOSSES[self.loss]
        losses = [loss.value(row[None], targets) for row in rows]
        slopes = [loss.gradient(row[None], targets)[0] @ change for row, change in zip(rows, changes, strict=True)]
        return Valley(weights, np.array(losses), np.array(slopes))

    def _through(self, weights: Array) -> tuple[Array, Array]:
        """The logits with each of these weights, and how they change with it: two of (n, classes)."""
        unit, here = slice(self.place.unit, self.place.unit + 1), self.trace.layers[self.number]
        rows: Array = np.repeat(here.outputs, len(weights), axis=0)  # (n, units)
        changes: Array = np.zeros_like(rows)
        rows[:, unit] += ((weights - self.weight) * self.heard)[:, None]
        changes[:, unit] = self.heard
        is_next = True
        for layer, before in zip(
            self.network.layers[self.number + 1 :], self.trace.layers[self.number + 1 :], strict=True
        ):
            if not isinstance(layer, Dense):
                after = layer.forward(rows)
                rows, changes = after.outputs, layer.grad_inputs(after, changes)  # number by number: the same both ways
            elif is_next:
                outgoing = layer.weights[unit]  # (1, units)
                rows = before.outputs + (rows[:, unit] - before.inputs[:, unit]) @ outgoing  # (n, units)
                changes, is_next = changes[:, unit] @ outgoing, False
            else:
                rows, changes = layer.forward(rows).outputs, changes @ layer.weights
        return rows, changes

    def descend(self, learning_rate: float, steps: int) -> Valley:
        """Gradient descent with this weight alone: where it is before the first of these steps, and after each."""
        path, weight = [], self.weight
        for _ in range(steps + 1):
            here = self.at(np.array([weight]))
            path.append((weight, here.losses[0], here.slopes[0]))
            weight -= learning_rate * float(here.slopes[0])
        weights, losses, slopes = np.array(path).T
        return Valley(weights, losses, slopes)

    def bottom(self) -> float:
        """About where the way down ends: the nearest of REACHES where the loss rises again or hardly falls.

        For a weight that can't change the loss, it is the weight itself.
        """
        slope = float(self.at(np.array([self.weight])).slopes[0])
        if slope == 0:
            return self.weight
        downhill = self.weight - np.sign(slope) * REACHES / abs(self.heard)
        level = np.flatnonzero(self.at(downhill).slopes * np.sign(slope) < FLAT * abs(slope))
        return float(downhill[level[0] if level.size else -1])

    def usual_rate(self) -> float:
        """A learning rate, of one digit, at which some steps lead this weight down to the bottom."""
        slope = abs(float(self.at(np.array([self.weight])).slopes[0]))
        way = abs(self.bottom() - self.weight)
        return float(f"{way / slope / STEPS_DOWN:.0e}") if way else 1.0
