"""Gradient descent: take a small step against the gradient, again and again. In order of increasing cunning:

    SGD        weight_new = weight_old - learning_rate * d loss / d weight_old
    Momentum   velocity = momentum * velocity + gradient;  weight -= learning_rate * velocity
    Adam       mean = beta1 * mean + (1 - beta1) * gradient          (where to?)
               square = beta2 * square + (1 - beta2) * gradient^2    (how bumpy is it?)
               weight -= learning_rate * mean / (sqrt(square) + epsilon)    (both corrected for starting at 0)

The gradient points uphill; its negative is the steepest way down. Too short a step and training takes for ever; too
long a one leaps across the valley and out of it.

Weight decay shrinks the weights a little before each step, apart from the gradient ("decoupled"; with Adam that is
AdamW). An optimizer sees only lists of arrays and knows no networks.

Sources: Polyak 1964 (momentum); Kingma and Ba, "Adam", 2015; Loshchilov and Hutter, "Decoupled weight decay", 2019.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from ..arrays import Array
from ..config import TrainingConfig

CHUNK = 32_768
"""Numbers moved at a time: so few that they stay in the processor's cache from the first operation to the last."""


class Optimizer(ABC):
    """Changes parameters in place. What it remembers between steps is in `slots`, so that training can be resumed."""

    slot_names: tuple[str, ...] = ()

    def __init__(self, *, weight_decay: float = 0.0) -> None:
        self.weight_decay = weight_decay
        self.steps = 0
        self.slots: dict[str, list[Array]] = {}

    def step(self, parameters: Sequence[Array], gradients: Sequence[Array], learning_rate: float) -> None:
        """One step: each parameter moves against its gradient.

        parameters  of any shapes, changed in place
        gradients   one for each of `parameters`, in its shape; unchanged
        """
        if not self.slots:
            self.slots = {name: [np.zeros_like(each) for each in parameters] for name in self.slot_names}
        self.steps += 1
        for index, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            # Biases have one dimension and stay out of it: a large bias is no sign of overfitting.
            decay = learning_rate * self.weight_decay if parameter.ndim >= 2 else 0.0
            arrays = [parameter, gradient, *(slot[index] for slot in self.slots.values())]
            rows = max(1, CHUNK // parameter[0].size)
            for start in range(0, len(parameter), rows):
                chunk = [each[start : start + rows] for each in arrays]
                if decay:
                    chunk[0] *= 1.0 - decay
                self._update(*chunk, learning_rate=learning_rate)

    @abstractmethod
    def _update(self, parameter: Array, gradient: Array, *slots: Array, learning_rate: float) -> None:
        """Moves some rows of a parameter."""


class SGD(Optimizer):
    """weight_new = weight_old - learning_rate * gradient: the course's rule as it stands."""

    def _update(self, parameter: Array, gradient: Array, *slots: Array, learning_rate: float) -> None:
        parameter -= learning_rate * gradient


class Momentum(Optimizer):
    """A ball rolling downhill: it keeps `momentum` of its velocity, so steady slopes add up and zigzags cancel out."""

    slot_names = ("velocity",)

    def __init__(self, *, momentum: float = 0.9, weight_decay: float = 0.0) -> None:
        super().__init__(weight_decay=weight_decay)
        self.momentum = momentum

    def _update(self, parameter: Array, gradient: Array, *slots: Array, learning_rate: float) -> None:
        (velocity,) = slots
        velocity *= self.momentum
        velocity += gradient
        parameter -= learning_rate * velocity


class Adam(Optimizer):
    """A step length for every single weight: long where its gradient is small and steady, short where it is wild."""

    slot_names = ("mean", "square")

    def __init__(
        self, *, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8, weight_decay: float = 0.0
    ) -> None:
        super().__init__(weight_decay=weight_decay)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def _update(self, parameter: Array, gradient: Array, *slots: Array, learning_rate: float) -> None:
        mean, square = slots
        mean *= self.beta1
        mean += (1.0 - self.beta1) * gradient
        square *= self.beta2
        square += (1.0 - self.beta2) * gradient * gradient
        # Both averages started at 0 and are too small at first; dividing by these undoes it.
        mean_share = 1.0 - self.beta1**self.steps
        root_share = math.sqrt(1.0 - self.beta2**self.steps)
        # mean / mean_share / (sqrt(square) / root_share + epsilon), with the numbers gathered before the arrays
        step = learning_rate * root_share / mean_share
        parameter -= step * mean / (np.sqrt(square) + self.epsilon * root_share)


def build_optimizer(config: TrainingConfig) -> Optimizer:
    """The optimizer that `config.optimizer` names, with its settings."""
    if config.optimizer == "sgd":
        return SGD(weight_decay=config.weight_decay)
    if config.optimizer == "momentum":
        return Momentum(momentum=config.momentum, weight_decay=config.weight_decay)
    return Adam(beta1=config.beta1, beta2=config.beta2, epsilon=config.epsilon, weight_decay=config.weight_decay)
