"""A loss says how wrong the network is, as one number to make small.

    absolute error       mean |y - y_predict|               each miss counts as far as it is
    mean squared error   mean (y - y_predict)^2             big misses count more
    cross-entropy        mean -log(probability of the label)   being sure and wrong costs without limit

A loss has a value and a gradient: how the value would change with each number the network gave. That gradient is where
back-propagation starts.

A network that sorts images into classes gives logits. `SoftmaxCrossEntropy` takes them as they are. For the other two,
`AfterSoftmax` puts a softmax between, so that whichever loss a network was trained with, its answer is read the same
way: softmax(logits).

Source: Nielsen, "Neural networks and deep learning", chapter 3, 2015 (why cross-entropy doesn't slow down).
"""

from abc import ABC, abstractmethod

import numpy as np

from ..arrays import Array
from ..errors import ShapeError
from .activations import softmax


class Loss(ABC):
    """`outputs` and `targets` have one shape, (batch, outputs); the value is a mean over the batch."""

    def value(self, outputs: Array, targets: Array) -> float:
        """How wrong the outputs are: a Python float, 0 at best. Raises ShapeError unless both have the same shape."""
        if outputs.shape != targets.shape:
            raise ShapeError(f"Outputs {outputs.shape} and targets {targets.shape} must have the same shape.")
        return self._value(outputs, targets)

    @abstractmethod
    def _value(self, outputs: Array, targets: Array) -> float: ...

    @abstractmethod
    def gradient(self, outputs: Array, targets: Array) -> Array:
        """d value / d outputs, (batch, outputs): where the way back begins."""


class AbsoluteError(Loss):
    """mean |y - y_predict|. In the course: |1 - 0.7| = 0.3."""

    def _value(self, outputs: Array, targets: Array) -> float:
        return float(np.abs(targets - outputs).mean())

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """+1 or -1 for each number, over how many there are: the direction of the miss, whatever its size.

        (batch, outputs). At a miss of exactly 0 the curve has a corner; there it is 0.
        """
        return np.sign(outputs - targets) / outputs.size


class MeanSquaredError(Loss):
    """mean (y - y_predict)^2. In the course: 0.3^2 = 0.09."""

    def _value(self, outputs: Array, targets: Array) -> float:
        return float(np.square(targets - outputs).mean())

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """Twice the miss, over how many numbers there are: far off, it pulls hard; nearly there, softly.

        (batch, outputs).
        """
        return 2.0 * (outputs - targets) / outputs.size


class AfterSoftmax(Loss):
    """Another loss, measured on softmax(logits) instead of on the logits."""

    def __init__(self, loss: Loss) -> None:
        self.loss = loss

    def _value(self, outputs: Array, targets: Array) -> float:
        return self.loss.value(softmax(outputs), targets)

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """The inner gradient led back through softmax: d value / d logits, (batch, classes).

        With p = softmax(logits), dp[j] / dlogits[i] = p[j] * ((i == j) - p[i]), so a gradient g on p becomes
        p * (g - sum(g * p)) on the logits. A saturated softmax (p near 0 or 1) lets next to nothing through.
        """
        probabilities = softmax(outputs)
        grad = self.loss.gradient(probabilities, targets)
        grad_logits: Array = probabilities * (grad - (grad * probabilities).sum(axis=1, keepdims=True))
        return grad_logits


class SoftmaxCrossEntropy(Loss):
    """mean -log(probability of the label), straight from the logits.

    Softmax and logarithm undo each other: -log(p[label]) = log(sum(e^logits)) - logits[label]. In one piece it is both
    simpler and safer than in two, where a probability that rounds to 0 would have an infinite logarithm.
    """

    def _value(self, outputs: Array, targets: Array) -> float:
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-(targets * log_probabilities).sum(axis=1).mean())

    def gradient(self, outputs: Array, targets: Array) -> Array:
        """(probabilities - targets) / batch: what is, minus what should be, (batch, classes). It never saturates."""
        return (softmax(outputs) - targets) / len(outputs)


LOSSES: dict[str, Loss] = {
    "absolute_error": AfterSoftmax(AbsoluteError()),
    "mean_squared_error": AfterSoftmax(MeanSquaredError()),
    "cross_entropy": SoftmaxCrossEntropy(),
}
"""The losses that networks for classes are trained with, by name: each takes logits."""
