"""The process that trains, met with people's drawings and with a disk that is full."""

import errno
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import Conflict
from app.jobs.processes import WorkerProcesses
from app.registry import model_registry
from app.registry.model_registry import ModelRegistry
from app.training import progress
from app.training.jobs import TrainingJobs
from app.training.snapshots import kept_epochs
from app.training.status import TrainingStatus
from app.training.worker import Worker
from model.checkpoints.checkpoint import Checkpoint, load_checkpoint, load_metadata
from tests.app.conftest import make_settings
from tests.app.training.test_jobs import add_job

QUICK = {"epochs": 2, "training_size": 500, "hidden_sizes": [8], "not_digits": 0, "styles": 0, "dropout_rate": 0}
ONE = json.dumps({"label": 1, "writer": "", "strokes": [[[50, 10], [50, 90]]]})


@pytest.fixture(autouse=True)
def _processes_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are made ready, and each test is the process that works on them."""
    monkeypatch.setattr(WorkerProcesses, "start", lambda *_: None)


def make_jobs(folder: Path, **people: list[str]) -> TrainingJobs:
    def lines(part: str) -> Iterable[str]:
        return people.get(part, [])

    return TrainingJobs(make_settings(folder, folder / "weights"), ModelRegistry(folder / "weights"), lines)


def work(folder: Path, jobs: TrainingJobs, training_id: str) -> TrainingStatus:
    Worker(folder / "data" / "trainings" / training_id, ModelRegistry(folder / "weights")).run()
    return jobs.get(training_id)


def no_room(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_peoples_drawings_are_learned_from_and_others_are_the_exam(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path, training=[ONE] * 5, exam=[ONE] * 3)
    started = jobs.start(replace(jobs.recipe(QUICK), processes=2))
    assert (started.people_drawings, started.hyperparameters["processes"]) == (5, 2)
    status = work(tmp_path, jobs, started.id)
    assert status.state == "succeeded", status.error
    metadata = load_metadata(tmp_path / "weights" / str(status.model_version))
    (people,) = metadata.pen_digits
    assert metadata.processes == 2
    assert (people["file"], people["training_drawings"]) == ("people.jsonl", 5)
    assert metadata.metrics["handwriting_drawings"] == 3
    assert 0 <= metadata.metrics["handwriting_accuracy"] <= 1
    assert str(tmp_path) not in json.dumps(status.hyperparameters)
    # 500 digits, and 5 drawings of which none is inked more than 20 times, 128 at a time
    curve = jobs.curve(started.id)
    assert curve.steps_per_epoch == 5  # ceil(600 / 128); without the drawings 4


def test_without_drawings_there_is_no_exam(tmp_path: Path) -> None:
    jobs = make_jobs(tmp_path)
    status = work(tmp_path, jobs, jobs.start(jobs.recipe(QUICK)).id)
    assert "handwriting_accuracy" not in load_metadata(tmp_path / "weights" / str(status.model_version)).metrics


def test_a_snapshot_that_has_no_room_is_told_and_the_training_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "keep_snapshot", no_room)
    jobs = make_jobs(tmp_path)
    status = work(tmp_path, jobs, jobs.start(jobs.recipe(QUICK)).id)
    assert (status.state, status.model_version) == ("succeeded", "v0001")
    assert status.warning is not None and "No space left" in status.warning


def test_a_full_disk_fails_the_training_with_a_sentence_and_it_goes_on_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = make_jobs(tmp_path)
    training_id = jobs.start(jobs.recipe(QUICK | {"epochs": 3})).id
    saved: list[int] = []

    def save_twice(state: Any, settings: Any, path: Path) -> None:
        saved.append(len(state.history))
        if len(saved) > 2:
            no_room()
        save_state(state, settings, path)

    save_state = progress.save_state
    with monkeypatch.context() as full:
        full.setattr(progress, "save_state", save_twice)
        status = work(tmp_path, jobs, training_id)
    assert saved == [0, 1, 2]
    assert (status.state, status.resumable) == ("failed", True)
    assert status.error is not None and status.error.startswith("The disk is full")
    assert not (tmp_path / "weights" / "v0001").exists()

    jobs.command(training_id, "resume")
    status = work(tmp_path, jobs, training_id)
    assert (status.state, status.error, status.resumable) == ("succeeded", None, False)
    assert [entry["epoch"] for entry in status.history] == [1, 2, 3]


def test_there_is_room_for_the_last_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = make_jobs(tmp_path)
    training_id = jobs.start(jobs.recipe(QUICK)).id
    spare = tmp_path / "data" / "trainings" / training_id / "spare"
    write_status = progress.write_status

    def write_if_there_is_room(status: TrainingStatus, path: Path) -> None:
        if spare.exists() and status.epoch > 0:
            no_room()
        write_status(status, path)

    monkeypatch.setattr(progress, "write_status", write_if_there_is_room)
    monkeypatch.setitem(progress.SECONDS_BETWEEN_WRITES, "status", 0.0)
    status = work(tmp_path, jobs, training_id)
    assert status.error is not None and status.error.startswith("The disk is full")


def test_only_so_many_trainings_are_kept_and_never_fewer_than_run(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, tmp_path / "weights", kept_trainings=2)
    for training_id in ("t0001", "t0002", "t0003"):
        add_job(tmp_path, training_id, None)
    jobs = TrainingJobs(settings, ModelRegistry(tmp_path / "weights"))
    started = jobs.start(jobs.recipe(QUICK))
    assert [status.id for status in jobs.all()] == [started.id, "t0003"]
    assert not list((tmp_path / "data" / "trainings").glob("*t0001*"))


def test_snapshots_are_at_even_distances_bounded_and_the_newest_is_among_them() -> None:
    assert kept_epochs(0) == {0}
    assert kept_epochs(5, limit=4) == {0, 2, 4, 5}
    assert kept_epochs(7, limit=4) == {0, 4, 7}
    assert kept_epochs(12, limit=4) == {0, 4, 8, 12}
    for epoch in range(400):
        kept = kept_epochs(epoch)
        assert len(kept) <= 20 and {0, epoch} <= kept
        assert kept - {epoch} <= kept_epochs(epoch - 1) if epoch else True  # nothing comes back


def test_a_parents_arrays_are_read_when_the_training_is_planned_and_when_it_begins(
    tmp_path: Path, shipped_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    loaded: list[str] = []

    def load(folder: Path) -> Checkpoint:
        loaded.append(folder.name)
        return load_checkpoint(folder)

    monkeypatch.setattr(model_registry, "load_checkpoint", load)
    jobs = make_jobs(tmp_path)
    recipe = jobs.recipe({"parent_version": "v0001", "epochs": 1, "training_size": 200})
    started = jobs.start(recipe)
    assert (recipe.network.hidden_sizes, loaded) == ((800, 400), ["v0001"])
    assert work(tmp_path, jobs, started.id).state == "succeeded"
    assert loaded == ["v0001", "v0001"]


def test_a_damaged_parent_is_refused_or_fails_the_training(tmp_path: Path, shipped_weights: Path) -> None:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    jobs = make_jobs(tmp_path)
    planned = jobs.start(jobs.recipe({"parent_version": "v0001"}))
    version = tmp_path / "weights" / "v0001"
    (version / "parameters.npz").write_bytes(b"")
    status = work(tmp_path, jobs, planned.id)
    assert (status.state, status.resumable) == ("failed", False)
    assert status.error == "v0001 is damaged and can't be used; choose another version."
    for name, content in (("parameters.npz", b"PK"), ("metadata.json", b"{")):
        (version / name).write_bytes(content)
        with pytest.raises(Conflict, match="v0001 is damaged"):
            jobs.recipe({"parent_version": "v0001"})
