"""The strongest connections of a layer: those that add most to what the next units hear, or take most from it.

    product[i, j] = inputs[i] * weights[i, j]

A large weight from a silent unit moves nothing, and so does a loud unit that nobody listens to: what counts is both.
"""

import numpy as np

from ..arrays import Array, IntArray


def strongest(inputs: Array, weights: Array, count: int) -> tuple[IntArray, IntArray]:
    """inputs (fan_in,), weights (fan_in, fan_out) -> sources and targets of the largest products, largest first."""
    # Only a unit's own size times its largest weight can be large: the quiet ones are left out before multiplying.
    reach = np.abs(inputs) * np.abs(weights).max(axis=1)
    loud = np.argsort(-reach, kind="stable")[:count]
    products = np.abs(inputs[loud, None] * weights[loud])
    order = np.argsort(-products, axis=None, kind="stable")[:count]
    rows, targets = np.unravel_index(order, products.shape)
    return loud[rows], targets
