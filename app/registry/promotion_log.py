"""The log of who was live when: one JSON object a line, only ever added to.

The champion's pointer is the truth, and holds the newest entry whole. It is replaced first and the log written after,
so whatever is cut short in between, no entry is lost: a reader takes the pointer's for one that the log doesn't have
yet, and the next promotion writes it down first. A line that was cut short is left out, and what follows begins a new
one.
"""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
LOG_FILE = "promotions.jsonl"
Entry = Mapping[str, Any]


def is_entry(value: object) -> bool:
    """Whether `value` tells of a promotion: a version, and the rest is text if it is said at all."""
    if not isinstance(value, dict) or not isinstance(value.get("version"), str):
        return False
    return all(isinstance(value.get(name) or "", str) for name in ("previous", "promoted_at", "by", "reason"))


def entries(log: Path, pointer: Entry | None) -> list[Entry]:
    """All promotions, oldest first, the pointer's own the last."""
    found = _written(log)
    return found if pointer is None or (found and found[-1] == pointer) else [*found, pointer]


def add(log: Path, entry: Entry, before: Entry | None) -> None:
    """Adds `entry`, and first the pointer's from `before`, if it never got here."""
    found = _written(log)
    missing = [before] if before is not None and (not found or found[-1] != before) else []
    with log.open("a+b") as file:
        if file.tell() and not _ends_a_line(file):
            file.write(b"\n")
        for each in [*missing, entry]:
            file.write(json.dumps(each, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _written(log: Path) -> list[Entry]:
    try:
        lines = log.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        logger.error("the log of promotions can't be read: %s", error)
        return []
    found: list[Entry] = []
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue  # cut short, or damaged
        if is_entry(entry):
            found.append(entry)
    return found
