"""Time estimates of trainings: the machine's speed is measured once for each data folder, and kept there.

    speed.json    what speed_worker.py measured, and on which machine

A folder on another machine measures again.
"""

import json
import logging
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass

import numpy as np
from filelock import FileLock

from model.cpus import available_cpus
from model.data.catalogue import DATASETS
from model.training.recipe import Recipe
from model.training.time_estimate import Speed, training_seconds

from ..errors import Damaged, NotReady
from ..jobs.json_file import read_json, write_json
from ..jobs.subprocess_options import child_options
from ..settings import Settings

logger = logging.getLogger(__name__)
MEASURE_SECONDS = 60  # at most; it takes about two


@dataclass(frozen=True)
class Measured:
    """The content of speed.json."""

    machine: str
    speed: Speed


class TrainingEstimates:
    """Estimates how long a recipe will take on this machine."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.data_dir / "speed.json"
        self._speed: Speed | None = None

    def seconds(self, recipe: Recipe, drawings: int) -> tuple[float, float]:
        """(all in all, for one epoch). The first call takes about two seconds. Raises NotReady if measuring fails."""
        self._speed = self._speed or self._known_speed()
        return training_seconds(recipe, self._speed, DATASETS["mnist"].training_size, drawings)

    def seconds_if_known(self, recipe: Recipe, drawings: int) -> float | None:
        """All in all; None while the speed isn't known, rather than waiting for it."""
        return self.seconds(recipe, drawings)[0] if self._speed else None

    def _known_speed(self) -> Speed:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock"), timeout=MEASURE_SECONDS):  # others wait for its result
            known = self._read()
            if known is None or known.machine != self._machine():
                known = Measured(self._machine(), self._measure())
                write_json(asdict(known), self._path)
            return known.speed

    def _read(self) -> Measured | None:
        try:
            return read_json(self._path, Measured)
        except (OSError, Damaged):
            return None

    def _machine(self) -> str:
        cores = f"{platform.node()}, {platform.machine()}, {available_cpus()} cores"
        return f"{cores}, NumPy {np.__version__}"

    def _measure(self) -> Speed:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "app.training.speed_worker"],  # our own program, no shell
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=MEASURE_SECONDS,
                **child_options(1),
            )
            return Speed(**json.loads(done.stdout))
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            logger.error("the speed can't be measured: %s", error)
            raise NotReady("This machine's speed could not be measured; try again in a moment.") from error
