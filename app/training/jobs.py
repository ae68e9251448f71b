"""Training jobs: each is a folder that a worker process trains in, so that a restarted server finds it again.

    trainings/t0001/request.json    the hyperparameters, and a key that no other training has
                    command         "pause", "resume" or "cancel", which the worker looks for after each step
                    owner           whose it is, if it isn't the studio's
                    changes.jsonl   settings to be changed on the way
                    visitors        there is such a file while visitors may watch its time machine

and what the worker leaves there, see worker.py and progress.py. Training never runs in the server's process: Python
would make every request wait for it.
"""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.checkpoints.checkpoint import Checkpoint, now
from model.data.catalogue import DATASETS
from model.errors import CheckpointError
from model.files import read_file, replaced
from model.training.recipe import Recipe, inherited
from model.training.time_estimate import best_processes

from ..errors import Conflict, NotFound
from ..jobs.drawing_files import EXAM_FILE, PEOPLE_FILE, DrawingSource, no_drawings, write_drawings
from ..jobs.folder_jobs import WORKER_DIED, FolderJobs
from ..jobs.folders import JobFolders
from ..jobs.json_file import write_json
from ..jobs.processes import WorkerProcesses
from ..registry.model_registry import ModelRegistry
from ..settings import Settings
from .curve import TrainingCurve, read_curve
from .progress import CURVE_FILE, STATE_FILE, WEIGHTS_FILE
from .setting_changes import request_change
from .snapshots import SNAPSHOTS_DIR, kept_in, load_snapshot
from .status import TrainingStatus, read_status, write_status
from .weight_images import WeightPictures, read_pictures

OWNER_FILE = "owner"
VISITORS_FILE = "visitors"
WORKER_ERROR = f"The training {WORKER_DIED}"


