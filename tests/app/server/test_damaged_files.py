"""A folder or a pipe where a file should be, or other content in it: the damaged thing is named, all else goes on."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from model.checkpoints.checkpoint import now
from model.sweep.plan import make_plan
from model.sweep.record import SweepRecord
from tests.app.conftest import BEARER, make_settings
from tests.app.training.test_damaged_jobs import add_training
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

TRIAL = {"history": [], "failure": None}
LISTS = {"/admin/models": "v0001", "/v2/models/inkling": "v0001", "/admin/trainings": "t0002", "/admin/sweeps": "s0002"}
OTHERS = ("/admin/log", "/readyz", "/metrics", "/", "/admin/corrections")
DETAILS = ("t0001", "t0001/curve", "t0001/weights", "t0001/snapshots/0/examination", "t0001/events")
FILES = (
    *(f"weights/v0002/{name}" for name in ("metadata.json", "parameters.npz")),
    *(f"weights/{name}" for name in ("champion.json", "promotions.jsonl", "v0002")),
    *(f"data/trainings/t0001/{name}.json" for name in ("status", "curve", "weights", "process", "request")),
    *(f"data/trainings/t0001/{name}" for name in ("command", "snapshots", "worker.lock", "log.txt", "state.npz")),
    *(
        f"data/sweeps/s0001/{name}"
        for name in ("sweep.json", "trial-000.json", "version.json", "results.csv", "log.txt")
    ),
)
NAMED = ("weights/v0002/metadata.json", "data/trainings/t0001/status.json")
DAMAGES = (
    "folder",
    "pipe",
    "{}",
    "[1]",
    '{"version": "v0001\\ud800", "metrics": {"test_accuracy": NaN}}',
    "NaN",
    "\0\xff",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of each: versions, trainings, sweeps."""
    home = tmp_path_factory.mktemp("damaged")
    for version in ("v0001", "v0002"):
        shutil.copytree(ROOT / "weights" / "classroom-relu", home / "weights" / version)
    (home / "weights" / "champion.json").write_text('{"version": "v0001"}')
    for training in ("t0001", "t0002"):
        add_training(home / "data", training)
    for sweep in ("s0001", "s0002"):
        record = SweepRecord(home / "data" / "sweeps" / sweep)
        record.begin(make_plan({"seed": ["1", "2"]}, {"epochs": 3}))
        (record.folder / "trial-000.json").write_text(json.dumps(TRIAL))
    return home


@pytest.fixture(scope="module")
def admin(home: Path) -> Iterator[httpx.Client]:
    settings = make_settings(home, home / "weights")
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=10) as client:
        yield client


@contextmanager
def damaged(path: Path, damage: str | bytes) -> Iterator[None]:
    kept = path.with_name(f"{path.name}.kept")
    if path.exists():
        path.rename(kept)
    if damage == "folder":
        path.mkdir()
    elif damage == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(damage if isinstance(damage, bytes) else damage.encode("latin-1"))
    try:
        yield
    finally:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if kept.exists():
            kept.rename(path)


@pytest.mark.parametrize("file", FILES)
def test_the_others_are_listed_and_nothing_hangs_or_fails(
    admin: httpx.Client, home: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    for damage in DAMAGES:
        with damaged(home / file, damage):
            for path, other in LISTS.items():
                answer = admin.get(path)
                assert answer.status_code == 200 and other in answer.text, (damage, path, answer.text)
            for path in (*OTHERS, *(f"/admin/trainings/{name}" for name in DETAILS)):
                assert admin.get(path).status_code in {200, 204, 404, 409}, (damage, path)
            for path in ("s0001", "s0001/results"):
                assert admin.get(f"/admin/sweeps/{path}").status_code in {200, 409}, (damage, path)
            for path in ("t0001/cancel", "t0001/pause", "t0001/resume"):
                assert admin.post(f"/admin/trainings/{path}").status_code == 409, (damage, path)
            for path in ("ready", "infer"):
                url = f"/v2/models/inkling/versions/v0002/{path}"
                asked = {"inputs": [{"name": "pixels", "shape": [1, 784], "datatype": "FP32", "data": [0.5] * 784}]}
                answer = admin.get(url) if path == "ready" else admin.post(url, json=asked)
                assert answer.status_code in {200, 404, 409}, (damage, path, answer.text)
            assert admin.post("/predict", json={"strokes": SEVEN}).json()["model_version"] == "v0001"
    if file in NAMED:
        assert "/".join(Path(file).parts[-2:]) in caplog.text


@pytest.mark.parametrize("damage", ["folder", "pipe"])
@pytest.mark.parametrize("file", ["weights/champion.json", "weights/promotions.jsonl", "weights/.lock"])
def test_a_promotion_says_which_file_is_in_its_way(admin: httpx.Client, home: Path, file: str, damage: str) -> None:
    (home / "weights" / ".lock").touch()
    with damaged(home / file, damage):
        answer = admin.put("/admin/models/champion", json={"version": "v0002", "anyway": True})
        assert answer.status_code in {200, 409}, answer.text
        if answer.status_code == 409:
            assert answer.json()["error"] == "damaged" and Path(file).name in answer.json()["detail"]
            assert str(home) not in answer.text
    (home / "weights" / "champion.json").write_text(json.dumps({"version": "v0001", "promoted_at": now()}))


@pytest.mark.parametrize("damage", ["folder", "cut", "changed"])
def test_a_training_from_a_damaged_version_is_refused_at_once(admin: httpx.Client, home: Path, damage: str) -> None:
    arrays = home / "weights" / "v0002" / "parameters.npz"
    content = arrays.read_bytes()
    changed = content[:500] + bytes(200) + content[700:]
    with damaged(arrays, damage if damage == "folder" else (content[:-500] if damage == "cut" else changed)):
        answer = admin.post("/admin/retrain", json={"parent_version": "v0002", "epochs": 1, "training_size": 100})
        assert (answer.status_code, answer.json()["error"]) == (409, "conflict"), answer.text
        assert "v0002 is damaged" in answer.json()["detail"]


@pytest.mark.parametrize("file", ["data/trainings", "data/trainings/.lock", "data/sweeps"])
def test_a_training_that_can_not_begin_says_which_file_is_in_its_way(
    admin: httpx.Client, home: Path, file: str
) -> None:
    kind = "retrain" if "trainings" in file else "sweeps"
    with damaged(home / file, "folder" if file.endswith(".lock") else "no folder"):
        answer = admin.post(f"/admin/{kind}", json={"try": {"seed": [1]}} if kind == "sweeps" else {})
        assert (answer.status_code, answer.json()["error"]) == (409, "damaged"), answer.text
        assert file.removeprefix("data/") in answer.json()["detail"] and str(home) not in answer.text
