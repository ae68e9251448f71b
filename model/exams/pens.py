"""Pen exam: how many drawings of people whom a network has never met does it read, in each condition?

MNIST's test set holds the writers of its time, framed by its makers. Whoever draws on a page is another person with
another pen; this is the exam for them. A person is either learned from or examined on, never both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..augmentation.pen_digits import PenDigits, held_back_names
from ..data.dataset import Examples
from ..evaluation.evaluate import evaluate
from ..evaluation.verdict import Thresholds
from ..nn.network import Network
from ..preprocessing.framing import to_images
from .pen_conditions import PEN_CONDITIONS, PenCondition

HELD_BACK_WRITERS = (6,)  # of each file: as many as training keeps out unless told otherwise
SEED = 1  # of the photos' light and noise: the same exam each time


@dataclass(frozen=True)
class PenResult:
    """Of the `drawings`, sent in one condition, how many were read right: `right`.

    `refused` is the share of them that was not called a digit.
    """

    condition: str
    sent_as: str
    drawings: int
    right: int
    refused: float
    calibration_error: float

    @property
    def accuracy(self) -> float:
        """The share that was right, 0 to 1."""
        return self.right / self.drawings


@dataclass(frozen=True)
class PenExam:
    """The results over the drawings of a file's held-back `writers`; `known_writers` of these were learned from."""

    file: str
    writers: int
    drawings: int
    known_writers: int
    results: tuple[PenResult, ...]

    @property
    def subject(self) -> str:
        """What was examined on, in words."""
        return f"{self.drawings:,} drawings of {self.writers} held-back writer{'s' * (self.writers > 1)}"

    @property
    def warning(self) -> str:
        """Why the results are better than they should be; empty if they are not."""
        known = self.known_writers
        return f"Careful: this version has learned from {known} of these writers." if known else ""


def examine_pens(
    network: Network,
    pens: PenDigits,
    thresholds: Thresholds | None = None,
    conditions: Mapping[str, PenCondition] = PEN_CONDITIONS,
) -> Iterator[PenResult]:
    """Yields one result a condition, since each takes seconds. `pens` must not be empty."""
    for name, condition in conditions.items():
        rng = np.random.default_rng(SEED)
        pictures = np.stack([condition.seen(strokes, rng) for strokes in pens.strokes])  # (n, 28, 28)
        figures = evaluate(network, Examples(to_images(pictures), pens.labels), thresholds=thresholds)
        right = int(np.trace(figures.confusion))
        yield PenResult(name, condition.sent_as, len(pens), right, figures.refused, figures.calibration_error)


def known_writers(learned: Sequence[Mapping[str, Any]], pens: PenDigits, others: PenDigits) -> int:
    """How many writers of `pens` a version has learned from; `learned` is what its metadata says of pens.

    `others` are the drawings of the rest of the file's writers. Only the very same file is recognised.
    """
    writers = np.concatenate([pens.writers, others.writers])
    for file in learned:
        if file.get("checksum") == pens.checksum:
            return len({*pens.writers} - {*held_back_names(writers, file.get("held_back_writers", 0))})
    return 0
