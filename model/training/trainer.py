"""Training: look at a batch, see how wrong the network is, step against the gradient; over and over.

    for each epoch                       (epoch_examples: the training examples, each deformed in another way)
        for each batch
            forward -> loss -> backpropagate -> optimizer.step
        measure on the validation examples

It is a generator of reports: whoever drives it prints them, draws them or sends them away, and stops it by not asking
for more. Epoch e draws all its randomness from generators of (seed, e), so a training that was interrupted after an
epoch goes on bit for bit as if nothing had happened. Whoever changes the learning rate or the dropout meanwhile, and
notes after which step, can repeat that as well.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..arrays import Array, IntArray
from ..augmentation.epoch_loader import EpochLoader
from ..augmentation.pen_digits import PenDigits
from ..checkpoints.training_state import TrainingState
from ..config import TrainingConfig
from ..data.batches import NO_LABEL, batches, one_hot
from ..data.dataset import Examples
from ..errors import DivergedError
from ..evaluation.evaluate import Evaluation, evaluate
from ..evaluation.metrics import accuracy
from ..nn.backpropagation import backpropagate
from ..nn.losses import LOSSES
from ..nn.network import Network, with_dropout
from ..nn.optimizers import build_optimizer
from ..nn.schedules import Schedule, constant, cosine_with_warmup, step_decay
from ..preprocessing.framing import to_inputs
from ..progress import EpochReport, StepReport
from .diagnostics import inspect
from .teachers import Teachers

DIAGNOSTICS_EVERY = 20  # at the layers; all looks together cost less than 1 % of the time
DROPOUT = 1  # tells the generator for dropout from the one that makes an epoch's examples


class Training:
    """One network being trained on `training` examples, and measured on `validation` examples.

    It also learns from `pens`, people's digits, and `others`, what they drew that is no digit, and from what `teachers`
    answer, if there are any.
    """

    def __init__(
        self,
        network: Network,
        config: TrainingConfig,
        training: Examples,
        validation: Examples,
        pens: PenDigits | None = None,
        others: PenDigits | None = None,
        teachers: Teachers | None = None,
    ) -> None:
        self.network = network
        self.config = config
        self.training = training
        self.validation = validation
        self.teachers = teachers
        self.history: list[EpochReport] = []
        self._loss = LOSSES[config.loss]
        self._optimizer = build_optimizer(config)
        self._examples = EpochLoader(config, training, pens, others)
        self._steps_per_epoch = math.ceil(len(self._examples) / config.batch_size)
        self._schedule = _build_schedule(config, self._steps_per_epoch)

    def run(self, until: int | None = None) -> Iterator[StepReport | EpochReport]:
        """Trains to the end of epoch `until`, or to the last, from wherever it stands.

        Raises DivergedError when the loss is no longer finite.
        """
        first, last = len(self.history) + 1, until or self.config.epochs
        started = time.perf_counter()
        for epoch, examples in enumerate(self._examples.prefetch(first, last), start=first):
            steps: list[StepReport] = []
            rng = np.random.default_rng([self.config.seed, epoch, DROPOUT])
            for batch in batches(len(examples), self.config.batch_size):
                steps.append(self._step(epoch, len(steps) + 1, examples.take(batch), rng))
                yield steps[-1]
            self.history.append(self._epoch_report(epoch, steps, started))
            yield self.history[-1]
            started = time.perf_counter()

    def change_settings(self, *, learning_rate: float | None = None, dropout_rate: float | None = None) -> None:
        """Goes on with other settings from the next step on; a schedule keeps its course, scaled to the new rate.

        Raises ConfigError for an impossible value.
        """
        if learning_rate is not None:
            self.config = replace(self.config, learning_rate=learning_rate)
            self._schedule = _build_schedule(self.config, self._steps_per_epoch)
        if dropout_rate is not None:
            self.network = with_dropout(self.network, dropout_rate)

    def measure(self) -> Evaluation:
        """How the network does on the validation examples as it stands. Raises DivergedError when it ran away."""
        with np.errstate(over="ignore", invalid="ignore"):  # a network that runs away
            return evaluate(self.network, self.validation, self._loss)

    def state(self) -> TrainingState:
        """A snapshot at the end of an epoch. The arrays are the live ones: save them before going on."""
        slots = {name: tuple(arrays) for name, arrays in self._optimizer.slots.items()}
        return TrainingState(self.network.parameters, self._optimizer.steps, slots, tuple(self.history))

    def restore(self, state: TrainingState) -> None:
        """Goes back to a snapshot, so that `run` continues after its last epoch."""
        for parameter, saved in zip(self.network.parameters, state.parameters, strict=True):
            parameter[...] = saved
        self._optimizer.steps = state.optimizer_steps
        self._optimizer.slots = {
            name: [each.copy() for each in arrays] for name, arrays in state.optimizer_slots.items()
        }
        self.history = list(state.history)

    def _step(self, epoch: int, step: int, batch: Examples, rng: np.random.Generator) -> StepReport:
        """One batch: forward, loss, back, update."""
        inputs = to_inputs(batch.images)
        targets = one_hot(batch.labels, self.network.classes, smoothing=self.config.label_smoothing)
        if self.teachers:
            targets = self.teachers.teach(targets, inputs, batch.labels)
        learning_rate = self._schedule(self._optimizer.steps)
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging network is reported just below
            trace = self.network.forward(inputs, training=True, rng=rng)
            loss = self._loss.value(trace.outputs, targets)
            if not math.isfinite(loss):
                raise DivergedError(_divergence_advice(epoch, step, learning_rate))
            gradients = backpropagate(self.network, trace, self._loss.gradient(trace.outputs, targets))
            looks = self._optimizer.steps % DIAGNOSTICS_EVERY == 0
            layers = inspect(self.network, trace, gradients) if looks else ()
            self._optimizer.step(self.network.parameters, gradients.parameters, learning_rate)
        accuracy = _accuracy(trace.outputs, batch.labels)
        return StepReport(epoch, step, self._steps_per_epoch, loss, accuracy, learning_rate, layers)

    def _epoch_report(self, epoch: int, steps: Sequence[StepReport], started: float) -> EpochReport:
        trained = time.perf_counter()
        try:
            validation = self.measure()
        except DivergedError as error:  # which can't know of epochs and learning rates
            raise DivergedError(_divergence_advice(epoch, len(steps), steps[-1].learning_rate)) from error
        seconds = time.perf_counter() - started
        spent = sum(report.seconds for report in self.history) + seconds
        return EpochReport(
            epoch=epoch,
            epochs=self.config.epochs,
            loss=sum(step.loss for step in steps) / len(steps),
            training_accuracy=sum(step.accuracy for step in steps) / len(steps),
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            learning_rate=steps[-1].learning_rate,
            seconds=seconds,
            images_per_second=len(self._examples) / (trained - started),
            seconds_left=spent / epoch * (self.config.epochs - epoch),
        )


def _accuracy(logits: Array, labels: IntArray) -> float:
    """The share of the examples with a label that are read right; 0 when none has one."""
    labelled = labels != NO_LABEL
    return accuracy(logits[labelled].argmax(axis=1), labels[labelled]) if labelled.any() else 0.0


def _build_schedule(config: TrainingConfig, steps_per_epoch: int) -> Schedule:
    """The schedule that `config.schedule` names, with epochs turned into steps."""
    if config.schedule == "constant":
        return constant(config.learning_rate)
    if config.schedule == "step":
        return step_decay(config.learning_rate, config.step_epochs * steps_per_epoch, config.step_factor)
    total = config.epochs * steps_per_epoch
    return cosine_with_warmup(
        config.learning_rate, min(round(config.warmup_epochs * steps_per_epoch), total // 2), total
    )


def _divergence_advice(epoch: int, step: int, learning_rate: float) -> str:
    return (
        f"The loss became infinite or not a number in epoch {epoch}, step {step}: the steps are too long and the "
        f"weights ran away. Lower learning_rate (it was {learning_rate:g} here) to a tenth, or lengthen warmup_epochs."
    )