class TrainingJobs(FolderJobs[TrainingStatus]):
    """The trainings in a data folder: start one, look at them, tell one to pause, change or stop."""

    def __init__(self, settings: Settings, registry: ModelRegistry, drawings: DrawingSource = no_drawings) -> None:
        super().__init__(
            JobFolders(settings.data_dir / "trainings", "t", "status.json", "training"),
            WorkerProcesses("app.training.worker", 1, registry.weights_dir),
            settings.kept_trainings,
        )
        self._processors = settings.training_threads
        self.registry = registry
        self._drawings = drawings

    def curve(self, training_id: str) -> TrainingCurve:
        """A training's curve, step by step. Raises NotFound."""
        return read_curve(self._folders.path(training_id) / CURVE_FILE)

    def weights(self, training_id: str) -> WeightPictures:
        """Pictures of a training's first layer. Raises NotFound."""
        return read_pictures(self._folders.path(training_id) / WEIGHTS_FILE)

    def snapshots(self, training_id: str) -> list[int]:
        """The epochs after which a training's network was kept, from 0 on. Raises NotFound."""
        return kept_in(self._folders.path(training_id) / SNAPSHOTS_DIR)

    def snapshot(self, training_id: str, epoch: int) -> Checkpoint:
        """A training's network after `epoch`. Raises NotFound."""
        if epoch not in self.snapshots(training_id):
            raise NotFound(f"Training {training_id} keeps no network of epoch {epoch}; ask for its evolution.")
        try:
            return load_snapshot(self._folders.path(training_id) / SNAPSHOTS_DIR, epoch)
        except CheckpointError:  # a training that goes on has just thinned them out
            raise NotFound(f"Training {training_id} no longer keeps its network of epoch {epoch}.") from None

    def is_open(self, training_id: str) -> bool:
        """Whether visitors may watch its time machine; not that of a training which doesn't exist."""
        try:
            return (self._folders.path(training_id) / VISITORS_FILE).exists()
        except NotFound:
            return False

    def open_to_visitors(self, training_id: str, is_open: bool) -> TrainingStatus:
        """Lets visitors watch its time machine, or no longer. Raises NotFound."""
        file = self._folders.path(training_id) / VISITORS_FILE
        if is_open:
            file.touch()
        else:
            file.unlink(missing_ok=True)
        return self.get(training_id)

    def recipe(self, settings: dict[str, Any]) -> Recipe:
        """The recipe of a training with these settings. Raises NotFound or Conflict for an unfit parent."""
        recipe = Recipe.from_settings(settings | self._inherited(settings.get("parent_version")))
        processes = best_processes(recipe, DATASETS["mnist"].training_size, self._processors)
        return replace(recipe, processes=processes)

    def drawing_count(self) -> int:
        """How many of people's drawings there are to learn from."""
        return sum(1 for _ in self._drawings("training"))

    def start(
        self,
        recipe: Recipe,
        estimated_seconds: float | None = None,
        *,
        drawings: DrawingSource | None = None,
        owner: str = "",
    ) -> TrainingStatus:
        """Starts a training by this recipe, on drawings of the inbox or others. Raises Conflict while another runs.

        Whoever isn't the studio gives an `owner` by whom it is found again.
        """
        with self._started() as job, self.registry.sparing(recipe.parent_version):
            recipe, count = _with_drawings(recipe, job, drawings or self._drawings)
            if owner:
                (job / OWNER_FILE).write_text(owner, encoding="utf-8")
            status = TrainingStatus(
                id=job.name,
                state="queued",
                created_at=now(),
                hyperparameters=recipe.settings(),
                epochs=recipe.training.epochs,
                people_drawings=count,
                estimated_seconds=estimated_seconds,
            )
            write_json({**recipe.settings(), "key": uuid.uuid4().hex}, job / "request.json")
            write_status(status, job / "status.json")
        return status

    def owners(self, prefix: str) -> Iterator[tuple[str, str]]:
        """(training, owner) of the trainings whose owner's name begins so."""
        for training_id in reversed(self._folders.ids()):
            with suppress(OSError, NotFound):
                owner = read_file(self._folders.path(training_id) / OWNER_FILE).decode()
                if owner.startswith(prefix):
                    yield training_id, owner

    def owned_by(self, owner: str) -> str | None:
        """The training of this owner."""
        return next((training_id for training_id, name in self.owners(owner) if name == owner), None)

    def abandon(self, training_id: str) -> None:
        """Ends a training whose owner is gone, and forgets whose it was and what it learned from."""
        with suppress(Conflict):
            self.command(training_id, "cancel")
        self.forget_drawings(training_id)
        (self._folders.path(training_id) / OWNER_FILE).unlink(missing_ok=True)

    def forget_drawings(self, training_id: str) -> None:
        """Deletes people's drawings from a training's folder."""
        for file in (PEOPLE_FILE, EXAM_FILE):
            (self._folders.path(training_id) / file).unlink(missing_ok=True)

    def parents(self) -> set[str]:
        """The versions from which trainings begin that aren't over, or that can go on."""
        needing = (status for status in self.all() if not status.is_final or status.resumable)
        return {str(status.hyperparameters.get("parent_version")) for status in needing}

    def command(self, training_id: str, word: str) -> TrainingStatus:
        """Tells a training to "pause", "resume" or "cancel". Raises Conflict when it is over.

        One that failed can be resumed: it goes on from its last finished epoch, unless another training runs.
        """
        status = self.get(training_id)
        if word == "resume" and status.resumable:
            return self._resume(status)
        self._refuse_over(training_id, status.state, word)
        with replaced(self._folders.path(training_id) / "command") as draft:
            draft.write_text(word, encoding="utf-8")
        return status

    def change(self, training_id: str, changes: dict[str, float | None]) -> TrainingStatus:
        """Asks a training for other settings from the next step on. Raises Conflict when it is over for good."""
        status = self.get(training_id)
        if status.is_final and not status.resumable:
            raise Conflict(f"Training {training_id} has {status.state}; start another one with other settings.")
        request_change(self._folders.path(training_id), changes)
        return status

    def _status(self, job: Path) -> TrainingStatus:
        """The status that the worker has written; one whose process is gone without a final one has failed."""
        status = read_status(job / "status.json")
        if not status.is_final and not self._processes.is_alive(job):
            status = read_status(job / "status.json")  # the final one may have been written in between
            if not status.is_final:
                status = replace(status, state="failed", error=WORKER_ERROR)
        died = status.error == WORKER_ERROR  # maybe before it could keep anything; then it begins anew
        has_lessons = not status.people_drawings or (job / PEOPLE_FILE).exists()  # a room's go with the room
        resumable = status.state == "failed" and has_lessons and (died or (job / STATE_FILE).exists())
        return replace(status, resumable=resumable, open_to_visitors=(job / VISITORS_FILE).exists())

    def _state(self, job: Path) -> str:
        return self._status(job).state

    def _can_go_on(self, job: Path) -> bool:
        return self._status(job).resumable

    def _resume(self, status: TrainingStatus) -> TrainingStatus:
        """Starts a process that goes on from where the last one died or failed."""
        job = self._folders.path(status.id)
        with self._restarted(job):
            (job / "command").unlink(missing_ok=True)
            status = replace(
                status, state="queued", error=None, warning=None, finished_at=None, seconds_left=None, resumable=False
            )
            write_status(status, job / "status.json")
        return status

    def _inherited(self, parent_version: str | None) -> dict[str, Any]:
        """The settings that a training takes over from its parent version, if it has one."""
        if not parent_version:
            return {"parent_version": None}  # the page's form sends an empty text
        metadata = self.registry.servable_metadata(parent_version)
        self.registry.require_intact(parent_version)
        return inherited(metadata)


def _with_drawings(recipe: Recipe, job: Path, drawings: DrawingSource) -> tuple[Recipe, int]:
    """Lays people's drawings into the job's folder: the recipe with them, and how many there are to learn from."""
    count = write_drawings(drawings("training"), job / PEOPLE_FILE)
    write_drawings(drawings("exam"), job / EXAM_FILE)
    if count:
        recipe = replace(recipe, pen_digits=(PEOPLE_FILE,), held_back_writers=(0,))
    return recipe, count
