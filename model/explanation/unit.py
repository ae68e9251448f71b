"""A unit, opened: the sum that it makes, term by term, and its activation.

    products = inputs * weights                        one term an input
    pre_activation = sum(products) + bias
    activation = function(pre_activation)

This is one column of a dense layer's `inputs @ weights + bias`, written out. Nothing is left out of the sum: what is
too small to be told one by one is told as one, and the bias is a term of its own.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import Array, IntArray
from ..nn.activations import Activation
from ..nn.dense import Dense
from ..nn.network import ForwardTrace, Network
from .saturation import Standing, standings


@dataclass(frozen=True)
class OpenUnit:
    """One unit of one dense layer, on one example; all arrays are (fan_in,).

    A unit of the last layer has no curve to bend it: its activation is its pre_activation, the logit.
    """

    inputs: Array
    weights: Array
    products: Array
    bias: float
    pre_activation: float  # as the network computed it
    activation: float
    slope: float
    standing: Standing
    activation_without_bias: float

    def largest_terms(self, count: int) -> IntArray:
        """The inputs whose products are largest, plus or minus, largest first; none that adds nothing."""
        order: IntArray = np.argsort(-np.abs(self.products), kind="stable")[:count]
        largest: IntArray = order[self.products[order] != 0]
        return largest

    def rest(self, indices: IntArray) -> float:
        """The sum of all terms but those at these indices."""
        return float(np.delete(self.products, indices).sum())


def open_unit(network: Network, trace: ForwardTrace, layer: int, index: int) -> OpenUnit:
    """Unit `index` (from 0) of dense layer `layer` (from 1), on the first example of the trace."""
    place = [place for place, candidate in enumerate(network.layers) if isinstance(candidate, Dense)][layer - 1]
    dense, layer_trace = network.dense_layers[layer - 1], trace.layers[place]
    inputs, weights = layer_trace.inputs[0], dense.weights[:, index]
    one = slice(index, index + 1)  # arrays of one number keep their type
    bias, pre_activation = dense.bias[one], layer_trace.outputs[0, one]
    curve = activation_after(network, layer)
    activation, slope, standing = _on_curve(curve, pre_activation)
    without_bias, _, _ = _on_curve(curve, pre_activation - bias)
    return OpenUnit(
        inputs=inputs,
        weights=weights,
        products=inputs * weights,
        bias=float(bias[0]),
        pre_activation=float(pre_activation[0]),
        activation=float(activation[0]),
        slope=float(slope[0]),
        standing=standing,
        activation_without_bias=float(without_bias[0]),
    )


def _on_curve(curve: Activation | None, pre_activation: Array) -> tuple[Array, Array, Standing]:
    """(activation, slope, standing) of one unit."""
    if curve is None:
        return pre_activation, np.ones_like(pre_activation), "active"
    activation = curve.function(pre_activation)
    return activation, curve.derivative(activation), standings(curve, activation)[0]


def activation_after(network: Network, layer: int) -> Activation | None:
    """The activation that follows a dense layer; the last layer has none."""
    activations = [candidate for candidate in network.layers if isinstance(candidate, Activation)]
    return activations[layer - 1] if layer <= len(activations) else None
