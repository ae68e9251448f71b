"""Snapshots: the network as it was after this epoch and that, a bounded number of them, from the untrained one on.

    trainings/t0001/snapshots/0000, 0001, ...    each a checkpoint, named after its epoch

A long training keeps every second, fourth, eighth ... epoch, and the newest: always those at even distances, at most
MOST_SNAPSHOTS in all.
"""

import shutil
from functools import lru_cache
from pathlib import Path

from model.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint

SNAPSHOTS_DIR = "snapshots"
MOST_SNAPSHOTS = 20
IN_MEMORY = 20  # one training, whole: of the largest networks that is a few hundred megabytes


def keep_snapshot(checkpoint: Checkpoint, epoch: int, folder: Path) -> None:
    """Saves the network after `epoch`, in place of those that are too many then. Raises OSError without room."""
    kept = kept_epochs(epoch)
    for path in _snapshots(folder):
        if int(path.name) not in kept or int(path.name) == epoch:  # a training that goes on makes its own
            shutil.rmtree(path)
    save_checkpoint(checkpoint, folder / f"{epoch:04d}")


def kept_epochs(epoch: int, most: int = MOST_SNAPSHOTS) -> set[int]:
    """Which snapshots are kept once `epoch` has its own."""
    apart = 1
    while len(kept := {*range(0, epoch + 1, apart), epoch}) > most:
        apart *= 2
    return kept


def kept_in(folder: Path) -> list[int]:
    """After which epochs there is a snapshot, earliest first."""
    return sorted(int(path.name) for path in _snapshots(folder))


@lru_cache(maxsize=IN_MEMORY)
def load_snapshot(folder: Path, epoch: int) -> Checkpoint:
    """The network after `epoch`. Raises CheckpointError when there is none that can be read."""
    return load_checkpoint(folder / f"{epoch:04d}")


def _snapshots(folder: Path) -> list[Path]:
    return [path for path in folder.glob("[0-9]*") if path.name.isdecimal()] if folder.is_dir() else []
