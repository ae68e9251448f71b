"""Where a unit stands on the curve of its activation decides whether it can say something, and learn something.

    slope = d activation / d pre_activation

What reaches a unit on the way back is multiplied by its slope. Where the curve is nearly flat, next to nothing of it is
left: a sigmoid or tanh far from 0 is *saturated*. A ReLU below 0 is *silent*: it says 0, and its slope is 0 too. One
that is silent for every example never learns again and is called dead.

A sigmoid's slope is 0.25 at most, so that of any blame at most a quarter is left; after a few such layers, nothing.

Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import FLOAT, Array
from ..nn.activations import Activation, ReLU

Standing = Literal["active", "silent", "saturated"]

SATURATED_BELOW = 0.1  # of the steepest slope: below it a curve counts as flat


@dataclass(frozen=True)
class Curve:
    """An activation at evenly spaced points: three arrays (count,)."""

    x: Array
    y: Array  # function(x)
    slope: Array  # derivative there


def sample(activation: Activation, reach: float, count: int = 121) -> Curve:
    """The curve from -reach to reach; an odd count has 0 among its points."""
    x = np.linspace(-reach, reach, count, dtype=FLOAT)
    y = activation.function(x)
    return Curve(x, y, activation.derivative(y))


def standings(activation: Activation, activations: Array) -> list[Standing]:
    """Where each unit stands on the curve, from its activation: activations (units,)."""
    flat: Standing = "silent" if isinstance(activation, ReLU) else "saturated"
    return [flat if low else "active" for low in _is_flat(activation, activation.derivative(activations))]


def flat_zones(activation: Activation, curve: Curve) -> list[tuple[float, float]]:
    """The stretches of x, from and to, where the curve is flat; at most as exact as the curve's points are dense."""
    flat = np.concatenate([[False], _is_flat(activation, curve.slope), [False]])
    edges = np.flatnonzero(flat[1:] != flat[:-1])  # starts and ends in turn
    return [(float(curve.x[start]), float(curve.x[end - 1])) for start, end in edges.reshape(-1, 2)]


def passed_share(blame: Array, delta: Array) -> float:
    """The share of the blame's length that the slopes let through.

    `blame` is d loss / d activations (units,), `delta` the same behind the slopes: d loss / d pre_activation (units,).
    Without any blame there is nothing to stop, and the share is 1.
    """
    reached = float(np.linalg.norm(blame))
    return float(np.linalg.norm(delta)) / reached if reached > 0 else 1.0


def _is_flat(activation: Activation, slope: Array) -> list[bool]:
    # All three curves are steepest just above 0, and a ReLU is nowhere half flat.
    steepest = activation.derivative(activation.function(np.full(1, 1e-3, slope.dtype)))
    flat: list[bool] = (slope < SATURATED_BELOW * steepest).tolist()
    return flat
