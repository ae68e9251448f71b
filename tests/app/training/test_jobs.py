"""Training jobs on disk: names are never reused, and a process that is gone is never taken for a living one."""

import json
import os
import time
from pathlib import Path

import pytest

from app.registry.model_registry import ModelRegistry
from app.training.jobs import TrainingJobs
from app.training.status import TrainingStatus, write_status
from tests.app.conftest import make_settings


@pytest.fixture
def jobs(tmp_path: Path) -> TrainingJobs:
    return TrainingJobs(make_settings(tmp_path, tmp_path / "weights"), ModelRegistry(tmp_path / "weights"))


def add_job(folder: Path, training_id: str, process: dict[str, float] | None) -> None:
    job = folder / "data" / "trainings" / training_id
    job.mkdir(parents=True)
    status = TrainingStatus(id=training_id, state="running", created_at="", hyperparameters={}, epochs=1)
    write_status(status, job / "status.json")
    if process is not None:
        (job / "process.json").write_text(json.dumps(process))
    os.utime(job, (1, 1))  # written long ago


@pytest.mark.parametrize(
    "process",
    [
        None,  # the server was killed before it could say whom it had started
        {"pid": os.getpid(), "began": 12345.0},  # another process has the number now
        {"pid": 2**22 + 1, "began": 12345.0},  # no process has it
        {"pid": 2**22 + 1, "began": 0.0},  # it was gone before it could be looked at
    ],
)
def test_a_training_whose_process_is_gone_has_failed(
    tmp_path: Path, jobs: TrainingJobs, process: dict[str, float] | None
) -> None:
    add_job(tmp_path, "t0001", process)
    assert jobs.get("t0001").state == "failed"


def test_trainings_are_listed_newest_first_by_number(tmp_path: Path, jobs: TrainingJobs) -> None:
    for training_id in ("t0002", "t10000", "t0009"):
        add_job(tmp_path, training_id, None)
    (tmp_path / "data" / "trainings" / "texts").mkdir()
    assert [status.id for status in jobs.all()] == ["t10000", "t0009", "t0002"]


def test_a_name_is_never_used_twice(tmp_path: Path, jobs: TrainingJobs) -> None:
    for training_id in ("t0001", "t0003"):
        add_job(tmp_path, training_id, None)
    started = jobs.start(jobs.recipe({"epochs": 1, "training_size": 100}))
    assert started.id == "t0004"
    deadline = time.monotonic() + 60
    while not jobs.get(started.id).is_final and time.monotonic() < deadline:
        time.sleep(0.05)
    assert jobs.get(started.id).state == "succeeded"
