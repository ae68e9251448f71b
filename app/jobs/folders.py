"""The folders of jobs: each is named by a letter and a number, so that any server process finds its job."""

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from ..errors import Damaged, NotFound

logger = logging.getLogger(__name__)
T = TypeVar("T")


class JobFolders:
    """The jobs of one kind in `folder`. A subfolder is a job once it contains the file `marker`."""

    def __init__(self, folder: Path, letter: str, marker: str, kind: str) -> None:
        self.kind = kind
        self._folder, self._letter, self._marker = folder, letter, marker
        self._name = re.compile(f"{letter}[0-9]{{1,9}}")  # no longer than any file system takes

    def ids(self) -> list[str]:
        """The names of all jobs, oldest first."""
        if not self._folder.is_dir():
            return []
        names = (path.parent.name for path in self._folder.glob(f"{self._letter}*/{self._marker}"))
        return sorted(filter(self._name.fullmatch, names), key=_number)

    def read_all(self, read: Callable[[Path], T]) -> Iterator[T]:
        """What `read` returns for each job's folder, newest first; a damaged job is left out, and the log names it."""
        for job_id in reversed(self.ids()):
            try:
                yield read(self.path(job_id))
            except (NotFound, FileNotFoundError):
                continue  # it was the oldest, and was pruned in between
            except Damaged as error:
                logger.error("%s", error)

    def path(self, job_id: str) -> Path:
        """The folder of one job. Raises NotFound."""
        job = self._folder / job_id
        if not self._name.fullmatch(job_id) or not (job / self._marker).exists():
            raise NotFound(f"There is no {self.kind} {job_id!r}; GET /admin/{self.kind}s lists them.")
        return job

    def make(self) -> Path:
        """A new folder, numbered after the newest, even if that never became a job."""
        names = (path.name for path in self._folder.glob(f"{self._letter}*"))
        newest = max(map(_number, filter(self._name.fullmatch, names)), default=0)
        job = self._folder / f"{self._letter}{newest + 1:04d}"
        job.mkdir()
        return job

    def prune(self, keep: int, is_over: Callable[[Path], bool]) -> None:
        """Removes all but the newest `keep` jobs; spares those not over, and damaged ones, which can be mended."""
        for job_id in self.ids()[:-keep]:
            with suppress(Damaged):
                if is_over(self._folder / job_id):
                    removed = self._folder / f".{job_id}"
                    (self._folder / job_id).rename(removed)  # in one step, so that no reader finds half of it
                    shutil.rmtree(removed, ignore_errors=True)

    def lock(self) -> FileLock:
        """Keeps all other server processes from starting a job of this kind."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / ".lock", timeout=10)


def _number(job_id: str) -> int:
    return int(job_id[1:])
