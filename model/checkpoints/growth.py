"""A growth: one small network at a dozen moments of its training, packed together so that a page can show them all.

    weights/classroom-growth/snapshots.npz    weights_1 (moments, 784, 24), bias_1 (moments, 24), ... in half precision
    weights/classroom-growth/growth.json      settings, the command, and how the network did at each moment

Half precision keeps three digits of each weight, in half the room; the figures beside them are those of the rounded
networks, so that they can be computed again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ..arrays import FLOAT, Array
from ..config import NetworkConfig, TrainingConfig
from ..errors import CheckpointError, ModelError
from ..files import replaced
from ..nn.dense import Dense
from ..nn.network import Network, assemble
from ..validation import validator
from .checkpoint import read_arrays

ARRAYS_FILE = "snapshots.npz"
GROWTH_FILE = "growth.json"
HALF = np.float16


@dataclass(frozen=True, kw_only=True)
class GrowthMoment:
    """How the network did after so many batches, on what it learned from and on what was held back."""

    batches: int
    training_loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True, kw_only=True)
class GrowthRecord:
    """What is known of a growth besides its weights; of the test set only how the last network did on it."""

    network: NetworkConfig
    training: TrainingConfig
    dataset_checksum: str
    command: str
    batches_per_epoch: int
    training_examples: int
    validation_examples: int
    test_examples: int
    test_accuracy: float
    moments: tuple[GrowthMoment, ...]


@dataclass(frozen=True)
class Growth:
    """The networks, one for each of the record's moments."""

    record: GrowthRecord
    networks: tuple[Network, ...]


def rounded(network: Network, config: NetworkConfig) -> Network:
    """A copy with its parameters in half precision, as they are kept."""
    pairs = [(layer.weights.astype(HALF), layer.bias.astype(HALF)) for layer in network.dense_layers]
    return assemble(config, [Dense(weights.astype(FLOAT), bias.astype(FLOAT)) for weights, bias in pairs])


def save_growth(growth: Growth, folder: Path) -> None:
    """Writes both files into a new folder. Raises CheckpointError when there is one."""
    if folder.exists():
        raise CheckpointError(f"{folder} already exists; nothing is overwritten. Choose another --output.")
    folder.mkdir(parents=True)
    with replaced(folder / ARRAYS_FILE) as draft, draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **_stacked(growth.networks))
    with replaced(folder / GROWTH_FILE) as draft:
        draft.write_text(json.dumps(asdict(growth.record), indent=2) + "\n", encoding="utf-8")


def _stacked(networks: Sequence[Network]) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for place in range(len(networks[0].dense_layers)):
        layers = [network.dense_layers[place] for network in networks]
        arrays[f"weights_{place + 1}"] = np.stack([layer.weights for layer in layers]).astype(HALF)
        arrays[f"bias_{place + 1}"] = np.stack([layer.bias for layer in layers]).astype(HALF)
    return arrays


def load_growth(folder: Path) -> Growth:
    """The growth in a folder. Raises CheckpointError when it can't be read."""
    arrays = read_arrays(folder / ARRAYS_FILE)
    try:
        text = (folder / GROWTH_FILE).read_text(encoding="utf-8")
        record: GrowthRecord = validator(GrowthRecord).validate_json(text)
        networks = tuple(_network(record.network, arrays, place) for place in range(len(record.moments)))
    except (OSError, ValueError, KeyError, IndexError, ModelError) as error:
        raise CheckpointError(f"{folder} can't be read: {error}") from error
    return Growth(record, networks)


def _network(config: NetworkConfig, arrays: dict[str, Array], place: int) -> Network:
    numbers = range(1, len(config.hidden_sizes) + 2)
    pairs = [(arrays[f"weights_{number}"][place], arrays[f"bias_{number}"][place]) for number in numbers]
    return assemble(config, [Dense(weights.astype(FLOAT), bias.astype(FLOAT)) for weights, bias in pairs])
