"""How fast and how nearly right are neighbours? Prints a row for each network: times in milliseconds, and the recall.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.neighbours weights/v0003 1600,1024 [--count 1000]

A network is a version's folder, or the sizes of hidden layers to fill at random. The recall is the share of the five
nearest training examples, found by comparing with all of them, that is found the quick way too, for MNIST test digits.
"Request" is a whole POST /predict of one drawing as strokes, without neighbours and with them.
"""

import argparse
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

from app.registry.model_registry import ModelRegistry
from app.settings import Settings
from model.arrays import Array, IntArray
from model.checkpoints.checkpoint import Checkpoint, Metadata, load_checkpoint
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import Dataset, Examples, load_mnist
from model.neighbours.index import build_index
from model.neighbours.search import nearest
from model.nn.network import Network, build_network
from model.preprocessing.framing import to_inputs
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server
from tests.helpers.timing import median_ms


def checkpoint_of(name: str) -> Checkpoint:
    """A version's folder, or hidden sizes such as "1600,1024"."""
    if Path(name).is_dir():
        return load_checkpoint(Path(name))
    config = NetworkConfig(hidden_sizes=tuple(map(int, name.split(","))))
    metadata = Metadata(
        network=config,
        training=TrainingConfig(),
        dataset="mnist",
        dataset_checksum="",
        created_at="2026-01-01T00:00:00Z",
    )
    return Checkpoint(build_network(config, np.random.default_rng(0)), metadata)


def truly_nearest(network: Network, examples: Examples, asked: Array) -> IntArray:
    """The five nearest of all examples (n, 5), in no order, by comparing with each."""
    portions = range(0, len(examples), 1000)
    everything = np.concatenate(
        [network.forward(to_inputs(examples.images[at : at + 1000])).last_hidden for at in portions]
    )
    squared = np.square(everything).sum(axis=1) - 2 * asked @ everything.T
    return np.argpartition(squared, 5, axis=1)[:, :5]


def request_ms(checkpoint: Checkpoint) -> tuple[float, float]:
    """A whole request for one drawing: without neighbours, and with them."""
    with tempfile.TemporaryDirectory() as folder:
        registry = ModelRegistry(Path(folder) / "weights")
        registry.promote(registry.servable(registry.register(checkpoint)))
        settings = Settings(weights_dir=registry.weights_dir, data_dir=Path(folder) / "data")
        with running_server(settings) as address, httpx.Client(base_url=address, timeout=300) as client:

            def ask(*include: str) -> httpx.Response:
                return client.post("/predict", json={"strokes": SEVEN, "include": include})

            while ask("neighbours").status_code == 503:
                pass
            return median_ms(ask), median_ms(lambda: ask("neighbours").raise_for_status())


def measure(name: str, dataset: Dataset, count: int) -> str:
    """One row."""
    checkpoint = checkpoint_of(name)
    network, training = checkpoint.network, checkpoint.metadata.training
    examples, _ = dataset.split(training.validation_size, training.training_size)
    asked = network.forward(to_inputs(dataset.test.images[:count])).last_hidden
    began = time.perf_counter()
    index = build_index(network, examples)
    seconds = time.perf_counter() - began
    found, _ = nearest(network, index, examples, asked)
    right = truly_nearest(network, examples, asked)
    recall = np.mean([np.isin(*pair).mean() for pair in zip(right, found, strict=True)])
    one = median_ms(lambda: nearest(network, index, examples, asked[:1]))
    without, whole = request_ms(checkpoint)
    return f"{name:20} {seconds:8.1f} s {recall:9.2%} {one:9.2f} {without:9.2f} {whole:9.2f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--count", type=int, default=1000, help="test digits for the recall")
    arguments = parser.parse_args()
    dataset = load_mnist()
    print(f"{'':20} {'index':>10} {'recall':>9} {'search':>9} {'request':>9} {'with them':>9}")
    for name in arguments.networks:
        print(measure(name, dataset, arguments.count))


if __name__ == "__main__":
    main()
