"""A race: a few small networks learn the same digits side by side, each with settings of its own.

    for each turn
        for each lane
            a few steps against the gradient -> measured on digits that no lane learns from

All lanes start from one seed, and meet the same digits in the same order; so what parts them is what was set: the
activation, the loss, the learning rate or the dropout. The rule is the course's, plain gradient descent. A lane whose
steps are too long diverges: its loss grows to DIVERGED_FACTOR times what it was at the start, or is no number any more.
It stops there, and the others go on.

It is a generator of reports. What a lane does depends on nothing but its settings and the seed: alone or in company,
its numbers are the same, bit for bit.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..config import ActivationName, LossName, NetworkConfig, TrainingConfig
from ..data.dataset import Examples
from ..errors import ConfigError, DivergedError
from ..evaluation.evaluate import Evaluation, evaluate
from ..nn.losses import LOSSES
from ..nn.network import build_network
from ..progress import StepReport
from .trainer import Training

HIDDEN_SIZES = (64, 64)  # deep enough for a sigmoid's gradient to fade, small enough for a thousand steps in a second
TRAINING_SIZE = 1600  # so few that a network soon knows them by heart, which is what dropout is against
HELD_BACK_SIZE = 500
SEEN_SIZE = 500  # training digits on which a lane is measured on its way, beside those held back
BATCH_SIZE = 32
STEPS = 1500
STEPS_PER_TURN = 25
MAX_LANES = 4
MAX_DROPOUT = 0.9
DIVERGED_FACTOR = 100.0  # a lane that has leapt up tenfold may still come down again


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What one of the networks is set to; all else is alike. Raises ConfigError for an impossible value."""

    activation: ActivationName = "relu"
    loss: LossName = "cross_entropy"
    learning_rate: float = 0.1
    dropout_rate: float = 0.0

    def __post_init__(self) -> None:
        self.network()
        self.training()
        if self.dropout_rate > MAX_DROPOUT:  # of a small layer hardly a unit would be left
            raise ConfigError(f"dropout_rate must be at least 0 and at most {MAX_DROPOUT}, not {self.dropout_rate}.")

    def network(self) -> NetworkConfig:
        """784-64-64-10 with this lane's bend and dropout."""
        return NetworkConfig(hidden_sizes=HIDDEN_SIZES, activation=self.activation, dropout_rate=self.dropout_rate)

    def training(self, *, seed: int = 1, epochs: int = 1) -> TrainingConfig:
        """Plain gradient descent at one learning rate, on MNIST's digits as they are."""
        return TrainingConfig(
            epochs=epochs,
            batch_size=BATCH_SIZE,
            learning_rate=self.learning_rate,
            schedule="constant",
            loss=self.loss,
            optimizer="sgd",
            weight_decay=0.0,
            styles=0.0,
            not_digits=0.0,
            seed=seed,
            rotation_degrees=0.0,
            scaling=0.0,
            shear=0.0,
            shift_pixels=0.0,
            elastic_pixels=0.0,
            thickness=0.0,
        )


@dataclass(frozen=True)
class LaneReport:
    """How lane number `lane`, counted from 0, stands after `step` steps, on the digits held back.

    `loss` is the one that the lane makes small, so that only lanes with the same loss can be compared by it.
    `training_loss` is the same on SEEN_SIZE of the digits that it learns from: where it goes on falling while `loss`
    rises, the lane overfits. All are None once it ran away.
    """

    lane: int
    step: int
    loss: float | None
    accuracy: float | None
    ran_away: bool = False
    training_loss: float | None = None


@dataclass(frozen=True)
class LaneResult(LaneReport):
    """The final figures of a lane; those on all its training digits show how much it has learned by heart."""

    training_accuracy: float | None = None


def race(
    lanes: Sequence[Lane], training: Examples, held_back: Examples, *, seed: int = 1, steps: int = STEPS
) -> Iterator[LaneReport]:
    """Reports of all lanes, turn by turn from step 0 to the last; then a LaneResult for each, in their order.

    Raises ConfigError unless there are 1 to MAX_LANES lanes.
    """
    if not 1 <= len(lanes) <= MAX_LANES:
        raise ConfigError(f"A race has 1 to {MAX_LANES} lanes, not {len(lanes)}.")
    runners = [_Runner(number, lane, training, held_back, seed, steps) for number, lane in enumerate(lanes)]
    for turn in range(math.ceil(steps / STEPS_PER_TURN) + 1):
        for runner in runners:
            if not runner.ran_away:
                yield runner.run_to(min(turn * STEPS_PER_TURN, steps))
    for runner in runners:
        yield runner.result()


class _Runner:
    """One lane on its way."""

    def __init__(self, number: int, lane: Lane, training: Examples, held_back: Examples, seed: int, steps: int) -> None:
        epochs = max(1, math.ceil(steps / math.ceil(len(training) / BATCH_SIZE)))
        network = build_network(lane.network(), np.random.default_rng(seed))
        self._number = number
        self._loss = LOSSES[lane.loss]
        self._seen = training.take(slice(SEEN_SIZE))
        self._training = Training(network, lane.training(seed=seed, epochs=epochs), training, held_back)
        self._reports = self._training.run()
        self._step = 0
        self._limit = math.inf
        self._held_back: Evaluation | None = None
        self.ran_away = False

    def run_to(self, step: int) -> LaneReport:
        """Goes on to `step`, and looks how it stands."""
        try:
            while self._step < step:
                self._step += isinstance(next(self._reports), StepReport)
            self._held_back = self._measure(self._training.validation)
            self.ran_away = not self._held_back.loss <= self._limit  # also when it is no number
        except DivergedError:
            self.ran_away = True
        if step == 0 and self._held_back is not None:
            self._limit = DIVERGED_FACTOR * self._held_back.loss
        seen = None if self.ran_away else self._measure(self._seen).loss
        return LaneReport(self._number, self._step, *self._figures(self._held_back), self.ran_away, seen)

    def result(self) -> LaneResult:
        """The lane's final figures."""
        learned = None if self.ran_away else self._measure(self._training.training)
        held_back = self._figures(self._held_back)
        return LaneResult(self._number, self._step, *held_back, self.ran_away, *self._figures(learned))

    def _figures(self, measured: Evaluation | None) -> tuple[float | None, float | None]:
        if measured is None or self.ran_away:
            return None, None
        return measured.loss, measured.accuracy

    def _measure(self, examples: Examples) -> Evaluation:
        with np.errstate(over="ignore", invalid="ignore"):  # a network that runs away
            return evaluate(self._training.network, examples, self._loss)
