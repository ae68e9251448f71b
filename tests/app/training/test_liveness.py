"""A training lives as long as its process does: no clock, no process number decides, and it is registered once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from app.jobs.processes import WorkerProcesses
from app.jobs.worker_lock import is_locked, locked
from app.registry.model_registry import ModelRegistry
from app.settings import ROOT
from app.training import progress
from app.training.jobs import WORKER_ERROR, TrainingJobs
from app.training.status import read_status, write_status
from app.training.worker import Worker
from tests.app.conftest import BEARER, make_settings
from tests.app.training.test_damaged_jobs import add_training
from tests.app.training.test_trainings import ENDLESS, TINY, is_over, process_of, wait_until
from tests.helpers.server import running_server

BRIEF = {"epochs": 1, "training_size": 500, "hidden_sizes": [8], "not_digits": 0, "styles": 0}


@pytest.fixture
def home(tmp_path: Path, shipped_weights: Path) -> Path:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    return tmp_path


@pytest.fixture
def admin(home: Path) -> Iterator[httpx.Client]:
    with (
        running_server(make_settings(home, home / "weights")) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=30) as client,
    ):
        yield client


def test_a_clock_that_steps_leaves_a_running_training_running(
    admin: httpx.Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training_id = admin.post("/admin/retrain", json=ENDLESS).json()["id"]
    job = home / "data" / "trainings" / training_id
    wait_until(admin, training_id, lambda status: status["epoch"] > 0)
    boot, clock = psutil._pslinux.boot_time, time.time  # type: ignore[attr-defined]
    for seconds in (2, -3600, 1e6):
        with monkeypatch.context() as stepped:
            stepped.setattr(psutil._pslinux, "boot_time", lambda seconds=seconds: boot() + seconds)  # type: ignore[attr-defined]
            stepped.setattr(time, "time", lambda seconds=seconds: clock() + seconds)
            assert admin.get(f"/admin/trainings/{training_id}").json()["state"] == "running"
            assert admin.post("/admin/retrain", json=TINY).status_code == 409
    (job / "process.json").unlink()  # as a server in another container doesn't see that process
    os.utime(job, (1, 1))
    assert admin.get(f"/admin/trainings/{training_id}").json()["state"] == "running"
    assert admin.post("/admin/retrain", json=TINY).status_code == 409
    admin.post(f"/admin/trainings/{training_id}/cancel").raise_for_status()
    assert wait_until(admin, training_id, is_over)["state"] == "cancelled"


def test_a_second_process_on_a_job_leaves_it_alone(admin: httpx.Client, home: Path) -> None:
    training_id = admin.post("/admin/retrain", json=ENDLESS).json()["id"]
    wait_until(admin, training_id, lambda status: status["epoch"] > 0)
    job = home / "data" / "trainings" / training_id
    command = [sys.executable, "-m", "app.training.worker", str(job), str(home / "weights")]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1 and "Another process works on" in second.stderr, second.stderr
    assert admin.get(f"/admin/trainings/{training_id}").json()["state"] == "running"
    os.kill(process_of(home, training_id), signal.SIGKILL)
    assert wait_until(admin, training_id, is_over)["state"] == "failed", "its lock died with it"


def test_a_training_killed_before_its_last_word_is_registered_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkerProcesses, "start", lambda *_: None)
    registry = ModelRegistry(home / "weights")
    jobs = TrainingJobs(make_settings(home, home / "weights"), registry)
    started = jobs.start(jobs.recipe(BRIEF))
    job = home / "data" / "trainings" / started.id

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(progress.TrainingRecord, "finish", die)
        Worker(job, registry).run()
    assert [version for version, _ in registry.all()] == ["v0002", "v0001"]
    assert (jobs.get(started.id).state, jobs.get(started.id).resumable) == ("failed", True)
    jobs.command(started.id, "resume")
    Worker(job, registry).run()
    status = jobs.get(started.id)
    assert (status.state, status.model_version) == ("succeeded", "v0002")
    assert [version for version, _ in registry.all()] == ["v0002", "v0001"]
    again = jobs.start(jobs.recipe(BRIEF))  # the same settings once more are another training
    Worker(home / "data" / "trainings" / again.id, registry).run()
    assert jobs.get(again.id).model_version == "v0003"


def test_the_final_status_is_written_before_what_could_be_resumed_goes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkerProcesses, "start", lambda *_: None)
    jobs = TrainingJobs(make_settings(home, home / "weights"), ModelRegistry(home / "weights"))
    started = jobs.start(jobs.recipe(BRIEF))
    job = home / "data" / "trainings" / started.id

    def write(status: object, path: Path) -> None:
        assert getattr(status, "state", "") != "succeeded" or (job / progress.STATE_FILE).exists()
        write_status(status, path)  # type: ignore[arg-type]

    write_status = progress.write_status
    monkeypatch.setattr(progress, "write_status", write)
    Worker(job, ModelRegistry(home / "weights")).run()
    assert jobs.get(started.id).state == "succeeded" and not (job / progress.STATE_FILE).exists()


def test_a_process_that_was_started_before_there_were_locks_is_found_by_what_it_works_on(
    admin: httpx.Client, home: Path
) -> None:
    job = add_training(home / "data", "t0001", "running")
    words = ["-c", "import time; time.sleep(60)", "of an older Inkling", str(job), str(home / "weights")]
    with subprocess.Popen([sys.executable, *words]) as process:
        try:
            (job / "process.json").write_text(json.dumps({"pid": process.pid, "began": 1.5}))
            assert admin.get("/admin/trainings/t0001").json()["state"] == "running"
            assert admin.post("/admin/retrain", json=TINY).status_code == 409
        finally:
            process.kill()
    assert admin.get("/admin/trainings/t0001").json()["state"] == "failed"
    (job / "process.json").write_text(json.dumps({"pid": os.getpid(), "began": 1.5}))
    assert admin.get("/admin/trainings/t0001").json()["state"] == "failed", "another process has the number now"


def test_many_commands_at_once_are_all_obeyed_or_refused_with_a_sentence(admin: httpx.Client, home: Path) -> None:
    job = add_training(home / "data", "t0001", "paused")
    words = ["pause", "resume", "cancel"] * 60
    with locked(job), ThreadPoolExecutor(16) as pool:  # as if its process lived
        told = list(pool.map(lambda word: admin.post(f"/admin/trainings/t0001/{word}").status_code, words))
    assert set(told) == {202}
    assert (job / "command").read_text() in words
    assert not list(job.glob(".command*"))
    write_status(replace(read_status(job / "status.json"), state="failed", error=WORKER_ERROR), job / "status.json")
    (job / "request.json").write_text("{}")
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: admin.post("/admin/trainings/t0001/resume").status_code, range(16)))
    assert set(told) <= {202, 409}, "one process at most"
    deadline = time.monotonic() + 60
    while is_locked(job) and time.monotonic() < deadline:
        admin.post("/admin/trainings/t0001/cancel")
        time.sleep(0.1)
    assert not is_locked(job)
