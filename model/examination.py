"""Examination: everything that was measured of one version, gathered before any of it is told.

    version on disk -> test examples -> figures, surest mistakes, reliability -> printed, or made into a page
                    -> drawings that are no digits -> share that is refused
                    -> pen drawings  -> share that is right in each condition

Measuring and telling are apart, so the terminal and the page can't disagree.
"""

from dataclasses import dataclass

from .checkpoint import Checkpoint, Metadata, now
from .dataset import Dataset
from .evaluation import Evaluation, evaluate
from .metrics import ReliabilityBin, reliability_bins
from .mistakes import Mistake, worst_mistakes
from .pen_exam import PenExam
from .verdict_exam import VerdictExam, examine_verdict

MISTAKES = 20  # to look at: a page of them


@dataclass(frozen=True, eq=False)
class Examination:
    """What `version` is, and how good; `mistakes` are the surest ones, `pens` None if no drawings were at hand.

    `verdict` is None for a version that reads no digits.
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
    measured_at: str


def examine(version: str, checkpoint: Checkpoint, dataset: Dataset, pens: PenExam | None = None) -> Examination:
    """Measures a network on the test examples of a data set that fits it; the pen exam is taken elsewhere."""
    network, thresholds, labels = checkpoint.network, checkpoint.metadata.thresholds, dataset.test.labels
    evaluation = evaluate(network, dataset.test, thresholds=thresholds)
    reads_digits = dataset.name == "mnist"
    return Examination(
        version=version,
        metadata=checkpoint.metadata,
        parameter_count=network.parameter_count,
        dataset=dataset,
        evaluation=evaluation,
        reliability=reliability_bins(evaluation.probabilities, labels),
        mistakes=worst_mistakes(evaluation.probabilities, labels, MISTAKES),
        verdict=examine_verdict(network, thresholds, dataset.training, dataset.test) if reads_digits else None,
        pens=pens,
        measured_at=now(),
    )
