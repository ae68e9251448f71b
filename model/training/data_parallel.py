"""Synchronous data parallelism, or many hands and one network: several processes share the work of every step.

    the training            each process, as rank 0, 1, ...
    order           ----->  forward and back with its part of the batch: gradients[rank]
                            they meet
                            gradients[0] + gradients[1] + ... for its rows of the parameters, and a step against them
                    <-----  its part of the loss; then it makes the examples of the next batches

The parameters, the gradients and what the optimizer remembers lie in memory that all processes see, so that only a few
numbers go through the pipes, and all wait for each other twice a step, asleep. BLAS's own threads wait for each other
in every product, by spinning: that costs more, and comes to a halt when another program holds a core.

A sum of floats depends on its order. Here each rank adds up its rows in the order of the ranks: the same seed and
number of processes give the same network, bit for bit.

None outlives the training: when it ends, however it ends, its end of the pipes is closed, and the processes at the
other end read that. The memory has no name in the file system, and is gone with the last of them.

Sources: Goyal et al., "Accurate, large minibatch SGD", 2017; Rajbhandari et al., "ZeRO", 2020 (each its share of the
optimizer).
"""

import ctypes
import math
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from itertools import combinations
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

import numpy as np

from ..arrays import FLOAT, Array
from ..data.dataset import Examples
from ..errors import TrainingError
from ..memory import keep_freed_memory
from ..threads import one_blas_thread
from .learner import Learner, Memory, Order, PartResult, Task

ALIGNED = 16  # numbers: 64 bytes, a line of the processor's cache
END_SECONDS = 5.0
DIED = "One of the training's processes ended unexpectedly; if memory is short, take fewer: --processes 1."

Pipe: TypeAlias = "Connection[Any, Any]"

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
    """Processes that train a network together, on `examples`."""

    def __init__(self, task: Task, examples: SharedExamples, memory: SharedMemory, processes: int) -> None:
        pipes = [_context.Pipe() for _ in range(processes)]
        mesh = {pair: _context.Pipe() for pair in combinations(range(processes), 2)}
        self._pipes = [mine for mine, _ in pipes]
        self._processes = []
        with one_blas_thread():
            for rank, (_, pipe) in enumerate(pipes):
                peers = [ends[pair.index(rank)] for pair, ends in mesh.items() if rank in pair]
                process = _context.Process(target=_work, args=(pipe, peers, rank, memory, examples), daemon=True)
                process.start()
                self._processes.append(process)
        for theirs in (*(pipe for _, pipe in pipes), *(end for ends in mesh.values() for end in ends)):
            theirs.close()  # so that an end is closed when its process ends
        self._tell(task)

    def begin(self, epoch: int) -> None:
        """What comes next are the batches of `epoch`."""
        self._tell(epoch)

    def step(self, order: Order) -> list[PartResult]:
        """Learns the next batch; what is said of each part of it. Raises TrainingError when a process has died."""
        self._tell(order)
        try:
            return [pipe.recv() for pipe in self._pipes]
        except (EOFError, OSError) as error:
            raise TrainingError(DIED) from error

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


def _work(pipe: Pipe, peers: Sequence[Pipe], rank: int, memory: SharedMemory, examples: SharedExamples) -> None:
    """What a process does until the training's end of the pipe is closed, or a peer's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the training's affair
    keep_freed_memory()
    with suppress(EOFError, OSError):
        task: Task = pipe.recv()
        arrays = memory.arrays()
        task.network.put_in(arrays.parameters)
        learner = Learner(task, examples.examples(), arrays, rank, len(peers) + 1)
        while True:
            epoch = pipe.recv()
            for part in learner.parts(epoch):
                order = pipe.recv()
                result = learner.find_gradients(part, order)
                _meet(peers)
                learner.update(order)
                pipe.send(result)


def _meet(peers: Sequence[Pipe]) -> None:
    """Waits until all are here."""
    for peer in peers:
        peer.send_bytes(b"here")
    for peer in peers:
        peer.recv_bytes()
