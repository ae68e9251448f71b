"""Settings changed while a training runs: requested in one file, line by line, so that none is lost.

    changes.jsonl    {"learning_rate": 0.0005, "dropout_rate": null}     null: as it was

The server adds lines, and the worker applies them; its status records after which step. A training that is resumed
applies them again at the same steps, and so comes out the same, bit for bit.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.files import only_files, read_file

CHANGES_FILE = "changes.jsonl"
CHANGEABLE = ("learning_rate", "dropout_rate")


def request_change(job: Path, change: Mapping[str, float | None]) -> None:
    """Adds a line."""
    with open(job / CHANGES_FILE, "a", encoding="utf-8", opener=only_files) as file:
        file.write(json.dumps(change) + "\n")


class PendingChanges:
    """The changes requested in a job's folder, each given out once; the first `applied` of them are skipped."""

    def __init__(self, job: Path, applied: int = 0) -> None:
        self._path = job / CHANGES_FILE
        self._applied = applied
        self._size = -1

    def new(self) -> list[dict[str, Any]]:
        """The changes added since the last call; one look at the file's size when there are none."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return []
        if size == self._size:
            return []
        whole, _, _ = read_file(self._path).decode().rpartition("\n")
        lines = whole.splitlines()[self._applied :]
        self._size = size
        self._applied += len(lines)
        return [json.loads(line) for line in lines]
