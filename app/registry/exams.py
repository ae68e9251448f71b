"""Two exams for every version: MNIST's test set, and "our handwriting", accepted corrections that nobody learns from.

What a version answers to MNIST's test set never changes. So it is asked once, and its answers are kept in the data
folder beside a checksum of its weights; the few drawings of our own are asked whenever somebody wants to know.
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
from model.files import replaced
from model.nn.activations import softmax
from model.nn.network import Network

from ..corrections.inbox import Corrections
from ..errors import Conflict, NotFound, Worse
from ..mnist import mnist_test
from .model_registry import ModelRegistry, ServableVersion

ExamName = Literal["mnist", "handwriting"]
EXAMS: tuple[ExamName, ...] = ("mnist", "handwriting")


@dataclass(frozen=True, eq=False)
class Answers:
    """What a version answered in an exam: n predictions with their confidence, beside images (n, 28, 28) and labels."""

    exam: ExamName
    images: ImageArray
    labels: IntArray
    predictions: IntArray
    confidence: Array

    @property
    def right(self) -> int:
        """How many answers are right."""
        return int((self.predictions == self.labels).sum())

    @property
    def accuracy(self) -> float:
        """The share of them."""
        return self.right / len(self.labels)


class Exams:
    """Examines the versions of a registry; what takes long is kept in `folder`."""

    def __init__(self, folder: Path, registry: ModelRegistry, corrections: Corrections) -> None:
        self._folder = folder
        self._registry = registry
        self._corrections = corrections

    def of(self, *versions: str) -> list[tuple[Answers, ...]]:
        """What each of the versions answers in each exam that has any questions, and all of them to the same ones.

        Raises NotFound, or Conflict for an unfit version.
        """
        return self._of([self._registry.servable(version) for version in versions])

    def _of(self, versions: Sequence[ServableVersion]) -> list[tuple[Answers, ...]]:
        asked = {"mnist": mnist_test(), "handwriting": Examples(*self._corrections.pictures("exam"))}
        return [
            tuple(self._answers(version, exam, asked[exam]) for version in versions)
            for exam in EXAMS
            if len(asked[exam])
        ]

    def refuse_if_worse(self, challenger: ServableVersion) -> None:
        """Raises Worse if the champion did better in either exam."""
        try:
            champion = self._registry.servable(self._registry.champion())
        except (CheckpointError, NotFound, Conflict):
            return  # there is none that could be better
        worse = [
            f"{TITLES[ours.exam]}: {ours.accuracy:.2%} instead of {theirs.accuracy:.2%}"
            for ours, theirs in self._of([challenger, champion])
            if ours.right < theirs.right
        ]
        if worse:
            raise Worse(
                f"{challenger.name} is worse than the champion {champion.name} ({'; '.join(worse)}). "
                'To promote it all the same, send "anyway": true, and say why as "reason".'
            )

    def _answers(self, version: ServableVersion, exam: ExamName, asked: Examples) -> Answers:
        if exam == "handwriting":
            predictions, confidence = _ask(version.checkpoint.network, asked)
        else:
            predictions, confidence = self._kept_answers(version, asked)
        return Answers(exam, asked.images, asked.labels, predictions, confidence)

    def _kept_answers(self, version: ServableVersion, asked: Examples) -> tuple[ImageArray, Array]:
        """From the data folder, if this version was asked before."""
        content = (self._registry.weights_dir / version.name / PARAMETERS_FILE).read_bytes()
        path = self._folder / f"{version.name}-{zlib.crc32(content):08x}.npz"
        try:
            kept = read_arrays(path)
            return kept["predictions"].astype(np.uint8), kept["confidence"]
        except (CheckpointError, KeyError):  # not yet, or damaged
            predictions, confidence = _ask(version.checkpoint.network, asked)
            _keep(path, predictions=predictions, confidence=confidence)
            return predictions, confidence


TITLES = {"mnist": "MNIST's test set", "handwriting": "our handwriting"}


def _ask(network: Network, examples: Examples) -> tuple[ImageArray, Array]:
    """(predictions, confidence), each (n,)."""
    probabilities = softmax(logits_of(network, examples))
    return probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1)


def _keep(path: Path, **arrays: Array | IntArray) -> None:
    """Writes a file whole or not at all; without room for it the answers are asked again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as draft, draft.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
    except OSError:
        pass
