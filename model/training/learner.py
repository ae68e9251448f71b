"""One process's part in a step: forward and back with its part of the batch, then its share of the update.

    part of the batch -> forward -> loss -> backpropagate -> gradients[rank]
    gradients[0] + gradients[1] + ... -> optimizer.step, on this rank's rows of each parameter

The process with rank 0 of one has the whole batch and all parameters: plain gradient descent. `data_parallel` has
several.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array, BoolArray
from ..augmentation.epoch_loader import EpochLoader
from ..augmentation.pen_digits import PenDigits
from ..config import TrainingConfig
from ..data.batches import NO_LABEL, one_hot, share_of
from ..data.dataset import Examples
from ..nn.backpropagation import backpropagate
from ..nn.losses import LOSSES
from ..nn.network import Network, with_dropout
from ..nn.optimizers import build_optimizer
from ..preprocessing.framing import to_inputs
from .diagnostics import flat_units
from .teachers import Teachers

DROPOUT = 1  # tells the generator for dropout from those that make an epoch's examples


@dataclass(frozen=True)
class Task:
    """What is to be trained, how, on which people's drawings, digits and others, and by which teachers."""

    network: Network
    config: TrainingConfig
    pens: PenDigits | None
    others: PenDigits | None
    teachers: Teachers | None


@dataclass(frozen=True)
class Memory:
    """The arrays of a training: those of the network, the gradients that each rank found, the optimizer's slots."""

    parameters: tuple[Array, ...]
    gradients: tuple[tuple[Array, ...], ...]
    slots: Mapping[str, tuple[Array, ...]]


@dataclass(frozen=True)
class Order:
    """What holds for one step, counted from 1; `dropout_rate` is None where the network's own holds."""

    step: int
    learning_rate: float
    dropout_rate: float | None
    looks: bool


@dataclass(frozen=True)
class Part:
    """One rank's part of a batch: `share` of its examples, and the generator for dropout."""

    examples: Examples
    share: float
    rng: np.random.Generator


@dataclass(frozen=True)
class PartResult:
    """Of one part: what it adds to its batch's loss, how many of its labels were read right, and its flat units.

    The units are looked at only where the order says so.
    """

    loss: float
    right: int
    labelled: int
    flat: tuple[BoolArray, ...] = ()


class Learner:
    """Rank `rank` of `processes` that train one network, whose arrays are in `memory`."""

    def __init__(self, task: Task, training: Examples, memory: Memory, rank: int = 0, processes: int = 1) -> None:
        self._task = task
        self._network = task.network
        self._loader = EpochLoader(task.config, training, task.pens, task.others)
        self._rank = rank
        self._processes = processes
        self._dropout_rate: float | None = None
        self._loss = LOSSES[task.config.loss]
        self._gradients = memory.gradients[rank]
        self._optimizer = build_optimizer(task.config)
        self._optimizer.slots = {name: self._rows(slot) for name, slot in memory.slots.items()}
        self._parameter_rows = self._rows(memory.parameters)
        self._gradient_rows = [self._rows(gradients) for gradients in memory.gradients]

    def _rows(self, arrays: Sequence[Array]) -> list[Array]:
        """This rank's rows of each array, if it has any."""
        shares = [share_of(array, self._rank, self._processes) for array in arrays]
        return [share for share in shares if len(share)]

    def parts(self, epoch: int) -> Iterator[Part]:
        """This rank's part of each batch of an epoch, made when it is asked for."""
        rng = np.random.default_rng([self._task.config.seed, epoch, DROPOUT, self._rank])
        for examples, share in self._loader.parts(epoch, self._rank, self._processes):
            yield Part(examples, share, rng)

    def find_gradients(self, part: Part, order: Order) -> PartResult:
        """Forward and back: this rank's gradients are what its part adds to those of the whole batch."""
        if order.dropout_rate != self._dropout_rate and order.dropout_rate is not None:
            self._network = with_dropout(self._network, order.dropout_rate)
            self._dropout_rate = order.dropout_rate
        labels = part.examples.labels
        inputs = to_inputs(part.examples.images)
        targets = one_hot(labels, self._network.classes, smoothing=self._task.config.label_smoothing)
        if self._task.teachers:
            targets = self._task.teachers.teach(targets, inputs, labels)
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging network is found by its loss
            trace = self._network.forward(inputs, training=True, rng=part.rng)
            loss = part.share and part.share * self._loss.value(trace.outputs, targets)  # an empty part has no mean
            grad_outputs = part.share * self._loss.gradient(trace.outputs, targets)
            backpropagate(self._network, trace, grad_outputs, out=self._gradients)
        right = int((trace.outputs.argmax(axis=1) == labels).sum())
        flat = flat_units(self._network, trace) if order.looks else ()
        return PartResult(loss, right, int((labels != NO_LABEL).sum()), flat)

    def update(self, order: Order) -> None:
        """Adds up all ranks' gradients for this rank's rows, into those of rank 0, and steps against them."""
        total, *others = self._gradient_rows
        with np.errstate(over="ignore", invalid="ignore"):
            for gradients in others:
                for sum_, addend in zip(total, gradients, strict=True):
                    sum_ += addend
            self._optimizer.steps = order.step - 1
            self._optimizer.step(self._parameter_rows, total, order.learning_rate)


class OneProcess:
    """A training without company: this process learns the whole of every batch."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._parts: Iterator[Part] = iter(())

    def begin(self, epoch: int) -> None:
        """What comes next are the batches of `epoch`."""
        self._parts = self._learner.parts(epoch)

    def step(self, order: Order) -> list[PartResult]:
        """Learns the next batch."""
        result = self._learner.find_gradients(next(self._parts), order)
        self._learner.update(order)
        return [result]

    def close(self) -> None:
        """Nothing is left behind."""


def own_memory(network: Network, slots: Sequence[str]) -> Memory:
    """The arrays of a training in one process: the network's own, and new ones."""
    parameters = network.parameters
    gradients = tuple(np.empty_like(each) for each in parameters)
    return Memory(parameters, (gradients,), {name: tuple(map(np.zeros_like, parameters)) for name in slots})
