"""How cost grows with parameters, batch, connections, workers and data: measured, and drawn.

python -m tests.benchmarks.growth [FILE.svg]        (needs `pip install matplotlib`; two minutes)
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import matplotlib as mpl

mpl.use("svg")
import numpy as np
from matplotlib import pyplot as plt

from model.config import NetworkConfig
from model.data.dataset import Examples, load_mnist
from model.nn.network import build_network
from model.progress import EpochReport
from tests.benchmarks.servers import inkling, load, questions, weights
from tests.benchmarks.trainings import LIKE_A_VERSION, a_training

WIDTHS = (32, 128, 512, 1024, 2048)
BATCHES = (1, 4, 16, 64, 256, 1000)
CONNECTIONS = (1, 4, 16, 64, 256)
WORKERS = (1, 2, 3)
STARTING = 4  # seconds
PROCESSES = (1, 2, 3)
SIZES = (5_000, 15_000, 30_000, 60_000)
INK, PAPER = "#1f3a8a", "#ffffff"


def median_ms(work, times=30):
    """The median time of `work`, in milliseconds."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return 1000 * statistics.median(spent)


def by_parameters():
    """(millions of parameters, milliseconds for one drawing)."""
    found = []
    inputs = np.random.default_rng(1).random((1, 784), np.float32)
    for width in WIDTHS:
        network = build_network(NetworkConfig(hidden_sizes=(width, width)), np.random.default_rng(1))
        count = sum(each.size for each in network.parameters) / 1e6
        found.append((count, median_ms(lambda network=network: network.forward(inputs))))
    return found


def by_batch():
    """(drawings in a batch, microseconds for each)."""
    network = build_network(NetworkConfig(hidden_sizes=(800, 800)), np.random.default_rng(1))
    found = []
    for batch in BATCHES:
        inputs = np.random.default_rng(1).random((batch, 784), np.float32)
        found.append((batch, 1000 * median_ms(lambda inputs=inputs: network.forward(inputs)) / batch))
    return found


def by_connections(folder, body):
    """(connections, requests a second)."""
    with inkling(folder / "weights", folder / "data") as address:
        return [(each, load(address, body, each)["per_second"]) for each in CONNECTIONS]


def by_workers(folder, body):
    """(workers, pictures a second)."""
    found = []
    for workers in WORKERS:
        with inkling(folder / "weights", folder / "data", workers=workers) as address:
            time.sleep(STARTING)  # the first to be ready has answered; the others may still begin
            found.append((workers, load(address, body, 64, 4.0)["per_second"]))
    return found


def by_size(examples):
    """(thousands of examples, seconds for an epoch)."""
    found = []
    for size in SIZES:
        some = Examples(examples.images[:size], examples.labels[:size])
        found.append((size / 1000, second_epoch(some).seconds))
    return found


def by_processes(examples):
    """(processes, examples a second)."""
    some = examples.take(slice(20_000))
    return [(count, second_epoch(some, processes=count).images_per_second) for count in PROCESSES]


def second_epoch(examples, **changed):
    """The report of it, with examples made anew as for a version; the first one also starts the processes."""
    training = a_training((256, 128), 128, examples, epochs=2, optimizer="adam", **LIKE_A_VERSION, **changed)
    return [report for report in training.run() if isinstance(report, EpochReport)][1]


def draw(panels, path):
    """One panel a question."""
    plt.rcParams.update({"font.size": 9, "svg.fonttype": "none", "font.family": "sans-serif", "svg.hashsalt": "growth"})
    figure, axes = plt.subplots(2, 3, figsize=(9, 5), facecolor=PAPER, layout="constrained")
    for axis, (title, across, up, points) in zip(axes.flat, panels, strict=False):
        axis.plot(*zip(*points, strict=True), "o-", color=INK, markersize=4)
        axis.set(title=title, xlabel=across, ylabel=up, ylim=(0, None))
        if max(points)[0] > 50 * min(points)[0]:
            axis.set_xscale("log")
        elif across == "processes":
            axis.set_xticks([count for count, _ in points])
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def main(path):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bodies = questions(folder)
        weights(folder / "weights")
        panels = [
            ("One drawing", "million parameters", "milliseconds", by_parameters()),
            ("A batch (784-800-800-10)", "drawings", "microseconds each", by_batch()),
            ("Connections", "at once", "requests a second", by_connections(folder, bodies["pixels"])),
            (
                f"Workers ({os.cpu_count()} processors)",
                "processes",
                "pictures a second",
                by_workers(folder, bodies["png"]),
            ),
            ("An epoch (784-256-128-10)", "thousand digits", "seconds", by_size(load_mnist().training)),
            ("Processes that train", "processes", "examples a second", by_processes(load_mnist().training)),
        ]
    for title, across, up, points in panels:
        print(title, *(f"{one:g} {across}: {other:.3g} {up}" for one, other in points), sep="\n    ")
    draw(panels, path)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".github/images/growth.svg"))
