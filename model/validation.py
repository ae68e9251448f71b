"""Values read from JSON, checked against the types that a dataclass declares."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_building = Lock()


@cache
def validator(kind: Any) -> "TypeAdapter[Any]":
    """Checks that every value, however deep, has the type that its field in `kind` declares."""
    from pydantic import TypeAdapter  # here, since a process that only trains or races reads no such file

    with _building:  # two threads that build one for the same class get into each other's way
        return TypeAdapter(kind)
