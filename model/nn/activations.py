"""An activation bends: without it, a stack of layers would be one single layer in disguise.

    sigmoid(x) = 1 / (1 + e^-x)             squeezes into 0..1      derivative a * (1 - a)
    tanh(x) = (e^x - e^-x) / (e^x + e^-x)   squeezes into -1..1     derivative 1 - a^2
    relu(x) = max(0, x)                     cuts below 0            derivative 1 where x > 0, else 0

with a = the activation. Two layers in a row without a bend give (x @ A) @ B = x @ (A @ B): one matrix again, and only
straight lines between the digits. Sigmoid and tanh are nearly flat far from 0, so gradients fade there ("saturated");
ReLU keeps them whole but is silent, gradient and all, below 0 ("dead").

`softmax` turns the last layer's logits into ten probabilities that add up to 1.

Sources: Glorot, Bordes and Bengio, "Deep sparse rectifier neural networks", 2011 (ReLU); Bridle, "Probabilistic
interpretation of feedforward classification network outputs", 1990 (softmax).
"""

from abc import abstractmethod

import numpy as np

from ..arrays import Array
from .layer import Layer, LayerTrace


class Activation(Layer):
    """A layer without parameters that bends each number by itself."""

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> LayerTrace:
        """pre_activation (batch, units) -> trace whose outputs are the activations (batch, units)."""
        return LayerTrace(inputs, self.function(inputs))

    def grad_inputs(self, trace: LayerTrace, grad_outputs: Array) -> Array:
        """Each gradient times the curve's slope at the point where its unit stood: (batch, units)."""
        return grad_outputs * self.derivative(trace.outputs)

    @abstractmethod
    def function(self, pre_activation: Array) -> Array:
        """The curve itself, number by number: pre_activation (batch, units) -> activations (batch, units)."""

    @abstractmethod
    def derivative(self, activations: Array) -> Array:
        """The curve's derivative at the points that gave these activations: (batch, units) -> (batch, units).

        All three curves allow to compute it from the activation alone, so the pre-activation needn't be kept.
        """


class Sigmoid(Activation):
    """a = 1 / (1 + e^-x): off near 0, on near 1."""

    def function(self, pre_activation: Array) -> Array:
        """1 / (1 + e^-pre_activation), in its shape."""
        # The same function as in the formula, written with tanh so that e^-x never overflows.
        activations: Array = 0.5 * (1.0 + np.tanh(0.5 * pre_activation))
        return activations

    def derivative(self, activations: Array) -> Array:
        """a * (1 - a), in their shape: 0.25 at most."""
        return activations * (1.0 - activations)


class Tanh(Activation):
    """a = tanh(x): a sigmoid stretched to -1..1, so that its outputs are centred on 0."""

    def function(self, pre_activation: Array) -> Array:
        """tanh(pre_activation), in its shape."""
        return np.tanh(pre_activation)

    def derivative(self, activations: Array) -> Array:
        """1 - a^2, in their shape: 1 at most."""
        return 1.0 - activations * activations


class ReLU(Activation):
    """a = max(0, x): the plainest bend there is, and the one that trains deep networks fastest."""

    def function(self, pre_activation: Array) -> Array:
        """max(0, pre_activation), in its shape."""
        return np.maximum(pre_activation, 0.0)

    def derivative(self, activations: Array) -> Array:
        """1 where a > 0, else 0, in their shape."""
        # At exactly 0 the curve has a corner; like everyone we take its left slope there, 0.
        return (activations > 0.0).astype(activations.dtype)


ACTIVATIONS: dict[str, type[Activation]] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}


def softmax(logits: Array) -> Array:
    """probabilities = e^logits / sum(e^logits), row by row: (batch, classes) -> (batch, classes).

    Taking each row's largest logit off first changes nothing in the result and keeps e^logits from overflowing.
    """
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities
