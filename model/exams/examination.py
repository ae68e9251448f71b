"""Examination: everything that was measured of one version, gathered before any of it is told.

    version on disk -> test examples -> figures, surest mistakes, reliability -> printed, or made into a page
                    -> drawings that are no digits -> share that is refused
                    -> pen drawings  -> share that is right in each condition

Measuring and telling are apart, so the terminal and the page can't disagree.
"""

import time
from dataclasses import dataclass

import numpy as np

from ..arrays import FLOAT
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
    """What `version` is, and how good; `mistakes` are the surest ones, `pens` None if no drawings were at hand.

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
    pens: PenExam | None
    forward_seconds: float
    measured_at: str


def examine(
    version: str,
    checkpoint: Checkpoint,
    dataset: Dataset,
    pens: PenExam | None = None,
    drawings_of_a_kind: int = DRAWINGS_PER_KIND,
) -> Examination:
    """Measures a network on the test examples of a data set that fits it; the pen exam is taken elsewhere."""
    network, thresholds, labels = checkpoint.network, checkpoint.metadata.thresholds, dataset.test.labels
    evaluation = evaluate(network, dataset.test, thresholds=thresholds)
    verdict = None
    if dataset.name == "mnist":
        verdict = examine_verdict(network, thresholds, dataset.training, dataset.test, drawings_of_a_kind)
    return Examination(
        version=version,
        metadata=checkpoint.metadata,
        parameter_count=network.parameter_count,
        dataset=dataset,
        evaluation=evaluation,
        reliability=reliability_bins(evaluation.probabilities, labels),
        mistakes=worst_mistakes(evaluation.probabilities, labels, MISTAKES),
        verdict=verdict,
        pens=pens,
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
