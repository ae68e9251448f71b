"""JSON that comes from outside: its encoding, its lines, and its values checked against declared types."""

import io
import json
from collections.abc import Iterator
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


def utf8(content: bytes) -> bytes:
    """JSON in UTF-8, as it should be, or in UTF-16 or UTF-32 -> in UTF-8, without a byte-order mark.

    Windows writes these marks. Raises UnicodeDecodeError.
    """
    encoding = json.detect_encoding(content)
    return content if encoding == "utf-8" else content.decode(encoding).encode()


def json_lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of JSON lines, with their numbers from 1 on, without blank ones. Raises UnicodeDecodeError.

    Files that were joined have a mark at the start of each.
    """
    for number, line in enumerate(io.BytesIO(utf8(content)), start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if text:
            yield number, text
