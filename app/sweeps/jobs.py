"""Sweeps from the studio: each is a folder that `python -m model sweep` works in, in a process of its own.

    sweeps/s0001/sweep.json         the plan, and all that model/sweep/record.py tells of
                 people.jsonl       people's drawings, which the trials learn from as well
                 cancelled          if the admin said stop

A sweep that was cancelled or killed can go on: what its trials have learned is kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.errors import SweepError
from model.sweep.planning import make_plan
from model.sweep.record import TABLE_FILE, SweepRecord
from model.sweep.search_space import Space
from model.sweep.sweep import Sweep
from model.sweep.table import rows, write_csv

from ..errors import Conflict
from ..jobs.folders import JobFolders
from ..jobs.json_file import damaged
from ..jobs.path_redaction import redact_paths
from ..jobs.processes import TrainingProcesses
from ..settings import Settings
from ..training.jobs import DrawingSource, nobody, write_lines
from ..training.progress import PEOPLE_FILE
from .schemas import RungOfSweep, SweepState, SweepStatus, TrialRow

CANCELLED_FILE, LOG_FILE = "cancelled", "log.txt"
LOST = "Its process ended without a word, as if it was killed; log.txt in its folder may say more."
FINAL = ("succeeded", "failed", "cancelled")


class Sweeps:
    """The sweeps in a data folder: start one, look at them, cancel one or let it go on."""

    def __init__(self, settings: Settings, people: DrawingSource = nobody) -> None:
        self._jobs = JobFolders(settings.data_dir / "sweeps", "s", "sweep.json", "sweep")
        self._processes = TrainingProcesses("app.sweeps.worker", settings.training_threads, settings.weights_dir)
        self._weights_dir = settings.weights_dir
        self._people = people
        self._kept = settings.kept_trainings

    def all(self) -> list[SweepStatus]:
        """All sweeps, newest first."""
        return list(self._jobs.each(self.get))

    def get(self, sweep_id: str) -> SweepStatus:
        """How one stands. Raises NotFound or Damaged."""
        job = self._jobs.path(sweep_id)
        with _readable(job):
            return self._told(job)

    def _told(self, job: Path) -> SweepStatus:
        sweep, state = Sweep(SweepRecord(job)), self._state(job)
        return SweepStatus(
            id=job.name,
            state=state,
            created_at=sweep.plan.created_at,
            trials=len(sweep.plan.trials),
            committee=sweep.plan.committee,
            rungs=[RungOfSweep(epochs=rung.epochs, trials=rung.trials) for rung in sweep.plan.rungs],
            varied=sweep.plan.varied,
            done_epochs=sweep.done_epochs(),
            planned_epochs=sweep.planned_epochs(),
            results=[TrialRow.from_row(row, sweep.plan.varied) for row in rows(sweep)],
            model_version=sweep.record.version(),
            error=redact_paths(_last_word(job), job, self._weights_dir) if state == "failed" else None,
        )

    def table(self, sweep_id: str) -> bytes:
        """The results as CSV. Raises NotFound or Damaged."""
        job = self._jobs.path(sweep_id)
        with _readable(job):
            write_csv(rows(Sweep(SweepRecord(job))), job / TABLE_FILE)
            return (job / TABLE_FILE).read_bytes()

    def start(self, space: Space, fixed: Mapping[str, Any], **options: Any) -> SweepStatus:
        """Begins one. Raises Conflict while another runs, and ConfigError for an impossible plan."""
        make_plan(space, fixed, **options)  # before anything is written
        with self._jobs.lock():
            self._refuse_a_second()
            job = self._jobs.make()
            if write_lines(self._people("training"), job / PEOPLE_FILE):
                fixed = {**fixed, "pen_digits": str((job / PEOPLE_FILE).resolve()), "held_back_writers": 0}
            SweepRecord(job).begin(make_plan(space, fixed, **options))
            self._processes.start(job)
            self._jobs.prune(self._kept, lambda sweep_id: self._state(self._jobs.path(sweep_id)) in FINAL)
        return self.get(job.name)

    def cancel(self, sweep_id: str) -> SweepStatus:
        """Ends one; what its trials have learned is kept. Raises Conflict when it is over."""
        job = self._jobs.path(sweep_id)
        state = self._state(job)
        if state != "running":
            raise Conflict(f"Sweep {sweep_id} has {state}; there is nothing left to cancel.")
        (job / CANCELLED_FILE).touch()
        self._processes.end(job)
        return self.get(sweep_id)

    def resume(self, sweep_id: str) -> SweepStatus:
        """Lets one that was cancelled or killed go on. Raises Conflict when there is nothing to go on with."""
        with self._jobs.lock():
            job = self._jobs.path(sweep_id)
            state = self._state(job)
            if state not in {"failed", "cancelled"}:
                raise Conflict(f"Sweep {sweep_id} is {state}; only one that was cancelled or failed can go on.")
            self._refuse_a_second()
            (job / CANCELLED_FILE).unlink(missing_ok=True)
            self._processes.forget(job)
            self._processes.start(job)
        return self.get(sweep_id)

    def _state(self, job: Path) -> SweepState:
        with _readable(job):
            version = SweepRecord(job).version()
        if version is not None:
            return "succeeded"
        if (job / CANCELLED_FILE).exists():
            return "cancelled"
        return "running" if self._processes.is_alive(job) else "failed"

    def _refuse_a_second(self) -> None:
        for job, state in self._jobs.each(lambda sweep_id: (sweep_id, self._state(self._jobs.path(sweep_id)))):
            if state == "running":
                raise Conflict(f"Sweep {job} is running; wait for it, or cancel it first.")


@contextmanager
def _readable(job: Path) -> Iterator[None]:
    """Raises Damaged for whatever files of a sweep lead to that don't hold what they should."""
    try:
        yield
    except (SweepError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise damaged(job / "*.json") from error


def _last_word(job: Path) -> str:
    """Why it failed, as it said itself."""
    try:
        lines = (job / LOG_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return LOST
    told = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return told[-1] if told else LOST
