"""Watching and steering over HTTP: curve, weights, snapshots, settings changed on the way, going on after a kill."""

import base64
import errno
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.jobs.processes import WorkerProcesses
from app.jobs.worker_lock import locked
from app.training import jobs as training_jobs
from app.training.curve import MAX_POINTS
from app.training.snapshots import MAX_SNAPSHOTS
from app.training.status import TrainingStatus, read_status, write_status
from model.checkpoints.checkpoint import load_checkpoint, load_metadata
from tests.app.conftest import make_settings
from tests.app.training.test_trainings import ENDLESS, PATIENCE_SECONDS, TINY, is_over, process_of, wait_until
from tests.helpers.server import running_server

PLAIN = TINY | {"not_digits": 0, "styles": 0}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Path:
    folder = tmp_path_factory.mktemp("studio")
    shutil.copytree(shipped_weights, folder / "weights")
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    with running_server(make_settings(home, home / "weights")) as address:
        yield address


def start(admin: httpx.Client, settings: dict[str, Any]) -> str:
    return str(admin.post("/admin/retrain", json=settings).json()["id"])


def finished(admin: httpx.Client, training_id: str) -> dict[str, Any]:
    status = wait_until(admin, training_id, is_over)
    assert status["state"] == "succeeded", status["error"]
    return status


def test_a_training_leaves_its_curve_its_layers_its_weights_and_its_snapshots(admin: httpx.Client, home: Path) -> None:
    training_id = start(admin, PLAIN | {"epochs": 40})
    finished(admin, training_id)
    curve = admin.get(f"/admin/trainings/{training_id}/curve").json()
    steps = 40 * curve["steps_per_epoch"]
    assert curve["steps_per_epoch"] == 16  # 2,000 digits, 128 at a time
    assert steps / MAX_POINTS < curve["every"] <= 2 * steps / MAX_POINTS
    assert len(curve["step"]) == len(curve["loss"]) == len(curve["accuracy"]) == len(curve["learning_rate"])
    assert len(curve["step"]) < MAX_POINTS and curve["step"][-1] == steps
    assert curve["loss"][0] > 1.5 > curve["loss"][-1]
    assert curve["start_accuracy"] < 0.4 and curve["start_loss"] > 1.5  # the untrained network guesses
    assert curve["look_step"][:2] == [1, 21]
    assert [len(row) for row in curve["gradient_norms"]] == [len(curve["look_step"])] * 2
    assert all(norm > 0 for row in curve["gradient_norms"] for norm in row)
    assert all(0 <= share <= 1 for share in curve["dead_shares"][0])
    assert set(curve["dead_shares"][1]) == {None}  # the last layer has no bend

    weights = admin.get(f"/admin/trainings/{training_id}/weights").json()
    assert (weights["epoch"], weights["step"], weights["units"], len(weights["pictures"])) == (40, 16, 16, 16)
    snapshots = home / "data" / "trainings" / training_id / "snapshots"
    epochs = sorted(int(path.name) for path in snapshots.iterdir())
    assert epochs == [*range(0, 40, 4), 40] and len(epochs) <= MAX_SNAPSHOTS
    last = load_checkpoint(snapshots / "0040")
    assert last.metadata.history[-1].epoch == 40
    assert load_checkpoint(snapshots / "0000").metadata.history == ()
    picture = weights["pictures"][3]
    shown = np.frombuffer(base64.b64decode(picture["values"]), np.int8) / 127 * picture["most"]
    np.testing.assert_allclose(shown, last.network.dense_layers[0].weights[:, 3], atol=picture["most"] / 127)


def test_new_settings_on_the_way_are_obeyed_recorded_and_survive_a_kill(admin: httpx.Client, home: Path) -> None:
    settings = PLAIN | {"epochs": 25, "training_size": 8000, "schedule": "constant"}
    training_id = start(admin, settings)
    wait_until(admin, training_id, lambda status: len(status["history"]) >= 2)
    changed = admin.post(f"/admin/trainings/{training_id}/settings", json={"learning_rate": 0.004})
    assert changed.status_code == 202
    admin.post(f"/admin/trainings/{training_id}/settings", json={"dropout_rate": 0.5})
    status = wait_until(admin, training_id, lambda status: len(status["changes"]) == 2)
    rate, dropout = status["changes"]
    assert (rate["learning_rate"], rate["dropout_rate"]) == (0.004, None)
    assert (dropout["learning_rate"], dropout["dropout_rate"]) == (None, 0.5)
    done = len(status["history"])
    wait_until(admin, training_id, lambda status: status["learning_rate"] == 0.004 and len(status["history"]) > done)

    os.kill(process_of(home, training_id), signal.SIGKILL)
    killed = wait_until(admin, training_id, is_over)
    assert (killed["state"], killed["resumable"]) == ("failed", True)
    assert admin.post(f"/admin/trainings/{training_id}/pause").status_code == 409
    assert admin.post(f"/admin/trainings/{training_id}/resume").status_code == 202
    status = finished(admin, training_id)
    assert [entry["epoch"] for entry in status["history"]] == list(range(1, 26))
    assert status["history"][-1]["learning_rate"] == 0.004
    assert status["changes"] == [rate, dropout]
    metadata = load_metadata(home / "weights" / status["model_version"])
    assert metadata.notes == (
        f"Changed after step {rate['step']} of epoch {rate['epoch']}: learning_rate 0.004",
        f"Changed after step {dropout['step']} of epoch {dropout['epoch']}: dropout_rate 0.5",
    )
    curve = admin.get(f"/admin/trainings/{training_id}/curve").json()
    assert curve["step"] == sorted(set(curve["step"]))
    assert repeated(home, training_id, status) == parameters_of(home / "weights" / status["model_version"])


