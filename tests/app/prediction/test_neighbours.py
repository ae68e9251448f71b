"""POST /predict with neighbours, and the pictures of training examples, through the door that developers use."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

import app.prediction.neighbour_cache
import app.prediction.neighbours
from app.registry.model_registry import ModelRegistry
from model.checkpoints.checkpoint import Checkpoint, Metadata
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import Dataset, load_mnist
from model.nn.network import Network, build_network
from model.preprocessing.framing import to_inputs
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, THREE, data_url, picture
from tests.helpers.server import running_server

LEARNED_FROM = 2000  # small enough to be compared with one by one
BLANK = {"pixels": [0.0] * 784}


@pytest.fixture(scope="module")
def mnist() -> Dataset:
    return load_mnist()


def small_network(seed: int) -> Network:
    return build_network(NetworkConfig(hidden_sizes=(90,)), np.random.default_rng(seed))


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    """v0001, the champion, and v0002: two small networks that "learned" from few examples."""
    registry = ModelRegistry(tmp_path / "weights")
    for seed in (1, 2):
        metadata = Metadata(
            network=NetworkConfig(hidden_sizes=(90,)),
            training=TrainingConfig(training_size=LEARNED_FROM),
            dataset="mnist",
            dataset_checksum="",
            created_at="2026-01-01T00:00:00Z",
        )
        registry.register(Checkpoint(small_network(seed), metadata))
    registry.promote(registry.servable("v0001"))
    return registry


Serve = Callable[[], AbstractContextManager[httpx.Client]]


@pytest.fixture
def serve(tmp_path: Path, registry: ModelRegistry) -> Serve:
    """Starts a server on the registry and visits it; each one has the same data folder."""

    @contextmanager
    def served() -> Iterator[httpx.Client]:
        with (
            running_server(make_settings(tmp_path, registry.weights_dir)) as address,
            httpx.Client(base_url=address, timeout=60, headers=BEARER) as client,
        ):
            yield client

    return served


@pytest.fixture
def client(serve: Serve) -> Iterator[httpx.Client]:
    with serve() as client:
        yield client


def ask(client: httpx.Client, *include: str, **body: Any) -> dict[str, Any]:
    answer = client.post("/predict", json=body | {"include": ["neighbours", *include]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def index_files(folder: Path) -> list[Path]:
    return sorted((folder / "data" / "neighbours").glob("*.npz"))


def test_the_five_nearest_of_what_the_version_learned_from_come_nearest_first(
    client: httpx.Client, mnist: Dataset
) -> None:
    inputs = to_inputs(mnist.test.images[:3])
    learned = small_network(1).forward(to_inputs(mnist.training.images[:LEARNED_FROM])).last_hidden
    for pixels, asked in zip(inputs, small_network(1).forward(inputs).last_hidden, strict=True):
        answer = ask(client, pixels=pixels.astype(float).tolist())
        distances = np.linalg.norm(learned - asked, axis=1)
        truly = np.argsort(distances)[:5]
        assert [each["index"] for each in answer["neighbours"]] == truly.tolist()
        assert [each["label"] for each in answer["neighbours"]] == mnist.training.labels[truly].tolist()
        assert [each["distance"] for each in answer["neighbours"]] == pytest.approx(distances[truly].tolist(), rel=1e-4)
        assert answer["model_version"] == "v0001"
        assert "image" not in answer


def test_they_come_only_when_asked_for(client: httpx.Client) -> None:
    assert "neighbours" not in client.post("/predict", json={"strokes": SEVEN}).json()
    assert "neighbours" not in client.post("/predict", json={"strokes": SEVEN, "include": ["image"]}).json()


def test_a_batch_has_them_in_order_beside_the_image_and_a_blank_one_has_none(client: httpx.Client) -> None:
    instances = [{"strokes": SEVEN}, BLANK, {"image": data_url(picture(THREE))}] + [{"strokes": THREE}] * 30
    predictions = ask(client, "image", instances=instances)["predictions"]
    assert len(predictions) == 33
    for instance, together in zip(instances[:4], predictions, strict=False):
        alone = ask(client, **instance)["neighbours"]
        assert [each["index"] for each in together["neighbours"]] == [each["index"] for each in alone]
        assert len(together["image"]) == 28
    assert [len(each["neighbours"]) for each in predictions] == [5, 0] + [5] * 31
    assert ask(client, **BLANK)["neighbours"] == []
    assert ask(client, instances=[BLANK, BLANK])["predictions"][1]["neighbours"] == []


def test_a_promoted_version_looks_for_its_own(client: httpx.Client) -> None:
    before = ask(client, strokes=SEVEN)
    client.put("/admin/models/champion", json={"version": "v0002", "anyway": True}).raise_for_status()
    after = ask(client, strokes=SEVEN)
    assert (before["model_version"], after["model_version"]) == ("v0001", "v0002")
    assert before["neighbours"] != after["neighbours"]
    client.put("/admin/models/champion", json={"version": "v0001", "anyway": True}).raise_for_status()
    assert ask(client, strokes=SEVEN) == before


def test_who_asks_too_early_is_told_to_come_back_and_others_are_answered(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.prediction.neighbours, "WAIT_SECONDS", 0)
    early = client.post("/predict", json={"strokes": SEVEN, "include": ["neighbours"]})
    assert (early.status_code, early.json()["error"]) == (503, "not_ready")
    assert "v0001" in early.json()["detail"] and early.headers["Retry-After"].isdigit()
    assert client.post("/predict", json={"strokes": SEVEN}).status_code == 200
    for _ in range(200):
        late = client.post("/predict", json={"strokes": SEVEN, "include": ["neighbours"]})
        if late.status_code == 200:
            break
        time.sleep(0.1)
    assert len(late.json()["neighbours"]) == 5


def forbidden(*_: object) -> None:
    raise AssertionError("this was to be read, not made again")


def test_a_restarted_server_reads_what_the_first_one_made(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve() as client:
        assert index_files(tmp_path) == []  # nothing is made before it is asked for
        first = ask(client, strokes=SEVEN)
    assert len(index_files(tmp_path)) == 1
    monkeypatch.setattr(app.prediction.neighbour_cache, "build_index", forbidden)
    with serve() as client:
        assert ask(client, strokes=SEVEN) == first


@pytest.mark.parametrize("damage", [b"", b"not an archive", None], ids=["emptied", "overwritten", "cut short"])
def test_a_damaged_file_is_made_anew(serve: Serve, tmp_path: Path, damage: bytes | None) -> None:
    with serve() as client:
        first = ask(client, strokes=SEVEN)
    (path,) = index_files(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1000] if damage is None else damage)
    with serve() as client:
        assert ask(client, strokes=SEVEN) == first
    assert len(path.read_bytes()) == len(whole)


def test_a_network_that_takes_over_a_name_does_not_take_over_the_neighbours(
    serve: Serve, registry: ModelRegistry, tmp_path: Path
) -> None:
    with serve() as client:
        first = ask(client, strokes=SEVEN)
    (registry.weights_dir / "v0001").rename(tmp_path / "old")
    (registry.weights_dir / "v0002").rename(registry.weights_dir / "v0001")
    with serve() as client:
        assert ask(client, strokes=SEVEN)["neighbours"] != first["neighbours"]


def test_only_the_files_used_last_are_kept(
    client: httpx.Client, registry: ModelRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.prediction.neighbour_cache, "MAX_FILES", 2)
    registry.register(replace(registry.load("v0001"), network=small_network(3)))
    for version in ("v0001", "v0002", "v0003"):
        client.put("/admin/models/champion", json={"version": version, "anyway": True}).raise_for_status()
        ask(client, strokes=SEVEN)
    assert [path.name[:5] for path in index_files(tmp_path)] == ["v0002", "v0003"]


def test_without_a_folder_to_keep_them_in_they_are_found_all_the_same(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "neighbours").write_text("a file in the folder's place")
    with serve() as client:
        assert len(ask(client, strokes=SEVEN)["neighbours"]) == 5


def test_a_failure_is_not_kept(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(app.prediction.neighbours, "index_of", forbidden)
        body = {"strokes": SEVEN, "include": ["neighbours"]}
        failed = client.post("/predict", json=body, headers={"Connection": "close"})
        assert (failed.status_code, failed.json()["error"]) == (500, "internal_error")
    assert len(ask(client, strokes=SEVEN)["neighbours"]) == 5


def test_training_examples_are_shown_by_their_place_in_the_order_asked_for(
    client: httpx.Client, mnist: Dataset
) -> None:
    answer = client.get("/examples/training", params={"index": [59_999, 0, 59_999]})
    assert "max-age" in answer.headers["Cache-Control"]
    shown = answer.json()["examples"]
    assert [each["index"] for each in shown] == [59_999, 0, 59_999]
    assert [each["label"] for each in shown] == mnist.training.labels[[59_999, 0, 59_999]].tolist()
    assert np.array(shown[1]["pixels"]) * 255 == pytest.approx(mnist.training.images[0].ravel(), abs=0.02)
    nearest = ask(client, pixels=shown[1]["pixels"])["neighbours"][0]
    assert (nearest["index"], nearest["distance"]) == (0, pytest.approx(0, abs=0.01))


@pytest.mark.parametrize("query", ["", "index=60000", "index=-1", "index=two", "&".join(["index=1"] * 101)])
def test_other_places_are_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/examples/training?{query}")
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")
    assert "index" in answer.json()["detail"]
