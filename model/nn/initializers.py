"""Where the weights start: small random numbers, sized so that a signal neither dies nor explodes on its way.

    zeros    0                                          for biases; for weights it would make all units of a layer alike
    glorot   uniform within +- sqrt(6 / (fan_in + fan_out))  for sigmoid and tanh (Glorot and Bengio, 2010)
    he       normal with deviation sqrt(2 / fan_in)     for ReLU, which silences half of its inputs (He et al., 2015)

A unit adds up fan_in products. If each weight has the deviation s, the sum's deviation grows with s * sqrt(fan_in); the
rules above choose s so that it stays about 1, layer after layer.
"""

import math

import numpy as np

from ..arrays import FLOAT, Array


def zeros(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """All zero: (fan_in, fan_out). A network of zero weights can't learn: every unit gets the same gradient."""
    return np.zeros((fan_in, fan_out), FLOAT)


def glorot(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Uniform weights (fan_in, fan_out) that keep the signal's size both forward and backward."""
    limit = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out)).astype(FLOAT)


def he(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Normal weights (fan_in, fan_out), twice Glorot's variance, because ReLU passes only half of the signal."""
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), (fan_in, fan_out)).astype(FLOAT)


INITIALIZERS = {"sigmoid": glorot, "tanh": glorot, "relu": he}
"""The rule that suits each activation."""
