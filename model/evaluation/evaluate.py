"""Evaluation: how good is a network on examples it has not learned from?

Validation examples are for choosing (which settings, when to stop); the test set is for the one final figure. Whoever
chooses by the test set has begun to train on it.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..arrays import Array, IntArray
from ..data.batches import one_hot
from ..data.dataset import Examples
from ..errors import DivergedError
from ..nn.activations import softmax
from ..nn.losses import Loss, SoftmaxCrossEntropy
from ..nn.network import Network
from ..preprocessing.framing import to_inputs
from .metrics import accuracy, calibration_error, confusion_matrix
from .verdict import Thresholds, judge

EXAMPLES_CHUNK = 1000  # bounds the memory that a trace takes


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A network's figures over a set of examples; `confusion` (classes, classes) counts [label, prediction].

    `refused` is the share of them that are not called a digit. From the `logits` (n, classes) further figures can be
    worked out.
    """

    examples: int
    loss: float
    accuracy: float
    calibration_error: float
    confusion: IntArray
    refused: float
    logits: Array

    @property
    def probabilities(self) -> Array:
        """The answers, softmax(logits): (n, classes)."""
        return softmax(self.logits)


def logits_of(network: Network, examples: Examples) -> Array:
    """The logits (n, classes) for all examples, in portions."""
    portions = [
        network.forward(to_inputs(examples.images[first : first + EXAMPLES_CHUNK])).outputs
        for first in range(0, len(examples), EXAMPLES_CHUNK)
    ]
    return np.concatenate(portions)


def evaluate(
    network: Network, examples: Examples, loss: Loss | None = None, thresholds: Thresholds | None = None
) -> Evaluation:
    """Runs `network` over examples that it wasn't trained on and measures it, by default with cross-entropy as `loss`.

    Raises DivergedError when it is no longer finite: of weights that ran away there is nothing else to tell.
    """
    logits = logits_of(network, examples)
    measured = (loss or SoftmaxCrossEntropy()).value(logits, one_hot(examples.labels, network.classes))
    if not math.isfinite(measured):
        raise DivergedError(f"The loss over {len(examples)} examples is {measured}: train with a lower learning_rate.")
    predictions = logits.argmax(axis=1)
    return Evaluation(
        examples=len(examples),
        loss=measured,
        accuracy=accuracy(predictions, examples.labels),
        calibration_error=calibration_error(softmax(logits), examples.labels),
        confusion=confusion_matrix(predictions, examples.labels, network.classes),
        refused=float(np.mean([verdict != "digit" for verdict in judge(logits, thresholds)])),
        logits=logits,
    )
