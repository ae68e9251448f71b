"""The child process that trains: `python -m app.training_worker JOB_DIR WEIGHTS_DIR`, at the lowest priority.

It reads request.json, writes status.json as it goes, obeys `command`, and registers what it trained. It knows nothing
of HTTP: whoever looks at its folder sees how it stands, and it goes on when the server restarts.
"""

import json
import sys
import time
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from model.checkpoint import now
from model.dataset import load_mnist
from model.errors import ModelError
from model.recipe import Recipe, begin, finish
from model.reports import EpochReport, StepReport
from model.training_state import save_state

from .child_process import LOWEST_PRIORITY, lower_priority
from .errors import AppError
from .model_registry import STUDIO, ModelRegistry
from .training_status import read_status, write_status

SECONDS_BETWEEN_STATUSES = 0.25
SECONDS_BETWEEN_LOOKS = 0.1  # while paused
SHOWN_BY_STEP = ("epoch", "step", "steps", "loss", "learning_rate")
SHOWN_BY_EPOCH = ("validation_accuracy", "images_per_second")
NOT_IN_HISTORY = ("epochs", "seconds_left")


class Cancelled(Exception):
    """The admin said stop."""


class Worker:
    """One training job, from its request to its version."""

    def __init__(self, job: Path, registry: ModelRegistry) -> None:
        self.job = job
        self.registry = registry
        self.status = read_status(job / "status.json")
        self._written_at = 0.0

    def run(self) -> None:
        """Trains, and leaves a final status whatever happens."""
        try:
            self._tell(state="running")
            version = self._train()
            self._forget()
            self._tell(state="succeeded", model_version=version, seconds_left=0.0, finished_at=now())
        except Cancelled:
            self._forget()
            self._tell(state="cancelled", seconds_left=None, finished_at=now())
        except (ModelError, AppError, OSError) as error:
            self._tell(state="failed", error=str(error), finished_at=now())
        except Exception as error:
            traceback.print_exc()  # into log.txt
            self._tell(state="failed", error=f"An unexpected {type(error).__name__}: {error}", finished_at=now())

    def _train(self) -> str:
        settings = json.loads((self.job / "request.json").read_text(encoding="utf-8"))
        recipe = Recipe.from_settings(settings)
        dataset = load_mnist()
        parent = self.registry.load(recipe.parent_version).network if recipe.parent_version else None
        training = begin(recipe, dataset, parent)
        for report in training.run():
            self._obey()
            if isinstance(report, EpochReport):
                save_state(training.state(), settings, self.job / "state.npz")
            self._report(report)
        return self.registry.register(finish(training, recipe, dataset, command=STUDIO))

    def _report(self, report: StepReport | EpochReport) -> None:
        """Notes what training says; it reaches the disk a few times a second, since an epoch may be far shorter."""
        if isinstance(report, EpochReport):
            entry = {name: value for name, value in asdict(report).items() if name not in NOT_IN_HISTORY}
            shown = {name: entry[name] for name in SHOWN_BY_EPOCH}
            self._note(**shown, seconds_left=report.seconds_left, history=[*self.status.history, entry])
        else:
            self._note(training_accuracy=report.accuracy, **{name: getattr(report, name) for name in SHOWN_BY_STEP})
        if time.monotonic() - self._written_at >= SECONDS_BETWEEN_STATUSES:
            self._write()

    def _obey(self) -> None:
        """Waits while paused; raises Cancelled when told to stop."""
        while self._command() == "pause":
            if self.status.state != "paused":
                self._tell(state="paused")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if self.status.state == "paused":
            self._tell(state="running")
        if self._command() == "cancel":
            raise Cancelled

    def _command(self) -> str:
        try:
            return (self.job / "command").read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def _forget(self) -> None:
        """Only a training that failed could be worth going on with."""
        (self.job / "state.npz").unlink(missing_ok=True)

    def _tell(self, **changes: Any) -> None:
        self._note(**changes)
        self._write()

    def _note(self, **changes: Any) -> None:
        self.status = replace(self.status, **changes)

    def _write(self) -> None:
        write_status(self.status, self.job / "status.json")
        self._written_at = time.monotonic()


def main(job: str, weights_dir: str) -> None:
    """Trains the job in folder `job` and registers the result in `weights_dir`."""
    lower_priority(LOWEST_PRIORITY)
    Worker(Path(job), ModelRegistry(Path(weights_dir))).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
