"""Mistakes: which examples did a network get wrong, and was it sure of itself?

One that hesitated between 4 and 9 has seen the difficulty. One that was 99 % sure of the wrong answer has learned
something false, or the label is wrong; so the surest mistakes are the ones to look at first.
"""

from dataclasses import dataclass

import numpy as np

from ..arrays import Array, IntArray


@dataclass(frozen=True)
class Mistake:
    """Example number `index` is a `label`, and was taken for a `prediction` with this confidence."""

    index: int
    label: int
    prediction: int
    confidence: float


def worst_mistakes(probabilities: Array, labels: IntArray, most: int) -> tuple[Mistake, ...]:
    """Up to `most` wrong answers among probabilities (n, classes), the most confident first."""
    predictions, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predictions != labels)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:most]
    return tuple(Mistake(int(i), int(labels[i]), int(predictions[i]), float(confidence[i])) for i in surest)
