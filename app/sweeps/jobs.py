"""Sweep jobs: each is a folder that `python -m model sweep` works in, in a process of its own.

    sweeps/s0001/sweep.json         the plan, and the files that model/sweep/record.py names
                 people.jsonl       people's drawings, which the trials learn from as well
                 cancelled          if the admin cancelled it

A sweep that was cancelled, failed or was killed can go on: what its trials have learned is kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.errors import SweepError
from model.files import read_file
from model.sweep.plan import make_plan
from model.sweep.record import SweepRecord
from model.sweep.search_space import Space
from model.sweep.sweep import Sweep
from model.sweep.table import as_csv, rows

from ..errors import Conflict
from ..jobs.drawing_files import PEOPLE_FILE, DrawingSource, no_drawings, write_drawings
from ..jobs.folder_jobs import WORKER_DIED, FolderJobs
from ..jobs.folders import JobFolders
from ..jobs.json_file import damaged
from ..jobs.path_redaction import redact_paths
from ..jobs.processes import WorkerProcesses
from ..settings import Settings
from .schemas import RungOfSweep, SweepState, SweepStatus, TrialRow

CANCELLED_FILE, LOG_FILE = "cancelled", "log.txt"
WORKER_ERROR = f"Its {WORKER_DIED}"


class SweepJobs(FolderJobs[SweepStatus]):
    """The sweeps in a data folder: start one, look at them, cancel one or let it go on."""

    def __init__(self, settings: Settings, drawings: DrawingSource = no_drawings) -> None:
        super().__init__(
            JobFolders(settings.data_dir / "sweeps", "s", "sweep.json", "sweep"),
            WorkerProcesses("app.sweeps.worker", settings.training_threads, settings.weights_dir),
            settings.kept_trainings,
        )
        self._weights_dir = settings.weights_dir
        self._drawings = drawings

    def table(self, sweep_id: str) -> bytes:
        """The results of a sweep as CSV. Raises NotFound or Damaged."""
        job = self._folders.path(sweep_id)
        with _readable(job):
            return as_csv(rows(Sweep(SweepRecord(job))))

    def start(self, space: Space, fixed: Mapping[str, Any], **options: Any) -> SweepStatus:
        """Starts a sweep. Raises Conflict while another one runs, and ConfigError for an impossible plan."""
        make_plan(space, fixed, **options)  # before anything is written
        with self._started() as job:
            if write_drawings(self._drawings("training"), job / PEOPLE_FILE):
                fixed = {**fixed, "pen_digits": (str((job / PEOPLE_FILE).resolve()),), "held_back_writers": (0,)}
            SweepRecord(job).begin(make_plan(space, fixed, **options))
        return self._status(job)

    def cancel(self, sweep_id: str) -> SweepStatus:
        """Cancels a sweep; what its trials have learned is kept. Raises Conflict when it is over."""
        job = self._folders.path(sweep_id)
        self._refuse_over(sweep_id, self._state(job), "cancel")
        (job / CANCELLED_FILE).touch()
        self._processes.terminate(job)
        return self._status(job)

    def resume(self, sweep_id: str) -> SweepStatus:
        """Lets a sweep go on that was cancelled, failed or was killed. Raises Conflict for any other."""
        job = self._folders.path(sweep_id)
        state = self._state(job)
        if state not in {"failed", "cancelled"}:
            raise Conflict(f"Sweep {sweep_id} is {state}; only one that was cancelled or failed can go on.")
        with self._restarted(job):
            (job / CANCELLED_FILE).unlink(missing_ok=True)
        return self._status(job)

    def _status(self, job: Path) -> SweepStatus:
        with _readable(job):
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
                error=redact_paths(_reason(job), job, self._weights_dir) if state == "failed" else None,
            )

    def _state(self, job: Path) -> SweepState:
        """Read from what lies in the folder; a sweep has no status file."""
        with _readable(job):
            version = SweepRecord(job).version()
        if version is not None:
            return "succeeded"
        if (job / CANCELLED_FILE).exists():
            return "cancelled"
        return "running" if self._processes.is_alive(job) else "failed"


@contextmanager
def _readable(job: Path) -> Iterator[None]:
    """Raises Damaged for what is raised when a sweep's files don't hold what they should."""
    try:
        yield
    except FileNotFoundError:  # it was the oldest, and was pruned in between
        raise
    except (OSError, SweepError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise damaged(job / "*.json") from error


def _reason(job: Path) -> str:
    """Why a sweep failed: the last error that its process printed."""
    try:
        lines = read_file(job / LOG_FILE).decode(errors="replace").splitlines()
    except OSError:
        return WORKER_ERROR
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return errors[-1] if errors else WORKER_ERROR
