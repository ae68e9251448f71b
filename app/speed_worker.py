"""The child process that measures how fast this machine trains: `python -m app.speed_worker`, at a training's priority.

It writes one line of JSON to its standard output, and takes about two seconds in all.
"""

import json
import sys
from dataclasses import asdict

from model.dataset import load_mnist
from model.duration import measure_speed

from .child_process import LOWEST_PRIORITY, lower_priority

if __name__ == "__main__":
    lower_priority(LOWEST_PRIORITY)
    sys.stdout.write(json.dumps(asdict(measure_speed(load_mnist()))))
