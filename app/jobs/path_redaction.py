"""Where things lie on the server's machine is nobody's business: what is told of errors names files, and no folder."""

import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""Where Inkling itself lies, and its data sets with it."""


def redact_paths(text: str, *folders: Path) -> str:
    """ "/srv/inkling/weights/v0003 is damaged." -> "v0003 is damaged.", given the weights folder."""
    for folder in (*folders, HOME):
        text = text.replace(f"{folder.resolve()}{os.sep}", "")
    return text
