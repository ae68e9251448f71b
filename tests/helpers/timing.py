"""How long something takes, as a median."""

import time
from collections.abc import Callable

import numpy as np


def median_ms(task: Callable[[], object], times: int = 200) -> float:
    """What the task usually takes, in milliseconds, after one time that doesn't count."""
    task()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        task()
        taken.append(time.perf_counter() - began)
    return float(np.median(taken)) * 1000
