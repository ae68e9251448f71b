"""A look into one step of training: how strong is the gradient in each layer, and how many units are dead?

A gradient that fades from layer to layer on its way back leaves the first layers as they are; one that grows blows the
network up. A unit whose bend is flat for every example of a batch passes no blame on: a ReLU that says 0 to all of
them, a sigmoid or tanh that stands at an end of its range. It learns nothing from that batch, and one that stays so
is dead.
"""

from collections.abc import Sequence

import numpy as np

from ..arrays import Array, BoolArray
from ..nn.activations import Activation
from ..nn.network import ForwardTrace, Network
from ..progress import LayerReport

MIN_SLOPE = 0.01
"""A slope below this passes as good as nothing on: at its steepest a sigmoid has 0.25, the others have 1."""


def layer_reports(gradients: Sequence[Array], flat: Sequence[BoolArray]) -> tuple[LayerReport, ...]:
    """One report for each dense layer, first to last.

    gradients  of all parameters
    flat       for each hidden layer whether a unit (units,) was flat for every example of the batch
    """
    norms = [float(np.linalg.norm(gradient)) for gradient in gradients if gradient.ndim == 2]
    dead = [*(float(units.mean()) for units in flat), None]
    return tuple(LayerReport(norm, share) for norm, share in zip(norms, dead, strict=True))


def flat_units(network: Network, trace: ForwardTrace) -> tuple[BoolArray, ...]:
    """For each hidden layer whether the slope of a unit (units,) is flat for every example in `trace`."""
    return tuple(
        np.logical_and.reduce(layer.derivative(layer_trace.outputs) < MIN_SLOPE)
        for layer, layer_trace in zip(network.layers, trace.layers, strict=True)
        if isinstance(layer, Activation)
    )
