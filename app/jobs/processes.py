"""The processes that train or sweep, one for each job's folder; any server process can tell whether one still lives.

process.json    which process trains, told apart from a later one with the same number
log.txt         what it printed, if anything went wrong
"""

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from ..errors import Damaged
from .json_file import read_json, write_json
from .subprocess_options import child_options

STARTING_SECONDS = 10
ENDING_SECONDS = 10


@dataclass(frozen=True)
class Identity:
    """What tells a process from a later one with the same number: when it began."""

    pid: int
    began: float


class TrainingProcesses:
    """Starts them, and looks after them."""

    def __init__(self, module: str, threads: int, weights_dir: Path) -> None:
        self._module = module
        self._threads = threads
        self._weights_dir = weights_dir
        self._children: list[subprocess.Popen[bytes]] = []

    def forget(self, job: Path) -> None:
        """An earlier process of the job no longer counts; another one is about to be started."""
        (job / "process.json").unlink(missing_ok=True)

    def start(self, job: Path) -> None:
        """A new process for the job."""
        command = [sys.executable, "-m", self._module, str(job.resolve()), str(self._weights_dir.resolve())]
        with (job / "log.txt").open("ab") as log:
            child = subprocess.Popen(  # noqa: S603  # our own program, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **child_options(self._threads),
            )
        self._children.append(child)
        write_json(asdict(_identity(child.pid)), job / "process.json")

    def is_alive(self, job: Path) -> bool:
        """Whether its process lives, or is just being started."""
        self._children = [child for child in self._children if child.poll() is None]  # lets finished ones go
        try:
            identity = read_json(job / "process.json", Identity)
        except (OSError, Damaged):
            return job.stat().st_mtime > time.time() - STARTING_SECONDS
        return identity.began > 0 and identity == _identity(identity.pid)

    def end(self, job: Path) -> None:
        """Tells its process to end, if it still lives, and waits until it has; one that doesn't obey is killed."""
        with suppress(OSError, Damaged, psutil.NoSuchProcess):
            identity = read_json(job / "process.json", Identity)
            if identity == _identity(identity.pid):
                process = psutil.Process(identity.pid)
                process.terminate()
                for _ in psutil.wait_procs([process], ENDING_SECONDS)[1]:
                    process.kill()


def _identity(pid: int) -> Identity:
    """The process as it is now; it began at 0 if it is gone."""
    try:
        process = psutil.Process(pid)
        gone = process.status() == psutil.STATUS_ZOMBIE
        return Identity(pid, 0.0 if gone else process.create_time())
    except psutil.NoSuchProcess:
        return Identity(pid, 0.0)
