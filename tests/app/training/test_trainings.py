"""Retraining over HTTP: start, follow, promote, pause, cancel, refuse - while predictions go on."""

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

TINY = {"epochs": 2, "training_size": 2000, "hidden_sizes": [16], "learning_rate": 0.01}
ENDLESS = TINY | {"epochs": 1000, "hidden_sizes": [256, 256], "training_size": 20_000}
PATIENCE_SECONDS = 60


def wait_until(client: httpx.Client, training_id: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        status = dict(client.get(f"/admin/trainings/{training_id}").json())
        if holds(status):
            return status
        time.sleep(0.05)
    raise AssertionError(f"waited in vain; the last status was {status | {'history': len(status['history'])}}")


def is_over(status: dict[str, Any]) -> bool:
    return status["state"] in {"succeeded", "failed", "cancelled"}


@pytest.fixture
def endless(admin: httpx.Client) -> Iterator[str]:
    """A training that goes on until it is cancelled."""
    training_id = admin.post("/admin/retrain", json=ENDLESS).json()["id"]
    wait_until(admin, training_id, lambda status: status["state"] == "running" and status["epoch"] > 0)
    yield training_id
    admin.post(f"/admin/trainings/{training_id}/cancel")
    wait_until(admin, training_id, is_over)


def events(client: httpx.Client, training_id: str) -> list[dict[str, Any]]:
    """Everything the event stream says until it ends by itself."""
    with client.stream("GET", f"/admin/trainings/{training_id}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = list(stream.iter_lines())
    assert lines.count("event: progress") >= 2
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def test_retrain_follow_promote_and_roll_back_while_predictions_go_on(admin: httpx.Client, server: str) -> None:
    stop, statuses, versions = threading.Event(), [], []

    def keep_predicting() -> None:
        with httpx.Client(base_url=server, timeout=30) as visitor:
            while not stop.is_set():
                answer = visitor.post("/predict", json={"strokes": SEVEN})
                statuses.append(answer.status_code)
                versions.append(answer.json()["model_version"])
                time.sleep(0.05)

    visitor = threading.Thread(target=keep_predicting)
    visitor.start()
    try:
        started = admin.post("/admin/retrain", json=TINY)
        assert started.status_code == 202
        training_id = started.json()["id"]
        assert started.headers["location"] == f"/admin/trainings/{training_id}"
        told = events(admin, training_id)
        assert told[-1]["state"] == "succeeded", told[-1]
        assert [entry["epoch"] for entry in told[-1]["history"]] == [1, 2]
        assert told[-1]["hyperparameters"]["learning_rate"] == 0.01
        version = told[-1]["model_version"]

        listed = admin.get("/admin/models").json()
        assert listed["champion"] == "v0001"
        challenger = next(model for model in listed["models"] if model["version"] == version)
        assert challenger["network"]["hidden_sizes"] == [16]
        assert challenger["parameters"] == 784 * 16 + 16 + 16 * 10 + 10
        assert 0.5 < challenger["test_accuracy"] < 1

        promoted = admin.put("/admin/models/champion", json={"version": version, "anyway": True})
        assert promoted.json() == {"champion": version, "previous": "v0001"}
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["model_version"] == version
        time.sleep(0.3)
        assert admin.put("/admin/models/champion", json={"version": "v0001"}).json()["previous"] == version
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["model_version"] == "v0001"
    finally:
        stop.set()
        visitor.join()
    assert set(statuses) == {200}
    assert len(statuses) > 10
    assert set(versions) == {"v0001", version}


def test_a_second_training_is_refused_while_one_runs(admin: httpx.Client, endless: str) -> None:
    answer = admin.post("/admin/retrain", json=TINY)
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert endless in answer.json()["detail"]


def test_pause_resume_and_cancel(admin: httpx.Client, endless: str) -> None:
    assert admin.post(f"/admin/trainings/{endless}/pause").status_code == 202
    paused = wait_until(admin, endless, lambda status: status["state"] == "paused")
    time.sleep(0.4)
    still = admin.get(f"/admin/trainings/{endless}").json()
    assert (still["epoch"], still["step"]) == (paused["epoch"], paused["step"])

    admin.post(f"/admin/trainings/{endless}/resume")
    wait_until(admin, endless, lambda status: status["state"] == "running" and status["epoch"] > paused["epoch"])

    versions = admin.get("/admin/models").json()["models"]
    admin.post(f"/admin/trainings/{endless}/cancel")
    over = wait_until(admin, endless, is_over)
    assert (over["state"], over["model_version"], over["error"]) == ("cancelled", None, None)
    assert admin.get("/admin/models").json()["models"] == versions
    again = admin.post(f"/admin/trainings/{endless}/cancel")
    assert (again.status_code, again.json()["error"]) == (409, "conflict")


def process_of(server_folder: Path, training_id: str) -> int:
    return int(json.loads((server_folder / "data" / "trainings" / training_id / "process.json").read_text())["pid"])


def test_a_restarted_server_finds_the_running_training_and_a_killed_one_has_failed(
    tmp_path: Path, shipped_weights: Path
) -> None:
    shutil.copytree(shipped_weights, tmp_path / "weights")  # since a version is registered there
    settings = make_settings(tmp_path, tmp_path / "weights")
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=30) as admin:
        training_id = admin.post("/admin/retrain", json=ENDLESS).json()["id"]
        wait_until(admin, training_id, lambda status: status["state"] == "running" and status["epoch"] > 0)
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=30) as admin:
        before = admin.get(f"/admin/trainings/{training_id}").json()
        assert before["state"] == "running"
        wait_until(admin, training_id, lambda status: status["epoch"] > before["epoch"])

        os.kill(process_of(tmp_path, training_id), signal.SIGKILL)
        lost = wait_until(admin, training_id, is_over)
        assert lost["state"] == "failed"
        assert "ended without a word" in lost["error"]
        path = f"/admin/trainings/{training_id}/events"
        assert (admin.get(path).status_code, admin.get(path).content) == (204, b""), "there is nothing more to follow"
        assert admin.get(path, headers={"Last-Event-ID": "failed"}).status_code == 204
        missed = admin.get(path, headers={"Last-Event-ID": "running"})
        assert '"failed"' in missed.text and "\nid: failed\n" in missed.text
        again = admin.post("/admin/retrain", json=TINY)
        assert again.status_code == 202
        assert wait_until(admin, again.json()["id"], is_over)["state"] == "succeeded"


