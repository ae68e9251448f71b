"""Training: look at a batch, see how wrong the network is, step against the gradient; over and over.

    for each epoch
        for each batch                   (its examples are made just before, each deformed in another way)
            forward -> loss -> backpropagate -> optimizer.step            in `learner`
        measure on the validation examples

It is a generator of reports: its driver prints them, draws them or sends them away, and stops it by not asking for
more. Epoch e draws all its randomness from generators of (seed, e), so a training that was interrupted after an
epoch goes on bit for bit as if nothing had happened. A change of the learning rate or the dropout on the way can be
repeated, too, by whoever notes after which step it came.
"""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np

from ..augmentation.epoch_loader import EpochLoader
from ..augmentation.pen_digits import PenDigits
from ..checkpoints.training_state import TrainingState
from ..config import TrainingConfig
from ..data.dataset import Examples
from ..errors import DivergedError
from ..evaluation.evaluate import Evaluation, evaluate
from ..nn.losses import LOSSES
from ..nn.network import Network, with_dropout
from ..nn.optimizers import build_optimizer
from ..nn.schedules import Schedule, constant, cosine_with_warmup, step_decay
from ..progress import EpochReport, LayerReport, StepReport
from .data_parallel import ProcessGroup, SharedExamples, SharedMemory
from .diagnostics import layer_reports
from .learner import Learner, OneProcess, Order, PartResult, Task, own_memory
from .teachers import Teachers

SPARED = 0.2  # of an epoch: by so much the last one may be late, rather than left out with the schedule unfinished
DIAGNOSTICS_EVERY = 20  # at the layers; all looks together cost less than 1 % of the time


