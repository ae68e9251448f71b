"""Neighbour indices on disk: made once by one server process, read by the others and after a restart.

    neighbours/v0002-0f3b9c....npz      the version, and the fingerprint of its parameters

A file that is damaged, or belongs to a network that once had this name, is as good as none.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from model.data.dataset import Examples
from model.errors import CheckpointError
from model.neighbours.index import NeighbourIndex, build_index, fingerprint, load_index, save_index
from model.nn.network import Network

logger = logging.getLogger(__name__)

MAX_FILES = 4  # of about 36 MB each; those used last are kept


def index_of(folder: Path, version: str, network: Network, examples: Examples) -> NeighbourIndex:
    """The index of a version: read if it is in `folder`, else made and put there. Takes seconds the first time."""
    path = folder / f"{version}-{fingerprint(network)[:16]}.npz"
    with _exclusive_access(folder):  # the other server processes wait here for the one that makes it
        return _read(path, network, examples) or _make(path, network, examples)


@contextmanager
def _exclusive_access(folder: Path) -> Iterator[None]:
    """Holds the folder's lock; without one, where the folder can't be written: nothing is kept there either."""
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(folder / ".lock"))
        except OSError as error:
            logger.warning("%s can't be locked: %s", folder, error)
        yield


def _read(path: Path, network: Network, examples: Examples) -> NeighbourIndex | None:
    if not path.is_file():
        return None
    try:
        index = load_index(path, network, examples)
    except CheckpointError as error:
        logger.warning("%s", error)
        return None
    with suppress(OSError):
        path.touch()
    return index


def _make(path: Path, network: Network, examples: Examples) -> NeighbourIndex:
    index = build_index(network, examples)
    try:
        save_index(index, path)
        newest_first = sorted(path.parent.glob("v*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        for stale in newest_first[MAX_FILES:]:
            stale.unlink()
    except OSError as error:
        logger.warning("%s can't be kept, and is made anew at the next start: %s", path, error)
    return index
