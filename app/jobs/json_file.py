"""JSON on disk, replaced in one stroke: a reader sees the old file or the new one, never half of it."""

import json
import os
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Damaged

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


def write_json(value: Any, path: Path) -> None:
    """Replaces `path`. Raises OSError, and leaves the old file, when there is no room."""
    draft = path.with_name(path.name + ".draft")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(json.dumps(value))  # not json.dump, which has no C
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the name with nothing in it
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_json(path: Path, kind: type[T]) -> T:
    """What was last written to `path`. Raises FileNotFoundError, or Damaged for what is no `kind`."""
    try:
        found: T = _reader(kind).validate_json(path.read_bytes())  # type: ignore[arg-type]  # a class is hashable
        return found
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # pydantic's ValidationError is a ValueError
        raise damaged(path) from error


def damaged(path: Path) -> Damaged:
    """What to say of a job's file that can't be read."""
    job = path.parent.name
    return Damaged(f"{job}/{path.name} can't be read; put a copy back, or move {job} out of the server's data folder.")


_making_a_reader = Lock()


@cache
def _reader(kind: Any) -> "TypeAdapter[Any]":
    """Sees that every value is of the kind that its field declares, however deep."""
    from pydantic import TypeAdapter  # here, since a race reads no file

    with _making_a_reader:  # two threads that make one for the same class get into each other's way
        return TypeAdapter(kind)
