"""Two layers in a row are one layer in disguise, unless something bends between them.

    without a bend:   (inputs @ first) @ second = inputs @ (first @ second)
    with a bend:      bend(inputs @ first) @ second = inputs @ ?

Without a bend the two matrices can be multiplied beforehand, and a hundred layers would be worth no more than one. With
one there is no such matrix: what the bend does depends on the inputs.
"""

from dataclasses import dataclass

from ..arrays import Array
from ..nn.activations import Activation


@dataclass(frozen=True)
class TwoLayers:
    """Two layers without bias, computed one by one, merged into one, and with a bend between them."""

    hidden: Array  # inputs @ first: (batch, units)
    outputs: Array  # (batch, fan_out)
    merged: Array  # first @ second: (fan_in, fan_out)
    merged_outputs: Array  # always equal to `outputs`
    bent: Array  # bend(hidden): (batch, units)
    bent_outputs: Array


def two_layers(inputs: Array, first: Array, second: Array, activation: Activation) -> TwoLayers:
    """inputs (batch, fan_in), first (fan_in, units), second (units, fan_out)."""
    hidden, merged = inputs @ first, first @ second
    bent = activation.function(hidden)
    return TwoLayers(hidden, hidden @ second, merged, inputs @ merged, bent, bent @ second)
