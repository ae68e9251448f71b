"""Training jobs: each is a folder that a child process works in, so that a server restart finds it again.

    trainings/t0001/request.json    the hyperparameters
                    process.json    which process trains, told apart from a later one with the same number
                    status.json     how it stands; written by the training process
                    command         "pause", "resume" or "cancel", for the training process to obey
                    log.txt         what it printed, if anything went wrong

Training never runs in the server's process: Python would make every request wait for it.
"""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock

from model.checkpoint import now
from model.recipe import Recipe, inherited

from .child_process import child_options
from .errors import Conflict, NotFound
from .model_registry import ModelRegistry
from .settings import Settings
from .training_status import TrainingStatus, read_status, write_status

STARTING_SECONDS = 10
LOST = "The training process ended without a word, as if it was killed; log.txt in its folder may say more."


class TrainingJobs:
    """The trainings in a data folder: start one, look at them, tell one to pause or stop."""

    def __init__(self, settings: Settings, registry: ModelRegistry) -> None:
        self._folder = settings.data_dir / "trainings"
        self._registry = registry
        self._threads = settings.training_threads
        self._children: list[subprocess.Popen[bytes]] = []

    def all(self) -> list[TrainingStatus]:
        """All trainings, newest first."""
        return [self.get(training_id) for training_id in reversed(self._ids())]

    def get(self, training_id: str) -> TrainingStatus:
        """How one training stands. Raises NotFound. One whose process is gone without a last word has failed."""
        if training_id not in self._ids():
            raise NotFound(f"There is no training {training_id!r}; GET /admin/trainings lists them.")
        job = self._folder / training_id
        status = read_status(job / "status.json")
        if status.is_final or self._is_alive(job):
            return status
        status = read_status(job / "status.json")  # its last word may have come in between
        if status.is_final:
            return status
        return replace(status, state="failed", error=LOST)

    def start(self, settings: dict[str, Any]) -> TrainingStatus:
        """Starts a training with these hyperparameters. Raises Conflict while another one runs."""
        recipe = Recipe.from_settings(settings | self._inherited(settings.get("parent_version")))
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / ".lock", timeout=10):
            active = next((status for status in self.all() if not status.is_final), None)
            if active:
                raise Conflict(f"Training {active.id} is {active.state}; wait for it, or cancel it first.")
            training_id = self._next_id()
            job = self._folder / training_id
            job.mkdir()
            status = TrainingStatus(
                id=training_id,
                state="queued",
                created_at=now(),
                hyperparameters=recipe.settings(),
                epochs=recipe.training.epochs,
            )
            (job / "request.json").write_text(json.dumps(recipe.settings()), encoding="utf-8")
            write_status(status, job / "status.json")
            self._spawn(job)
        return status

    def command(self, training_id: str, word: str) -> TrainingStatus:
        """Tells a training to "pause", "resume" or "cancel". Raises Conflict when it is over."""
        status = self.get(training_id)
        if status.is_final:
            raise Conflict(f"Training {training_id} has {status.state}; there is nothing left to {word}.")
        draft = self._folder / training_id / "command.draft"
        draft.write_text(word, encoding="utf-8")
        draft.replace(draft.with_name("command"))
        return status

    def _inherited(self, parent_version: str | None) -> dict[str, Any]:
        """What a training takes over from the version that it goes on from, if any."""
        if not parent_version:
            return {"parent_version": None}  # the page's form sends an empty text
        return inherited(self._registry.fit_metadata(parent_version))

    def _ids(self) -> list[str]:
        """The trainings' names, oldest first. A folder counts once it has a status."""
        if not self._folder.is_dir():
            return []
        names = (path.parent.name for path in self._folder.glob("t*/status.json"))
        return sorted((name for name in names if name[1:].isdecimal()), key=lambda name: int(name[1:]))

    def _next_id(self) -> str:
        """After the newest folder, whether or not a status was ever written there."""
        taken = (path.name[1:] for path in self._folder.glob("t*"))
        return f"t{max((int(number) for number in taken if number.isdecimal()), default=0) + 1:04d}"

    def _spawn(self, job: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "app.training_worker",
            str(job.resolve()),
            str(self._registry.weights_dir.resolve()),
        ]
        with (job / "log.txt").open("wb") as log:
            child = subprocess.Popen(  # noqa: S603  # our own program, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **child_options(self._threads),
            )
        self._children.append(child)
        (job / "process.json").write_text(json.dumps(_identity(child.pid)), encoding="utf-8")

    def _is_alive(self, job: Path) -> bool:
        self._children = [child for child in self._children if child.poll() is None]  # lets finished ones go
        try:
            identity = json.loads((job / "process.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return (job / "status.json").stat().st_mtime > time.time() - STARTING_SECONDS  # just being started
        return bool(identity["began"] > 0 and identity == _identity(identity["pid"]))


def _identity(pid: int) -> dict[str, float]:
    """What tells a process from a later one with the same number: when it began. 0 if it is gone."""
    try:
        process = psutil.Process(pid)
        gone = process.status() == psutil.STATUS_ZOMBIE
        return {"pid": pid, "began": 0.0 if gone else process.create_time()}
    except psutil.NoSuchProcess:
        return {"pid": pid, "began": 0.0}
