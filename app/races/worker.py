"""The child process that races: `python -m app.races.worker REQUEST`, at low priority, but before a training.

REQUEST is JSON, {"lanes": [{"activation": "relu", ...}, ...], "steps": 1500}. It writes JSON lines
to its standard output: {"event": "started", ...}, many {"event": "progress", ...}, {"event": "finished", ...}. Once
nobody reads them any more, it ends.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from model.data.dataset import load_mnist
from model.training.race import HELD_BACK_SIZE, TRAINING_SIZE, Lane, LaneResult, race

from ..jobs.subprocess_options import LOW_PRIORITY, lower_priority


def run(lanes: Sequence[Lane], steps: int) -> None:
    """Races on MNIST, and tells how it goes."""
    training, held_back = load_mnist().split(HELD_BACK_SIZE, TRAINING_SIZE)
    _tell("started", lanes=[asdict(lane) for lane in lanes], steps=steps)
    began, results = time.perf_counter(), []
    for report in race(lanes, training, held_back, steps=steps):
        if isinstance(report, LaneResult):
            results.append(asdict(report))
        else:
            _tell("progress", **asdict(report))
    _tell("finished", results=results, seconds=round(time.perf_counter() - began, 3))


def _tell(event: str, **data: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **data}, allow_nan=False) + "\n")
    sys.stdout.flush()


def main(request: str) -> None:
    """Runs the race that `request` describes."""
    lower_priority(LOW_PRIORITY)
    asked = json.loads(request)
    run([Lane(**lane) for lane in asked["lanes"]], asked["steps"])


if __name__ == "__main__":
    main(*sys.argv[1:])
