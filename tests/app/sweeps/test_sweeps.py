"""Sweeps over HTTP: started, followed, cancelled, killed, gone on with; one version comes out."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.sweeps.estimate import sweep_seconds
from model.checkpoints.checkpoint import load_checkpoint
from model.sweep.plan import Plan, Rung
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

QUICK = {"epochs": 4, "training_size": 1500, "validation_size": 500, "hidden_sizes": [16], "dropout_rate": 0}
LONG = QUICK | {"epochs": 600, "training_size": 20_000}
TRY = {"learning_rate": [0.001, 0.01, 0.03], "hidden_sizes": ["16", "8,8"]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "weights").mkdir()
    return tmp_path


@pytest.fixture
def admin(home: Path) -> Iterator[httpx.Client]:
    settings = make_settings(home, home / "weights", training_threads=2)
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=30) as client:
        yield client


def follow(admin: httpx.Client, sweep: str, until: tuple[str, ...] = ("succeeded", "failed")) -> dict[str, Any]:
    deadline = time.monotonic() + 90
    while True:
        status: dict[str, Any] = admin.get(f"/admin/sweeps/{sweep}").json()
        if status["state"] in until:
            return status
        assert time.monotonic() < deadline, status
        time.sleep(0.1)


def test_a_sweep_tries_gives_up_and_registers_a_challenger(admin: httpx.Client, home: Path) -> None:
    admin.post("/feedback", json={"strokes": SEVEN, "label": 7})
    admin.post("/admin/corrections/decisions", json={"ids": [1], "state": "accepted"})
    started = admin.post("/admin/sweeps", json={"try": TRY, "settings": QUICK, "committee": 2})
    assert started.status_code == 202, started.text
    assert started.headers["location"] == "/admin/sweeps/s0001"
    assert started.json()["rungs"] == [{"epochs": 1, "trials": 6}, {"epochs": 4, "trials": 2}]
    refused = admin.post("/admin/sweeps", json={"try": TRY, "settings": QUICK})
    assert (refused.status_code, refused.json()["error"]) == (409, "conflict")
    status = follow(admin, "s0001")
    assert (status["state"], status["model_version"]) == ("succeeded", "v0001"), status
    assert status["done_epochs"] == status["planned_epochs"] == 6 + 2 * 3 + 4
    assert [row["epochs"] for row in status["results"]] == [4, 4, 4, 1, 1, 1, 1]
    best = status["results"][0]
    assert best["validation_accuracy"] == max(row["validation_accuracy"] for row in status["results"])
    assert set(best["settings"]) == {"learning_rate", "hidden_sizes", "seed"}
    table = list(csv.DictReader(io.StringIO(admin.get("/admin/sweeps/s0001/results").text)))
    assert [int(row["trial"]) for row in table] == [row["trial"] for row in status["results"]]
    metadata = load_checkpoint(home / "weights" / "v0001").metadata
    assert "committee of 2" in metadata.notes[1]
    part = admin.get("/admin/corrections").json()["counts"]
    assert bool(metadata.pen_digits) == (part["training"] == 1), "people's drawings teach it, too"
    assert admin.get("/admin/sweeps").json()["sweeps"] == [status]
    for command in ("cancel", "resume"):
        assert admin.post(f"/admin/sweeps/s0001/{command}").status_code == 409


def test_a_cancelled_sweep_keeps_what_is_done_and_goes_on(admin: httpx.Client, home: Path) -> None:
    admin.post("/admin/sweeps", json={"try": TRY, "settings": QUICK | {"epochs": 12}, "halving": 1})
    while not admin.get("/admin/sweeps/s0001").json()["done_epochs"]:
        time.sleep(0.1)
    assert admin.post("/admin/sweeps/s0001/cancel").json()["state"] == "cancelled"
    process = int(re.findall(r"\d+", (home / "data/sweeps/s0001/process.json").read_text())[0])
    wait_until_gone(process)
    stopped = admin.get("/admin/sweeps/s0001").json()
    assert 0 < stopped["done_epochs"] < 72
    assert {row["outcome"] for row in stopped["results"]} == {""}, "nobody was given up"
    assert list((home / "weights").glob("v*")) == []
    assert admin.post("/admin/sweeps/s0001/resume").status_code == 202
    assert follow(admin, "s0001")["done_epochs"] == 72


def test_a_sweep_that_was_killed_says_so_and_goes_on(admin: httpx.Client, home: Path) -> None:
    admin.post("/admin/sweeps", json={"try": TRY, "settings": LONG, "halving": 1})
    process = psutil.Process(int(re.findall(r"\d+", (home / "data/sweeps/s0001/process.json").read_text())[0]))
    while not admin.get("/admin/sweeps/s0001").json()["done_epochs"]:
        time.sleep(0.1)
    workers = process.children(recursive=True)
    assert len(workers) >= 2
    assert {each.nice() for each in (process, *workers)} == {19}, "everybody else goes first"
    process.kill()
    status = follow(admin, "s0001")
    assert (status["state"], status["model_version"]) == ("failed", None)
    assert "without a word" in status["error"]
    assert psutil.wait_procs(workers, timeout=10)[1] == [], "its workers end with it"
    assert admin.post("/admin/sweeps/s0001/resume").json()["state"] == "running"
    again = int(re.findall(r"\d+", (home / "data/sweeps/s0001/process.json").read_text())[0])
    admin.post("/admin/sweeps/s0001/cancel").raise_for_status()
    wait_until_gone(again)


def test_a_sweep_on_another_machine_ends_too_when_it_is_cancelled(admin: httpx.Client, home: Path) -> None:
    admin.post("/admin/sweeps", json={"try": TRY, "settings": LONG, "halving": 1})
    file = home / "data/sweeps/s0001/process.json"
    process = int(re.findall(r"\d+", file.read_text())[0])
    file.write_text('{"pid": 1}')  # the number means another process here, or none
    assert admin.get("/admin/sweeps/s0001").json()["state"] == "running"
    assert admin.post("/admin/sweeps", json={"try": TRY, "settings": QUICK}).status_code == 409
    assert admin.post("/admin/sweeps/s0001/cancel").json()["state"] == "cancelled"
    wait_until_gone(process)
    assert psutil.pid_exists(1)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({}, "try is required"),
        ({"try": {}}, "try"),
        ({"try": {"learning_rate": []}}, "something to try"),
        ({"try": {"speed": [1]}}, "speed is no hyperparameter"),
        ({"try": {"learning_rate": [-1]}}, "learning_rate must be"),
        ({"try": {"learning_rate": ["fast"]}}, "learning_rate must be a number, not 'fast'."),
        ({"try": {"optimizer": ["best"]}}, "optimizer must be one of sgd"),
        ({"try": {"learning_rate": ["0.1..1"]}}, "learning_rate has a range: say how many"),
        ({"try": {"seed": ["1..9"]}, "random": 2000}, "random"),
        ({"try": {"learning_rate": ["0..1e400"]}, "random": 3}, "0..1e400 is no range"),
        ({"try": {"learning_rate": ["-1e308..1e308"]}, "random": 3}, "is no range"),
        ({"try": {"\ud800": [1]}}, "\\ud800 is no hyperparameter"),
        ({"try": {"learning_rate": [None]}}, "try.learning_rate[0] must be"),
        ({"try": {"batch_size": [7], "batch-size": [9]}}, "batch_size is there twice"),
        ({"try": {"epochs": [1, 2]}}, "epochs can't be tried"),
        ({"try": {"seed": [1]}, "settings": {"epochs": 0}}, "epochs"),
        ({"try": {"seed": [1]}, "settings": {"parent_version": "v0001"}}, "leave out parent_version"),
        ({"try": {"seed": [1]}, "settings": {"hidden_sizes": []}, "committee": 2}, "no committee"),
        ({"try": {"seed": [1]}, "settings": {"hidden_sizes": [2100]}, "committee": 2}, "A committee of 2"),
        ({"try": {"hidden_sizes": ["16", "700,16"]}, "committee": 6}, "from 1 to 4096, not [4200, 96]"),
        ({"try": {"seed": [1]}, "halving": 0}, "halving"),
    ],
)
def test_what_cannot_be_swept_gets_a_sentence(admin: httpx.Client, home: Path, body: dict[str, Any], hint: str) -> None:
    answer = admin.post("/admin/sweeps", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request"), answer.text
    assert hint in answer.json()["detail"] and "--" not in answer.json()["detail"]
    assert not list((home / "data").glob("sweeps/s*"))


def test_there_is_no_such_sweep(admin: httpx.Client) -> None:
    for name in ("s0001", "t0001", "%2e%2e", "s" + "1" * 5000):
        assert admin.get(f"/admin/sweeps/{name}").status_code == 404


def test_how_long_a_sweep_takes_is_told_before_it_starts(admin: httpx.Client) -> None:
    told = admin.post("/admin/sweeps/estimate", json={"try": TRY, "settings": QUICK}).json()
    longer = admin.post("/admin/sweeps/estimate", json={"try": TRY, "settings": QUICK | {"epochs": 8}}).json()
    assert told["trials"] == longer["trials"] == 6
    assert 0 < told["seconds"] < longer["seconds"]
    assert admin.get("/admin/sweeps").json()["sweeps"] == []


def test_the_estimate_adds_up_the_epochs_of_all_rungs() -> None:
    plan = Plan("", "", [{}] * 9, [], [Rung(1, 9), Rung(3, 3), Rung(9, 1)], committee=3)
    # 9 trials of 1 epoch, two at once: 9 seconds at 2 s an epoch; 3 of 2 more: 6; 1 of 6 more: 12; 2 members of 9: 18
    assert sweep_seconds(plan, lambda _: 2.0, at_once=2) == pytest.approx(9 + 6 + 12 + 18)
