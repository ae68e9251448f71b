"""Worker processes, one for each job's folder; any server process can tell whether a job's process still lives.

worker.lock     held by the job's process, see worker_lock.py
process.json    its number, for whoever looks for it on this machine
log.txt         what the process printed, if anything went wrong
"""

import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from model.files import only_files

from ..errors import Damaged
from .json_file import read_json, write_json
from .subprocess_options import child_options
from .worker_lock import INHERITED, is_locked

TERMINATE_SECONDS = 10  # after which a process that doesn't end is killed


@dataclass(frozen=True)
class ProcessFile:
    """The content of process.json."""

    pid: int


class WorkerProcesses:
    """Starts and watches one process of `module` for each job's folder."""

    def __init__(self, module: str, threads: int, weights_dir: Path) -> None:
        self._module = module
        self._threads = threads
        self._weights_dir = weights_dir
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, job: Path, lock: int) -> None:
        """Starts a process for the job, and hands on its `lock`, which the caller holds."""
        inherited = [lock] if INHERITED else []
        words = [str(job.resolve()), str(self._weights_dir.resolve()), *map(str, inherited)]
        with open(job / "log.txt", "ab", opener=only_files) as log:
            child = subprocess.Popen(  # noqa: S603  # our own program, no shell
                [sys.executable, "-m", self._module, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=inherited,
                **child_options(self._threads),
            )
        self._children.append(child)
        write_json(asdict(ProcessFile(child.pid)), job / "process.json")

    def is_alive(self, job: Path) -> bool:
        """Whether the job's process lives."""
        self._children = [child for child in self._children if child.poll() is None]  # leaves no zombies
        locked = is_locked(job)
        return self._process_of(job) is not None if locked is None else locked

    def terminate(self, job: Path) -> None:
        """Ends the job's process, if it lives on this machine, and waits until it is gone; kills it if it won't."""
        with suppress(psutil.Error):
            process = self._process_of(job)
            if process is not None:
                process.terminate()
                for _ in psutil.wait_procs([process], TERMINATE_SECONDS)[1]:
                    process.kill()

    def _process_of(self, job: Path) -> psutil.Process | None:
        """The process with the number in process.json, if its command line says that it works on this job.

        That alone tells whether a process lives that an Inkling without locks has started.
        """
        with suppress(OSError, Damaged, psutil.Error):
            process = psutil.Process(read_json(job / "process.json", ProcessFile).pid)
            folder = job.parts[-2:]  # such as trainings/t0001
            if any(Path(word).parts[-2:] == folder for word in process.cmdline()):
                return process
        return None
