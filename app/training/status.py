"""The status of a training: written by the worker, read by every server process, shown to the admin."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from ..jobs.folder_jobs import FINAL_STATES
from ..jobs.json_file import read_json, write_json

TrainingStateName = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]

EXAMPLE: dict[str, Any] = {
    "id": "t0001",
    "state": "running",
    "created_at": "2026-01-31T12:00:00Z",
    "hyperparameters": {"epochs": 5, "learning_rate": 0.001, "hidden_sizes": [512, 256]},
    "epochs": 5,
    "epoch": 2,
    "step": 215,
    "steps": 430,
    "loss": 0.214,
    "training_accuracy": 0.9375,
    "validation_accuracy": 0.9712,
    "learning_rate": 0.00093,
    "images_per_second": 11800.0,
    "seconds_left": 16.4,
    "model_version": None,
    "error": None,
    "warning": None,
    "resumable": False,
    "open_to_visitors": False,
    "people_drawings": 120,
    "estimated_seconds": 25.0,
    "finished_at": None,
    "changes": [{"epoch": 2, "step": 40, "learning_rate": 0.0005, "dropout_rate": None}],
    "history": [
        {
            "epoch": 1,
            "loss": 0.704,
            "training_accuracy": 0.7773,
            "validation_loss": 0.109,
            "validation_accuracy": 0.9712,
            "learning_rate": 0.001,
            "seconds": 4.8,
            "images_per_second": 11800.0,
        }
    ],
}


@dataclass(frozen=True, kw_only=True)
class TrainingStatus:
    """One training at one moment. Accuracies run from 0 to 1; `history` has one entry for each finished epoch.

    `changes` are the settings that were changed on the way, each with the step after which it held; `warning` says what
    went wrong without ending it. One that failed is `resumable` when it can go on from its last finished epoch;
    `open_to_visitors` when everybody may watch its time machine.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"json_schema_extra": {"examples": [EXAMPLE]}}

    id: str
    state: TrainingStateName
    created_at: str
    hyperparameters: dict[str, Any]
    epochs: int
    epoch: int = 0
    step: int = 0
    steps: int = 0
    loss: float | None = None
    training_accuracy: float | None = None
    validation_accuracy: float | None = None
    learning_rate: float | None = None
    images_per_second: float | None = None
    seconds_left: float | None = None
    model_version: str | None = None
    error: str | None = None
    warning: str | None = None
    resumable: bool = False
    open_to_visitors: bool = False
    people_drawings: int = 0
    estimated_seconds: float | None = None
    finished_at: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINAL_STATES


def write_status(status: TrainingStatus, path: Path) -> None:
    """Replaces the file."""
    write_json(asdict(status), path)


def read_status(path: Path) -> TrainingStatus:
    """The status last written to `path`; fields that an older Inkling didn't write have their defaults.

    Raises FileNotFoundError or Damaged.
    """
    return read_json(path, TrainingStatus)
