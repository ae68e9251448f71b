"""Mini-batches: the examples in a new random order, a handful at a time.

The gradient over all 60,000 examples costs 60,000 forward passes for one step; over 128 of them it is nearly as good
and 470 times cheaper. A new order each epoch keeps the network from learning the order.
"""

from collections.abc import Iterator

import numpy as np

from .arrays import FLOAT, Array, IntArray


def shuffled_batches(count: int, batch_size: int, rng: np.random.Generator) -> Iterator[IntArray]:
    """Indices (batch_size,) that together name each of `count` examples once; the last batch may be shorter."""
    order = rng.permutation(count)
    for start in range(0, count, batch_size):
        yield order[start : start + batch_size]


def one_hot(labels: IntArray, classes: int, *, smoothing: float = 0.0) -> Array:
    """labels (batch,) -> targets (batch, classes), 1.0 at the label and 0.0 elsewhere.

    `smoothing` takes that share off the label and spreads it over all classes: a network that is never asked for
    certainty stays better calibrated (Szegedy et al., 2016).
    """
    targets = np.full((len(labels), classes), smoothing / classes, FLOAT)
    targets[np.arange(len(labels)), labels] += 1.0 - smoothing
    return targets
