"""The strongest connections of a layer: those that add most to what the next units hear, or take most from it.

    product[i, j] = inputs[i] * weights[i, j]

A large weight from a silent unit moves nothing, and so does a loud unit that nobody listens to: what counts is both.
"""

import numpy as np

from ..arrays import Array, IntArray


def strongest_connections(inputs: Array, weights: Array, count: int) -> tuple[IntArray, IntArray]:
    """inputs (fan_in,), weights (fan_in, fan_out) -> sources and targets of the largest products, largest first."""
    # No product of a unit is larger than its activation times its largest weight: most units are left out beforehand.
    active = np.flatnonzero(inputs)
    outgoing = weights[active]
    bounds = np.abs(inputs[active]) * np.maximum(outgoing.max(axis=1), -outgoing.min(axis=1))
    likely = active[np.argsort(-bounds, kind="stable")[:count]]
    products = np.abs(inputs[likely, None] * weights[likely]).ravel()
    best = np.argpartition(-products, min(count, products.size) - 1)[:count] if products.size else np.empty(0, int)
    rows, targets = np.divmod(best[np.argsort(-products[best], kind="stable")], weights.shape[1])
    return likely[rows], targets
