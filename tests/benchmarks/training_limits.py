"""How near the training comes to what the processor can do, and what its examples cost.

    python -m tests.benchmarks.training_limits [ROUNDS]        three rounds take a minute

The limit is OpenBLAS itself: the five matrix products of a step with two hidden layers (forward and both ways back) on
arrays of the same shapes, and nothing else. What examples cost is measured in processor time, without company.
"""

import itertools
import os
import statistics
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from model.augmentation.epoch_loader import EpochLoader
from model.config import TrainingConfig
from model.data.dataset import load_mnist
from model.progress import StepReport
from tests.benchmarks.trainings import DEFORMED, LIKE_A_VERSION, PLAIN, a_training, shape

SHAPES = [(128,), (800,), (800, 800)]
GOALS = {128: 0.75, 512: 0.90}
SECONDS = 1.0


def steps_per_second(reports):
    """Over about a second; the reports between epochs take their time too, and count as it."""
    steps, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        steps += isinstance(next(reports), StepReport)
    return steps / (time.perf_counter() - started)


def products(hidden, batch):
    """The matrix products of one step, as (left, right) pairs."""
    sizes = [784, *hidden, 10]
    rng = np.random.default_rng(1)
    values = [rng.normal(size=(batch, size)).astype(np.float32) for size in sizes]
    weights = [rng.normal(size=pair).astype(np.float32) for pair in itertools.pairwise(sizes)]
    forward = list(zip(values[:-1], weights, strict=True))
    gradients = [(left.T, right) for left, right in itertools.pairwise(values)]
    back = [(right, weight.T) for right, weight in zip(values[2:], weights[1:], strict=True)]
    return forward + gradients + back


def products_per_second(pairs):
    """How many times a second all of them are worked out."""
    times, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        for left, right in pairs:
            left @ right
        times += 1
    return times / (time.perf_counter() - started)


def making_seconds(examples, rounds, digits=6000):
    """By kind of change, what an epoch's examples cost; worked out from some of them."""
    kinds = {
        "deformed": DEFORMED,
        "with styles": {"styles": TrainingConfig().styles},
        "beside what is no digit": {"not_digits": TrainingConfig().not_digits},
        "all of these": LIKE_A_VERSION,
    }
    some, found = examples.take(slice(digits)), {name: [] for name in kinds}
    for _ in range(rounds):
        for name, changes in kinds.items():
            loader = EpochLoader(TrainingConfig(**PLAIN | changes), some)
            started = time.thread_time()
            loader.load(1)
            found[name].append((time.thread_time() - started) * len(examples) / digits)
    return {name: statistics.median(times) for name, times in found.items()}


def main(rounds):
    examples = load_mnist().training
    for hidden, batch in itertools.product(SHAPES, GOALS):
        pairs = products(hidden, batch)
        operations = sum(2 * left.shape[0] * left.shape[1] * right.shape[1] for left, right in pairs)
        ours = iter(a_training(hidden, batch, examples).run())
        next(ours)
        found = {"limit": [], "ours": []}
        for _ in range(rounds):
            found["limit"].append(products_per_second(pairs))
            found["ours"].append(steps_per_second(ours))
        limit, plain = (statistics.median(found[name]) for name in ("limit", "ours"))
        print(
            f"{shape(hidden):>16} {batch:4}: {plain * operations / 1e9:5.1f} useful GFLOP/s, "
            f"OpenBLAS {limit * operations / 1e9:5.1f}: {plain / limit:.2f} (goal {GOALS[batch]:.2f})",
            flush=True,
        )
    for name, seconds in making_seconds(examples, rounds).items():
        print(f"{name:>28}: {seconds:.2f} s of one core for an epoch's {len(examples):,} digits (goal for all 1.50)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
