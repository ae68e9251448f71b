"""Options of the processes that train: few threads, low priority, a process group of their own, and no secrets."""

import os
import subprocess
from contextlib import suppress
from typing import Any

import psutil

from model.project import ROOT
from model.threads import BLAS_THREADS

LOWEST_PRIORITY = 19
LOW_PRIORITY = 10
SECRETS = frozenset({"INKLING_ADMIN_TOKEN", "INKLING_DATABASE_URL", "PGPASSWORD"})
"""Variables that no child needs. A test compares them with the settings that are secret."""


def child_options(threads: int) -> dict[str, Any]:
    """Arguments of subprocess.Popen for a child that may use this many processor threads."""
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in SECRETS}
    return {
        "cwd": ROOT,
        "env": inherited | dict.fromkeys(BLAS_THREADS, str(threads)),
        **_own_group(),
    }


def _own_group() -> dict[str, Any]:
    """A process group of its own, so that Ctrl-C reaches the server alone.

    Not a session of its own: Linux weighs sessions against each other, and low priority would then count for nothing.
    """
    if psutil.WINDOWS:
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"process_group": 0}


def lower_priority(niceness: int) -> None:
    """Makes this process yield to those that are less nice; 0 is normal, 19 the lowest priority.

    Windows has classes of priority instead. Where a system refuses, the work is done at normal priority.
    """
    with suppress(psutil.Error, OSError, ValueError):
        process = psutil.Process()
        if psutil.WINDOWS:
            name = "IDLE_PRIORITY_CLASS" if niceness >= LOWEST_PRIORITY else "BELOW_NORMAL_PRIORITY_CLASS"
            process.nice(getattr(psutil, name))
        else:
            process.nice(max(niceness, process.nice()))  # a server under `nice` may be lower still