class Training:
    """One network being trained on `training` examples, and measured on `validation` examples.

    It also learns from `pens`, people's digits, and `others`, what they drew that is no digit, and from what `teachers`
    answer, if there are any. With `processes` more than 1 that many share the work, and the network's parameters move
    into their memory.
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
        processes: int = 1,
    ) -> None:
        self.network = network
        self.config = config
        self.training = training
        self.validation = validation
        self.teachers = teachers
        self.processes = processes
        self.history: list[EpochReport] = []
        self._loss = LOSSES[config.loss]
        self._steps = 0
        self._place, self._pace = 0.0, 1.0  # in the schedule, in steps, at the epoch's beginning; steps of it a step
        self._dropout_rate: float | None = None
        self._people = pens, others
        self._examples = EpochLoader(config, training, pens, others)
        self._steps_per_epoch = math.ceil(len(self._examples) / config.batch_size)
        self._schedule = _build_schedule(config, self._steps_per_epoch)
        slots = build_optimizer(config).slot_names
        if processes == 1:
            self._memory = own_memory(network, slots)
        else:
            self._shared = SharedMemory([each.shape for each in network.parameters], slots, processes)
            self._memory = self._shared.arrays()
            for shared, own in zip(self._memory.parameters, network.parameters, strict=True):
                shared[...] = own
            network.put_in(self._memory.parameters)

    @property
    def steps(self) -> int:
        """How many batches it has learned from so far."""
        return self._steps

    @property
    def steps_per_epoch(self) -> int:
        """How many batches make up an epoch."""
        return self._steps_per_epoch

    def run(self, until: int | None = None) -> Iterator[StepReport | EpochReport]:
        """Trains to the end of epoch `until`, or to the last, from wherever it stands.

        Raises DivergedError when the loss is no longer finite, and TrainingError when a process is lost.
        """
        epoch = len(self.history) + 1
        if epoch > self._last(until):
            return
        with closing(self._start()) as learners:
            learners.begin(epoch)
            started = time.perf_counter()
            while epoch <= self._last(until):
                steps: list[StepReport] = []
                for step in range(1, self._steps_per_epoch + 1):
                    steps.append(self._step(learners, epoch, step))
                    yield steps[-1]
                epoch += 1
                learners.begin(epoch)  # processes make the first examples while this one measures
                self._add(self._epoch_report(epoch - 1, steps, started))
                yield self.history[-1]
                started = time.perf_counter()

    def _last(self, until: int | None) -> int:
        """The epoch to stop after: the last one that is planned, or `until`."""
        planned = self.history[-1].epochs if self.history else self.config.epochs
        return min(planned, until or planned)

    def _add(self, report: EpochReport) -> None:
        """To the history. The schedule goes on so fast that it comes to its end in the last epoch that is planned."""
        self.history.append(report)
        self._place += self._pace * self._steps_per_epoch
        if left := (report.epochs - report.epoch) * self._steps_per_epoch:
            self._pace = (self.config.epochs * self._steps_per_epoch - self._place) / left

    def _start(self) -> OneProcess | ProcessGroup:
        """Those who learn."""
        task = Task(self.network, self.config, *self._people, self.teachers)
        if self.processes == 1:
            return OneProcess(Learner(task, self.training, self._memory))
        return ProcessGroup(task, SharedExamples(self.training), self._shared, self.processes)

    def change_settings(self, *, learning_rate: float | None = None, dropout_rate: float | None = None) -> None:
        """Goes on with other settings from the next step on; a schedule keeps its course, scaled to the new rate.

        Raises ConfigError for an impossible value.
        """
        if learning_rate is not None:
            self.config = replace(self.config, learning_rate=learning_rate)
            self._schedule = _build_schedule(self.config, self._steps_per_epoch)
        if dropout_rate is not None:
            self.network = with_dropout(self.network, dropout_rate)
            self._dropout_rate = dropout_rate

    def measure(self) -> Evaluation:
        """How the network does on the validation examples as it stands. Raises DivergedError when it ran away."""
        with np.errstate(over="ignore", invalid="ignore"):  # a network that runs away
            return evaluate(self.network, self.validation, self._loss)

    def state(self) -> TrainingState:
        """A snapshot at the end of an epoch. The arrays are the live ones: save them before going on."""
        return TrainingState(self.network.parameters, self._steps, self._memory.slots, tuple(self.history))

    def restore(self, state: TrainingState) -> None:
        """Goes back to a snapshot, so that `run` continues after its last epoch."""
        for parameter, saved in zip(self.network.parameters, state.parameters, strict=True):
            parameter[...] = saved
        for name, arrays in state.optimizer_slots.items():
            for slot, saved in zip(self._memory.slots[name], arrays, strict=True):
                slot[...] = saved
        self._steps = state.optimizer_steps
        self.history, self._place, self._pace = [], 0.0, 1.0
        for report in state.history:
            self._add(report)

    def _step(self, learners: OneProcess | ProcessGroup, epoch: int, step: int) -> StepReport:
        """One batch: forward, loss, back, update."""
        looks = self._steps % DIAGNOSTICS_EVERY == 0
        learning_rate = self._schedule(self._place + self._pace * (step - 1))
        order = Order(self._steps + 1, learning_rate, self._dropout_rate, looks)
        parts = learners.step(order)
        loss = sum(part.loss for part in parts)
        if not math.isfinite(loss):
            raise DivergedError(_divergence_advice(epoch, step, learning_rate))
        self._steps += 1
        layers = self._look(parts) if looks else ()
        labelled = sum(part.labelled for part in parts)
        accuracy = sum(part.right for part in parts) / labelled if labelled else 0.0
        return StepReport(epoch, step, self._steps_per_epoch, loss, accuracy, learning_rate, layers)

    def _look(self, parts: Sequence[PartResult]) -> tuple[LayerReport, ...]:
        """At the layers: the gradients of the whole batch are those of rank 0 now; a dead unit is flat in all parts."""
        flat = [np.logical_and.reduce(units) for units in zip(*(part.flat for part in parts), strict=True)]
        with np.errstate(over="ignore", invalid="ignore"):
            return layer_reports(self._memory.gradients[0], flat)

    def _epoch_report(self, epoch: int, steps: Sequence[StepReport], started: float) -> EpochReport:
        trained = time.perf_counter()
        try:
            validation = self.measure()
        except DivergedError as error:  # which can't know of epochs and learning rates
            raise DivergedError(_divergence_advice(epoch, len(steps), steps[-1].learning_rate)) from error
        seconds = time.perf_counter() - started
        spent = sum(report.seconds for report in self.history) + seconds
        left = self._last(None) - epoch
        if self.config.max_seconds is not None:
            left = max(0, min(left, int((self.config.max_seconds - spent) / seconds + SPARED)))
        return EpochReport(
            epoch=epoch,
            epochs=epoch + left,
            loss=sum(step.loss for step in steps) / len(steps),
            training_accuracy=sum(step.accuracy for step in steps) / len(steps),
            validation_loss=validation.loss,
            validation_accuracy=validation.accuracy,
            learning_rate=steps[-1].learning_rate,
            seconds=seconds,
            images_per_second=len(self._examples) / (trained - started),
            seconds_left=spent / epoch * left,
        )


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
