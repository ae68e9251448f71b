"""How many processors this process may use: not the machine's, where it is confined to some, or to a share of them.

affinity    `taskset`, or Docker's --cpuset-cpus: on which processors it may run
quota       a container's --cpus: how much of their time its control group may take, in Linux' cgroups

cgroups v2  cpu.max                                 "200000 100000", or "max 100000" without a quota
cgroups v1  cpu.cfs_quota_us, cpu.cfs_period_us     "200000" and "100000", or "-1" without a quota
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path


@cache
def available_cpus() -> int:
    """The processors that may be used, at least one; of a quota of 2.5 the whole ones, 2."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, int(min([allowed, *quotas()])))


def quotas(root: Path = Path("/")) -> Iterator[float]:
    """Processors' worth of time that each control group around this process may use, where it has a quota."""
    for folder in _control_groups(root):
        with suppress(OSError, ValueError):  # no such file here, or "max"
            quota, period = (folder / "cpu.max").read_text().split()
            yield int(quota) / int(period)
        with suppress(OSError, ValueError, ZeroDivisionError):
            quota, period = ((folder / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
            if int(quota) > 0:
                yield int(quota) / int(period)


def _control_groups(root: Path) -> Iterator[Path]:
    """This process's group, those around it, and the uppermost: a container sees its own one there."""
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text().splitlines():
            number, controllers, path = line.split(":", 2)
            if number == "0" or "cpu" in controllers.split(","):
                top = root / "sys/fs/cgroup" / ("cpu" if controllers else "")
                group = Path(path.lstrip("/"))
                yield from (top / each for each in (group, *group.parents))
