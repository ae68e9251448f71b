"""Seconds from the command to 98 % and to 99 % of MNIST's test set, by Inkling, PyTorch and scikit-learn.

    python -m tests.benchmarks.seconds_to_accuracy [ROUNDS]    (needs `pip install torch scikit-learn`; 3 rounds take
                                                                about fifteen minutes)

Each contestant is a process of its own, one at a time, in turn: the clock starts before Python does, and stops when
the network has read enough of the test set, which is asked after every epoch. Inkling and PyTorch learn with the same
network, batches and deformations, and a cosine that ends in the goal's number of epochs; PyTorch deforms whole batches
in tensors, and has two threads. scikit-learn's MLPClassifier has the same layers, its own settings, and no
deformations: it has none. Who misses a goal in its epochs gets none of it.
"""

import itertools
import math
import os
import statistics
import subprocess
import sys
import time

GOALS = (0.98, 0.99)
EPOCHS = {0.98: 3, 0.99: 10}
HIDDEN, BATCH, RATE = (512, 256), 128, 0.002
MOST_SECONDS = 300


def reached(goal, read):
    """Whether a contestant is there; that is what it prints."""
    print(f"{read:.4f}", flush=True)
    return read >= goal


def inkling(goal):
    """Its own loop, with the number of processes that it chooses itself."""
    from dataclasses import replace

    from model.cpus import available_cpus
    from model.data.dataset import load_mnist
    from model.evaluation.evaluate import evaluate
    from model.progress import EpochReport
    from model.training.recipe import Recipe, start_training
    from model.training.time_estimate import best_processes

    settings = {"hidden_sizes": HIDDEN, "batch_size": BATCH, "learning_rate": RATE, "epochs": EPOCHS[goal]}
    recipe = Recipe.from_settings(settings | {"styles": 0.0, "not_digits": 0.0, "validation_size": 100})
    dataset = load_mnist()
    recipe = replace(recipe, processes=best_processes(recipe, len(dataset.training), available_cpus()))
    training = start_training(recipe, dataset)
    for report in training.run():
        if isinstance(report, EpochReport) and reached(goal, evaluate(training.network, dataset.test).accuracy):
            break


def pytorch(goal):
    """The same in tensors: a batch is deformed by one affine grid, with a smooth field on it, and Adam is fused."""
    import torch
    from torch import nn
    from torch.nn import functional

    from model.config import TrainingConfig
    from model.data.dataset import load_mnist

    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count() or 1)
    dataset, how, epochs = load_mnist(), TrainingConfig(), EPOCHS[goal]
    images, tests = (torch.from_numpy(each.images.copy()) / 255 for each in (dataset.training, dataset.test))
    labels, answers = (torch.from_numpy(each.labels.astype("int64")) for each in (dataset.training, dataset.test))
    sizes = [784, *HIDDEN]
    layers = [each for pair in itertools.pairwise(sizes) for each in (nn.Linear(*pair), nn.ReLU(), nn.Dropout(0.1))]
    network = nn.Sequential(*layers, nn.Linear(sizes[-1], 10))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=how.weight_decay, fused=True)
    steps = math.ceil(len(images) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, RATE, total_steps=epochs * steps, pct_start=1 / epochs, cycle_momentum=False
    )
    pixel = 2 / 28  # in the grid's unit, in which a picture reaches from -1 to 1

    def between(most, *shape):
        return (2 * torch.rand(shape) - 1) * most

    def deform(batch):
        count = len(batch)
        amount = between(how.thickness, count, 1, 1, 1)
        thick = functional.max_pool2d(batch, 3, 1, 1)
        thin = -functional.max_pool2d(-batch, 3, 1, 1)
        batch = batch + amount.clamp(min=0) * (thick - batch) + (-amount).clamp(min=0) * (thin - batch)
        angle, slant = between(math.radians(how.rotation_degrees), count), between(how.shear, count)
        grow = 1 + between(how.scaling, 2, count)
        cos, sin = angle.cos(), angle.sin()
        rows = [
            torch.stack([cos * grow[0], (cos * slant - sin) * grow[1], between(how.shift_pixels, count) * pixel], 1),
            torch.stack([sin * grow[0], (sin * slant + cos) * grow[1], between(how.shift_pixels, count) * pixel], 1),
        ]
        grid = functional.affine_grid(torch.stack(rows, 1), list(batch.shape), align_corners=False)
        arrows = how.elastic_pixels * pixel * torch.randn(count, 2, 6, 6)
        field = functional.interpolate(arrows, size=(28, 28), mode="bicubic", align_corners=True)
        return functional.grid_sample(batch, grid + field.permute(0, 2, 3, 1), align_corners=False)

    for _ in range(epochs):
        network.train()
        for chosen in torch.randperm(len(images)).split(BATCH):
            batch = deform(images[chosen].unsqueeze(1)).flatten(1)
            optimizer.zero_grad()
            functional.cross_entropy(network(batch), labels[chosen]).backward()
            optimizer.step()
            schedule.step()
        network.eval()
        with torch.no_grad():
            if reached(goal, (network(tests.flatten(1)).argmax(1) == answers).float().mean().item()):
                return


def sklearn(goal):
    """An epoch a call, with the settings that it comes with."""
    from sklearn.neural_network import MLPClassifier

    from model.data.dataset import load_mnist
    from model.preprocessing.framing import to_inputs

    dataset = load_mnist()
    inputs, tests = (to_inputs(each.images) for each in (dataset.training, dataset.test))
    network = MLPClassifier(HIDDEN, random_state=1)
    for _ in range(4 * EPOCHS[goal]):
        network.partial_fit(inputs, dataset.training.labels, classes=range(10))
        if reached(goal, network.score(tests, dataset.test.labels)):
            return


CONTESTANTS = {each.__name__: each for each in (inkling, pytorch, sklearn)}


def seconds(name, goal):
    """From the command to the goal; infinite where it is missed."""
    command = [sys.executable, "-m", "tests.benchmarks.seconds_to_accuracy", name, str(goal)]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as contestant:
        for line in contestant.stdout:
            if float(line) >= goal:
                return time.perf_counter() - started
            if time.perf_counter() - started > MOST_SECONDS:
                contestant.kill()
        if contestant.wait() > 0:
            sys.exit(f"{name} has failed.")
    return math.inf


def main(rounds):
    for goal in GOALS:
        found = {name: [] for name in CONTESTANTS}
        for _ in range(rounds):
            for name, times in found.items():
                times.append(seconds(name, goal))
        middle = {name: statistics.median(times) for name, times in found.items()}
        others = min(value for name, value in middle.items() if name != "inkling")
        print(f"{goal:.0%}:", ", ".join(f"{name} {value:.1f} s" for name, value in middle.items()), end="; ")
        print(f"the best other one / Inkling {others / middle['inkling']:.2f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        CONTESTANTS[sys.argv[1]](float(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