def test_a_training_that_runs_away_fails_with_advice(admin: httpx.Client) -> None:
    wild = {"hidden_sizes": [64, 64, 64, 64], "optimizer": "momentum", "learning_rate": 10, "schedule": "constant"}
    wild |= {"weight_decay": 0, "training_size": 2000, "dropout_rate": 0}
    training_id = admin.post("/admin/retrain", json=wild).json()["id"]
    failed = wait_until(admin, training_id, is_over)
    assert failed["state"] == "failed"
    assert "learning_rate" in failed["error"]


@pytest.mark.usefixtures("endless")
def test_retraining_runs_in_a_process_of_its_own_at_the_lowest_priority() -> None:
    children = psutil.Process().children()
    alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
    trainers = [child for child in alive if "app.training.worker" in child.cmdline()]
    assert [child.nice() for child in trainers] == [19]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"epochs": 0}, "epochs"),
        ({"epochs": "many"}, "epochs"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"hidden_sizes": [0]}, "hidden_sizes"),
        ({"hidden_sizes": [10] * 20}, "hidden_sizes"),
        ({"activation": "step"}, "activation"),
        ({"epoch": 3}, "epoch"),
    ],
)
def test_bad_hyperparameters_are_refused_by_name(admin: httpx.Client, body: dict[str, Any], hint: str) -> None:
    answer = admin.post("/admin/retrain", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert hint in answer.json()["detail"]


def test_sizes_that_the_data_does_not_have_fail_with_a_sentence(admin: httpx.Client) -> None:
    training_id = admin.post("/admin/retrain", json={"training_size": 60_000}).json()["id"]
    failed = wait_until(admin, training_id, is_over)
    assert failed["state"] == "failed"
    assert "training_size" in failed["error"]


def test_a_training_can_go_on_from_a_version_with_its_layers(admin: httpx.Client) -> None:
    first = admin.post("/admin/retrain", json=TINY).json()["id"]
    parent = wait_until(admin, first, is_over)["model_version"]
    more = {"parent_version": parent, "epochs": 1, "training_size": 2000, "learning_rate": 0.001}
    second = wait_until(admin, admin.post("/admin/retrain", json=more).json()["id"], is_over)
    assert second["state"] == "succeeded", second["error"]
    models = {model["version"]: model for model in admin.get("/admin/models").json()["models"]}
    child = models[second["model_version"]]
    assert (child["parent_version"], child["network"]["hidden_sizes"]) == (parent, [16])
    assert child["validation_accuracy"] > models[parent]["validation_accuracy"] - 0.02  # a new one would start at 0.1

    unknown = admin.post("/admin/retrain", json={"parent_version": "v9999"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("name", ["t9999", "t0", "t9999/events", "t" + "1" * 5000, "t" + "1" * 255], ids=len)
def test_an_unknown_training_is_not_found(admin: httpx.Client, name: str) -> None:
    answer = admin.get(f"/admin/trainings/{name}")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
