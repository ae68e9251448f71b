"""Metrics: what is reported, as against the loss, which is minimised.

accuracy            the share of predictions that are right
confusion matrix    how often each digit is taken for each other one
reliability bins    of the answers that were about so sure, how many were right?
calibration error   how far "90 % sure" is from right nine times out of ten
area under ROC      how well some evidence tells two groups apart, whatever the threshold
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import Array, IntArray

BINS = 15  # as many as the calibration papers draw


def accuracy(predictions: IntArray, labels: IntArray) -> float:
    """The share of `predictions` (n,) that equal `labels` (n,), from 0 to 1."""
    return float(np.mean(predictions == labels))


def confusion_matrix(predictions: IntArray, labels: IntArray, classes: int) -> IntArray:
    """(classes, classes): entry [label, prediction] counts the examples; the diagonal is what went right."""
    cells = labels.astype(np.int64) * classes + predictions
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True)
class ReliabilityBin:
    """The answers given with a confidence from `low` to `high`: how many, how sure on average, what share was right."""

    low: float
    high: float
    examples: int
    confidence: float
    accuracy: float


def reliability_bins(probabilities: Array, labels: IntArray, bins: int = BINS) -> tuple[ReliabilityBin, ...]:
    """Sorts the answers, probabilities (n, classes), into `bins` of like confidence; bins without any are left out."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    counts, sure, hits = (np.bincount(bin_of, weights, bins) for weights in (None, confidence, right))
    return tuple(
        ReliabilityBin(i / bins, (i + 1) / bins, int(counts[i]), float(sure[i] / counts[i]), float(hits[i] / counts[i]))
        for i in np.flatnonzero(counts)
    )


def calibration_error(probabilities: Array, labels: IntArray, bins: int = BINS) -> float:
    """Expected calibration error: |confidence - accuracy|, averaged over bins of like confidence; 0 at best.

    probabilities (n, classes). Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    gaps = (
        each.examples * abs(each.confidence - each.accuracy) for each in reliability_bins(probabilities, labels, bins)
    )
    return sum(gaps) / len(labels)


def area_under_roc(members: Array, others: Array) -> float:
    """The probability that a member's evidence exceeds another's, ties counting half: 1 apart, 0.5 all mixed up.

    members (n,), others (m,): worked out from ranks, as Mann and Whitney did in 1947.
    """
    together = np.concatenate([members, others])
    _, place, counts = np.unique(together, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]  # from 1; equal values share the mean of their ranks
    wins = ranks[: len(members)].sum() - len(members) * (len(members) + 1) / 2
    return float(wins / (len(members) * len(others)))
