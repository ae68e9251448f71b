"""A sweep on a real Dask cluster, whose workers and scheduler are killed on the way."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from model.checkpoints.checkpoint import load_metadata
from tests.helpers.command_line import ROOT, command, run
from tests.model.sweep.test_sweep import TINY, results, sweep, undisturbed, versions, wait_for
from tests.soak.trainings import free_port

__all__ = ["undisturbed"]

distributed = pytest.importorskip("distributed", reason="pip install distributed to run these tests")
ONE = {"label": 1, "writer": "", "strokes": [[[50, 10], [50, 90]]]}


class Cluster:
    """A scheduler, and workers that nobody starts again."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.folder, self.stack = folder, stack

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        port = self.address.rsplit(":", 1)[1]
        return self._start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")

    def start_worker(self) -> subprocess.Popen[bytes]:
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        return self._start("worker", self.address, *options)

    def ask(self, *words: str) -> subprocess.Popen[str]:
        """The command with these words, on this cluster."""
        process = subprocess.Popen(
            command(*words, "--scheduler", self.address),
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.stack.callback(process.kill)
        return process

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.stack.callback(process.wait, 20)
        self.stack.callback(process.kill)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(tmp_path, stack)


def busy_worker(address: str) -> int:
    """The number of a process that is at work on a trial just now."""
    with distributed.Client(address, timeout=10) as client:
        processes = client.run(os.getpid)
        while True:
            for worker, calls in client.call_stack().items():
                if "train_chunk" in str(calls):
                    return int(processes[worker])


def test_one_of_whose_workers_is_killed_at_its_work_it_comes_out_the_same(
    undisturbed: Path, tmp_path: Path, cluster: Cluster
) -> None:
    cluster.start_scheduler()
    workers = {worker.pid: worker for worker in (cluster.start_worker(), cluster.start_worker())}
    process = cluster.ask(*sweep(tmp_path, "--committee", "2"))
    wait_for(tmp_path / "sweep", trials=2)
    workers[busy_worker(cluster.address)].kill()
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0, printed
    assert results(tmp_path) == results(undisturbed)
    assert versions(tmp_path) == ["v0001"]


def test_whose_scheduler_is_killed_it_says_so_and_goes_on(undisturbed: Path, tmp_path: Path, cluster: Cluster) -> None:
    scheduler, worker = cluster.start_scheduler(), cluster.start_worker()
    process = cluster.ask(*sweep(tmp_path, "--committee", "2"))
    wait_for(tmp_path / "sweep", trials=2)
    scheduler.kill()
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1 and "Traceback" not in printed, printed
    assert f"error: The Dask scheduler at {cluster.address} is gone: start it" in printed
    worker.kill()
    run(*sweep(tmp_path, "--committee", "2", "--resume"))  # here, since a trial can go on anywhere
    assert results(tmp_path) == results(undisturbed)


def test_that_has_no_worker_it_says_so_once_and_waits_and_paths_are_those_of_whoever_typed_them(
    tmp_path: Path, cluster: Cluster
) -> None:
    (tmp_path / "pens.jsonl").write_text((json.dumps(ONE) + "\n") * 5)
    pens = os.path.relpath(tmp_path / "pens.jsonl", ROOT)
    cluster.start_scheduler()
    where = ["--output", tmp_path / "sweep", "--weights", tmp_path / "weights"]
    words = ["--epochs", "1", "--try", "seed", "1", "2", "--pen-digits", pens, "--held-back-writers", "0"]
    wait_for_scheduler(cluster.address)
    process = cluster.ask("sweep", *map(str, where), *TINY, *words)
    assert process.stdout is not None
    for line in process.stdout:
        if "No worker is at the Dask scheduler" in line:
            break
    cluster.start_worker()
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and "No worker" not in printed, printed
    (about,) = load_metadata(tmp_path / "weights" / "v0001").pen_digits
    assert about["training_drawings"] == 5


def test_that_is_not_there_it_is_named(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    assert f"No Dask scheduler answers at {address}" in run(*sweep(tmp_path, "--scheduler", address), status=1).stderr


def wait_for_scheduler(address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            distributed.Client(address, timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < deadline
