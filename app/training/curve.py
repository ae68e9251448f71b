"""A training's curve, step by step, in a file of bounded size: the longer the training, the more steps to a point.

Each point is the mean over `every` steps. When there are MAX_POINTS of them, neighbours are merged two by two and
`every` is doubled; so the whole training is always there, and never more than a browser can draw. The diagnostics
of the layers are thinned in the same way, but not averaged.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from model.evaluation.evaluate import Evaluation
from model.progress import LayerReport, StepReport

from ..jobs.json_file import read_json, write_json

MAX_POINTS = 500
MAX_LOOKS = 250  # diagnostics of the layers

EXAMPLE: dict[str, Any] = {
    "steps_per_epoch": 430,
    "every": 2,
    "step": [2, 4, 6],
    "loss": [2.31, 2.04, 1.71],
    "accuracy": [0.1289, 0.2695, 0.4531],
    "learning_rate": [0.000005, 0.000009, 0.000014],
    "start_loss": 2.35,
    "start_accuracy": 0.0912,
    "look_step": [1, 21],
    "gradient_norms": [[1.31, 0.94], [0.71, 0.66]],
    "dead_shares": [[0.0, 0.002], [None, None]],
}


@dataclass(kw_only=True)
class TrainingCurve:
    """Points are counted in steps since the training began; `start_...` is the validation set before the first.

    `gradient_norms` and `dead_shares` have one list for each dense layer, with an entry for each of `look_step`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"json_schema_extra": {"examples": [EXAMPLE]}}

    steps_per_epoch: int = 0
    every: int = 1
    step: list[int] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    learning_rate: list[float] = field(default_factory=list)
    start_loss: float | None = None
    start_accuracy: float | None = None
    look_step: list[int] = field(default_factory=list)
    gradient_norms: list[list[float | None]] = field(default_factory=list)
    dead_shares: list[list[float | None]] = field(default_factory=list)


class CurveRecorder:
    """Adds reports to a curve, and keeps it short by merging points."""

    def __init__(self, curve: TrainingCurve | None = None) -> None:
        self.curve = curve or TrainingCurve()
        self._gathered: list[StepReport] = []

    def start(self, evaluation: Evaluation) -> None:
        """Records the untrained network: the first point of the curve."""
        self.curve.start_loss, self.curve.start_accuracy = _finite(evaluation.loss), evaluation.accuracy

    def add(self, report: StepReport) -> None:
        """Records one step."""
        self.curve.steps_per_epoch = report.steps
        self._gathered.append(report)
        if len(self._gathered) >= self.curve.every:
            self.flush()
        if report.layers:
            self._add_look(_count(report), report.layers)

    def flush(self) -> None:
        """Makes a point of the steps gathered so far, even if they are fewer than `every`."""
        if not self._gathered:
            return
        count, curve = len(self._gathered), self.curve
        curve.step.append(_count(self._gathered[-1]))
        curve.loss.append(sum(report.loss for report in self._gathered) / count)
        curve.accuracy.append(sum(report.accuracy for report in self._gathered) / count)
        curve.learning_rate.append(self._gathered[-1].learning_rate)
        self._gathered = []
        if len(curve.step) == MAX_POINTS:
            self._halve()

    def truncate(self, step: int) -> None:
        """Removes what comes after `step`, since a training that goes on from there will report it again."""
        curve = self.curve
        points = sum(point <= step for point in curve.step)
        columns: list[list[Any]] = [curve.step, curve.loss, curve.accuracy, curve.learning_rate]
        for column in columns:
            del column[points:]
        looks = sum(look <= step for look in curve.look_step)
        for row in self._look_rows():
            del row[looks:]

    def _halve(self) -> None:
        curve = self.curve
        curve.every *= 2
        curve.step, curve.learning_rate = curve.step[1::2], curve.learning_rate[1::2]
        curve.loss, curve.accuracy = _pairs(curve.loss), _pairs(curve.accuracy)

    def _add_look(self, step: int, layers: Sequence[LayerReport]) -> None:
        curve = self.curve
        if not curve.gradient_norms:
            curve.gradient_norms, curve.dead_shares = [[] for _ in layers], [[] for _ in layers]
        if len(curve.look_step) > 1 and step - curve.look_step[-1] < curve.look_step[1] - curve.look_step[0]:
            return  # the looks have been thinned to this distance
        curve.look_step.append(step)
        for norms, shares, layer in zip(curve.gradient_norms, curve.dead_shares, layers, strict=True):
            norms.append(_finite(layer.gradient_norm))
            shares.append(layer.dead_share)
        if len(curve.look_step) > MAX_LOOKS:
            for row in self._look_rows():
                del row[1::2]

    def _look_rows(self) -> list[list[Any]]:
        return [self.curve.look_step, *self.curve.gradient_norms, *self.curve.dead_shares]


def write_curve(curve: TrainingCurve, path: Path) -> None:
    """Replaces the file."""
    write_json(asdict(curve), path)


def read_curve(path: Path) -> TrainingCurve:
    """The curve last written; an empty one when there is none yet."""
    try:
        return read_json(path, TrainingCurve)
    except FileNotFoundError:
        return TrainingCurve()


def _count(report: StepReport) -> int:
    """Steps since the training began."""
    return (report.epoch - 1) * report.steps + report.step


def _pairs(values: Sequence[float]) -> list[float]:
    return [(one + other) / 2 for one, other in zip(values[::2], values[1::2], strict=True)]


def _finite(value: float) -> float | None:
    """JSON has no infinity."""
    return value if math.isfinite(value) else None
