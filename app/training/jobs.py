"""Training jobs: each is a folder that a child process works in, so that a server restart finds it again.

    trainings/t0001/request.json    the hyperparameters
                    command         "pause", "resume" or "cancel", for the training process to obey
                    changes.jsonl   settings to be changed on the way

and what the training process leaves there, see training_process.py and training_record.py. Training never runs in the
server's process: Python would make every request wait for it. Only so many trainings are kept; the oldest that are
over go first.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.checkpoints.checkpoint import Checkpoint, now
from model.errors import CheckpointError
from model.training.recipe import Recipe, inherited

from ..corrections.inbox import Part
from ..errors import Conflict, NotFound
from ..jobs.folders import JobFolders
from ..jobs.json_file import write_json
from ..jobs.processes import TrainingProcesses
from ..registry.model_registry import ModelRegistry
from ..settings import Settings
from .curve import TrainingCurve, read_curve
from .progress import CURVE_FILE, EXAM_FILE, PEOPLE_FILE, STATE_FILE, WEIGHTS_FILE
from .setting_changes import request_change
from .snapshots import SNAPSHOTS_DIR, kept_in, load_snapshot
from .status import TrainingStatus, read_status, write_status
from .weight_images import WeightPictures, read_pictures

LOST = "The training process ended without a word, as if it was killed; log.txt in its folder may say more."

DrawingSource = Callable[[Part], Iterable[str]]
"""Gives people's drawings as JSON lines, for the part "training" or "exam"; see model/augmentation/pen_digits.py."""


def nobody(_part: Part) -> Iterable[str]:
    """No drawings."""
    return ()


