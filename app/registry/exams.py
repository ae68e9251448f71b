"""Two exams for every version: MNIST's test set, and "our handwriting", accepted corrections not used for training.

A version's answers to MNIST's test set never change, so they are computed once and cached in the data folder, under a
checksum of its weights. The few drawings of "our handwriting" are predicted each time.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from model.arrays import Array, ImageArray, IntArray
from model.checkpoints.checkpoint import PARAMETERS_FILE, read_arrays
from model.data.dataset import Examples
from model.errors import CheckpointError
from model.evaluation.evaluate import logits_of
from model.exams.non_digits import KindResult, refusals
from model.files import read_file, replaced
from model.nn.activations import softmax
from model.nn.network import Network

from ..corrections.inbox import Corrections
from ..errors import Conflict, NotFound, Worse
from ..mnist import mnist_test
from .model_registry import ModelRegistry, ServableVersion

ExamName = Literal["mnist", "handwriting"]
NOT_DIGITS_OF_A_KIND = 25
EXAMS: tuple[ExamName, ...] = ("mnist", "handwriting")


@dataclass(frozen=True, eq=False)
class ExamAnswers:
    """A version's answers in an exam: images (n, 28, 28), and for each the label, the prediction and its confidence."""

    exam: ExamName
    images: ImageArray
    labels: IntArray
    predictions: IntArray
    confidence: Array

    @property
    def right(self) -> int:
        """The number of right answers."""
        return int((self.predictions == self.labels).sum())

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0.0 to 1.0."""
        return self.right / len(self.labels)


class Exams:
    """Examines the versions of a registry; answers to MNIST's test set are cached in `folder`."""

    def __init__(self, folder: Path, registry: ModelRegistry, corrections: Corrections) -> None:
        self._folder = folder
        self._registry = registry
        self._corrections = corrections

    def refusal(self, version: str) -> tuple[KindResult, ...]:
        """How many drawings that are no digits a version refuses, kind by kind. Raises NotFound or Conflict."""
        checkpoint = self._registry.servable(version).checkpoint
        return refusals(checkpoint.network, checkpoint.metadata.thresholds, NOT_DIGITS_OF_A_KIND)

    def drawings(self) -> Examples:
        """The drawings of "our handwriting", from the database."""
        return Examples(*self._corrections.pictures("exam"))

    def of(self, drawings: Examples, *versions: str) -> list[tuple[ExamAnswers, ...]]:
        """For each exam that has drawings, the answers of each version to the same drawings.

        Raises NotFound, or Conflict for a version that can't be served.
        """
        return self._of(drawings, [self._registry.servable(version) for version in versions])

    def _of(self, drawings: Examples, versions: Sequence[ServableVersion]) -> list[tuple[ExamAnswers, ...]]:
        examples = {"mnist": mnist_test(), "handwriting": drawings}
        return [
            tuple(self._answers(version, exam, examples[exam]) for version in versions)
            for exam in EXAMS
            if len(examples[exam])
        ]

    def refuse_if_worse(self, challenger: ServableVersion) -> None:
        """Raises Worse if the champion did better in either exam."""
        try:
            champion = self._registry.servable(self._registry.champion())
        except (CheckpointError, NotFound, Conflict):
            return  # no champion to be worse than
        worse = [
            f"{TITLES[ours.exam]}: {ours.accuracy:.2%} instead of {theirs.accuracy:.2%}"
            for ours, theirs in self._of(self.drawings(), [challenger, champion])
            if ours.right < theirs.right
        ]
        if worse:
            raise Worse(
                f"{challenger.name} is worse than the champion {champion.name} ({'; '.join(worse)}). "
                'To promote it all the same, send "anyway": true, and say why as "reason".'
            )

    def _answers(self, version: ServableVersion, exam: ExamName, examples: Examples) -> ExamAnswers:
        if exam == "handwriting":
            predictions, confidence = _predict(version.checkpoint.network, examples)
        else:
            predictions, confidence = self._cached(version, examples)
        return ExamAnswers(exam, examples.images, examples.labels, predictions, confidence)

    def _cached(self, version: ServableVersion, examples: Examples) -> tuple[ImageArray, Array]:
        """The answers from the data folder, or computed and put there."""
        content = read_file(self._registry.weights_dir / version.name / PARAMETERS_FILE)
        path = self._folder / f"{version.name}-{zlib.crc32(content):08x}.npz"
        try:
            arrays = read_arrays(path)
            return arrays["predictions"].astype(np.uint8), arrays["confidence"]
        except (CheckpointError, KeyError):  # missing, or damaged
            predictions, confidence = _predict(version.checkpoint.network, examples)
            _save(path, predictions=predictions, confidence=confidence)
            return predictions, confidence


TITLES = {"mnist": "MNIST's test set", "handwriting": "our handwriting"}


def _predict(network: Network, examples: Examples) -> tuple[ImageArray, Array]:
    """The predictions and their confidence, each (n,)."""
    probabilities = softmax(logits_of(network, examples))
    return probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1)


def _save(path: Path, **arrays: Array | IntArray) -> None:
    """Writes the cache's file whole or not at all; on a full disk the answers are computed again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as draft, draft.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
    except OSError:
        pass
