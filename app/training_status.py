"""How a training stands: written by the process that trains, read by every server process, shown to the admin."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

TrainingStateName = Literal["queued", "running", "paused", "succeeded", "failed", "cancelled"]
FINAL_STATES = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True, kw_only=True)
class TrainingStatus:
    """One training at one moment. Accuracies run from 0 to 1; `history` has one entry for each finished epoch."""

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
    finished_at: str | None = None
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINAL_STATES


def write_status(status: TrainingStatus, path: Path) -> None:
    """Replaces the file in one stroke, so that a reader sees the old status or the new one, never half of it."""
    draft = path.with_name(path.name + ".draft")
    draft.write_text(json.dumps(asdict(status)), encoding="utf-8")
    draft.replace(path)


def read_status(path: Path) -> TrainingStatus:
    """The status last written to `path`."""
    return TrainingStatus(**json.loads(path.read_text(encoding="utf-8")))
