"""How fast does it learn, beside PyTorch? Images a second of our training loop over PyTorch's best, in turn.

    python -m tests.benchmarks.training_speed          (needs `pip install torch`; six minutes)
    python -m tests.benchmarks.training_speed busy     while another program holds a core; beside PyTorch's defaults

Both learn the same examples, shuffled, in the same batches, with the same network, loss and optimizer. We may choose
for each cell one process or two, as `best_processes` does for a whole training; PyTorch may choose the best of eager
and fused optimizers, with one thread and with two. Each round measures all of them one after the other, so that a noisy
machine is noisy for all; medians over the rounds are compared.
"""

import itertools
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch

from model.data.dataset import load_mnist
from tests.benchmarks.trainings import a_training, shape

SHAPES = [(128,), (800,), (800, 800)]
BATCHES = [128, 512]
OPTIMIZERS = ["momentum", "adam"]
ROUNDS = 5
SECONDS = 0.5  # of each measurement


class Ours:
    def __init__(self, hidden, batch, optimizer, examples, processes):
        self.training = a_training(hidden, batch, examples, optimizer=optimizer, processes=processes)
        self.reports = iter(self.training.run())
        self.batch = batch
        next(self.reports)

    def step(self):
        next(self.reports)


class Torch:
    def __init__(self, hidden, batch, optimizer, examples, threads, fused):
        torch.manual_seed(1)
        self.threads = threads
        sizes = [784, *hidden]
        layers = []
        for fan_in, fan_out in itertools.pairwise(sizes):
            layers += [torch.nn.Linear(fan_in, fan_out), torch.nn.ReLU()]
        self.network = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], 10))
        self.inputs = torch.from_numpy(examples.images.reshape(len(examples), -1).astype(np.float32) / 255)
        self.labels = torch.from_numpy(examples.labels.astype(np.int64))
        self.loss = torch.nn.CrossEntropyLoss()
        kind = {"lr": 1e-3, "fused": fused}
        parameters = self.network.parameters()
        self.optimizer = (
            torch.optim.SGD(parameters, momentum=0.9, **kind)
            if optimizer == "momentum"
            else torch.optim.Adam(parameters, **kind)
        )
        self.batch = batch
        self.order = iter(())
        self.step()

    def step(self):
        chosen = next(self.order, None)
        if chosen is None:
            self.order = iter(torch.randperm(len(self.labels)).split(self.batch))
            chosen = next(self.order)
        self.optimizer.zero_grad()
        self.loss(self.network(self.inputs[chosen]), self.labels[chosen]).backward()
        self.optimizer.step()


def rate(contestant):
    """Images a second."""
    if isinstance(contestant, Torch):
        torch.set_num_threads(contestant.threads)
    contestant.step()
    steps, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        for _ in range(5):
            contestant.step()
        steps += 5
    return steps * contestant.batch / (time.perf_counter() - started)


@contextmanager
def another_program():
    """A process that holds one core for as long as this lasts."""
    program = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        program.kill()
        program.wait()


def main(busy):
    data = load_mnist().training
    ratios = []
    ways = [(os.cpu_count() or 1, False)] if busy else [*itertools.product([1, 2], [False, True])]  # threads, fused
    for hidden, batch, optimizer in itertools.product(SHAPES, BATCHES, OPTIMIZERS):
        contestants = {f"ours {processes}": Ours(hidden, batch, optimizer, data, processes) for processes in (1, 2)}
        for threads, fused in ways:
            contestants[f"torch {threads}{' fused' if fused else ''}"] = Torch(
                hidden, batch, optimizer, data, threads, fused
            )
        found = {name: [] for name in contestants}
        for _ in range(ROUNDS):
            for name, contestant in contestants.items():
                found[name].append(rate(contestant))
        middle = {name: statistics.median(rates) for name, rates in found.items()}
        ours = max(value for name, value in middle.items() if name.startswith("ours"))
        best = max(value for name, value in middle.items() if name.startswith("torch"))
        ratios.append(ours / best)
        for processes in (1, 2):
            contestants[f"ours {processes}"].reports.close()
        print(
            f"{shape(hidden):>16} {batch:4} {optimizer:9} {ours / best:5.2f}   ",
            "  ".join(f"{name} {value:,.0f}" for name, value in middle.items()),
            flush=True,
        )
    print(f"geometric mean {statistics.geometric_mean(ratios):.2f}, least {min(ratios):.2f}")


if __name__ == "__main__":
    busy = sys.argv[1:] == ["busy"]
    with another_program() if busy else nullcontext():
        main(busy)
