"""A sweep on disk: what it needs to resume after an interruption, and what is shown of it meanwhile.

sweep.json        the plan: every trial's settings, and how long each trains
trial-007.npz     the state of that trial's training, from which it resumes; holds its reports, too
trial-007.json    its reports alone, to be shown
results.csv       the table of all trials
version.json      the version that was registered in the end
lock              held by the process that trains here
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ..errors import SweepError
from ..files import read_file, replaced
from ..progress import EpochReport
from ..validation import validator
from .plan import Plan
from .trial import Chunk

PLAN_FILE, VERSION_FILE, TABLE_FILE, LOCK_FILE = "sweep.json", "version.json", "results.csv", "lock"
LOCK_SECONDS = 10.0  # to wait for a process that is just ending, or registering


@dataclass
class Trial:
    """One combination of settings, and how far its training has come."""

    number: int
    settings: dict[str, Any]
    history: list[EpochReport] = field(default_factory=list)
    failure: str | None = None

    @property
    def epochs(self) -> int:
        """How many epochs it has been trained for."""
        return len(self.history)

    def is_behind(self, epochs: int) -> bool:
        """Whether it has been trained for fewer epochs, and hasn't failed."""
        return self.epochs < epochs and not self.failure

    def accuracy(self, epochs: int | None = None) -> float:
        """Validation accuracy after `epochs`, or after its last epoch; -1 for a trial that failed or hasn't begun."""
        if self.failure or not self.history:
            return -1.0
        return self.history[(epochs or self.epochs) - 1].validation_accuracy


@dataclass(frozen=True)
class TrialProgress:
    """The content of trial-007.json."""

    history: list[EpochReport]
    failure: str | None


@dataclass(frozen=True)
class RegisteredVersion:
    """The content of version.json."""

    version: str


class SweepRecord:
    """Reads and writes the files in a sweep's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        """Whether the folder holds a sweep."""
        return (self.folder / PLAN_FILE).exists()

    def refuse_another(self) -> None:
        """Raises SweepError if the folder holds a sweep."""
        if self.exists():
            raise SweepError(f"{self.folder} holds a sweep already: add --resume, or choose another --output.")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other processes from training here: two would train everything twice, and register two versions.

        Raises SweepError when another process holds the lock and doesn't release it within LOCK_SECONDS.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = FileLock(self.folder / LOCK_FILE, timeout=LOCK_SECONDS).acquire()
        except Timeout:
            raise SweepError(
                f"Another process works on the sweep in {self.folder}: wait for it, or end it first."
            ) from None
        with lock:
            yield

    def begin(self, plan: Plan) -> None:
        """Writes the plan, which makes the folder a sweep. Raises SweepError when it is one already."""
        self.refuse_another()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write(PLAN_FILE, asdict(plan))

    def plan(self) -> Plan:
        """The plan as it was written. Raises SweepError when there is none that can be read."""
        try:
            plan: Plan = validator(Plan).validate_json(read_file(self.folder / PLAN_FILE))
            return plan
        except (OSError, ValueError) as error:
            raise SweepError(f"{self.folder} holds no sweep that can be read ({error}).") from error

    def trial(self, number: int, settings: Mapping[str, Any]) -> Trial:
        """A trial with its reports so far; without any if it hasn't been trained yet."""
        try:
            content = read_file(self.folder / f"trial-{number:03d}.json")
        except FileNotFoundError:
            return Trial(number, dict(settings))
        progress: TrialProgress = validator(TrialProgress).validate_json(content)
        return Trial(number, dict(settings), progress.history, progress.failure)

    def has(self, number: int) -> bool:
        """Whether that trial has been trained at all."""
        return (self.folder / f"trial-{number:03d}.json").exists()

    def state(self, trial: Trial) -> bytes | None:
        """The bytes that its next chunk of training resumes from; None if it hasn't been trained yet."""
        path = self.folder / f"trial-{trial.number:03d}.npz"
        return read_file(path) if path.exists() else None

    def keep(self, trial: Trial, chunk: Chunk) -> None:
        """Saves what a worker returned, and updates `trial`: first the state, which holds the reports, too."""
        trial.history, trial.failure = list(chunk.history), chunk.failure
        if chunk.failure is None:
            self._replace(f"trial-{trial.number:03d}.npz", chunk.state)
        history = [asdict(report) for report in chunk.history]
        self._write(f"trial-{trial.number:03d}.json", {"history": history, "failure": trial.failure})

    def forget_states(self, spared: set[int]) -> None:
        """Deletes the states of all trials but `spared`: those of trials that were stopped only fill the disk."""
        for path in self.folder.glob("trial-*.npz"):
            if int(path.stem.removeprefix("trial-")) not in spared:
                path.unlink()

    def version(self) -> str | None:
        """The version that was registered, if the sweep has come to its end."""
        try:
            noted: RegisteredVersion = validator(RegisteredVersion).validate_json(read_file(self.folder / VERSION_FILE))
            return noted.version
        except FileNotFoundError:
            return None

    def note_version(self, version: str) -> None:
        """Writes down which version was registered, so that it isn't registered again."""
        self._write(VERSION_FILE, {"version": version})

    def _write(self, name: str, values: Mapping[str, Any]) -> None:
        self._replace(name, json.dumps(values, indent=1).encode())

    def _replace(self, name: str, content: bytes) -> None:
        with replaced(self.folder / name, durable=True) as draft:
            draft.write_bytes(content)
