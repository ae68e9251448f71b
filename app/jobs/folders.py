"""Jobs on disk: a folder each, named by a letter and a number, so that any server process finds them."""

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
    """The jobs in `folder`. One counts once it holds the file `marker`."""

    def __init__(self, folder: Path, letter: str, marker: str, kind: str) -> None:
        self._folder, self._letter, self._marker, self._kind = folder, letter, marker, kind
        self._name = re.compile(f"{letter}[0-9]{{1,9}}")  # no longer than any file system takes

    def ids(self) -> list[str]:
        """Their names, oldest first."""
        if not self._folder.is_dir():
            return []
        names = (path.parent.name for path in self._folder.glob(f"{self._letter}*/{self._marker}"))
        return sorted(filter(self._name.fullmatch, names), key=_number)

    def each(self, look: Callable[[str], T]) -> Iterator[T]:
        """What `look` tells of each, newest first. A damaged one is left alone, and the log says so."""
        for job_id in reversed(self.ids()):
            try:
                yield look(job_id)
            except (NotFound, FileNotFoundError):
                continue  # it was the oldest, and has gone in between
            except Damaged as error:
                logger.error("%s", error)

    def path(self, job_id: str) -> Path:
        """The folder of one. Raises NotFound."""
        job = self._folder / job_id
        if not self._name.fullmatch(job_id) or not (job / self._marker).exists():
            raise NotFound(f"There is no {self._kind} {job_id!r}; GET /admin/{self._kind}s lists them.")
        return job

    def make(self) -> Path:
        """A new one, after the newest, whether or not that ever came to anything."""
        names = (path.name for path in self._folder.glob(f"{self._letter}*"))
        newest = max(map(_number, filter(self._name.fullmatch, names)), default=0)
        job = self._folder / f"{self._letter}{newest + 1:04d}"
        job.mkdir()
        return job

    def prune(self, kept: int, is_over: Callable[[str], bool]) -> None:
        """The newest are kept, and any that isn't over, or damaged: somebody may mend it."""
        for job_id in self.ids()[:-kept]:
            with suppress(Damaged):
                if is_over(job_id):
                    gone = self._folder / f".{job_id}"
                    (self._folder / job_id).rename(gone)  # at once, so that nobody finds half of it
                    shutil.rmtree(gone, ignore_errors=True)

    def lock(self) -> FileLock:
        """Holds off all others who would start one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / ".lock", timeout=10)


def _number(job_id: str) -> int:
    return int(job_id[1:])
