"""Options of the processes that train: few threads, low priority, and a process group of their own."""

import os
from pathlib import Path
from typing import Any

import psutil

from model.threads import BLAS_THREADS

ROOT = Path(__file__).resolve().parents[2]
LOWEST_PRIORITY = 19
LOW_PRIORITY = 10


def child_options(threads: int) -> dict[str, Any]:
    """Arguments of subprocess.Popen for a child that may use this many processor threads."""
    return {
        "cwd": ROOT,
        "env": os.environ | dict.fromkeys(BLAS_THREADS, str(threads)),
        # A process group of its own, so that Ctrl-C reaches the server alone. Not a session of its own: Linux weighs
        # sessions against each other, and low priority would then count for nothing.
        "process_group": 0,
    }


def lower_priority(niceness: int) -> None:
    """Makes this process yield to those that are less nice; 0 is normal, 19 the lowest priority."""
    psutil.Process().nice(niceness)
