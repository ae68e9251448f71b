"""Worker processes, one for each job's folder; any server process can tell whether a job's process still lives.

process.json    the job's process: its number, and when it began
log.txt         what the process printed, if anything went wrong
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

START_SECONDS = 10  # after which a job without a process.json has none
TERMINATE_SECONDS = 10  # after which a process that doesn't end is killed


@dataclass(frozen=True)
class Identity:
    """A process, told from a later one with the same number by the time when it began."""

    pid: int
    began: float


class WorkerProcesses:
    """Starts and watches one process of `module` for each job's folder."""

    def __init__(self, module: str, threads: int, weights_dir: Path) -> None:
        self._module = module
        self._threads = threads
        self._weights_dir = weights_dir
        self._children: list[subprocess.Popen[bytes]] = []

    def clear(self, job: Path) -> None:
        """Removes the record of an earlier process of the job, since another one is about to be started."""
        (job / "process.json").unlink(missing_ok=True)

    def start(self, job: Path) -> None:
        """Starts a process for the job."""
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
        """Whether the job's process lives, or is just being started."""
        self._children = [child for child in self._children if child.poll() is None]  # leaves no zombies
        try:
            identity = read_json(job / "process.json", Identity)
        except (OSError, Damaged):
            return job.stat().st_mtime > time.time() - START_SECONDS
        return identity.began > 0 and identity == _identity(identity.pid)

    def terminate(self, job: Path) -> None:
        """Ends the job's process, if it still lives, and waits until it is gone; kills it if it doesn't obey."""
        with suppress(OSError, Damaged, psutil.NoSuchProcess):
            identity = read_json(job / "process.json", Identity)
            if identity == _identity(identity.pid):
                process = psutil.Process(identity.pid)
                process.terminate()
                for _ in psutil.wait_procs([process], TERMINATE_SECONDS)[1]:
                    process.kill()


def _identity(pid: int) -> Identity:
    """The process that has this number now; it began at 0 if there is none."""
    try:
        process = psutil.Process(pid)
        gone = process.status() == psutil.STATUS_ZOMBIE
        return Identity(pid, 0.0 if gone else process.create_time())
    except psutil.NoSuchProcess:
        return Identity(pid, 0.0)
