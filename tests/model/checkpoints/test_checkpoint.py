"""Checkpoints: what is saved is what is loaded, all or nothing, and a damaged one says so."""

import gc
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.checkpoints.checkpoint import Checkpoint, Metadata, load_checkpoint, load_metadata, save_checkpoint
from model.checkpoints.training_state import load_state
from model.checkpoints.versions import champion, is_version, next_version, versions
from model.config import NetworkConfig, TrainingConfig
from model.errors import CheckpointError
from model.nn.network import build_network

CONFIG = NetworkConfig(hidden_sizes=(6, 5), dropout_rate=0.0)


def checkpoint() -> Checkpoint:
    metadata = Metadata(
        network=CONFIG,
        training=TrainingConfig(epochs=3),
        dataset="mnist",
        dataset_checksum="abc",
        created_at="2026-01-01T00:00:00Z",
        metrics={"test_accuracy": 0.9},
        notes=("smaller was worse",),
    )
    return Checkpoint(build_network(CONFIG, np.random.default_rng(0)), metadata)


def test_a_round_trip_changes_nothing(tmp_path: Path) -> None:
    saved = checkpoint()
    save_checkpoint(saved, tmp_path / "v0001")
    loaded = load_checkpoint(tmp_path / "v0001")
    assert loaded.metadata == saved.metadata
    assert [each.tobytes() for each in loaded.network.parameters] == [
        each.tobytes() for each in saved.network.parameters
    ]
    inputs = np.random.default_rng(1).random((2, 784), np.float32)
    assert np.array_equal(loaded.network.probabilities(inputs), saved.network.probabilities(inputs))


def test_many_threads_read_one_at_once(tmp_path: Path) -> None:
    save_checkpoint(checkpoint(), tmp_path / "v0001")
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()

    def give_way(_phase: str, _info: dict[str, int]) -> None:
        """Python code in the middle of a collection, where another thread may come in."""
        for _ in range(30):
            pass

    gc.callbacks.append(give_way)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(8) as pool:
            read = list(pool.map(load_checkpoint, [tmp_path / "v0001"] * 400))
    finally:
        gc.callbacks.remove(give_way)
        sys.setswitchinterval(interval)
        gc.set_threshold(*thresholds)
    assert len(read) == 400


def test_a_loaded_network_cannot_be_changed_by_accident(tmp_path: Path) -> None:
    save_checkpoint(checkpoint(), tmp_path / "v0001")
    with pytest.raises(ValueError, match="read-only"):
        load_checkpoint(tmp_path / "v0001").network.parameters[0][0, 0] = 1


def test_a_version_is_never_overwritten_and_a_failed_save_leaves_nothing(tmp_path: Path) -> None:
    save_checkpoint(checkpoint(), tmp_path / "v0001")
    before = sorted(path.read_bytes() for path in (tmp_path / "v0001").iterdir())
    with pytest.raises(FileExistsError, match="never overwritten"):
        save_checkpoint(checkpoint(), tmp_path / "v0001")
    unserialisable = replace(checkpoint(), metadata=replace(checkpoint().metadata, metrics={"x": object()}))  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        save_checkpoint(unserialisable, tmp_path / "v0002")
    assert [path.name for path in tmp_path.iterdir()] == ["v0001"]
    assert sorted(path.read_bytes() for path in (tmp_path / "v0001").iterdir()) == before


def damage(folder: Path, kind: str) -> None:
    parameters, metadata = folder / "parameters.npz", folder / "metadata.json"
    if kind == "truncated arrays":
        parameters.write_bytes(parameters.read_bytes()[:-100])
    elif kind == "no arrays":
        parameters.unlink()
    elif kind == "pickled arrays":
        np.savez(parameters, weights_1=np.array([{}], dtype=object))
    elif kind == "not finite":
        arrays = dict(np.load(parameters))
        arrays["bias_1"][0] = np.nan
        np.savez(parameters, **arrays)
    elif kind == "another shape":
        arrays = dict(np.load(parameters))
        arrays["weights_2"] = arrays["weights_2"][:-1]
        np.savez(parameters, **arrays)
    elif kind == "no metadata":
        metadata.unlink()
    elif kind == "half a text":
        metadata.write_text(metadata.read_text()[:50])
    elif kind == "a list":
        metadata.write_text("[1]")
    elif kind == "from the future":
        metadata.write_text(json.dumps(json.loads(metadata.read_text()) | {"format": 99}))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("truncated arrays", "damaged"),
        ("no arrays", "missing"),
        ("pickled arrays", "damaged"),
        ("not finite", "not finite"),
        ("another shape", "shapes"),
        ("no metadata", "missing"),
        ("half a text", "can't be read"),
        ("a list", "can't be read"),
        ("from the future", "update Inkling"),
    ],
)
def test_damage_is_named(tmp_path: Path, kind: str, message: str) -> None:
    save_checkpoint(checkpoint(), tmp_path / "v0001")
    damage(tmp_path / "v0001", kind)
    with pytest.raises(CheckpointError, match=message):
        load_checkpoint(tmp_path / "v0001")


def test_metadata_alone_is_enough_for_a_list(tmp_path: Path) -> None:
    save_checkpoint(checkpoint(), tmp_path / "v0001")
    (tmp_path / "v0001" / "parameters.npz").unlink()
    assert load_metadata(tmp_path / "v0001").training.epochs == 3


def test_a_damaged_training_state_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "state.npz", notes=np.array("{}"))
    with pytest.raises(CheckpointError, match="damaged"):
        load_state(tmp_path / "state.npz")


@pytest.mark.parametrize("name", ["..", "v1", "v00001/..", "v0001.tmp", ".v0001", "V0001", "v0001\n", ""])
def test_only_versions_are_versions(name: str) -> None:
    assert not is_version(name)


def test_versions_are_listed_by_number_and_the_next_one_is_free(tmp_path: Path) -> None:
    assert next_version(tmp_path / "nowhere") == "v0001"
    for name in ("v0002", "v10000", "v0010", ".v0011.training", "notes"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == ["v0002", "v0010", "v10000"]
    assert next_version(tmp_path) == "v10001"
    (tmp_path / "v10001").touch()  # no version, but its name is taken
    assert next_version(tmp_path) == "v10002"


@pytest.mark.parametrize("content", [None, "", "[]", '{"version": "../../etc"}', '{"version": 1}'])
def test_a_bad_pointer_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "champion.json").write_text(content)
    with pytest.raises(CheckpointError, match=r"champion\.json"):
        champion(tmp_path)
