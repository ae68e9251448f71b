"""The project's two folders: where what is shipped lies, and where a relative folder in the environment starts.

In a checkout both are the checkout. A wheel carries templates, static files and weights in `model/shipped`; there the
second is the system's folder for a user's data, since nobody should have to write into the installed packages.
"""

import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
"""Where `app` and `model` lie."""
_IN_WHEEL = Path(__file__).resolve().parent / "shipped"
IS_CHECKOUT = not _IN_WHEEL.is_dir()
SHIPPED = ROOT if IS_CHECKOUT else _IN_WHEEL
"""Where `templates`, `static` and `weights` lie as they were shipped."""


@cache
def home() -> Path:
    """The project's own folder."""
    if IS_CHECKOUT:
        return ROOT
    from platformdirs import user_data_path

    return user_data_path("inkling", appauthor=False)


def project_folder(folder: Path | str) -> Path:
    """A folder as an absolute path: `~` is the home folder, and what is relative starts at the project's folder.

    So a server or a command finds the same folders, wherever it is started.
    """
    return home() / os.path.expanduser(folder)  # noqa: PTH111  # Path.expanduser() raises where there is no home


def folder_from_environment(name: str, default: str) -> Path:
    """The folder that the environment variable names; an empty one is as good as none."""
    return project_folder(os.environ.get(name, "").strip() or default)


def weights_folder() -> Path:
    """The folder of the versions that a command uses, with the shipped ones in it."""
    folder = folder_from_environment("INKLING_WEIGHTS_DIR", "weights")
    add_shipped_versions(folder)
    return folder


def add_shipped_versions(folder: Path) -> None:
    """Copies what an installation's own weights folder lacks of what is shipped: at first all of it.

    Raises OSError where nothing can be written. A folder that somebody chose holds what they put there.
    """
    if IS_CHECKOUT or folder != project_folder("weights"):
        return
    shipped = sorted((SHIPPED / "weights").iterdir(), key=Path.is_file)  # the pointer to the champion comes last
    missing = [entry for entry in shipped if not (folder / entry.name).exists()]
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".shipped-", dir=folder) as draft:
        for entry in missing:
            copied = (shutil.copytree if entry.is_dir() else shutil.copy)(entry, Path(draft) / entry.name)
            with suppress(OSError):  # another process was faster
                os.rename(copied, folder / entry.name)  # noqa: PTH104
