"""The jobs of one kind: listed, looked up, started one at a time, resumed and pruned.

A kind of job says what lies in its folder and how that tells its state: see `training/jobs.py` and `sweeps/jobs.py`.
Each also cancels in its own way: a training looks for a command after each step, a sweep's processes get a signal.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from ..errors import Conflict
from .folders import JobFolders
from .processes import WorkerProcesses
from .worker_lock import locked

FINAL_STATES = frozenset({"succeeded", "failed", "cancelled"})
WORKER_DIED = "process ended without a word, as if it was killed; log.txt in its folder may say more."

Status = TypeVar("Status")


class FolderJobs(ABC, Generic[Status]):
    """The jobs in `folders`, each worked on by one of `processes`; the newest `keep` of them are kept."""

    def __init__(self, folders: JobFolders, processes: WorkerProcesses, keep: int) -> None:
        self._folders = folders
        self._processes = processes
        self._keep = keep

    @abstractmethod
    def _status(self, job: Path) -> Status:
        """How the job in this folder stands. Raises Damaged."""

    @abstractmethod
    def _state(self, job: Path) -> str:
        """Its state alone, without all else that the status tells. Raises Damaged."""

    def all(self) -> list[Status]:
        """The status of all jobs, newest first, but for damaged ones."""
        return list(self._folders.read_all(self._status))

    def get(self, job_id: str) -> Status:
        """The status of one job. Raises NotFound, or Damaged when it can't be read."""
        return self._status(self._folders.path(job_id))

    @contextmanager
    def _started(self) -> Iterator[Path]:
        """Makes a new job's folder for the block to fill, then starts its process. Raises Conflict while one runs."""
        with self._folders.lock():
            self._refuse_second()
            job = self._folders.make()
            with locked(job) as lock:
                yield job
                self._processes.start(job, lock)
            self._folders.prune(self._keep, lambda job: self._state(job) in FINAL_STATES)

    @contextmanager
    def _restarted(self, job: Path) -> Iterator[None]:
        """Lets the block reset a job's files, then starts a new process for it.

        Raises Conflict while one runs, or when the job can't go on, as when another request has made it go on.
        """
        with self._folders.lock():
            self._refuse_second()
            if not self._can_go_on(job):
                raise Conflict(f"{self._title} {job.name} is {self._state(job)}; it can't go on.")
            with locked(job) as lock:
                yield
                self._processes.start(job, lock)

    def _can_go_on(self, job: Path) -> bool:
        return self._state(job) in {"failed", "cancelled"}

    def _refuse_over(self, job_id: str, state: str, verb: str) -> None:
        """Raises Conflict if the job is over, so that it can't be told to cancel or pause."""
        if state in FINAL_STATES:
            raise Conflict(f"{self._title} {job_id} has {state}; there is nothing left to {verb}.")

    def _refuse_second(self) -> None:
        for job_id, state in self._folders.read_all(lambda job: (job.name, self._state(job))):
            if state not in FINAL_STATES:
                raise Conflict(f"{self._title} {job_id} is {state}; wait for it, or cancel it first.")

    @property
    def _title(self) -> str:
        return self._folders.kind.capitalize()
