"""The worker process of a training: `python -m app.training.worker JOB_DIR WEIGHTS_DIR [LOCK]`, at the lowest priority.

It reads request.json, obeys `command` and changes.jsonl, and registers the trained network as a version; progress.py
names the files that it writes meanwhile. It knows nothing of HTTP, and goes on while the server restarts. If there is a
state.npz, it resumes from there, bit for bit. LOCK is an open file that it inherits, see jobs/worker_lock.py.
"""

import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.augmentation.pen_digits import read_pen_digits
from model.checkpoints.checkpoint import Checkpoint
from model.checkpoints.training_state import TrainingState, load_state
from model.data.dataset import Dataset, load_mnist
from model.errors import CheckpointError, ModelError
from model.evaluation.evaluate import evaluate
from model.files import read_file
from model.progress import EpochReport, StepReport
from model.training.recipe import Recipe, package, start_training
from model.training.trainer import Training

from ..errors import NO_ROOM, AppError, Damaged
from ..jobs.drawing_files import EXAM_FILE
from ..jobs.json_file import read_json
from ..jobs.path_redaction import redact_paths
from ..jobs.subprocess_options import LOWEST_PRIORITY, lower_priority
from ..jobs.worker_lock import working_on
from ..registry.model_registry import STUDIO, ModelRegistry
from .progress import DAMAGED_STATE_FILE, STATE_FILE, TrainingRecord
from .setting_changes import CHANGEABLE, PendingChanges

POLL_SECONDS = 0.1  # while paused
UNEXPECTED = "The training ended with an unexpected {error}; log.txt in its folder says more."
STATE_LOST = "What it had kept of its last finished epoch is damaged, so it can't go on; start a new training."
DISK_FULL = "The disk is full ({error}). Make room, then let the training go on from its last finished epoch."


class Cancelled(Exception):
    """The admin has cancelled the training."""


