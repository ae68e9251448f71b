"""What failed, and what is taken home, tells nobody where things lie on the server's machine."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.app.sweeps.test_sweeps import QUICK, follow
from tests.app.training.test_trainings import ENDLESS, TINY, is_over, wait_until
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


@pytest.fixture
def home(tmp_path: Path, shipped_weights: Path) -> Path:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    return tmp_path


@pytest.fixture
def admin(home: Path) -> Iterator[httpx.Client]:
    settings = make_settings(home, home / "weights")
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=30) as client:
        yield client


def test_a_training_that_failed_names_files_and_no_folder(admin: httpx.Client, home: Path) -> None:
    job = home / "data" / "trainings" / "t0001"
    admin.post("/admin/retrain", json=TINY).raise_for_status()
    (job / "curve.json").mkdir()  # before the process has begun, so that it can't write its curve
    failed = wait_until(admin, "t0001", is_over)
    assert failed["state"] == "failed"
    assert "curve.json" in failed["error"] and str(home) not in failed["error"]


def test_a_snapshot_that_could_not_be_kept_names_no_folder(admin: httpx.Client, home: Path) -> None:
    admin.post("/admin/retrain", json=TINY).raise_for_status()
    (home / "data" / "trainings" / "t0001" / "snapshots").touch()
    over = wait_until(admin, "t0001", is_over)
    assert over["state"] == "succeeded", over["error"]
    assert "snapshots" in over["warning"] and str(home) not in over["warning"]


def test_a_stray_file_takes_a_name_and_hinders_no_training(admin: httpx.Client, home: Path) -> None:
    (home / "weights" / "v0002").touch()
    admin.post("/admin/retrain", json=TINY).raise_for_status()
    over = wait_until(admin, "t0001", is_over)
    assert (over["state"], over["model_version"]) == ("succeeded", "v0003"), over["error"]


def test_a_training_whose_state_is_damaged_says_that_it_cannot_go_on(admin: httpx.Client, home: Path) -> None:
    job = home / "data" / "trainings" / "t0001"
    admin.post("/admin/retrain", json=ENDLESS).raise_for_status()
    wait_until(admin, "t0001", lambda status: bool(status["history"]))
    kill(job)
    assert wait_until(admin, "t0001", is_over)["resumable"]
    (job / "state.npz").write_bytes(b"PK")
    admin.post("/admin/trainings/t0001/resume").raise_for_status()
    failed = wait_until(admin, "t0001", is_over)
    assert failed["error"].endswith("it can't go on; start a new training.")
    assert not failed["resumable"]
    assert admin.post("/admin/trainings/t0001/resume").status_code == 409
    assert (job / "damaged-state.npz").exists(), "somebody may mend it"


def test_a_version_that_a_sweep_has_made_is_taken_home_without_folders(admin: httpx.Client, home: Path) -> None:
    for number in range(8):  # of which some teach
        strokes = [[[x + number * y, y] for x, y in stroke] for stroke in SEVEN]
        admin.post("/feedback", json={"strokes": strokes, "label": 7}).raise_for_status()
    admin.post("/admin/corrections/decisions", json={"ids": list(range(1, 9)), "state": "accepted"})
    admin.post("/admin/sweeps", json={"try": {"seed": [1, 2]}, "settings": QUICK}).raise_for_status()
    assert follow(admin, "s0001")["model_version"] == "v0002"
    exported = admin.get("/admin/models/v0002/export/zip").raise_for_status().content
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        told = archive.read("v0002/metadata.json").decode()
    assert str(home) not in told
    command = json.loads(told)["command"]
    assert "--output weights/v0002 " in command and "--pen-digits people.jsonl" in command


def test_a_sweep_that_failed_names_files_and_no_folder(admin: httpx.Client, home: Path) -> None:
    job = home / "data" / "sweeps" / "s0001"
    admin.post("/admin/sweeps", json={"try": {"seed": [1, 2]}, "settings": QUICK}).raise_for_status()
    follow(admin, "s0001")
    (job / "version.json").unlink()
    (job / "log.txt").write_text(f"error: {job.resolve()}/people.jsonl is empty; give it drawings.\n")
    failed = follow(admin, "s0001")
    assert (failed["state"], failed["error"]) == ("failed", "people.jsonl is empty; give it drawings.")


def kill(job: Path) -> None:
    psutil.Process(json.loads((job / "process.json").read_text())["pid"]).kill()
