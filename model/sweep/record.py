"""A sweep on disk: all that it needs to go on after an interruption, and all that can be told of it meanwhile.

sweep.json        the plan: every trial's settings, and how far whom to train
trial-007.npz     how far that trial has come: its state, which holds its reports, too
trial-007.json    its reports alone, for whoever only looks
results.csv       the table
version.json      what was registered in the end
lock              held by the process that works here
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import SweepError
from ..files import replaced
from ..progress import EpochReport
from .successive_halving import Rung
from .trial import Chunk

PLAN_FILE, VERSION_FILE, TABLE_FILE = "sweep.json", "version.json", "results.csv"


@dataclass(frozen=True)
class Plan:
    """What is to be tried, how long, and how many of the best make the committee."""

    id: str
    created_at: str
    trials: list[dict[str, Any]]
    varied: list[str]
    rungs: list[Rung]
    committee: int = 1

    def is_like(self, other: "Plan") -> bool:
        """Whether they differ in nothing but their names and ages."""
        one, two = (json.dumps(asdict(replace(plan, id="", created_at=""))) for plan in (self, other))
        return one == two  # as text, in which a tuple is a list


@dataclass
class Trial:
    """One of them, and how far it has come."""

    number: int
    settings: dict[str, Any]
    history: list[EpochReport] = field(default_factory=list)
    failure: str | None = None

    @property
    def epochs(self) -> int:
        """How many are done."""
        return len(self.history)

    def is_behind(self, epochs: int) -> bool:
        """Whether it has yet to come so far, and can."""
        return self.epochs < epochs and not self.failure

    def accuracy(self, epochs: int | None = None) -> float:
        """Of the validation examples after so many epochs, or as it stands; a trial that failed comes last."""
        if self.failure or not self.history:
            return -1.0
        return self.history[(epochs or self.epochs) - 1].validation_accuracy


class SweepRecord:
    """The files in a sweep's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        """Whether a sweep was begun here."""
        return (self.folder / PLAN_FILE).exists()

    def refuse_another(self) -> None:
        """Raises SweepError if a sweep was begun here."""
        if self.exists():
            raise SweepError(f"{self.folder} holds a sweep already: add --resume, or choose another --output.")

    def begin(self, plan: Plan) -> None:
        """Writes the plan. Raises SweepError when there is one."""
        self.refuse_another()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write(PLAN_FILE, asdict(plan))

    def plan(self) -> Plan:
        """The plan. Raises SweepError when there is none that can be read."""
        try:
            values = json.loads((self.folder / PLAN_FILE).read_text(encoding="utf-8"))
            return Plan(**values | {"rungs": [Rung(**rung) for rung in values["rungs"]]})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SweepError(f"{self.folder} holds no sweep that can be read ({error}).") from error

    def trial(self, number: int, settings: Mapping[str, Any]) -> Trial:
        """One trial, as far as it has come."""
        try:
            values = json.loads((self.folder / f"trial-{number:03d}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Trial(number, dict(settings))
        history = [EpochReport(**report) for report in values["history"]]
        return Trial(number, dict(settings), history, values["failure"])

    def has(self, number: int) -> bool:
        """Whether that trial has come anywhere."""
        return (self.folder / f"trial-{number:03d}.json").exists()

    def state(self, trial: Trial) -> bytes | None:
        """What its next stretch goes on from."""
        path = self.folder / f"trial-{trial.number:03d}.npz"
        return path.read_bytes() if path.exists() else None

    def keep(self, trial: Trial, stretch: Chunk) -> None:
        """Takes in what a worker returned: first the state, which alone would do."""
        trial.history, trial.failure = list(stretch.history), stretch.failure
        if stretch.failure is None:
            self._replace(f"trial-{trial.number:03d}.npz", stretch.state)
        history = [asdict(report) for report in stretch.history]
        self._write(f"trial-{trial.number:03d}.json", {"history": history, "failure": trial.failure})

    def forget_states(self, spared: set[int]) -> None:
        """Those of trials that won't go on only fill the disk."""
        for path in self.folder.glob("trial-*.npz"):
            if int(path.stem.removeprefix("trial-")) not in spared:
                path.unlink()

    def version(self) -> str | None:
        """What was registered, if it has come to that."""
        try:
            return str(json.loads((self.folder / VERSION_FILE).read_text(encoding="utf-8"))["version"])
        except FileNotFoundError:
            return None

    def note_version(self, version: str) -> None:
        """Writes down what was registered."""
        self._write(VERSION_FILE, {"version": version})

    def _write(self, name: str, values: Mapping[str, Any]) -> None:
        self._replace(name, json.dumps(values, indent=1).encode())

    def _replace(self, name: str, content: bytes) -> None:
        with replaced(self.folder / name, durable=True) as draft:
            draft.write_bytes(content)
