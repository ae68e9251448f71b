"""Describes model/explanation/loss_along_gradient.py: what a step does to digits that it wasn't taken for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from pydantic import BaseModel, Field

from model.arrays import CLASSES, Array, IntArray
from model.explanation.loss_along_gradient import still_right
from model.preprocessing.framing import to_inputs

from ..mnist import mnist_test
from .question import Question
from .rounding import round_significant

DIGITS_OF_EACH = 10
SMALL = 100_000
"""Parameters; a smaller network predicts a hundred digits at every learning rate in less than a millisecond."""


class Others(BaseModel):
    """How many other digits are still read right after a step of each length."""

    count: int = Field(description="How many there are, of MNIST's test set, as many of each digit.")
    learning_rates: list[float] = Field(description="From 0 on; for a large network fewer than in the curve.")
    right: list[int] = Field(description="How many of them are read right after a step of that length.")
    right_now: int = Field(description="How many are read right before the step.")
    right_next: int = Field(description="How many are read right after a step of the learning rate asked for.")


@dataclass(frozen=True)
class Digits:
    """Inputs (n, 784) and labels (n,): 0 to 9, then 0 to 9 again, and so on."""

    inputs: Array
    labels: IntArray


def forgetting_after_step(question: Question, deltas: Sequence[Array], learning_rates: Array) -> Others:
    """The digits that are still right after a step of each length.

    A large network is tried on one digit of each kind and at every fourth rate, to keep the answer quick.
    """
    small = question.network.parameter_count <= SMALL
    digits, rates = _digits(DIGITS_OF_EACH if small else 1), learning_rates if small else _every_fourth(learning_rates)
    all_rates = np.append(rates, question.learning_rate)
    right = still_right(question.network, question.trace, deltas, all_rates, digits.inputs, digits.labels).tolist()
    return Others(
        count=len(digits.labels),
        learning_rates=round_significant(rates),
        right=right[:-1],
        right_now=right[0],
        right_next=right[-1],
    )


def _every_fourth(learning_rates: Array) -> Array:
    """The first rate, which is 0, and then one for each power of ten."""
    return np.append(learning_rates[0], learning_rates[1::4])


@cache
def _digits(of_each: int) -> Digits:
    test = mnist_test()
    indices = [np.flatnonzero(test.labels == digit)[:of_each] for digit in range(CLASSES)]
    chosen = test.take(np.stack(indices, axis=1).ravel())
    return Digits(to_inputs(chosen.images), chosen.labels.astype(np.intp))