def repeated(home: Path, training_id: str, status: dict[str, Any]) -> list[bytes]:
    """The parameters of a training that was never interrupted, with the same changes after the same steps."""
    job = home / "data" / "trainings" / "t9000"
    job.mkdir()
    shutil.copy(home / "data" / "trainings" / training_id / "request.json", job)
    (job / "changes.jsonl").write_text("{}\n" * len(status["changes"]))  # obeyed already, as the status says
    fresh = TrainingStatus(id="t9000", state="queued", created_at="", hyperparameters={}, epochs=status["epochs"])
    write_status(TrainingStatus(**vars(fresh) | {"changes": status["changes"]}), job / "status.json")
    with locked(job) as lock:
        WorkerProcesses("app.training.worker", 1, home / "weights").start(job, lock)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (told := read_status(job / "status.json")).is_final and time.monotonic() < deadline:
        time.sleep(0.05)
    assert told.state == "succeeded", told.error
    parameters = parameters_of(home / "weights" / str(told.model_version))
    shutil.rmtree(job)
    return parameters


def parameters_of(version: Path) -> list[bytes]:
    return [each.tobytes() for each in load_checkpoint(version).network.parameters]


def test_a_training_killed_in_its_first_epoch_goes_on_too(admin: httpx.Client, home: Path) -> None:
    training_id = start(admin, TINY | {"training_size": None, "epochs": 1})
    wait_until(admin, training_id, lambda status: status["state"] == "running")
    os.kill(process_of(home, training_id), signal.SIGKILL)
    wait_until(admin, training_id, lambda status: status["resumable"])
    other = start(admin, ENDLESS)
    busy = admin.post(f"/admin/trainings/{training_id}/resume")
    assert (busy.status_code, busy.json()["error"]) == (409, "conflict")
    admin.post(f"/admin/trainings/{other}/cancel")
    wait_until(admin, other, is_over)
    assert admin.post(f"/admin/trainings/{training_id}/resume").status_code == 202
    finished(admin, training_id)


def test_a_pause_does_not_keep_new_settings_from_being_taken_over(admin: httpx.Client) -> None:
    training_id = start(admin, ENDLESS)
    wait_until(admin, training_id, lambda status: status["epoch"] > 0)
    admin.post(f"/admin/trainings/{training_id}/pause")
    paused = wait_until(admin, training_id, lambda status: status["state"] == "paused")
    admin.post(f"/admin/trainings/{training_id}/settings", json={"dropout_rate": 0.3})
    status = wait_until(admin, training_id, lambda status: bool(status["changes"]))
    assert status["state"] == "paused"
    assert (status["changes"][0]["epoch"], status["changes"][0]["step"]) == (paused["epoch"], paused["step"])
    admin.post(f"/admin/trainings/{training_id}/cancel")
    wait_until(admin, training_id, is_over)
    over = admin.post(f"/admin/trainings/{training_id}/settings", json={"dropout_rate": 0.3})
    assert (over.status_code, over.json()["error"]) == (409, "conflict")


@pytest.mark.parametrize("body", [{}, {"learning_rate": 0}, {"dropout_rate": 1}, {"momentum": 0.5}])
def test_impossible_changes_are_refused(admin: httpx.Client, body: dict[str, Any]) -> None:
    answer = admin.post("/admin/trainings/t0001/settings", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")


@pytest.mark.parametrize("path", ["curve", "weights"])
def test_an_unknown_training_has_no_curve_and_no_weights(admin: httpx.Client, path: str) -> None:
    assert admin.get(f"/admin/trainings/t9999/{path}").status_code == 404


def test_the_estimate_grows_with_the_work_and_every_preset_has_one(admin: httpx.Client, home: Path) -> None:
    presets = {each["name"]: each["settings"] for each in admin.get("/admin/presets").json()["presets"]}
    assert list(presets) == ["one_minute", "balanced", "champion"]

    def seconds(settings: dict[str, Any]) -> float:
        answer = admin.post("/admin/trainings/estimate", json=settings)
        assert answer.status_code == 200, answer.text
        return float(answer.json()["seconds"])

    assert 5 < seconds(presets["one_minute"]) < seconds(presets["balanced"]) < seconds(presets["champion"])
    assert seconds({"epochs": 200}) == pytest.approx(10 * seconds({"epochs": 20}), rel=0.3)
    assert json.loads((home / "data" / "speed.json").read_text())["speed"]["ink"] > 0
    refused = admin.post("/admin/trainings/estimate", json={"epochs": 0})
    assert refused.status_code == 422
    training_id = start(admin, TINY)
    assert finished(admin, training_id)["estimated_seconds"] == pytest.approx(seconds(TINY), rel=0.01)


def test_on_a_full_disk_no_training_starts_and_the_answer_says_why(
    admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = admin.get("/admin/trainings").json()
    monkeypatch.setattr(training_jobs, "write_json", no_room)
    answer = admin.post("/admin/retrain", json=TINY)
    assert (answer.status_code, answer.json()["error"]) == (507, "no_room")
    assert admin.get("/admin/trainings").json() == before
