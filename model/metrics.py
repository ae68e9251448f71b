"""Metrics: what is reported, as against the loss, which is minimised.

accuracy            the share of predictions that are right
confusion matrix    how often each digit is taken for each other one
calibration error   how far "90 % sure" is from right nine times out of ten
"""

import numpy as np

from .arrays import Array, IntArray


def accuracy(predictions: IntArray, labels: IntArray) -> float:
    """The share of `predictions` (n,) that equal `labels` (n,), from 0 to 1."""
    return float(np.mean(predictions == labels))


def confusion_matrix(predictions: IntArray, labels: IntArray, classes: int) -> IntArray:
    """(classes, classes): entry [label, prediction] counts the examples; the diagonal is what went right."""
    cells = labels.astype(np.int64) * classes + predictions
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def calibration_error(probabilities: Array, labels: IntArray, bins: int = 15) -> float:
    """Expected calibration error: |confidence - accuracy|, averaged over bins of like confidence; 0 at best.

    probabilities (n, classes). Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(bin_of, weights=confidence - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))
