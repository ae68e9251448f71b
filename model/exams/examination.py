"""Examination: everything that was measured of one version, gathered before any of it is told.

    version on disk -> test examples -> figures, surest mistakes, reliability -> printed, or made into a page
                    -> drawings that are no digits -> share that is refused
                    -> pen drawings  -> share that is right in each condition

Measuring and telling are apart, so the terminal and the page can't disagree.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import FLOAT
from ..augmentation.pen_digits import PenDigits
from ..checkpoints.checkpoint import Checkpoint, Metadata, now
from ..data.dataset import Dataset
from ..evaluation.evaluate import Evaluation, evaluate
from ..evaluation.metrics import ReliabilityBin, reliability_bins
from ..evaluation.mistakes import Mistake, worst_mistakes
from ..nn.network import Network
from .non_digits import DRAWINGS_PER_KIND, VerdictExam, examine_verdict
from .pens import PenExam

MISTAKES = 20  # to look at: a page of them
FORWARD_PASSES = 200  # enough for a median that other programs on the machine don't move


@dataclass(frozen=True, eq=False)
class Examination:
    """What `version` is, and how good; `mistakes` are the surest ones, `pens` the exam of each file of drawings.

    `verdict` is None for a version that reads no digits; `forward_seconds` is what one image takes, typically, with as
    many threads as NumPy may use.
    """

    version: str
    metadata: Metadata
    parameter_count: int
    dataset: Dataset
    evaluation: Evaluation
    reliability: tuple[ReliabilityBin, ...]
    mistakes: tuple[Mistake, ...]
    verdict: VerdictExam | None
    pens: tuple[PenExam, ...]
    forward_seconds: float
    measured_at: str


def examine(
    version: str,
    checkpoint: Checkpoint,
    dataset: Dataset,
    pens: Sequence[PenExam] = (),
    drawings_of_a_kind: int = DRAWINGS_PER_KIND,
    others: Mapping[str, PenDigits] | None = None,
) -> Examination:
    """Measures a network on the test examples of a data set that fits it; the pen exams are taken elsewhere.

    `others` are people's drawings that are no digits, by the name of the file.
    """
    network, thresholds, labels = checkpoint.network, checkpoint.metadata.thresholds, dataset.test.labels
    evaluation = evaluate(network, dataset.test, thresholds=thresholds)
    verdict = None
    if dataset.name == "mnist":
        drawn = {name: drawings.as_served() for name, drawings in (others or {}).items()}
        verdict = examine_verdict(network, thresholds, dataset.training, dataset.test, drawings_of_a_kind, drawn)
    return Examination(
        version=version,
        metadata=checkpoint.metadata,
        parameter_count=network.parameter_count,
        dataset=dataset,
        evaluation=evaluation,
        reliability=reliability_bins(evaluation.probabilities, labels),
        mistakes=worst_mistakes(evaluation.probabilities, labels, MISTAKES),
        verdict=verdict,
        pens=tuple(pens),
        forward_seconds=_seconds_of_one_image(network),
        measured_at=now(),
    )


def _seconds_of_one_image(network: Network) -> float:
    """The median over many forward passes of a batch of one."""
    inputs = np.zeros((1, network.inputs), FLOAT)
    moments = [time.perf_counter()]
    for _ in range(FORWARD_PASSES):
        network.forward(inputs)
        moments.append(time.perf_counter())
    return float(np.median(np.diff(moments)))
