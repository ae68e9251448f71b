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
from .numbers import short
from .question import Question

OF_EACH = 10
SMALL = 100_000
"""Parameters of a network that can read a hundred digits at every rate in less than a millisecond."""


class Others(BaseModel):
    """How many other digits are still read right after a step of each length."""

    count: int = Field(description="How many there are, of MNIST's test set, as many of each digit.")
    learning_rates: list[float] = Field(description="From 0 on; for a large network fewer than in the curve.")
    right: list[int] = Field(description="How many of them are read right after a step of that length.")
    right_now: int = Field(description="How many are read right before the step.")
    right_next: int = Field(description="How many are read right after a step of the learning rate asked for.")


@dataclass(frozen=True)
class Digits:
    """inputs (n, 784) and labels (n,): one of each digit, then another of each, and so on."""

    inputs: Array
    labels: IntArray


def forgetting_after_step(question: Question, deltas: Sequence[Array], learning_rates: Array) -> Others:
    """The price of a step of each length; for a large network of one digit of each kind, at every fourth rate."""
    small = question.network.parameter_count <= SMALL
    digits, rates = _digits(OF_EACH if small else 1), learning_rates if small else _every_fourth(learning_rates)
    asked = np.append(rates, question.request.learning_rate)
    right = still_right(question.network, question.trace, deltas, asked, digits.inputs, digits.labels).tolist()
    return Others(
        count=len(digits.labels),
        learning_rates=short(rates),
        right=right[:-1],
        right_now=right[0],
        right_next=right[-1],
    )


def _every_fourth(learning_rates: Array) -> Array:
    """The first, which is 0, and then a rate for each power of ten."""
    return np.append(learning_rates[0], learning_rates[1::4])


@cache
def _digits(of_each: int) -> Digits:
    test = mnist_test()
    places = [np.flatnonzero(test.labels == digit)[:of_each] for digit in range(CLASSES)]
    chosen = test.take(np.stack(places, axis=1).ravel())
    return Digits(to_inputs(chosen.images), chosen.labels.astype(np.intp))
