"""Validation messages: pydantic's errors as sentences, each about a path that the client can find in its request.

For a value that may be of several types, pydantic reports an error for each type, with the type's name in the location:

    ("pixels", "list[constrained-float]", 200)        200 numbers were fine
    ("pixels", "list[list[constrained-float]]", 0)    the first is no list

Clients don't know these internal names, and meant one of the types. So each location is followed in the body that was
sent, parts that aren't there are left out, and only the type counts that got furthest. The words are JSON's, not
Python's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

REWORDED = {
    "Input should": "must",
    "Field required": "is required",
    "Extra inputs are not permitted": "is not known",
    "List should": "must",
    "String should": "must",
    "Dictionary should": "must",
}
JSON_WORDS = {
    "a valid list": "a list",
    "a valid array": "a list",
    "a valid tuple": "a list",
    "a valid dictionary or instance of": "an object,",
    "a valid dictionary or object to extract fields from": "an object",
    "a valid dictionary": "an object",
    "a valid boolean": "true or false",
    "a valid integer": "a whole number",
    "a valid string": "a text",
    " after validation": "",
    "None": "null",
}
POINT = "must be [x, y]"
INK_HINT = "ink goes from 0 to 1, so divide tones of 0 to 255 by 255"
MAX_SENTENCES = 3
MAX_ERRORS = 2000  # that are looked at: more than one drawing's pixels, nested or not

PydanticError = Mapping[str, Any]
Path = tuple[int | str, ...]


def describe_errors(errors: Sequence[PydanticError], body: object = None) -> str:
    """The first few errors as sentences, one for each path in `body`."""
    found = [(*_followed(error, body), error) for error in errors[:MAX_ERRORS]]
    furthest: dict[Path, tuple[Path, str]] = {}  # path of a union -> the farthest path within it, and its type's name
    for path, union, kind, _ in found:
        if union is not None and (union not in furthest or _is_past(path, furthest[union][0])):
            furthest[union] = path, kind
    messages: dict[Path, str] = {}
    for path, union, kind, error in found:
        if union is None or furthest[union][1] == kind:
            messages.setdefault(*_worded(path, error))
    # Of a point with a wrong number and without another, the number says more.
    parents = {path[:depth] for path in messages for depth in range(len(path))}
    sentences = dict.fromkeys(_sentence(path, message) for path, message in messages.items() if path not in parents)
    return " ".join(list(sentences)[:MAX_SENTENCES])


def _followed(error: PydanticError, body: object) -> tuple[Path, Path | None, str]:
    """(the error's location without type names, the location of the union that it is in, the type's name).

    The location is as it is for a parameter, or without a body to follow it in.
    """
    source, *parts = error["loc"] or ("",)
    if source != "body" or body is None:
        return tuple(parts), None, ""
    path: list[int | str] = []
    union, kind = None, ""
    is_missing = error["type"] == "missing"
    for part in parts[:-1] if is_missing else parts:
        if _contains(body, part):
            body = body[part]  # type: ignore[index]  # `_contains` has checked it
            path.append(part)
        elif union is None:
            union, kind = tuple(path), str(part)
    return (*path, *parts[-1:]) if is_missing else tuple(path), union, kind


def _is_past(path: Path, other: Path) -> bool:
    """Whether a path comes after another in the body, or leads further into the same part of it."""
    for part, other_part in zip(path, other, strict=False):
        if part != other_part:
            return isinstance(part, int) and isinstance(other_part, int) and part > other_part
    return len(path) > len(other)


def _worded(path: Path, error: PydanticError) -> tuple[Path, str]:
    """Path and message, of a point as a whole where it has too few or too many numbers."""
    kind, message = error["type"], str(error["msg"])
    if kind == "tuple_type" and path and isinstance(path[-1], int):
        return path, POINT
    if kind == "dataclass_type":
        return path, "must be an object"
    if kind == "missing" and path and isinstance(path[-1], int):
        return path[:-1], POINT
    if kind == "too_long" and message.startswith("Tuple"):
        return path, f"{POINT}, not {error['ctx']['actual_length']} numbers"
    for words, replacement in JSON_WORDS.items():
        message = message.replace(words, replacement)
    is_ink = "pixels" in path and kind in {"less_than_equal", "greater_than_equal"}
    return path, f"{message}: {INK_HINT}" if is_ink else message


def _contains(value: object, part: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _sentence(path: Path, message: str) -> str:
    """("epochs",), "Input should be greater than 0" -> "epochs must be greater than 0." """
    name, message = _name(path), message.removeprefix("Value error, ").rstrip(".")
    for start, replacement in REWORDED.items():
        if message.startswith(start):
            message = message.replace(start, replacement, 1)
            return f"{name or 'The body'} {message}."
    if message.startswith("must be"):
        return f"{name} {message}."
    return f"{name}: {message}." if name else f"{message}."


def _name(path: Path) -> str:
    """("strokes", 0, 3) -> "strokes[0][3]"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
