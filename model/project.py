"""The project's folder: there lies what is shipped, and a relative folder in the environment starts there."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def project_folder(folder: Path | str) -> Path:
    """A folder as an absolute path: `~` is the home folder, and what is relative starts at the project's folder.

    So a server or a command finds the same folders, wherever it is started.
    """
    return ROOT / os.path.expanduser(folder)  # noqa: PTH111  # Path.expanduser() raises where there is no home


def folder_from_environment(name: str, default: str) -> Path:
    """The folder that the environment variable names; an empty one is as good as none."""
    return project_folder(os.environ.get(name, "").strip() or default)
