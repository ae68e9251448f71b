"""One process at a time works in a sweep's folder: two would train everything twice, and register two versions.

The system itself takes the lock back when its process ends, however it ends, so that none is ever left behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import SweepError

LOCK_FILE = "lock"
SECONDS_TO_WAIT = 10.0  # for one that is just ending, or registering
POLL_SECONDS = 0.1


@contextmanager
def exclusive_access(folder: Path) -> Iterator[None]:
    """Nobody else works in `folder` meanwhile. Raises SweepError when somebody does, and goes on doing so."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("ab") as file:
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not _locked(file):
            if time.monotonic() > deadline:
                raise SweepError(f"Another process works on the sweep in {folder}: wait for it, or end it first.")
            time.sleep(POLL_SECONDS)
        yield


def _locked(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # on Windows, where nobody looks after this
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
