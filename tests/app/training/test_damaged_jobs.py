"""Damage in the data folder: what is whole goes on, and what isn't is named and left where it is."""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.training.status import TrainingStateName, TrainingStatus, write_status
from tests.app.conftest import BEARER, make_settings
from tests.app.sweeps.test_sweeps import QUICK
from tests.app.training.test_trainings import TINY, is_over, wait_until
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

DAMAGE = [b"", b"{", b"{}", b"[1]", b"\xff\xfe\0", b"[" * 9999, b'{"id": 5, "state": "gone", "rungs": 7, "trials": 7}']


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def admin(tmp_path: Path, shipped_weights: Path) -> Iterator[httpx.Client]:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    settings = make_settings(tmp_path, tmp_path / "weights", kept_trainings=1)
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=30) as client:
        yield client


def add_training(data: Path, training_id: str, state: TrainingStateName = "cancelled") -> Path:
    job = data / "trainings" / training_id
    job.mkdir(parents=True)
    status = TrainingStatus(id=training_id, state=state, created_at="", hyperparameters={}, epochs=1)
    write_status(status, job / "status.json")
    return job


@pytest.mark.parametrize("content", DAMAGE)
def test_a_damaged_training_is_left_out_and_named(
    admin: httpx.Client, data: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    add_training(data, "t0002")
    (add_training(data, "t0001") / "status.json").write_bytes(content)
    with caplog.at_level(logging.ERROR):
        listed = admin.get("/admin/trainings")
    assert [each["id"] for each in listed.json()["trainings"]] == ["t0002"]
    assert "t0001/status.json can't be read" in caplog.text
    answer = admin.get("/admin/trainings/t0001")
    assert (answer.status_code, answer.json()["error"]) == (409, "damaged")
    assert "t0001/status.json can't be read; put a copy back" in answer.json()["detail"]
    assert str(data) not in answer.text
    assert 'inkling_trainings{state="cancelled"} 1.0' in admin.get("/metrics").text


def test_beside_a_damaged_training_another_trains_and_the_damaged_one_is_never_deleted(
    admin: httpx.Client, data: Path
) -> None:
    damaged, whole = add_training(data, "t0001"), add_training(data, "t0002")
    (damaged / "status.json").write_text("{")
    started = admin.post("/admin/retrain", json=TINY | {"epochs": 1})
    assert (started.status_code, started.json()["id"]) == (202, "t0003")
    assert wait_until(admin, "t0003", is_over)["state"] == "succeeded"
    assert not whole.exists(), "only one is kept"
    assert (damaged / "status.json").read_text() == "{"


@pytest.mark.parametrize("content", DAMAGE)
def test_a_damaged_sweep_is_left_out_and_named(admin: httpx.Client, data: Path, content: bytes) -> None:
    plan = data / "sweeps" / "s0001" / "sweep.json"
    plan.parent.mkdir(parents=True)
    plan.write_bytes(content)
    assert admin.get("/admin/sweeps").json() == {"sweeps": []}
    for path in ("/admin/sweeps/s0001", "/admin/sweeps/s0001/results"):
        answer = admin.get(path)
        assert (answer.status_code, answer.json()["error"]) == (409, "damaged")
        assert "s0001" in answer.json()["detail"] and str(data) not in answer.text
    assert plan.read_bytes() == content


def test_whatever_of_a_sweep_is_damaged_the_next_can_begin(admin: httpx.Client, data: Path) -> None:
    body = {"try": {"learning_rate": [0.001]}, "settings": QUICK | {"epochs": 900}}
    for name in ("trial-000.json", "version.json"):
        started = admin.post("/admin/sweeps", json=body)
        assert started.status_code == 202, started.text
        sweep = started.json()["id"]
        admin.post(f"/admin/sweeps/{sweep}/cancel").raise_for_status()
        (data / "sweeps" / sweep / name).write_text("{")
        assert admin.get(f"/admin/sweeps/{sweep}").json()["error"] == "damaged"
    assert admin.get("/admin/sweeps").json() == {"sweeps": []}


@pytest.mark.parametrize("name", ["curve", "weights"])
def test_a_damaged_curve_is_named(admin: httpx.Client, data: Path, name: str) -> None:
    (add_training(data, "t0001") / f"{name}.json").write_text('{"step": 7, "pictures": 7}')
    answer = admin.get(f"/admin/trainings/t0001/{name}")
    assert (answer.status_code, answer.json()["error"]) == (409, "damaged")


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"pid": "me", "began": 1}'])
def test_a_process_that_cannot_be_read_is_none(admin: httpx.Client, data: Path, content: bytes) -> None:
    job = add_training(data, "t0001", "running")
    (job / "process.json").write_bytes(content)
    os.utime(job, (1, 1))  # long ago, so that nobody is just starting it
    assert admin.get("/admin/trainings/t0001").json()["state"] == "failed"


def test_a_damaged_database_is_named_and_all_else_goes_on(admin: httpx.Client, data: Path) -> None:
    data.mkdir()
    (data / "inkling.sqlite3").write_bytes(b"no database at all" * 1000)
    for method, path, body in (
        ("POST", "/feedback", {"strokes": SEVEN, "label": 7}),
        ("GET", "/admin/corrections", None),
        ("GET", "/admin/corrections/export", None),
        ("POST", "/admin/retrain", TINY),
        ("POST", "/admin/sweeps", {"try": {"seed": [1, 2]}, "settings": QUICK}),
    ):
        answer = admin.request(method, path, json=body)
        assert (answer.status_code, answer.json()["error"]) == (503, "not_ready"), (path, answer.text)
        assert "put a copy of inkling.sqlite3 back" in answer.json()["detail"]
    assert admin.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7
    assert admin.get("/admin/trainings").json() == {"trainings": []}
    (data / "inkling.sqlite3").rename(data / "kept")
    assert admin.post("/feedback", json={"strokes": SEVEN, "label": 7}).status_code == 201


def test_a_damaged_measurement_is_made_again(admin: httpx.Client, data: Path) -> None:
    data.mkdir()
    (data / "speed.json").write_text('{"machine": 7, "speed": []}')
    assert admin.post("/admin/trainings/estimate", json=TINY).json()["seconds"] > 0