class Worker:
    """Works on one training job, from its request to its version."""

    def __init__(self, job: Path, registry: ModelRegistry) -> None:
        self.job = job
        self.registry = registry
        self.record = TrainingRecord(job)
        self._replayed = list(self.record.status.changes)
        self._changes = PendingChanges(job, applied=len(self._replayed))

    def run(self) -> None:
        """Trains, and writes a final status whatever happens."""
        try:
            version = self._train()
            self.record.finish(state="succeeded", model_version=version, seconds_left=0.0)
        except Cancelled:
            self.record.finish(state="cancelled", seconds_left=None)
        except (ModelError, AppError, OSError) as error:
            reason = redact_paths(_reason(error), self.job, self.registry.weights_dir)
            self.record.finish(state="failed", error=reason)
        except Exception as error:
            traceback.print_exc()  # into log.txt
            self.record.finish(state="failed", error=UNEXPECTED.format(error=type(error).__name__))

    def _train(self) -> str:
        settings = read_json(self.job / "request.json", dict[str, Any])
        recipe, dataset = self._recipe(settings), load_mnist()
        training = self._prepare(recipe, dataset, settings)
        for report in training.run():
            self.record.report(report, training)
            if isinstance(report, EpochReport):
                self.record.save(training, recipe, settings)
            self._obey(training, report)
        self.record.close(training)
        checkpoint = self._with_exam(package(training, recipe, dataset, command=STUDIO, notes=self._notes()))
        return self.registry.register(checkpoint, origin=self._origin(settings))

    def _origin(self, settings: Mapping[str, Any]) -> str | None:
        """What tells this training from all others; one from before there was a key has none."""
        return f"{self.job.name}-{settings['key']}" if "key" in settings else None

    def _recipe(self, settings: Mapping[str, Any]) -> Recipe:
        """The recipe; people's drawings lie in the job's folder, which may have been moved."""
        recipe = Recipe.from_settings(settings)
        return replace(recipe, pen_digits=tuple(str(self.job / file) for file in recipe.pen_digits))

    def _prepare(self, recipe: Recipe, dataset: Dataset, settings: Mapping[str, Any]) -> Training:
        """A new training, or the one that was interrupted, restored."""
        if not (self.job / STATE_FILE).exists():
            parent = self.registry.servable(recipe.parent_version).checkpoint.network if recipe.parent_version else None
            training = start_training(recipe, dataset, parent)
            self.record.begin(training, recipe, settings)
            return training
        training = start_training(recipe, dataset)
        state = self._saved_state()
        training.restore(state)
        self._replay(training, lambda change: change["epoch"] <= len(state.history))
        self.record.resume(state)
        return training

    def _saved_state(self) -> TrainingState:
        """The state to resume from. Raises Damaged, and puts the file aside, so that no resume is offered again."""
        try:
            return load_state(self.job / STATE_FILE)[0]
        except CheckpointError as error:
            traceback.print_exc()
            (self.job / STATE_FILE).rename(self.job / DAMAGED_STATE_FILE)
            raise Damaged(STATE_LOST) from error

    def _obey(self, training: Training, report: StepReport | EpochReport) -> None:
        """Applies new settings, and waits while paused. Raises Cancelled."""
        if isinstance(report, StepReport):
            self._replay(training, lambda change: (change["epoch"], change["step"]) == (report.epoch, report.step))
        self._apply_changes(training)
        while self._command() == "pause":
            if self.record.status.state != "paused":
                self.record.update_status(state="paused")
            time.sleep(POLL_SECONDS)
            self._apply_changes(training)
        if self.record.status.state == "paused":
            self.record.update_status(state="running")
        if self._command() == "cancel":
            raise Cancelled

    def _apply_changes(self, training: Training) -> None:
        """Applies the settings requested since the last step, and records after which step."""
        for change in self._changes.new():
            training.change_settings(**change)
            status = self.record.status
            entry = {"epoch": status.epoch, "step": status.step, **change}
            self.record.update_status(changes=[*status.changes, entry])

    def _replay(self, training: Training, is_due: Callable[[Mapping[str, Any]], bool]) -> None:
        """Applies the changes again that were applied before an interruption."""
        for change in [change for change in self._replayed if is_due(change)]:
            training.change_settings(learning_rate=change["learning_rate"], dropout_rate=change["dropout_rate"])
            self._replayed.remove(change)

    def _command(self) -> str:
        try:
            return read_file(self.job / "command").decode()
        except FileNotFoundError:
            return ""

    def _notes(self) -> list[str]:
        """The settings changed on the way, for the version's metadata."""
        return [
            f"Changed after step {change['step']} of epoch {change['epoch']}: "
            + ", ".join(f"{name} {change[name]:g}" for name in CHANGEABLE if change[name] is not None)
            for change in self.record.status.changes
        ]

    def _with_exam(self, checkpoint: Checkpoint) -> Checkpoint:
        """The checkpoint with its accuracy on people's drawings that it has not learned from, if there are any."""
        path = self.job / EXAM_FILE
        if not path.exists():
            return checkpoint
        exam = read_pen_digits(path).as_examples()
        figures = {
            "handwriting_accuracy": evaluate(checkpoint.network, exam).accuracy,
            "handwriting_drawings": float(len(exam)),
        }
        metrics = {**checkpoint.metadata.metrics, **figures}
        return replace(checkpoint, metadata=replace(checkpoint.metadata, metrics=metrics))


def _reason(error: Exception) -> str:
    """Why a training failed, in a sentence that says what to do."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return DISK_FULL.format(error=error.strerror)
    return str(error)


def main(job: str, weights_dir: str, inherited: str = "") -> None:
    """Trains the job in folder `job` and registers the result in `weights_dir`."""
    lower_priority(LOWEST_PRIORITY)
    with working_on(Path(job), inherited):
        Worker(Path(job), ModelRegistry(Path(weights_dir))).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
