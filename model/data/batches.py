"""Mini-batches: the examples a handful at a time.

The gradient over all 60,000 examples costs 60,000 forward passes for one step; over 128 of them it is nearly as good
and 470 times cheaper.
"""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ..arrays import FLOAT, Array, IntArray

Scalar = TypeVar("Scalar", bound=np.generic)


def batches(count: int, batch_size: int) -> Iterator[slice]:
    """Slices that together name each of `count` examples once; the last batch may be shorter."""
    for start in range(0, count, batch_size):
        yield slice(start, start + batch_size)


def share_of(rows: npt.NDArray[Scalar], rank: int, processes: int) -> npt.NDArray[Scalar]:
    """What falls to process number `rank`, counted from 0: consecutive rows, to each as many as to the others."""
    return rows[len(rows) * rank // processes : len(rows) * (rank + 1) // processes]


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
