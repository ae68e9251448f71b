"""The model registry: versions in a folder, one of them the champion; nothing is ever half-written.

A version is registered by renaming a finished folder into place, and promoted by replacing one small file. Both happen
under a lock, so that two servers on one folder can't take the same name or promote at once.
"""

import json
import logging
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from model.arrays import CLASSES, INPUTS
from model.checkpoints.checkpoint import (
    Checkpoint,
    Metadata,
    load_checkpoint,
    load_metadata,
    now,
    require_arrays,
    save_checkpoint,
)
from model.checkpoints.versions import CHAMPION_FILE, champion, is_version, next_version, versions
from model.errors import CheckpointError
from model.files import read_file, replaced
from model.preprocessing.framing import PREPROCESSING

from ..errors import Conflict, NotFound
from . import promotion_log

logger = logging.getLogger(__name__)
STUDIO = "POST /admin/retrain"
"""The command that stands in the metadata of versions trained in the studio."""

ABANDONED_SECONDS = 3600  # after which a draft belongs to a process that was killed


@dataclass(frozen=True)
class ServableVersion:
    """A version that can be read, and reads digits: `ModelRegistry.servable` has loaded and checked it."""

    name: str
    checkpoint: Checkpoint


class ModelRegistry:
    """The versions in `weights_dir`."""

    def __init__(self, weights_dir: Path) -> None:
        self.weights_dir = weights_dir

    @property
    def champion_path(self) -> Path:
        """The pointer's file; it changes exactly when the champion does."""
        return self.weights_dir / CHAMPION_FILE

    def champion(self) -> str:
        """The version in use. Raises CheckpointError when there is none."""
        return champion(self.weights_dir)

    def all(self) -> list[tuple[str, Metadata]]:
        """All versions that can be read, newest first; the log names the others, which can't be promoted anyway."""
        readable = []
        for version in reversed(versions(self.weights_dir)):
            try:
                readable.append((version, load_metadata(self.weights_dir / version)))
            except CheckpointError as error:
                logger.error("%s", error)
        return readable

    def load(self, version: str) -> Checkpoint:
        """One version with its network. Raises NotFound, or CheckpointError when it is damaged."""
        return load_checkpoint(self._folder(version))

    def servable(self, version: str) -> ServableVersion:
        """Loads a version that could be champion. Raises NotFound, or Conflict for one that couldn't."""
        with _conflict_if_damaged(version):
            checkpoint = self.load(version)
        _require_digits(version, checkpoint.metadata)
        return ServableVersion(version, checkpoint)

    def servable_metadata(self, version: str) -> Metadata:
        """Metadata of a version that could be champion, as far as can be told without reading its arrays.

        Raises NotFound or Conflict.
        """
        with _conflict_if_damaged(version):
            metadata = load_metadata(self._folder(version))
        _require_digits(version, metadata)
        return metadata

    def require_servable(self, version: str) -> None:
        """Raises as `servable_metadata` does, and Conflict when the arrays' file was cut short."""
        self.servable_metadata(version)
        with _conflict_if_damaged(version):
            require_arrays(self.weights_dir / version)

    def require_intact(self, version: str) -> Path:
        """The folder of a version that can be read. Raises NotFound, or Conflict when it is damaged."""
        with _conflict_if_damaged(version):
            self.load(version)
        return self.weights_dir / version

    @contextmanager
    def sparing(self, version: str | None) -> Iterator[None]:
        """No version is removed while the block notes that it needs `version`. Raises NotFound if it has been."""
        with self._lock():
            if version:
                self._folder(version)
            yield

    def register(self, checkpoint: Checkpoint, origin: str | None = None) -> str:
        """Saves a finished network under the next free name and returns that name.

        What comes from the same `origin` is registered once: the version that has it already is returned.
        """
        with self._lock():
            self._remove_leftovers()
            known = [name for name, metadata in self.all() if origin and metadata.origin == origin]
            version = known[0] if known else next_version(self.weights_dir)
            if not known:
                metadata = replace(checkpoint.metadata, origin=origin)
                save_checkpoint(replace(checkpoint, metadata=metadata), self.weights_dir / version)
            return version

    def promote(self, version: ServableVersion, *, by: str = "API", reason: str = "") -> str | None:
        """Makes `version` the champion and returns the one before; the champion itself stays it, and nothing changes.

        Raises NotFound if another server has removed it meanwhile.
        """
        with self._lock():
            self._folder(version.name)
            pointer = self._pointer() or {}
            if pointer.get("version") == version.name:
                return pointer.get("previous")
            return self._point_to(version.name, by, reason)

    def roll_back(self, *, by: str = "API", reason: str = "") -> tuple[str, str]:
        """Goes back to the version before the champion; returns (champion, the one that it replaces)."""
        with self._lock():
            previous = self._predecessor()
            if previous is None:
                raise Conflict("The log knows no champion before this one, so there is none to go back to.")
            former = self._point_to(self.servable(previous).name, by, reason)
        return previous, str(former)

    def log(self) -> list[promotion_log.Entry]:
        """All promotions, oldest first."""
        return promotion_log.entries(self.weights_dir / promotion_log.LOG_FILE, self._pointer())

    def prune(self, keep: int, needed: Callable[[], Collection[str]] = tuple) -> list[str]:
        """Removes all but the newest `keep` versions that were trained in the studio; returns the names of the removed.

        Never the champion, the one before it or what is `needed`, asked for once nobody can need another one (see
        `sparing`); and none that was shipped or trained on the command line.
        """
        with self._lock():
            pointer = self._pointer()
            if pointer is None and self.champion_path.exists():
                return []  # damaged, so it can't tell which to spare
            pointer = pointer or {}
            spared = {pointer.get("version"), pointer.get("previous"), self._predecessor()}
            spared |= set(needed())
            ours = [version for version, metadata in self.all() if metadata.command == STUDIO]
            removed = [version for version in ours[keep:] if version not in spared]
            for version in removed:
                leftover = self.weights_dir / f".removed.{version}"
                (self.weights_dir / version).rename(leftover)  # in one step, so that no reader finds half of it
                shutil.rmtree(leftover, ignore_errors=True)
        return removed

    def _predecessor(self) -> str | None:
        """The last version in the log other than the champion, if it is still here.

        The pointer's own `previous` is no proof: a shipped one names a version that never answered on this server.
        """
        champion = (self._pointer() or {}).get("version")
        others = [entry["version"] for entry in self.log() if champion and entry["version"] != champion]
        return others[-1] if others and others[-1] in versions(self.weights_dir) else None

    def _remove_leftovers(self) -> None:
        """Removes what was left by processes that were killed while they wrote or removed a version."""
        for leftover in (*self.weights_dir.glob(".v[0-9]*.*"), *self.weights_dir.glob(".removed.*")):
            with suppress(OSError):
                if time.time() - leftover.stat().st_mtime > ABANDONED_SECONDS:
                    shutil.rmtree(leftover)

    def _point_to(self, version: str, by: str, reason: str) -> str | None:
        """Writes the pointer and the log; the caller holds the lock."""
        before = self._pointer()
        previous = self._previous()
        entry = {"version": version, "previous": previous, "promoted_at": now(), "by": by, "reason": reason}
        with replaced(self.champion_path, durable=True) as draft:
            draft.write_text(json.dumps(entry, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        with suppress(OSError):  # a full disk: the pointer holds the entry, and the next promotion will write it down
            promotion_log.add(self.weights_dir / promotion_log.LOG_FILE, entry, before)
        return previous

    def _pointer(self) -> dict[str, Any] | None:
        """The pointer's content; None when there is no file that can be read."""
        try:
            pointer = json.loads(read_file(self.champion_path))
        except (OSError, ValueError, RecursionError):
            return None
        return pointer if promotion_log.is_entry(pointer) else None

    def _folder(self, version: str) -> Path:
        if not is_version(version) or not (self.weights_dir / version).is_dir():
            raise NotFound(f"There is no version {version!r}; GET /admin/models lists them.")
        return self.weights_dir / version

    def _previous(self) -> str | None:
        try:
            return self.champion()
        except CheckpointError:
            return None

    def _lock(self) -> FileLock:
        self.weights_dir.mkdir(parents=True, exist_ok=True)
        return FileLock(self.weights_dir / ".lock", timeout=10)


def _require_digits(version: str, metadata: Metadata) -> None:
    """Raises Conflict for a version that was trained on other data, or on other preprocessing than the server's."""
    if (metadata.inputs, metadata.classes) != (INPUTS, CLASSES) or metadata.dataset != "mnist":
        raise Conflict(
            f"{version} was trained on {metadata.dataset}, so it doesn't read digits; choose another version."
        )
    if metadata.preprocessing != PREPROCESSING:
        raise Conflict(f"{version} was trained with other preprocessing ({metadata.preprocessing}); retrain it.")


@contextmanager
def _conflict_if_damaged(version: str) -> Iterator[None]:
    try:
        yield
    except CheckpointError as error:
        logger.error("%s", error)  # which file, and why
        raise Conflict(f"{version} is damaged and can't be used; choose another version.") from error
