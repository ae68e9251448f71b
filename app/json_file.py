"""JSON on disk, replaced in one stroke: a reader sees the old file or the new one, never half of it."""

import json
from pathlib import Path
from typing import Any


def write_json(value: Any, path: Path) -> None:
    """Replaces `path`. Raises OSError, and leaves the old file, when there is no room."""
    draft = path.with_name(path.name + ".draft")
    try:
        draft.write_text(json.dumps(value), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """What was last written to `path`. Raises OSError."""
    return json.loads(path.read_text(encoding="utf-8"))
