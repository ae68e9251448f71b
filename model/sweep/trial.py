"""A chunk of one trial's training, as a pure function: it may run on any machine, and again if its worker dies.

It writes no file of the sweep: the state goes in and comes out as bytes, so that a worker on another machine needs no
access to the sweep's folder.
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
    """Where a chunk of training ended: the reports so far, and the state as bytes; or why the trial failed."""

    history: tuple[EpochReport, ...]
    state: bytes
    failure: str | None = None


def train_chunk(settings: Mapping[str, Any], state: bytes | None, until: int, folder: Path | None) -> Chunk:
    """Trains from `state`, or from the start, to the end of epoch `until`.

    A loss that diverges is returned as the chunk's `failure`. Raises DataError when the data in `folder` can't be read.
    """
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
    """Puts a training into the state that `train_chunk` returned. Raises CheckpointError when it is damaged."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "state.npz"
        path.write_bytes(state)
        training.restore(load_state(path)[0])


@lru_cache(1)
def _dataset(name: str, folder: Path | None) -> Dataset:
    return load_dataset(name, folder)
