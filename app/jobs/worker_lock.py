"""A worker's lock: the process of a job holds it for its whole life, so a job is worked on exactly while it is locked.

    worker.lock    in the job's folder; the system unlocks it when the process ends, however it ends

No clock, process number or container decides who lives. The server locks the file before the job is there, and the
process that it starts inherits the open file and the lock with it: a job never is without one.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..errors import Conflict

LOCK_FILE = "worker.lock"
ENDING_SECONDS = 10.0  # to wait for a process that is just ending
POLL_SECONDS = 0.02

if sys.platform == "win32":  # which locks a byte of the file, and lets no process inherit that
    import msvcrt

    INHERITED = False
    LOOKS = 20  # it knows no shared locks, so that those who only look may see each other, for a moment

    def _lock(file: int, shared: bool) -> None:
        msvcrt.locking(file, msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    INHERITED = True
    LOOKS = 1

    def _lock(file: int, shared: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_NB | (fcntl.LOCK_SH if shared else fcntl.LOCK_EX))


@contextmanager
def locked(job: Path, seconds: float = ENDING_SECONDS) -> Iterator[int]:
    """Locks a job for as long as the block lasts, and for as long as a process lives that inherits the open file.

    Raises Conflict when a process works on the job and doesn't end within `seconds`.
    """
    file = os.open(job / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + seconds
        while not _try_lock(file, shared=False):
            if time.monotonic() > deadline:
                raise Conflict(f"Another process works on {job.name}; wait for it, or cancel it first.")
            time.sleep(POLL_SECONDS)
        yield file
    finally:
        os.close(file)  # which unlocks it, unless it was inherited


@contextmanager
def working_on(job: Path, inherited: str = "") -> Iterator[None]:
    """What a worker does happens in this block: the job is locked, by the open file `inherited` if there is one.

    Ends the process with a sentence when another one works on the job.
    """
    if inherited:  # it stays open as long as this process lives
        yield
        return
    try:
        lock = ExitStack()
        lock.enter_context(locked(job))
    except Conflict as error:
        sys.exit(f"error: {error}")
    with lock:
        yield


def is_locked(job: Path) -> bool | None:
    """Whether a process works on the job; None for a job from before there were such locks."""
    try:
        file = os.open(job / LOCK_FILE, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        return not any(_try_lock(file, shared=True) for _ in range(LOOKS))
    finally:
        os.close(file)


def _try_lock(file: int, *, shared: bool) -> bool:
    with suppress(BlockingIOError, PermissionError):
        _lock(file, shared)
        return True
    return False
