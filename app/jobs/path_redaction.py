"""Path redaction: error messages must not disclose the server's paths, so they name files without their folders."""

import os
from pathlib import Path

from model.project import ROOT


def redact_paths(text: str, *folders: Path) -> str:
    """ "/srv/inkling/weights/v0003 is damaged." -> "v0003 is damaged.", given the weights folder."""
    for folder in (*folders, ROOT):
        text = text.replace(f"{folder.resolve()}{os.sep}", "")
    return text
