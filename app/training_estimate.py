"""How long a training would take: measured once in each data folder, worked out for each question.

    speed.json    what speed_worker.py measured, and on what machine

A folder that has moved to another machine, or a server that may use more threads, measures again.
"""

import json
import os
import platform
import subprocess
import sys
from typing import Any

import numpy as np
from filelock import FileLock

from model.catalogue import DATASETS
from model.duration import Speed, training_seconds
from model.recipe import Recipe

from .child_process import child_options
from .errors import NotReady
from .json_file import read_json, write_json
from .settings import Settings

MEASURING_SECONDS = 60


class TrainingEstimates:
    """Tells how long a recipe will take on this machine."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.data_dir / "speed.json"
        self._threads = settings.training_threads
        self._speed: Speed | None = None

    def seconds(self, recipe: Recipe, drawings: int) -> tuple[float, float]:
        """(all in all, for one epoch). The first to ask waits for two seconds. Raises NotReady if it can't be told."""
        self._speed = self._speed or self._known_speed()
        return training_seconds(recipe, self._speed, DATASETS["mnist"].training_size, drawings)

    def seconds_if_known(self, recipe: Recipe, drawings: int) -> float | None:
        """All in all; None rather than any waiting."""
        return self.seconds(recipe, drawings)[0] if self._speed else None

    def _known_speed(self) -> Speed:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock"), timeout=MEASURING_SECONDS):  # others wait for who measures
            known = self._read()
            if known.get("machine") != self._machine():
                known = {"machine": self._machine(), "speed": self._measure()}
                write_json(known, self._path)
            return Speed(**known["speed"])

    def _read(self) -> dict[str, Any]:
        try:
            return dict(read_json(self._path))
        except (OSError, ValueError):
            return {}

    def _machine(self) -> str:
        cores = f"{platform.node()}, {platform.machine()}, {os.cpu_count()} cores, {self._threads} threads"
        return f"{cores}, NumPy {np.__version__}"

    def _measure(self) -> Any:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "app.speed_worker"],  # our own program, no shell
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=MEASURING_SECONDS,
                **child_options(self._threads),
            )
            return json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise NotReady(f"This machine's speed could not be measured ({error}); try again in a moment.") from error
