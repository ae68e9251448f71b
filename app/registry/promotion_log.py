"""The promotion log: one JSON object a line for each promotion, append-only.

The champion's pointer file is authoritative and holds the newest entry whole. A promotion replaces it first and appends
to the log afterwards. If the server is killed in between, no entry is lost: readers add the pointer's entry to those of
the log, and the next promotion writes it before its own. A line that was cut short is skipped, and a new line begins
after it.
"""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.files import only_files, read_file

logger = logging.getLogger(__name__)
LOG_FILE = "promotions.jsonl"
Entry = Mapping[str, Any]


def is_entry(value: object) -> bool:
    """Whether `value` is an entry: it has a version, and its other fields, if any, are text."""
    if not isinstance(value, dict) or not _is_text(value.get("version")):
        return False
    return all(_is_text(value.get(name) or "") for name in ("previous", "promoted_at", "by", "reason"))


def _is_text(value: object) -> bool:
    """Whether it is text that can be told: JSON may hold half of a surrogate pair, and UTF-8 can't."""
    return isinstance(value, str) and value.encode(errors="ignore").decode() == value


def entries(log: Path, pointer: Entry | None) -> list[Entry]:
    """All promotions, oldest first; the last one is the pointer's."""
    written = _written(log)
    return written if pointer is None or (written and written[-1] == pointer) else [*written, pointer]


def add(log: Path, entry: Entry, before: Entry | None) -> None:
    """Appends `entry`, and before it the pointer's previous entry `before`, if the log lacks it."""
    written = _written(log)
    missing = [before] if before is not None and (not written or written[-1] != before) else []
    with open(log, "a+b", opener=only_files) as file:
        if file.tell() and not _ends_a_line(file):
            file.write(b"\n")
        for line in [*missing, entry]:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def _written(log: Path) -> list[Entry]:
    try:
        lines = read_file(log).splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        logger.error("the log of promotions can't be read: %s", error)
        return []
    written: list[Entry] = []
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue  # cut short, or damaged
        if is_entry(entry):
            written.append(entry)
    return written
