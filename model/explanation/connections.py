"""The strongest connections of a layer: those that add most to what the next units hear, or take most from it.

    product[i, j] = inputs[i] * weights[i, j]

A large weight from a silent unit moves nothing, and so does a loud unit that nobody listens to: what counts is both.
"""

import numpy as np

from ..arrays import Array, IntArray


def strongest_connections(inputs: Array, weights: Array, count: int) -> tuple[IntArray, IntArray]:
    """inputs (fan_in,), weights (fan_in, fan_out) -> sources and targets of the largest products, largest first."""
    # Only what a unit says times its largest weight can be large: silent and quiet ones are left out beforehand.
    speaking = np.flatnonzero(inputs)
    heard = weights[speaking]
    reach = np.abs(inputs[speaking]) * np.maximum(heard.max(axis=1), -heard.min(axis=1))
    loud = speaking[np.argsort(-reach, kind="stable")[:count]]
    products = np.abs(inputs[loud, None] * weights[loud]).ravel()
    best = np.argpartition(-products, min(count, products.size) - 1)[:count] if products.size else np.empty(0, int)
    rows, targets = np.divmod(best[np.argsort(-products[best], kind="stable")], weights.shape[1])
    return loud[rows], targets
