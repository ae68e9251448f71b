"""A layer is one step of a network: numbers in, numbers out, and a way to walk back.

    inputs -> forward -> outputs                      what do I make of this?
    grad_inputs <- grad_outputs                       how would the loss change with my inputs? (the layer before asks)
    grad_parameters <- grad_outputs                   how would it change with my parameters? (the optimizer asks)

`forward` keeps nothing in the layer. What the way back needs is in the trace that it returns, so one network can
answer two requests, or be trained and looked into, at the same time.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array


@dataclass(frozen=True)
class LayerTrace:
    """What one layer saw and what it said: enough to walk back through it later.

    `mask` is dropout's: what each unit was multiplied by, or None where nothing was dropped.
    """

    inputs: Array  # (batch, fan_in)
    outputs: Array  # (batch, fan_out)
    mask: Array | None = None  # (batch, fan_out)


class Layer(ABC):
    """The contract that all layers keep."""

    @property
    def parameters(self) -> tuple[Array, ...]:
        """The arrays that training changes in place; none for most layers."""
        return ()

    @abstractmethod
    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> LayerTrace:
        """(batch, fan_in) -> trace whose `outputs` are (batch, fan_out).

        `training` and `rng` matter to layers that behave differently, and at random, while they learn.
        """

    @abstractmethod
    def grad_inputs(self, trace: LayerTrace, grad_outputs: Array) -> Array:
        """d loss / d outputs (batch, fan_out) -> d loss / d inputs (batch, fan_in), by the chain rule."""

    def grad_parameters(self, trace: LayerTrace, grad_outputs: Array, out: Sequence[Array] = ()) -> tuple[Array, ...]:
        """d loss / d outputs (batch, fan_out) -> one gradient for each of `parameters`, in its shape.

        They are written into the arrays `out`, if there are any, and otherwise into new ones.
        """
        return ()
