"""The child process of one race: `python -m app.races.worker REQUEST`, at low priority, but before a training.

REQUEST is JSON, {"lanes": [{"activation": "relu", ...}, ...], "steps": 1500}. The process writes events as JSON lines
to its standard output: {"event": "started", ...}, many {"event": "progress", ...}, {"event": "finished", ...}. It ends
when the pipe is closed.
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
    """Races on MNIST and writes the events."""
    training, held_back = load_mnist().split(HELD_BACK_SIZE, TRAINING_SIZE)
    _write("started", lanes=[asdict(lane) for lane in lanes], steps=steps)
    began, results = time.perf_counter(), []
    for report in race(lanes, training, held_back, steps=steps):
        if isinstance(report, LaneResult):
            results.append(asdict(report))
        else:
            _write("progress", **asdict(report))
    _write("finished", results=results, seconds=round(time.perf_counter() - began, 3))


def _write(event: str, **data: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **data}, allow_nan=False) + "\n")
    sys.stdout.flush()


def main(request: str) -> None:
    """Runs the race that `request` describes."""
    lower_priority(LOW_PRIORITY)
    settings = json.loads(request)
    run([Lane(**lane) for lane in settings["lanes"]], settings["steps"])


if __name__ == "__main__":
    main(*sys.argv[1:])
