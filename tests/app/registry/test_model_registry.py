"""The model registry over HTTP: an unservable version is never promoted, and the champion is never lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from app.registry import model_registry
from model.checkpoints.checkpoint import Checkpoint, load_checkpoint
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


@pytest.fixture
def weights(tmp_path: Path, shipped_weights: Path) -> Path:
    """v0001, the champion, and v0002, its twin."""
    shutil.copytree(shipped_weights, tmp_path / "weights")
    shutil.copytree(shipped_weights / "v0001", tmp_path / "weights" / "v0002")
    return tmp_path / "weights"


@pytest.fixture
def admin(tmp_path: Path, weights: Path) -> Iterator[httpx.Client]:
    with (
        running_server(make_settings(tmp_path, weights)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=30) as client,
    ):
        yield client


def promote(admin: httpx.Client, version: str) -> httpx.Response:
    return admin.put("/admin/models/champion", json={"version": version})


def serving(admin: httpx.Client) -> str:
    return str(admin.post("/predict", json={"strokes": SEVEN}).json()["model_version"])


def test_versions_are_listed_newest_first_with_their_figures(admin: httpx.Client) -> None:
    listed = admin.get("/admin/models").json()
    assert [model["version"] for model in listed["models"]] == ["v0002", "v0001"]
    assert [model["champion"] for model in listed["models"]] == [False, True]
    assert listed["models"][0]["test_accuracy"] > 0.985


@pytest.mark.parametrize(("version", "status"), [("v0009", 404), ("../v0001", 404), ("", 404), (7, 422)])
def test_what_is_not_there_is_not_promoted(admin: httpx.Client, version: str, status: int) -> None:
    assert promote(admin, version).status_code == status
    assert serving(admin) == "v0001"


def test_a_damaged_version_is_refused_and_the_champion_goes_on(admin: httpx.Client, weights: Path) -> None:
    path = weights / "v0002" / "parameters.npz"
    path.write_bytes(path.read_bytes()[:1000])
    answer = promote(admin, "v0002")
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert serving(admin) == "v0001"


@pytest.mark.parametrize("change", [{"dataset": "fashion-mnist"}, {"preprocessing": "another"}])
def test_a_version_that_reads_other_things_is_refused(
    admin: httpx.Client, weights: Path, change: dict[str, str]
) -> None:
    path = weights / "v0002" / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert promote(admin, "v0002").status_code == 409


def test_a_pointer_to_nothing_leaves_the_old_champion_answering(admin: httpx.Client, weights: Path) -> None:
    assert serving(admin) == "v0001"
    (weights / "champion.json").write_text('{"version": "v0099"}')
    assert serving(admin) == "v0001"
    assert promote(admin, "v0002").status_code == 200
    assert serving(admin) == "v0002"


def test_without_a_champion_the_server_lives_but_is_not_ready_until_there_is_one(tmp_path: Path, weights: Path) -> None:
    empty = tmp_path / "empty"
    with (
        running_server(make_settings(tmp_path, empty)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=30) as client,
    ):
        assert client.get("/livez").status_code == 200
        for answer in (client.get("/readyz"), client.post("/predict", json={"strokes": SEVEN})):
            assert (answer.status_code, answer.json()["error"]) == (503, "not_ready")
            assert int(answer.headers["retry-after"]) > 0
        assert client.get("/admin/models").status_code == 503
        shutil.copytree(weights / "v0001", empty / "v0001")
        assert promote(client, "v0001").status_code == 200
        assert client.get("/readyz").json() == {"status": "ready", "model_version": "v0001"}


def test_the_answers_are_the_networks_own(admin: httpx.Client, weights: Path) -> None:
    # Ten lines of NumPy that need nothing of ours: the file holds all that the answer needs.
    arrays = np.load(weights / "v0001" / "parameters.npz")
    pixels = np.zeros(784, np.float32)
    pixels[300:500:7] = 0.8
    values, last = pixels, len(arrays.files) // 2
    for layer in range(1, last + 1):
        values = values @ arrays[f"weights_{layer}"] + arrays[f"bias_{layer}"]
        values = np.maximum(values, 0) if layer < last else values
    expected = np.exp(values - values.max()) / np.exp(values - values.max()).sum()
    answer = admin.post("/predict", json={"pixels": pixels.tolist()}).json()
    assert answer["probabilities"] == pytest.approx(expected.tolist(), abs=1e-5)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions whose arrays are loaded, one entry for each time."""
    versions: list[str] = []

    def load(folder: Path) -> Checkpoint:
        versions.append(folder.name)
        return load_checkpoint(folder)

    monkeypatch.setattr(model_registry, "load_checkpoint", load)
    return versions


def test_a_promotion_loads_each_network_once(admin: httpx.Client, loads: list[str]) -> None:
    assert serving(admin) == "v0001"
    loads.clear()
    assert promote(admin, "v0002").status_code == 200
    assert sorted(loads) == ["v0001", "v0002"], "both have taken the exams"
    assert serving(admin) == "v0002"
    assert sorted(loads) == ["v0001", "v0002", "v0002"], "once more, to answer"
