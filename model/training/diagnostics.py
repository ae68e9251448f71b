"""A look into one step of training: how strong is the gradient in each layer, and how many units are dead?

A gradient that fades from layer to layer on its way back leaves the first layers as they are; one that grows blows the
network up. A unit whose bend is flat for every example of a batch passes no blame on: a ReLU that says 0 to all of
them, a sigmoid or tanh that stands at an end of its range. It learns nothing from that batch, and one that stays so
is dead.
"""

import numpy as np

from ..arrays import Array
from ..nn.activations import Activation
from ..nn.backpropagation import Gradients
from ..nn.network import ForwardTrace, Network
from ..progress import LayerReport

MIN_SLOPE = 0.01
"""A slope below this passes as good as nothing on: at its steepest a sigmoid has 0.25, the others have 1."""


def inspect(network: Network, trace: ForwardTrace, gradients: Gradients) -> tuple[LayerReport, ...]:
    """One report for each dense layer, first to last."""
    norms = [float(np.linalg.norm(gradient)) for gradient in gradients.parameters if gradient.ndim == 2]
    bends = [
        _dead_share(layer, layer_trace.outputs)
        for layer, layer_trace in zip(network.layers, trace.layers, strict=True)
        if isinstance(layer, Activation)
    ]
    return tuple(LayerReport(norm, dead) for norm, dead in zip(norms, [*bends, None], strict=True))


def _dead_share(activation: Activation, activations: Array) -> float:
    """The share of the units, columns of `activations` (batch, units), whose slope is flat in every row."""
    return float((activation.derivative(activations) < MIN_SLOPE).all(axis=0).mean())
