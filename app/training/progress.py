"""A training's progress, written into its folder for every server process to read:

status.json     its status
curve.json      loss, accuracy and gradients, step by step
weights.json    the first layer's weights, as pictures
snapshots/      the network after some of its epochs
state.npz       the state to resume from, after the last finished epoch
spare           a reserve of space, removed to make room for the final status when the disk is full
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from model.checkpoints.checkpoint import Checkpoint, Metadata, now
from model.checkpoints.training_state import TrainingState, save_state
from model.progress import EpochReport, StepReport
from model.training.recipe import Recipe
from model.training.trainer import Training

from ..jobs.path_redaction import redact_paths
from .curve import CurveRecorder, read_curve, write_curve
from .snapshots import SNAPSHOTS_DIR, keep_snapshot
from .status import read_status, write_status
from .weight_images import picture_weights, write_pictures

STATE_FILE, CURVE_FILE, WEIGHTS_FILE = "state.npz", "curve.json", "weights.json"
DAMAGED_STATE_FILE = "damaged-state.npz"
SECONDS_BETWEEN_WRITES = {"status": 0.25, "curve": 0.5, "weights": 1.0}
SPARE_BYTES = 1 << 20
SHOWN_BY_STEP = ("epoch", "step", "steps", "loss", "learning_rate")
SHOWN_BY_EPOCH = ("validation_accuracy", "images_per_second")
NOT_IN_HISTORY = ("epochs", "seconds_left")


class TrainingRecord:
    """One training's folder, seen from its worker."""

    def __init__(self, job: Path) -> None:
        self.job = job
        self.status = read_status(job / "status.json")
        self._curve = CurveRecorder()
        self._written_at = dict.fromkeys(SECONDS_BETWEEN_WRITES, 0.0)

    def begin(self, training: Training, recipe: Recipe, settings: Mapping[str, Any]) -> None:
        """Records the untrained network: the first point of the curve, the first snapshot."""
        (self.job / "spare").write_bytes(bytes(SPARE_BYTES))
        self._curve.start(training.measure())
        self.update_status(state="running")
        self._write_rest(training)
        self.save(training, recipe, settings)

    def resume(self, state: TrainingState) -> None:
        """Goes on from `state`: removes from the curve and the history what came after it."""
        (self.job / "spare").write_bytes(bytes(SPARE_BYTES))
        self._curve = CurveRecorder(read_curve(self.job / CURVE_FILE))
        self._curve.truncate(state.optimizer_steps)
        self.update_status(state="running", history=[_entry(report) for report in state.history])

    def report(self, report: StepReport | EpochReport, training: Training) -> None:
        """Records a report; files are written a few times a second, since there are far more steps."""
        if isinstance(report, EpochReport):
            entry = _entry(report)
            shown = {name: entry[name] for name in SHOWN_BY_EPOCH}
            self._change_status(
                **shown, epochs=report.epochs, seconds_left=report.seconds_left, history=[*self.status.history, entry]
            )
        else:
            self._curve.add(report)
            shown = {name: getattr(report, name) for name in SHOWN_BY_STEP}
            self._change_status(training_accuracy=report.accuracy, **shown)
        if self._is_due("status"):
            self._write_status()
        if self._is_due("curve"):
            self._write_curve()
        if self._is_due("weights"):
            self._write_weights(training)

    def close(self, training: Training) -> None:
        """Writes the last points and pictures."""
        self._curve.flush()
        self._write_rest(training)

    def finish(self, **changes: Any) -> None:
        """Writes the final status, even on a full disk, and removes what is no longer needed."""
        (self.job / "spare").unlink(missing_ok=True)
        self.update_status(**changes, finished_at=now())
        if changes["state"] != "failed":  # only a training that failed could be worth going on with
            (self.job / STATE_FILE).unlink(missing_ok=True)

    def update_status(self, **changes: Any) -> None:
        """Changes the status, and writes it at once."""
        self._change_status(**changes)
        self._write_status()

    def _change_status(self, **changes: Any) -> None:
        """Changes the status; it is written when it is due."""
        self.status = replace(self.status, **changes)

    def save(self, training: Training, recipe: Recipe, settings: Mapping[str, Any]) -> None:
        """Saves the state to resume from, and a snapshot. Raises OSError when there is no room for the state."""
        save_state(training.state(), settings, self.job / STATE_FILE)
        epoch = len(training.history)
        try:
            keep_snapshot(_snapshot_of(training, recipe), epoch, self.job / SNAPSHOTS_DIR)
        except OSError as error:  # no reason to lose the training
            reason = redact_paths(str(error), self.job)
            self.update_status(warning=f"No snapshot of epoch {epoch} could be kept ({reason}); the training goes on.")

    def _is_due(self, file: str) -> bool:
        return time.monotonic() - self._written_at[file] >= SECONDS_BETWEEN_WRITES[file]

    def _write_status(self) -> None:
        write_status(self.status, self.job / "status.json")
        self._written_at["status"] = time.monotonic()

    def _write_rest(self, training: Training) -> None:
        self._write_curve()
        self._write_weights(training)

    def _write_curve(self) -> None:
        write_curve(self._curve.curve, self.job / CURVE_FILE)
        self._written_at["curve"] = time.monotonic()

    def _write_weights(self, training: Training) -> None:
        pictures = picture_weights(training.network, self.status.epoch, self.status.step)
        write_pictures(pictures, self.job / WEIGHTS_FILE)
        self._written_at["weights"] = time.monotonic()


def _entry(report: EpochReport) -> dict[str, Any]:
    """An epoch as an entry of the status's history."""
    return {name: value for name, value in asdict(report).items() if name not in NOT_IN_HISTORY}


def _snapshot_of(training: Training, recipe: Recipe) -> Checkpoint:
    metadata = Metadata(
        network=recipe.network,
        training=recipe.training,
        dataset=recipe.dataset,
        dataset_checksum="",
        created_at=now(),
        inputs=training.network.inputs,
        classes=training.network.classes,
        parent_version=recipe.parent_version,
        history=tuple(training.history),
        notes=("A snapshot: the network as it was after this epoch, neither measured nor calibrated.",),
    )
    return Checkpoint(training.network, metadata)
