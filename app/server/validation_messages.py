"""Validation messages: pydantic's errors as sentences, each about a path that the client can find in its request.

For a value that may be of several types, pydantic reports an error for each type, with the type's name in the location:

    ("pixels", "list[constrained-float]", 0)    ->    pixels[0]

Clients don't know these internal names. So each location is followed in the body that was sent, and parts that aren't
there are left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

REWORDED = {"Input should": "must", "Field required": "is required", "Extra inputs are not permitted": "is not known"}
MAX_SENTENCES = 3
MAX_ERRORS = 2000  # that are looked at: more than one drawing's pixels, nested or not

PydanticError = Mapping[str, Any]
Path = tuple[int | str, ...]


def describe_errors(errors: Sequence[PydanticError], body: object = None) -> str:
    """The first few errors as sentences, one for each path in `body`."""
    messages: dict[Path, str] = {}
    for error in errors[:MAX_ERRORS]:
        messages.setdefault(_path(error, body), error["msg"])
    # 28 rows with one bad number are also reported as "not a list of numbers": only the deepest error helps.
    parents = {path[:depth] for path in messages for depth in range(len(path))}
    sentences = dict.fromkeys(_sentence(path, message) for path, message in messages.items() if path not in parents)
    return " ".join(list(sentences)[:MAX_SENTENCES])


def _path(error: PydanticError, body: object) -> Path:
    """The error's location without type names; as it is for a parameter, or without a body to follow it in."""
    source, *parts = error["loc"] or ("",)
    if source != "body" or body is None:
        return tuple(parts)
    path: list[int | str] = []
    for part in parts:
        if _contains(body, part):
            body = body[part]  # type: ignore[index]  # `_contains` has checked it
            path.append(part)
    return (*path, parts[-1]) if error["type"] == "missing" else tuple(path)


def _contains(value: object, part: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _sentence(path: Path, message: str) -> str:
    """("epochs",), "Input should be greater than 0" -> "epochs must be greater than 0." """
    name, message = _name(path), message.removeprefix("Value error, ").rstrip(".")
    for start, replacement in REWORDED.items():
        if message.startswith(start):
            return f"{name or 'The body'} {message.replace(start, replacement, 1)}."
    return f"{name}: {message}." if name else f"{message}."


def _name(path: Path) -> str:
    """("strokes", 0, 3) -> "strokes[0][3]"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
