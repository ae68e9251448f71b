"""The weights folder: one folder a version, `v0001`, `v0002`, ..., and `champion.json`, which names the one in use."""

import json
import re
from pathlib import Path

from ..errors import CheckpointError
from ..files import read_file

CHAMPION_FILE = "champion.json"
_VERSION = re.compile(r"v\d{4,9}")


def is_version(name: str) -> bool:
    """Whether `name` is spelled as versions are; such a name has no ".." and no slash, and so is safe in a path."""
    return _VERSION.fullmatch(name) is not None


def versions(weights_dir: Path) -> list[str]:
    """The names of all versions, oldest first."""
    if not weights_dir.is_dir():
        return []
    names = (path.name for path in weights_dir.iterdir() if is_version(path.name) and path.is_dir())
    return sorted(names, key=lambda name: int(name[1:]))


def next_version(weights_dir: Path) -> str:
    """The name after the newest that is taken, even if by a file that isn't a version."""
    taken = (path.name for path in weights_dir.iterdir()) if weights_dir.is_dir() else ()
    newest = max((int(name[1:]) for name in taken if is_version(name)), default=0)
    return f"v{newest + 1:04d}"


def champion(weights_dir: Path) -> str:
    """The version in use. Raises CheckpointError when the pointer is missing, damaged or names nothing."""
    path = weights_dir / CHAMPION_FILE
    try:
        version = json.loads(read_file(path))["version"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheckpointError(
            f'{path} should say which version is in use, like {{"version": "v0001"}} ({error}).'
        ) from error
    if not isinstance(version, str) or not is_version(version):
        raise CheckpointError(f"{path} names {version!r}, which is not a version.")
    return version


def champion_dir(weights_dir: Path) -> Path:
    """The folder of the version in use. Raises CheckpointError as `champion` does."""
    return weights_dir / champion(weights_dir)
