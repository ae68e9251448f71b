"""What a training leaves in its folder as it goes, for every server process to read:

status.json     how it stands
curve.json      loss, accuracy and gradients, step by step
weights.json    what the first layer looks for, as pictures
snapshots/      the network after this epoch and that
state.npz       from where it can go on, after the last finished epoch
people.jsonl    people's drawings to learn from, and exam.jsonl those to be measured on; the server put them there
spare           room for a last word, should the disk be full
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
PEOPLE_FILE, EXAM_FILE = "people.jsonl", "exam.jsonl"
SECONDS_BETWEEN_WRITES = {"status": 0.25, "curve": 0.5, "weights": 1.0}
SPARE_BYTES = 1 << 20
SHOWN_BY_STEP = ("epoch", "step", "steps", "loss", "learning_rate")
SHOWN_BY_EPOCH = ("validation_accuracy", "images_per_second")
NOT_IN_HISTORY = ("epochs", "seconds_left")


class TrainingRecord:
    """One training's folder, seen from the process that trains."""

    def __init__(self, job: Path) -> None:
        self.job = job
        self.status = read_status(job / "status.json")
        self._curve = CurveRecorder()
        self._written_at = dict.fromkeys(SECONDS_BETWEEN_WRITES, 0.0)

    def begin(self, training: Training, recipe: Recipe, settings: Mapping[str, Any]) -> None:
        """The untrained network: the first point of the curve, the first snapshot."""
        (self.job / "spare").write_bytes(bytes(SPARE_BYTES))
        self._curve.start(training.measure())
        self.tell(state="running")
        self._write_rest(training)
        self.save(training, recipe, settings)

    def resume(self, state: TrainingState) -> None:
        """Forgets what came after `state`, from which the training goes on."""
        (self.job / "spare").write_bytes(bytes(SPARE_BYTES))
        self._curve = CurveRecorder(read_curve(self.job / CURVE_FILE))
        self._curve.cut(state.optimizer_steps)
        self.tell(state="running", history=[_entry(report) for report in state.history])

    def report(self, report: StepReport | EpochReport, training: Training) -> None:
        """Notes what training says; it reaches the disk a few times a second, since an epoch may be far shorter."""
        if isinstance(report, EpochReport):
            entry = _entry(report)
            shown = {name: entry[name] for name in SHOWN_BY_EPOCH}
            self.note(**shown, seconds_left=report.seconds_left, history=[*self.status.history, entry])
        else:
            self._curve.add(report)
            self.note(training_accuracy=report.accuracy, **{name: getattr(report, name) for name in SHOWN_BY_STEP})
        if self._is_due("status"):
            self._write_status()
        if self._is_due("curve"):
            self._write_curve()
        if self._is_due("weights"):
            self._write_weights(training)

    def close(self, training: Training) -> None:
        """The last points and pictures."""
        self._curve.settle()
        self._write_rest(training)

    def finish(self, **changes: Any) -> None:
        """A final status, for which there is room even on a full disk. What is not needed any more goes."""
        (self.job / "spare").unlink(missing_ok=True)
        if changes["state"] != "failed":  # only a training that failed could be worth going on with
            (self.job / STATE_FILE).unlink(missing_ok=True)
        self.tell(**changes, finished_at=now())

    def tell(self, **changes: Any) -> None:
        """Notes changes of the status, and writes it at once."""
        self.note(**changes)
        self._write_status()

    def note(self, **changes: Any) -> None:
        """Notes changes of the status."""
        self.status = replace(self.status, **changes)

    def save(self, training: Training, recipe: Recipe, settings: Mapping[str, Any]) -> None:
        """Keeps all that it takes to go on from here, and a snapshot. Raises OSError when the former has no room."""
        save_state(training.state(), settings, self.job / STATE_FILE)
        epoch = len(training.history)
        try:
            keep_snapshot(_snapshot_of(training, recipe), epoch, self.job / SNAPSHOTS_DIR)
        except OSError as error:  # a pity, but no reason to lose the training
            reason = redact_paths(str(error), self.job)
            self.tell(warning=f"No snapshot of epoch {epoch} could be kept ({reason}); the training goes on.")

    def _is_due(self, what: str) -> bool:
        return time.monotonic() - self._written_at[what] >= SECONDS_BETWEEN_WRITES[what]

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
    """An epoch as it stands in the status."""
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
