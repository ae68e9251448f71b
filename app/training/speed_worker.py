"""The process that measures how fast this machine trains: `python -m app.training.speed_worker`.

It runs at a training's priority, writes one line of JSON to its standard output, and takes about two seconds in all.
"""

import json
import sys
from dataclasses import asdict

from model.data.dataset import load_mnist
from model.training.time_estimate import measure_speed

from ..jobs.subprocess_options import LOWEST_PRIORITY, lower_priority

if __name__ == "__main__":
    lower_priority(LOWEST_PRIORITY)
    sys.stdout.write(json.dumps(asdict(measure_speed(load_mnist()))))
