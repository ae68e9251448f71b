"""The resumable state of an unfinished training: one file, replaced after each epoch, to continue from bit for bit."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import CheckpointError
from ..files import replaced
from ..progress import EpochReport
from .checkpoint import read_arrays


@dataclass(frozen=True)
class TrainingState:
    """What a training needs to resume: the parameters, the optimizer's slots and steps, and the reports so far."""

    parameters: tuple[Array, ...]
    optimizer_steps: int
    optimizer_slots: Mapping[str, tuple[Array, ...]]
    history: tuple[EpochReport, ...]


def save_state(state: TrainingState, settings: Mapping[str, Any], path: Path) -> None:
    """Replaces `path` with `state` and the `settings` it belongs to, in one step: a crash leaves the old file.

    Raises OSError, and leaves the old file, when it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {f"parameter_{index}": parameter for index, parameter in enumerate(state.parameters)}
    for name, slot in state.optimizer_slots.items():
        arrays |= {f"slot_{name}_{index}": array for index, array in enumerate(slot)}
    notes = {
        "settings": dict(settings),
        "steps": state.optimizer_steps,
        "slots": list(state.optimizer_slots),
        "history": [asdict(report) for report in state.history],
    }
    with replaced(path, durable=True) as draft, draft.open("wb") as file:
        np.savez(file, allow_pickle=False, notes=np.array(json.dumps(notes)), **arrays)


def load_state(path: Path) -> tuple[TrainingState, dict[str, Any]]:
    """The state of an interrupted training, and its settings. Raises CheckpointError if it is missing or damaged."""
    arrays = read_arrays(path)
    try:
        notes = json.loads(str(arrays["notes"]))
        count = sum(name.startswith("parameter_") for name in arrays)
        state = TrainingState(
            parameters=tuple(arrays[f"parameter_{index}"] for index in range(count)),
            optimizer_steps=notes["steps"],
            optimizer_slots={
                name: tuple(arrays[f"slot_{name}_{index}"] for index in range(count)) for name in notes["slots"]
            },
            history=tuple(EpochReport(**report) for report in notes["history"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise CheckpointError(f"{path} is damaged and can't be read ({error}).") from error
    return state, notes["settings"]
