"""The model registry: versions in a folder, one of them the champion; nothing ever half-written.

A version is registered by renaming a finished folder into place, and promoted by replacing one small file. Both happen
under a lock, so that two servers on one folder can't take the same name or promote at once.
"""

import json
import os
from pathlib import Path

from filelock import FileLock

from model.checkpoint import Checkpoint, Metadata, load_checkpoint, load_metadata, now, save_checkpoint
from model.errors import CheckpointError
from model.preprocessing import IMAGE_SIZE, PREPROCESSING
from model.weights_folder import CHAMPION_FILE, champion, is_version, next_version, versions

from .errors import Conflict, NotFound

INPUTS, CLASSES = IMAGE_SIZE * IMAGE_SIZE, 10


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
            version = next_version(self.weights_dir)
            save_checkpoint(checkpoint, self.weights_dir / version)
            return version

    def promote(self, version: str) -> str | None:
        """Makes `version` the champion and returns the one before; a damaged or unfit one is refused."""
        self.fit_metadata(version)
        with self._lock():
            previous = self._previous()
            draft = self.champion_path.with_name(CHAMPION_FILE + ".draft")
            with draft.open("w", encoding="utf-8") as file:
                json.dump({"version": version, "previous": previous, "promoted_at": now()}, file, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.champion_path)
        return previous

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
