"""Settings changed while a training runs: asked for in one file, line by line, so that none is lost.

    changes.jsonl    {"learning_rate": 0.0005, "dropout_rate": null}     null: as it was

The server adds lines, the process that trains reads them. It notes in the status after which step each was obeyed; a
training that goes on after an interruption obeys those again at the same steps, and so comes out the same, bit for bit.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHANGES_FILE = "changes.jsonl"
CHANGEABLE = ("learning_rate", "dropout_rate")


def request_change(job: Path, change: Mapping[str, float | None]) -> None:
    """Adds a line, in one piece."""
    with (job / CHANGES_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(change) + "\n")


class PendingChanges:
    """The changes asked for in a job's folder, each handed out once, after the first `obeyed` of them."""

    def __init__(self, job: Path, obeyed: int = 0) -> None:
        self._path = job / CHANGES_FILE
        self._obeyed = obeyed
        self._seen = -1

    def new(self) -> list[dict[str, Any]]:
        """Those that were added since; hardly any work when there are none."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return []
        if size == self._seen:
            return []
        whole, _, _ = self._path.read_text(encoding="utf-8").rpartition("\n")
        lines = whole.splitlines()[self._obeyed :]
        self._seen = size
        self._obeyed += len(lines)
        return [json.loads(line) for line in lines]
