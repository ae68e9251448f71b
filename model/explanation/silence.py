"""Silence is dropout by hand: the units that you name say nothing, in use as well as in training.

    outputs = inputs * mask        mask: 0 for a silenced unit, 1 for the others

Unlike dropout it doesn't make the others speak louder: what is missing is missing, and the answer shows how much the
network leaned on it.
"""

from collections.abc import Collection, Sequence

import numpy as np

from ..arrays import Array
from ..nn.activations import Activation
from ..nn.dropout import Dropout
from ..nn.layer import Layer, LayerTrace
from ..nn.network import Network


class Silence(Dropout):
    """Multiplies its inputs by a `mask` (units,) that never changes."""

    def __init__(self, mask: Array) -> None:
        super().__init__(0.0)
        self.mask = mask

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> LayerTrace:
        """(batch, units) -> trace with outputs (batch, units), and the mask as dropout's would be."""
        mask = np.broadcast_to(self.mask, inputs.shape)
        return LayerTrace(inputs, inputs * mask, mask)


def silenced(network: Network, units: Collection[tuple[int, int]]) -> Network:
    """The network with each of `units` (dense layer from 1, index from 0) switched off after its activation.

    Only hidden units can be silenced; without any, the network itself is returned.
    """
    if not units:
        return network
    layers: list[Layer] = []
    number = 0
    for layer in network.layers:
        layers.append(layer)
        if isinstance(layer, Activation):
            number += 1
            off = [index for where, index in units if where == number]
            if off:
                layers.append(Silence(_mask(network, number, off)))
    return Network(layers)


def _mask(network: Network, number: int, off: Sequence[int]) -> Array:
    bias = network.dense_layers[number - 1].bias
    mask = np.ones_like(bias)
    mask[off] = 0
    return mask
