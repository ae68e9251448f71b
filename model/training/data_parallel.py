"""Synchronous data parallelism, or many hands and one network: several processes share the work of every step.

    the training            each process, rank 0 to processes - 1
    order           ----->  forward and back with its part of the batch: gradients[rank]
                    <-----  its part of the loss
    go on           ----->  gradients[0] + gradients[1] + ... for its rows of the parameters, and a step against them
                    <-----  done; then it makes the examples of the next batches

The parameters, the gradients and what the optimizer remembers lie in memory that all processes see, so that only a few
numbers go through the pipes, and everybody waits twice a step, asleep. BLAS's own threads wait for each other in every
product, by spinning: that costs more, and comes to a halt when another program holds a core.

A sum of floats depends on its order. Here each rank adds up its rows in the order of the ranks: the same seed and
number of processes give the same network, bit for bit.

None outlives the training: when the training ends, however it ends, its end of the pipes is closed, and who reads from
the other end is told. The memory has no name in the file system, and is gone with the last of them.

Sources: Goyal et al., "Accurate, large minibatch SGD", 2017; Rajbhandari et al., "ZeRO", 2020 (each its share of the
optimizer).
"""

import ctypes
import math
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from ..arrays import FLOAT, Array
from ..data.dataset import Examples
from ..errors import TrainingError
from ..threads import one_blas_thread
from .learner import Learner, Memory, Order, PartResult, Task

ALIGNED = 16  # numbers: 64 bytes, a line of the processor's cache
END_SECONDS = 5.0
DIED = "One of the training's processes ended unexpectedly; if memory is short, take fewer: --processes 1."

_context = multiprocessing.get_context("spawn")  # a fork would inherit locks that BLAS's threads hold


class SharedMemory:
    """A block of memory with room for a training's arrays; a process that is given it when it starts sees the same."""

    def __init__(self, shapes: Sequence[tuple[int, ...]], slots: Sequence[str], processes: int) -> None:
        self._shapes, self._slots, self._processes = tuple(shapes), tuple(slots), processes
        self._stride = sum(map(_room, self._shapes))
        self._block: Any = _context.RawArray(ctypes.c_float, self._stride * (1 + processes + len(slots)))

    def arrays(self) -> Memory:
        """The arrays in the block, all 0 at first."""
        parameters, *rest = (self._like_parameters(number) for number in range(1 + self._processes + len(self._slots)))
        gradients, slots = rest[: self._processes], rest[self._processes :]
        return Memory(parameters, tuple(gradients), dict(zip(self._slots, slots, strict=True)))

    def _like_parameters(self, number: int) -> tuple[Array, ...]:
        """Arrays in the parameters' shapes."""
        arrays, start = [], number * self._stride
        block = np.frombuffer(self._block, FLOAT)
        for shape in self._shapes:
            arrays.append(block[start : start + math.prod(shape)].reshape(shape))
            start += _room(shape)
        return tuple(arrays)


def _room(shape: tuple[int, ...]) -> int:
    return math.ceil(math.prod(shape) / ALIGNED) * ALIGNED


class SharedExamples:
    """Examples whose images lie in shared memory."""

    def __init__(self, examples: Examples) -> None:
        self._shape, self._labels = examples.images.shape, examples.labels
        self._block: Any = _context.RawArray(ctypes.c_ubyte, examples.images.size)
        np.frombuffer(memoryview(self._block), np.uint8)[:] = examples.images.reshape(-1)

    def examples(self) -> Examples:
        """The examples, without a copy."""
        return Examples(np.frombuffer(memoryview(self._block), np.uint8).reshape(self._shape), self._labels)


class ProcessGroup:
    """Processes that train a network together, on `examples`, from the first step to the last of a task."""

    def __init__(self, task: Task, examples: SharedExamples, memory: SharedMemory, processes: int) -> None:
        self._processes = []
        self._pipes: list[Connection[Any, Any]] = []
        with one_blas_thread():
            for rank in range(processes):
                mine, theirs = _context.Pipe()
                process = _context.Process(target=_work, args=(theirs, memory, examples, rank, processes), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._pipes.append(mine)
        self._tell(task)

    def find_gradients(self, order: Order) -> list[PartResult]:
        """What each process says of its part of the next batch. Raises TrainingError when one has died."""
        self._tell(order)
        return self._hear()

    def update(self, order: Order) -> None:  # noqa: ARG002  # they have it
        """Lets them step. Raises TrainingError when one has died."""
        self._tell(None)
        self._hear()

    def close(self) -> None:
        """Ends the processes."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(END_SECONDS)
            process.kill()

    def _tell(self, message: object) -> None:
        try:
            for pipe in self._pipes:
                pipe.send(message)
        except OSError as error:
            raise TrainingError(DIED) from error

    def _hear(self) -> list[Any]:
        try:
            return [pipe.recv() for pipe in self._pipes]
        except (EOFError, OSError) as error:
            raise TrainingError(DIED) from error


def _work(
    pipe: "Connection[Any, Any]", memory: SharedMemory, examples: SharedExamples, rank: int, processes: int
) -> None:
    """What a process does until the training's end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the training's affair
    with suppress(EOFError, OSError):
        task: Task = pipe.recv()
        arrays = memory.arrays()
        task.network.put_in(arrays.parameters)
        learner = Learner(task, examples.examples(), arrays, rank, processes)
        for part in learner.parts():
            order = pipe.recv()
            pipe.send(learner.find_gradients(part, order))
            pipe.recv()
            learner.update(order)
            pipe.send(None)
        pipe.recv()