class TrainingJobs:
    """The trainings in a data folder: start one, look at them, tell one to pause, change or stop."""

    def __init__(self, settings: Settings, registry: ModelRegistry, people: DrawingSource = nobody) -> None:
        self._jobs = JobFolders(settings.data_dir / "trainings", "t", "status.json", "training")
        self._registry = registry
        self._people = people
        self._processes = TrainingProcesses("app.training.worker", settings.training_threads, registry.weights_dir)
        self._kept = settings.kept_trainings

    def all(self) -> list[TrainingStatus]:
        """All trainings, newest first."""
        return list(self._jobs.each(self.get))

    def get(self, training_id: str) -> TrainingStatus:
        """How one training stands: one whose process is gone without a last word has failed.

        Raises NotFound, or Damaged when its status can't be read.
        """
        job = self._jobs.path(training_id)
        status = read_status(job / "status.json")
        if not status.is_final and not self._processes.is_alive(job):
            status = read_status(job / "status.json")  # its last word may have come in between
            if not status.is_final:
                status = replace(status, state="failed", error=LOST)
        was_killed = status.error == LOST  # maybe before it could keep anything; then it begins anew
        resumable = status.state == "failed" and (was_killed or (job / STATE_FILE).exists())
        return replace(status, resumable=resumable)

    def curve(self, training_id: str) -> TrainingCurve:
        """Its curve, step by step. Raises NotFound."""
        return read_curve(self._jobs.path(training_id) / CURVE_FILE)

    def weights(self, training_id: str) -> WeightPictures:
        """What its first layer looks for. Raises NotFound."""
        return read_pictures(self._jobs.path(training_id) / WEIGHTS_FILE)

    def snapshots(self, training_id: str) -> list[int]:
        """After which epochs its network was kept, from 0 on. Raises NotFound."""
        return kept_in(self._jobs.path(training_id) / SNAPSHOTS_DIR)

    def snapshot(self, training_id: str, epoch: int) -> Checkpoint:
        """Its network after `epoch`. Raises NotFound."""
        if epoch not in self.snapshots(training_id):
            raise NotFound(f"Training {training_id} keeps no network of epoch {epoch}; ask for its evolution.")
        try:
            return load_snapshot(self._jobs.path(training_id) / SNAPSHOTS_DIR, epoch)
        except CheckpointError:  # a training that goes on has just thinned them out
            raise NotFound(f"Training {training_id} no longer keeps its network of epoch {epoch}.") from None

    def recipe(self, settings: dict[str, Any]) -> Recipe:
        """What a training with these settings would follow. Raises NotFound or Conflict for an unfit parent."""
        return Recipe.from_settings(settings | self._inherited(settings.get("parent_version")))

    def people_drawings(self) -> int:
        """How many of people's drawings there are to learn from."""
        return sum(1 for _ in self._people("training"))

    def start(self, settings: dict[str, Any], estimated_seconds: float | None = None) -> TrainingStatus:
        """Starts a training with these hyperparameters. Raises Conflict while another one runs."""
        recipe = self.recipe(settings)
        with self._jobs.lock():
            self._refuse_a_second()
            job = self._jobs.make()
            recipe, drawings = self._with_people(recipe, job)
            status = TrainingStatus(
                id=job.name,
                state="queued",
                created_at=now(),
                hyperparameters=recipe.settings(),
                epochs=recipe.training.epochs,
                people_drawings=drawings,
                estimated_seconds=estimated_seconds,
            )
            write_json(recipe.settings(), job / "request.json")
            write_status(status, job / "status.json")
            self._processes.start(job)
            self._jobs.prune(self._kept, lambda training_id: self.get(training_id).is_final)
        return status

    def command(self, training_id: str, word: str) -> TrainingStatus:
        """Tells a training to "pause", "resume" or "cancel". Raises Conflict when it is over.

        One that failed can be resumed: it goes on from its last finished epoch, unless another training runs.
        """
        status = self.get(training_id)
        if word == "resume" and status.resumable:
            return self._go_on(status)
        if status.is_final:
            raise Conflict(f"Training {training_id} has {status.state}; there is nothing left to {word}.")
        draft = self._jobs.path(training_id) / "command.draft"
        draft.write_text(word, encoding="utf-8")
        draft.replace(draft.with_name("command"))
        return status

    def change(self, training_id: str, changes: dict[str, float | None]) -> TrainingStatus:
        """Asks a training for other settings from the next step on. Raises Conflict when it is over for good."""
        status = self.get(training_id)
        if status.is_final and not status.resumable:
            raise Conflict(f"Training {training_id} has {status.state}; start another one with other settings.")
        request_change(self._jobs.path(training_id), changes)
        return status

    def _go_on(self, status: TrainingStatus) -> TrainingStatus:
        """Starts a process that goes on where the last one was lost."""
        with self._jobs.lock():
            self._refuse_a_second()
            job = self._jobs.path(status.id)
            (job / "command").unlink(missing_ok=True)
            status = replace(
                status, state="queued", error=None, warning=None, finished_at=None, seconds_left=None, resumable=False
            )
            self._processes.forget(job)
            write_status(status, job / "status.json")
            self._processes.start(job)
        return status

    def _refuse_a_second(self) -> None:
        active = next((status for status in self.all() if not status.is_final), None)
        if active:
            raise Conflict(f"Training {active.id} is {active.state}; wait for it, or cancel it first.")

    def _with_people(self, recipe: Recipe, job: Path) -> tuple[Recipe, int]:
        """Puts people's drawings into the job's folder: the recipe with them, and how many there are to learn from."""
        drawings = write_lines(self._people("training"), job / PEOPLE_FILE)
        write_lines(self._people("exam"), job / EXAM_FILE)
        if drawings:
            recipe = replace(recipe, pen_digits=PEOPLE_FILE, held_back_writers=0)
        return recipe, drawings

    def _inherited(self, parent_version: str | None) -> dict[str, Any]:
        """What a training takes over from the version that it goes on from, if any."""
        if not parent_version:
            return {"parent_version": None}  # the page's form sends an empty text
        return inherited(self._registry.fit_metadata(parent_version))


def write_lines(lines: Iterable[str], path: Path) -> int:
    """Writes people's drawings, if there are any, and counts them."""
    found = [line.rstrip("\n") + "\n" for line in lines]
    if found:
        path.write_text("".join(found), encoding="utf-8")
    return len(found)
