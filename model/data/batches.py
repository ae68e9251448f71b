"""Mini-batches: the examples a handful at a time.

The gradient over all 60,000 examples costs 60,000 forward passes for one step; over 128 of them it is nearly as good
and 470 times cheaper.
"""

from collections.abc import Iterator

import numpy as np

from ..arrays import FLOAT, Array, IntArray


def batches(count: int, batch_size: int) -> Iterator[slice]:
    """Slices that together name each of `count` examples once; the last batch may be shorter."""
    for start in range(0, count, batch_size):
        yield slice(start, start + batch_size)


NO_LABEL = 255
"""The label of an example that belongs to none of the classes."""


def one_hot(labels: IntArray, classes: int, *, smoothing: float = 0.0) -> Array:
    """labels (batch,) -> targets (batch, classes), 1.0 at the label and 0.0 elsewhere.

    Where the label is NO_LABEL all targets are alike, 1 / classes. `smoothing` takes that share off the label and
    spreads it over all classes: a network that is never asked for certainty stays better calibrated (Szegedy et al.,
    2016).
    """
    share = np.where(labels == NO_LABEL, 1.0, smoothing).astype(FLOAT)
    targets: Array = np.repeat(share[:, None] / FLOAT(classes), classes, axis=1)
    labelled = np.flatnonzero(labels != NO_LABEL)
    targets[labelled, labels[labelled]] += FLOAT(1.0 - smoothing)
    return targets
