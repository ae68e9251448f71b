"""The time machine over HTTP: a training's networks, epoch by epoch, are those of `model/`, and the admin's alone."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist
from model.evaluation.evaluate import evaluate
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

EPOCHS = 3


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("machine")


@pytest.fixture(scope="module")
def address(data: Path, shipped_weights: Path) -> Iterator[str]:
    """A server with one training that is over."""
    shutil.copytree(shipped_weights, data / "weights")
    with running_server(make_settings(data, data / "weights")) as address:
        with httpx.Client(base_url=address, headers=BEARER, timeout=60) as client:
            tiny = {"epochs": EPOCHS, "training_size": 2000, "hidden_sizes": [16], "learning_rate": 0.01}
            training_id = client.post("/admin/retrain", json=tiny).json()["id"]
            for _ in range(600):
                if client.get(f"/admin/trainings/{training_id}").json()["state"] == "succeeded":
                    break
                time.sleep(0.1)
        yield address


@pytest.fixture
def admin(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=BEARER, timeout=60) as client:
        yield client


def test_a_drawing_evolves_from_before_the_first_epoch_to_the_last(admin: httpx.Client, data: Path) -> None:
    seen = admin.post("/predict", json={"strokes": SEVEN, "include": ["image"]}).json()["image"]
    moments = admin.post("/admin/trainings/t0001/evolution", json={"strokes": SEVEN}).json()["moments"]
    assert [moment["epoch"] for moment in moments] == [0, 1, 2, 3]
    for moment in moments:
        folder = data / "data" / "trainings" / "t0001" / "snapshots" / f"{moment['epoch']:04d}"
        expected = load_checkpoint(folder).network.probabilities(np.array(seen, np.float32).reshape(1, -1))[0]
        assert moment["probabilities"] == pytest.approx(expected.tolist(), abs=1e-3)
    assert moments[0]["validation_accuracy"] is None and moments[3]["validation_accuracy"] > 0.5


def test_the_whole_glass_box_opens_on_a_snapshot(admin: httpx.Client) -> None:
    question = {"strokes": SEVEN, "network": "t0001@2", "label": 7, "unit": {"layer": 1, "index": 3}}
    answer = admin.post("/explain", json=question)
    assert answer.status_code == 200, answer.text
    assert answer.json()["network"]["version"] == "t0001@2"
    assert {"layers", "unit", "step", "why", "dropout"} <= answer.json().keys()
    moments = admin.post("/admin/trainings/t0001/evolution", json={"strokes": SEVEN}).json()["moments"]
    assert answer.json()["probabilities"] == pytest.approx(moments[2]["probabilities"], abs=1e-4)


def test_only_the_admin_looks_into_a_training(address: str) -> None:
    body = {"strokes": SEVEN, "network": "t0001@2"}
    assert httpx.post(f"{address}/explain", json=body).status_code == 401
    assert httpx.post(f"{address}/explain", json=body, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert httpx.post(f"{address}/explain", json=body | {"network": "champion"}).status_code == 200


@pytest.mark.parametrize(
    ("network", "status"),
    [("t0001@9", 404), ("t0099@0", 404), ("t0001@-1", 422), ("../t0001@1", 422), ("t0001", 422), ("v0001", 422)],
)
def test_what_is_no_snapshot_is_told(admin: httpx.Client, network: str, status: int) -> None:
    assert admin.post("/explain", json={"strokes": SEVEN, "network": network}).status_code == status


def test_a_snapshot_is_examined_on_the_digits_held_back(admin: httpx.Client, data: Path) -> None:
    exam = admin.get("/admin/trainings/t0001/snapshots/3/examination").json()
    checkpoint = load_checkpoint(data / "data" / "trainings" / "t0001" / "snapshots" / "0003")
    _, held_back = load_mnist().split(5000, 2000)
    expected = evaluate(checkpoint.network, held_back)
    assert exam["confusion"] == expected.confusion.tolist() and exam["examples"] == 5000
    assert exam["accuracy"] == pytest.approx(checkpoint.metadata.history[-1].validation_accuracy)
    assert admin.get("/admin/trainings/t0001/snapshots/9/examination").status_code == 404


def test_visitors_watch_it_only_while_it_is_open_to_them(admin: httpx.Client, address: str) -> None:
    question = {"strokes": SEVEN, "network": "t0001@2", "include": ["evolution"]}
    doors = {
        "/explain": ("POST", question),
        "/admin/trainings/t0001/evolution": ("POST", {"strokes": SEVEN}),
        "/admin/trainings/t0001/snapshots/2/examination": ("GET", None),
    }
    with httpx.Client(base_url=address, timeout=60) as visitor:

        def statuses() -> set[int]:
            return {visitor.request(how, path, json=body).status_code for path, (how, body) in doors.items()}

        assert statuses() == {401}
        assert visitor.put("/admin/trainings/t0001/visitors", json={"open": True}).status_code == 401
        assert admin.put("/admin/trainings/t0001/visitors", json={"open": True}).json()["open_to_visitors"] is True
        assert statuses() == {200}
        moments = visitor.post("/explain", json=question).json()["evolution"]["moments"]
        told = admin.post("/admin/trainings/t0001/evolution", json={"strokes": SEVEN}).json()["moments"]
        assert [each["label"] for each in moments] == [each["label"] for each in told]
        assert visitor.get("/admin/trainings/t0001").status_code == 401  # nothing but the time machine
        assert visitor.post("/explain", json=question | {"network": "t0002@0"}).status_code == 401
        assert admin.put("/admin/trainings/t0001/visitors", json={"open": False}).json()["open_to_visitors"] is False
        assert statuses() == {401}
    assert admin.put("/admin/trainings/t0009/visitors", json={"open": True}).status_code == 404
