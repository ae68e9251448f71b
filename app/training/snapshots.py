"""Snapshots: the network after some of its epochs, from the untrained one on, a bounded number of them.

    trainings/t0001/snapshots/0000, 0001, ...    each a checkpoint, named after its epoch

A long training keeps every second, fourth, eighth ... epoch, and the newest: always those at even distances, at most
MAX_SNAPSHOTS in all.
"""

import shutil
from functools import lru_cache
from pathlib import Path

from model.checkpoints.checkpoint import Checkpoint, load_checkpoint, save_checkpoint

SNAPSHOTS_DIR = "snapshots"
MAX_SNAPSHOTS = 20
MAX_CACHED = 20  # one training, whole: a few hundred megabytes for the largest networks


def keep_snapshot(checkpoint: Checkpoint, epoch: int, folder: Path) -> None:
    """Saves the network after `epoch`, and removes those that are too many then. Raises OSError without room."""
    kept = kept_epochs(epoch)
    for path in _snapshots(folder):
        if int(path.name) not in kept or int(path.name) == epoch:  # a training that is resumed makes it again
            shutil.rmtree(path)
    save_checkpoint(checkpoint, folder / f"{epoch:04d}")


def kept_epochs(epoch: int, limit: int = MAX_SNAPSHOTS) -> set[int]:
    """The epochs whose snapshots are kept once `epoch` has one: at even distances, and the newest."""
    distance = 1
    while len(kept := {*range(0, epoch + 1, distance), epoch}) > limit:
        distance *= 2
    return kept


def kept_in(folder: Path) -> list[int]:
    """The epochs that have a snapshot, earliest first."""
    return sorted(int(path.name) for path in _snapshots(folder))


@lru_cache(maxsize=MAX_CACHED)
def load_snapshot(folder: Path, epoch: int) -> Checkpoint:
    """The network after `epoch`. Raises CheckpointError when there is none that can be read."""
    return load_checkpoint(folder / f"{epoch:04d}")


def _snapshots(folder: Path) -> list[Path]:
    return [path for path in folder.glob("[0-9]*") if path.name.isdecimal()] if folder.is_dir() else []
