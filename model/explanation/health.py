"""The health of a layer: which of its units let no gradient through, for one example.

    dead        a ReLU below 0: its slope is 0, so nothing reaches its weights
    saturated   a sigmoid or tanh far from 0: its slope is less than FLAT of the steepest, so hardly anything does

A unit that is dead for one drawing may well live for another; one that is dead for all never learns again.

What all of them together let through is a length: the blame that reaches the activations comes out times their slopes.
A sigmoid's slope is 0.25 at most, so that of any blame at most a quarter is left; after a few such layers, nothing.
"""

from typing import Literal

import numpy as np

from ..activations import Activation, ReLU, Sigmoid
from ..arrays import Array

FLAT = 0.05
Health = Literal["alive", "dead", "saturated"]


def health(activation: Activation, activations: Array) -> list[Health]:
    """One word for each of these activations (units,)."""
    slopes = activation.slope(activations)
    if isinstance(activation, ReLU):
        return ["alive" if slope > 0 else "dead" for slope in slopes.tolist()]
    steepest = 0.25 if isinstance(activation, Sigmoid) else 1.0
    return ["saturated" if flat else "alive" for flat in np.less(slopes, FLAT * steepest).tolist()]


def let_through(blame: Array, delta: Array) -> float:
    """The share of the blame's length that the slopes let through.

    `blame` is d loss / d activations (units,), `delta` the same behind the slopes: d loss / d pre_activation (units,).
    Without any blame there is nothing to stop, and the share is 1.
    """
    reached = float(np.linalg.norm(blame))
    return float(np.linalg.norm(delta)) / reached if reached > 0 else 1.0
