"""Two exams for every version: MNIST's test set, and "our handwriting", accepted corrections that nobody learns from.

What a version answers to MNIST's test set never changes. So it is asked once, and its answers are kept in the data
folder beside a checksum of its weights; the few drawings of our own are asked whenever somebody wants to know.
"""

import os
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from model.activations import softmax
from model.arrays import Array, ImageArray, IntArray
from model.checkpoint import PARAMETERS_FILE, read_arrays
from model.dataset import Examples
from model.errors import CheckpointError
from model.evaluation import logits_of
from model.network import Network

from .corrections import Corrections
from .errors import Conflict, NotFound, Worse
from .mnist import mnist_test
from .model_registry import ModelRegistry

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


class Examinations:
    """Examines the versions of a registry; what takes long is kept in `folder`."""

    def __init__(self, folder: Path, registry: ModelRegistry, corrections: Corrections) -> None:
        self._folder = folder
        self._registry = registry
        self._corrections = corrections

    def of(self, version: str) -> list[Answers]:
        """What `version` answers in each exam that has any questions. Raises NotFound, or Conflict for an unfit one."""
        self._registry.fit_metadata(version)
        return [answers for exam in EXAMS if len((answers := self._answers(version, exam)).labels)]

    def refuse_if_worse(self, version: str) -> None:
        """Raises Worse if the champion did better in either exam."""
        try:
            champion = self._registry.champion()
            reigning = self.of(champion)
        except (CheckpointError, NotFound, Conflict):
            return  # there is none that could be better
        worse = [
            f"{TITLES[ours.exam]}: {ours.accuracy:.2%} instead of {theirs.accuracy:.2%}"
            for ours, theirs in zip(self.of(version), reigning, strict=True)
            if ours.right < theirs.right
        ]
        if worse:
            raise Worse(
                f"{version} is worse than the champion {champion} ({'; '.join(worse)}). "
                'To promote it all the same, send "anyway": true, and say why as "reason".'
            )

    def _answers(self, version: str, exam: ExamName) -> Answers:
        if exam == "handwriting":
            images, labels = self._corrections.pictures("exam")
            return Answers(exam, images, labels, *_ask(self._registry.load(version).network, Examples(images, labels)))
        test = mnist_test()
        content = (self._registry.weights_dir / version / PARAMETERS_FILE).read_bytes()
        path = self._folder / f"{version}-{zlib.crc32(content):08x}.npz"
        try:
            kept = read_arrays(path)
            predictions, confidence = kept["predictions"].astype(np.uint8), kept["confidence"]
        except (CheckpointError, KeyError):  # not yet, or damaged
            predictions, confidence = _ask(self._registry.load(version).network, test)
            _keep(path, predictions=predictions, confidence=confidence)
        return Answers(exam, test.images, test.labels, predictions, confidence)


TITLES = {"mnist": "MNIST's test set", "handwriting": "our handwriting"}


def _ask(network: Network, examples: Examples) -> tuple[ImageArray, Array]:
    """(predictions, confidence), each (n,)."""
    if len(examples) == 0:
        return np.empty(0, np.uint8), np.empty(0, np.float32)
    probabilities = softmax(logits_of(network, examples))
    return probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1)


def _keep(path: Path, **arrays: Array | IntArray) -> None:
    """Writes a file whole or not at all; without room for it the answers are asked again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".draft", delete=False) as draft:
            np.savez(draft, allow_pickle=False, **arrays)
        os.replace(draft.name, path)  # noqa: PTH105
    except OSError:
        pass
