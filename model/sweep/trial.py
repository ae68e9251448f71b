"""A stretch of one trial's training, as a function of what it is given: it may run anywhere, and again if it is lost.

Nothing is written: the state goes in and comes out as bytes, so that a worker on another machine needs no folder of
ours, and a worker that dies takes nothing along.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..checkpoints.training_state import load_state, save_state
from ..data.dataset import Dataset, load_dataset
from ..errors import DivergedError
from ..progress import EpochReport
from ..training.recipe import Recipe, start_training
from ..training.trainer import Training


@dataclass(frozen=True)
class Chunk:
    """How far a trial has come: its reports so far, and its state as bytes; or why it can't go on."""

    history: tuple[EpochReport, ...]
    state: bytes
    failure: str | None = None


def train_chunk(settings: Mapping[str, Any], state: bytes | None, until: int, folder: Path | None) -> Chunk:
    """Trains from `state`, or anew, up to the end of epoch `until`."""
    recipe = Recipe.from_settings(settings)
    training = start_training(recipe, _dataset(recipe.dataset, folder))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "state.npz"
        if state is not None:
            restore(training, state)
        try:
            for _ in training.run(until):
                pass
        except DivergedError as error:
            return Chunk(tuple(training.history), b"", str(error))
        save_state(training.state(), recipe.settings(), path)
        return Chunk(tuple(training.history), path.read_bytes())


def restore(training: Training, state: bytes) -> None:
    """Puts a training where the stretch that returned `state` left it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "state.npz"
        path.write_bytes(state)
        training.restore(load_state(path)[0])


@lru_cache(1)
def _dataset(name: str, folder: Path | None) -> Dataset:
    return load_dataset(name, folder)
