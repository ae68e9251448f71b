"""A dense layer: every unit weighs every input, adds them up, and adds its bias.

    pre_activation = inputs @ weights + bias

The bias lets a unit say something even when all inputs are 0: without it, every unit's line would have to pass through
the origin. The way back follows from the chain rule. One entry is pre_activation[n, j] = sum_i inputs[n, i] *
weights[i, j] + bias[j], so

    grad_weights[i, j] = sum_n inputs[n, i] * grad_outputs[n, j]      = inputs.T @ grad_outputs
    grad_bias[j]       = sum_n grad_outputs[n, j]
    grad_inputs[n, i]  = sum_j grad_outputs[n, j] * weights[i, j]     = grad_outputs @ weights.T
"""

from collections.abc import Sequence

import numpy as np

from ..arrays import Array
from ..errors import ShapeError
from .layer import Layer, LayerTrace


class Dense(Layer):
    """`weights` (fan_in, fan_out) and `bias` (fan_out,), which training changes in place.

    Raises ShapeError when they don't fit each other.
    """

    def __init__(self, weights: Array, bias: Array) -> None:
        if weights.ndim != 2 or bias.shape != (weights.shape[1],):
            raise ShapeError(
                "A dense layer takes weights (fan_in, fan_out) and bias (fan_out,), "
                f"not {weights.shape} and {bias.shape}."
            )
        self.weights = weights
        self.bias = bias

    @property
    def parameters(self) -> tuple[Array, ...]:
        """`weights` (fan_in, fan_out) and `bias` (fan_out,)."""
        return self.weights, self.bias

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> LayerTrace:
        """inputs (batch, fan_in) -> trace whose outputs are pre_activation (batch, fan_out)."""
        return LayerTrace(inputs, inputs @ self.weights + self.bias)

    def grad_inputs(self, trace: LayerTrace, grad_outputs: Array) -> Array:
        """What reaches the layer before: each weight passes its unit's blame back to its input."""
        return grad_outputs @ self.weights.T  # (batch, fan_in)

    def grad_parameters(self, trace: LayerTrace, grad_outputs: Array, out: Sequence[Array] = ()) -> tuple[Array, ...]:
        """(grad_weights, grad_bias), added up over the batch."""
        weights_out, bias_out = out or (None, None)
        grad_weights = np.matmul(trace.inputs.T, grad_outputs, out=weights_out)  # (fan_in, fan_out)
        grad_bias = grad_outputs.sum(axis=0, out=bias_out)  # (fan_out,)
        return grad_weights, grad_bias
