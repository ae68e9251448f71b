"""A unit, opened: the sum that it makes, term by term, and what it says.

    products = inputs * weights                        one term an input
    pre_activation = sum(products) + bias
    activation = bend(pre_activation)

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
        told: IntArray = order[self.products[order] != 0]
        return told

    def rest(self, told: IntArray) -> float:
        """What all other terms add up to."""
        return float(np.delete(self.products, told).sum())


def open_unit(network: Network, trace: ForwardTrace, layer: int, index: int) -> OpenUnit:
    """Unit `index` (from 0) of dense layer `layer` (from 1), on the first example of the trace."""
    place = [place for place, each in enumerate(network.layers) if isinstance(each, Dense)][layer - 1]
    dense, heard = network.dense_layers[layer - 1], trace.layers[place]
    inputs, weights = heard.inputs[0], dense.weights[:, index]
    one = slice(index, index + 1)  # arrays of one number keep their type
    bias, pre_activation = dense.bias[one], heard.outputs[0, one]
    bend = activation_after(network, layer)
    activation, slope, standing = _said(bend, pre_activation)
    without_bias, _, _ = _said(bend, pre_activation - bias)
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


def _said(bend: Activation | None, pre_activation: Array) -> tuple[Array, Array, Standing]:
    if bend is None:
        return pre_activation, np.ones_like(pre_activation), "active"
    activation = bend.function(pre_activation)
    return activation, bend.derivative(activation), standings(bend, activation)[0]


def activation_after(network: Network, layer: int) -> Activation | None:
    """The activation that follows a dense layer; the last layer has none."""
    bends = [each for each in network.layers if isinstance(each, Activation)]
    return bends[layer - 1] if layer <= len(bends) else None
