"""JSON on disk, replaced in one step: a reader sees the old file or the new one, never half of it."""

import json
from pathlib import Path
from typing import Any, TypeVar

from model.files import read_file, replaced
from model.validation import validator

from ..errors import Damaged

T = TypeVar("T")


def write_json(value: Any, path: Path) -> None:
    """Replaces `path`, and waits for the disk. Raises OSError, and leaves the old file, when there is no room."""
    with replaced(path, durable=True) as draft:
        draft.write_text(json.dumps(value), encoding="utf-8")  # not json.dump, which has no C


def read_json(path: Path, kind: type[T]) -> T:
    """The value last written to `path`. Raises FileNotFoundError, or Damaged if it isn't of this `kind`."""
    try:
        value: T = validator(kind).validate_json(read_file(path))  # type: ignore[arg-type]  # a class is hashable
        return value
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # pydantic's ValidationError is a ValueError
        raise damaged(path) from error


def damaged(path: Path) -> Damaged:
    """The error for a job's file that can't be read."""
    job = path.parent.name
    return Damaged(f"{job}/{path.name} can't be read; put a copy back, or move {job} out of the server's data folder.")
