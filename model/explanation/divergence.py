"""Divergence: when a step was so long that the numbers grow without bound.

    a logit beyond 2^24 = 16,777,216

From there on float32 can't tell a whole number from the next, so the logits are no longer arithmetic; a few more such
steps, and they are infinite. Softmax hides this: it is as sure of a logit of a billion as of one of thirty.
"""

import numpy as np
import numpy.typing as npt

from ..arrays import Array

MAX_LOGIT = 2.0**24


def has_diverged(logits: Array) -> npt.NDArray[np.bool_]:
    """Whether each row of logits (n, classes) is beyond all bounds, or no number at all: (n,)."""
    within: npt.NDArray[np.bool_] = np.abs(logits).max(axis=1) <= MAX_LOGIT  # which NaN isn't
    return ~within
