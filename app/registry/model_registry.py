"""The model registry: versions in a folder, one of them the champion; nothing ever half-written.

A version is registered by renaming a finished folder into place, and promoted by replacing one small file. Both happen
under a lock, so that two servers on one folder can't take the same name or promote at once.
"""

import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock

from model.arrays import CLASSES, INPUTS
from model.checkpoints.checkpoint import Checkpoint, Metadata, load_checkpoint, load_metadata, now, save_checkpoint
from model.checkpoints.versions import CHAMPION_FILE, champion, is_version, next_version, versions
from model.errors import CheckpointError
from model.preprocessing.framing import PREPROCESSING

from ..errors import Conflict, NotFound
from . import promotion_log

STUDIO = "POST /admin/retrain"
"""What the metadata of a version trained in the studio names as its command."""

ABANDONED_SECONDS = 3600  # nobody takes as long to write a version


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
        """All versions that can be read, newest first."""
        found = []
        for version in reversed(versions(self.weights_dir)):
            try:
                found.append((version, load_metadata(self.weights_dir / version)))
            except CheckpointError:
                continue  # a damaged version can't be promoted anyway; the others still can
        return found

    def load(self, version: str) -> Checkpoint:
        """One version with its network. Raises NotFound, or CheckpointError when it is damaged."""
        if not is_version(version) or not (self.weights_dir / version).is_dir():
            raise NotFound(f"There is no version {version!r}; GET /admin/models lists them.")
        return load_checkpoint(self.weights_dir / version)

    def register(self, checkpoint: Checkpoint) -> str:
        """Saves a finished network under the next free name and returns that name."""
        with self._lock():
            self._sweep()
            version = next_version(self.weights_dir)
            save_checkpoint(checkpoint, self.weights_dir / version)
            return version

    def promote(self, version: str, *, by: str = "API", reason: str = "") -> str | None:
        """Makes `version` the champion and returns the one before; a damaged or unfit one is refused."""
        self.fit_metadata(version)
        with self._lock():
            return self._point_to(version, by, reason)

    def roll_back(self, *, by: str = "API", reason: str = "") -> tuple[str, str]:
        """Goes back to the version before the champion; returns (champion, the one that it replaces)."""
        with self._lock():
            previous = (self._pointer() or {}).get("previous")
            if not isinstance(previous, str):
                raise Conflict("No version was champion before this one, so there is none to go back to.")
            self.fit_metadata(previous)
            replaced = self._point_to(previous, by, reason)
        return previous, str(replaced)

    def log(self) -> list[promotion_log.Entry]:
        """All promotions, oldest first."""
        return promotion_log.entries(self.weights_dir / promotion_log.LOG_FILE, self._pointer())

    def prune(self, keep: int) -> list[str]:
        """Removes all but the newest `keep` versions that were trained in the studio; returns the names of the removed.

        Never the champion or the one before it, and none that was shipped or trained on the command line.
        """
        with self._lock():
            pointer = self._pointer()
            if pointer is None and self.champion_path.exists():
                return []  # damaged: who knows which are to be spared
            pointer = pointer or {}
            spared = {pointer.get("version"), pointer.get("previous")}
            ours = [version for version, metadata in self.all() if metadata.command == STUDIO]
            removed = [version for version in ours[keep:] if version not in spared]
            for version in removed:
                gone = self.weights_dir / f".removed.{version}"
                (self.weights_dir / version).rename(gone)  # at once, so that nobody finds half of it
                shutil.rmtree(gone, ignore_errors=True)
        return removed

    def _sweep(self) -> None:
        """Removes what a process that was killed while it wrote or removed a version left behind."""
        for left in (*self.weights_dir.glob(".v[0-9]*.*"), *self.weights_dir.glob(".removed.*")):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
                    shutil.rmtree(left)

    def _point_to(self, version: str, by: str, reason: str) -> str | None:
        """Writes the pointer and the log; the caller holds the lock."""
        before = self._pointer()
        previous = self._previous()
        entry = {"version": version, "previous": previous, "promoted_at": now(), "by": by, "reason": reason}
        draft = self.champion_path.with_name(CHAMPION_FILE + ".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(entry, file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.champion_path)
        with suppress(OSError):  # a full disk: the pointer holds the entry, and the next promotion will write it down
            promotion_log.add(self.weights_dir / promotion_log.LOG_FILE, entry, before)
        return previous

    def _pointer(self) -> dict[str, Any] | None:
        """What the pointer's file says; None when there is none that can be read."""
        try:
            pointer = json.loads(self.champion_path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return pointer if promotion_log.is_entry(pointer) else None

    def fit_metadata(self, version: str) -> Metadata:
        """What is known about a version that could serve. Raises NotFound, or Conflict for one that couldn't."""
        metadata = load_metadata(self.sound(version))
        if (metadata.inputs, metadata.classes) != (INPUTS, CLASSES) or metadata.dataset != "mnist":
            raise Conflict(
                f"{version} was trained on {metadata.dataset}, so it doesn't read digits; choose another version."
            )
        if metadata.preprocessing != PREPROCESSING:
            raise Conflict(f"{version} was trained with other preprocessing ({metadata.preprocessing}); retrain it.")
        return metadata

    def sound(self, version: str) -> Path:
        """The folder of a version that can be read. Raises NotFound, or Conflict when it is damaged."""
        try:
            self.load(version)
        except CheckpointError as error:
            raise Conflict(f"{version} is damaged and can't be used; choose another version.") from error
        return self.weights_dir / version

    def _previous(self) -> str | None:
        try:
            return self.champion()
        except CheckpointError:
            return None

    def _lock(self) -> FileLock:
        self.weights_dir.mkdir(parents=True, exist_ok=True)
        return FileLock(self.weights_dir / ".lock", timeout=10)
