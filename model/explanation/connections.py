"""The strongest connections of a layer: those that add most to what the next units hear, and those that take most.

    product[i, j] = inputs[i] * weights[i, j]

A large weight from a silent unit moves nothing, and so does a loud unit that nobody listens to: what counts is both. As
many that add are chosen as take away; in a large network nearly all of the largest products take, and what is said
for an answer would stay unseen.
"""

import numpy as np

from ..arrays import Array, IntArray


def strongest_connections(inputs: Array, weights: Array, count: int) -> tuple[IntArray, IntArray]:
    """inputs (fan_in,), weights (fan_in, fan_out) -> sources and targets of `count` products, the largest first.

    Half of them add and half take; where there are fewer of one kind, there are more of the other.
    """
    active = np.flatnonzero(inputs)
    said, outgoing = inputs[active], weights[active]
    high, low = outgoing.max(axis=1, initial=0), outgoing.min(axis=1, initial=0)
    adding = _largest(said, outgoing, np.where(said > 0, said * high, said * low), count)
    taking = _largest(-said, outgoing, np.where(said > 0, -said * low, -said * high), count)
    half = count // 2
    adds, takes = max(half, count - len(taking)), max(count - half, count - len(adding))
    places = np.concatenate([adding[:adds], taking[:takes]])
    rows, targets = np.divmod(places, weights.shape[1])
    order = np.argsort(-np.abs(said[rows] * outgoing[rows, targets]), kind="stable")
    return active[rows[order]], targets[order]


def _largest(said: Array, weights: Array, bounds: Array, count: int) -> IntArray:
    """The places in `weights` of the `count` largest products above 0, the largest first.

    No product of a unit is larger than its bound: most units are left out beforehand.
    """
    likely = np.argsort(-bounds, kind="stable")[:count]
    products = (said[likely, None] * weights[likely]).ravel()
    best = np.argsort(-products, kind="stable")[:count]
    rows, targets = np.divmod(best[products[best] > 0], weights.shape[1])
    places: IntArray = likely[rows] * weights.shape[1] + targets
    return places
