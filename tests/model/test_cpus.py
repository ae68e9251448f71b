"""How many processors may be used: by affinity, and by the quota of a container."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.cpus import available_cpus, quotas

V2, V1 = "0::/docker/abc\n", "5:cpuset:/\n4:cpu,cpuacct:/docker/abc\n0::/\n"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no affinity")
def test_a_process_that_is_confined_to_one_processor_counts_one() -> None:
    script = "from app.settings import Settings; s = Settings(); print(s.training_threads, s.races)"
    cpu = min(os.sched_getaffinity(0))
    command = (
        f"import os; os.sched_setaffinity(0, {{{cpu}}}); {script}; from model.cpus import *; print(available_cpus())"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        (V2, {"docker/abc/cpu.max": "200000 100000\n"}, 2),
        (V2, {"docker/abc/cpu.max": "250000 100000\n"}, 2.5),
        (V2, {"docker/abc/cpu.max": "max 100000\n", "docker/cpu.max": "150000 50000\n"}, 3),  # of the group around it
        ("0::/\n", {"cpu.max": "50000 100000\n"}, 0.5),  # as a container sees its own group
        ("0::/../other\n", {"cpu.max": "50000 100000\n"}, 0.5),
        (V2, {"docker/abc/cpu.max": "max 100000\n"}, None),
        (V2, {"docker/abc/cpu.max": "nonsense"}, None),
        (V1, {"cpu/docker/abc/cpu.cfs_quota_us": "400000\n", "cpu/docker/abc/cpu.cfs_period_us": "100000\n"}, 4),
        (V1, {"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),  # as in a container
        (V1, {"cpu/docker/abc/cpu.cfs_quota_us": "-1\n", "cpu/docker/abc/cpu.cfs_period_us": "100000\n"}, None),
        ("", {}, None),
        (None, {}, None),
    ],
)
def test_a_containers_quota_is_found(
    tmp_path: Path, groups: str | None, files: dict[str, str], expected: float | None
) -> None:
    if groups is not None:
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/cgroup").write_text(groups)
    for name, content in files.items():
        file = tmp_path / "sys/fs/cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    assert min(quotas(tmp_path), default=None) == expected


@pytest.mark.parametrize(("quota", "count"), [(0.5, 1), (1.9, 1), (10_000, None)])
def test_the_whole_processors_of_a_quota_count(
    monkeypatch: pytest.MonkeyPatch, quota: float, count: int | None
) -> None:
    before = available_cpus.__wrapped__()
    monkeypatch.setattr("model.cpus.quotas", lambda: iter([quota]))
    assert available_cpus.__wrapped__() == (count or before)
