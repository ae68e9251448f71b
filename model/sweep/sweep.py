"""A sweep: trains its trials rung by rung, saves what the workers return, and registers the best as a challenger.

After any interruption `run` resumes: what was saved is not trained again, and what was registered is not registered
again.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..checkpoints.checkpoint import Checkpoint, load_metadata, save_checkpoint
from ..checkpoints.versions import next_version, versions
from ..data.dataset import Dataset
from ..errors import CheckpointError, SweepError
from ..training.options import as_command
from ..training.recipe import Recipe, package, start_training
from ..training.trainer import Training
from .committee import merge_members
from .plan import Plan
from .record import SweepRecord, Trial
from .trial import restore, train_chunk

if TYPE_CHECKING:  # a server that only looks has no need of processes
    from .workers import Workers

EPOCHS_PER_CHUNK = 3  # what is lost at most when a worker dies


class Sweep:
    """Runs the sweep whose record lies in a folder, or only reads how far it has come."""

    def __init__(self, record: SweepRecord) -> None:
        self.record = record
        self.plan: Plan = record.plan()
        self.trials = [record.trial(number, settings) for number, settings in enumerate(self.plan.trials)]
        if record.has(len(self.plan.trials)):  # the committee has begun
            self._members()

    def run(self, workers: "Workers", data_folder: Path | None = None) -> Iterator[Trial]:
        """Trains what isn't trained yet, and yields a trial after each chunk of it.

        Raises SweepError when every trial fails.
        """
        for rung in self.plan.rungs:
            while any(trial.is_behind(rung.epochs) for trial in self.survivors()):
                chosen = self.survivors()
                self.record.forget_states({trial.number for trial in (*chosen, *self.committee())})
                yield from self._train(chosen, rung.epochs, workers, data_folder)
        yield from self._train(self._members(), self.plan.rungs[-1].epochs, workers, data_folder)

    def survivors(self) -> list[Trial]:
        """The trials that haven't been stopped: all at first, fewer with each rung that all on it have reached.

        A trial that fails on a higher rung makes room for the next best of the rung below.
        """
        chosen = self.trials[: len(self.plan.trials)]
        for rung, following in pairwise(self.plan.rungs):
            if any(trial.is_behind(rung.epochs) for trial in chosen):
                break
            chosen = ranked(chosen, rung.epochs)[: following.trials]
        return chosen

    def committee(self) -> list[Trial]:
        """The trials with the winner's settings and other seeds, once their training has begun."""
        return self.trials[len(self.plan.trials) :]

    def best(self) -> Trial | None:
        """The trial of highest validation accuracy among those trained for the most epochs; None before the first."""
        begun = [trial for trial in self.trials if trial.history and not trial.failure]
        farthest = max((trial.epochs for trial in begun), default=0)
        return max((trial for trial in begun if trial.epochs == farthest), key=Trial.accuracy, default=None)

    def planned_epochs(self) -> int:
        """How many epochs all trials are trained for in all, the committee's included."""
        before, planned = 0, 0
        for rung in self.plan.rungs:
            planned += rung.trials * (rung.epochs - before)
            before = rung.epochs
        return planned + (self.plan.committee - 1) * before

    def done_epochs(self) -> int:
        """How many of the planned epochs are done."""
        return sum(trial.epochs for trial in self.trials)

    def register(self, weights_dir: Path, dataset: Dataset) -> str:
        """Makes the winner, or its committee, the newest version in `weights_dir`, once; returns its name."""
        version = self.record.version() or self._registered(weights_dir)
        version = version or self._save(dataset, weights_dir)
        self.record.note_version(version)
        self.record.forget_states(set())
        return version

    def _train(
        self, chosen: Sequence[Trial], epochs: int, workers: "Workers", data_folder: Path | None
    ) -> Iterator[Trial]:
        running: dict[Future[Any], Trial] = {}

        def send(trial: Trial) -> None:
            until = min(epochs, trial.epochs + EPOCHS_PER_CHUNK)
            state = self.record.state(trial)
            running[workers.submit(train_chunk, trial.settings, state, until, data_folder)] = trial

        for trial in chosen:
            if trial.is_behind(epochs):
                send(trial)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                trial = running.pop(future)
                try:
                    self.record.keep(trial, future.result())
                    yield trial
                except BrokenExecutor:
                    pass  # its worker died: once more
                if trial.is_behind(epochs):
                    send(trial)

    def _winner(self) -> Trial:
        last = self.plan.rungs[-1].epochs
        finished = [trial for trial in self.trials[: len(self.plan.trials)] if trial.epochs >= last]
        if not finished:
            raise SweepError("No trial came through; try smaller learning rates.")
        return ranked(finished, last)[0]

    def _members(self) -> list[Trial]:
        """The winner, and the trials with its settings and other seeds."""
        winner = self._winner()
        members = [winner]
        for number in range(1, self.plan.committee):
            settings = winner.settings | {"seed": winner.settings["seed"] + number}
            members.append(self.record.trial(len(self.plan.trials) + number - 1, settings))
        self.trials = self.trials[: len(self.plan.trials)] + members[1:]
        return members

    def _save(self, dataset: Dataset, weights_dir: Path) -> str:
        """Saves under the next free name; if another process takes that meanwhile, under the one after it."""
        while True:
            version = next_version(weights_dir)
            try:
                save_checkpoint(self._checkpoint(dataset, version), weights_dir / version)
                return version
            except OSError:
                if not (weights_dir / version).exists():
                    raise

    def _checkpoint(self, dataset: Dataset, version: str) -> Checkpoint:
        members = [member for member in self._members() if not member.failure]
        trainings = [self._training(member, dataset) for member in members]
        recipe = Recipe.from_settings(members[0].settings)
        command = as_command(version, recipe.settings(), Recipe().settings())
        notes = [
            f"{self._note()}: the best of {len(self.plan.trials)} trials of {', '.join(self.plan.varied)}, "
            f"validation accuracy {members[0].accuracy():.4f}."
        ]
        first = trainings[0]
        if len(trainings) > 1:
            seeds = ", ".join(str(member.settings["seed"]) for member in members)
            notes.append(f"A committee of {len(trainings)}: seeds {seeds}.")
            first.network, united = merge_members([training.network for training in trainings], recipe.network)
            recipe, command = replace(recipe, network=united), ""
            first.history[-1] = replace(first.history[-1], validation_accuracy=first.measure().accuracy)
        return package(first, recipe, dataset, command=command or None, notes=notes)

    def _training(self, trial: Trial, dataset: Dataset) -> Training:
        state = self.record.state(trial)
        if state is None:
            raise SweepError(f"The state of trial {trial.number} is gone; begin anew in another folder.")
        training = start_training(Recipe.from_settings(trial.settings), dataset)
        restore(training, state)
        return training

    def _note(self) -> str:
        return f"Sweep {self.plan.id}"

    def _registered(self, weights_dir: Path) -> str | None:
        """The version that this sweep registered before it could write that down."""
        for version in reversed(versions(weights_dir)):
            try:
                notes = load_metadata(weights_dir / version).notes
            except CheckpointError:
                continue
            if any(note.startswith(self._note()) for note in notes):
                return version
        return None


def ranked(trials: Sequence[Trial], epochs: int) -> list[Trial]:
    """The trials by validation accuracy after `epochs`, best first; of equals the one with the smaller loss."""

    def place(trial: Trial) -> tuple[float, float]:
        accuracy = trial.accuracy(epochs)
        return -accuracy, trial.history[epochs - 1].validation_loss if accuracy >= 0 else 0.0

    return sorted(trials, key=place)
