"""Which networks are in memory: the champion, followed until it can be read; others one at a time, each read once."""

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.registry import model_registry
from app.settings import ROOT
from model.checkpoints.checkpoint import Checkpoint, load_checkpoint
from model.errors import CheckpointError
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

VERSIONS = [f"v{number:04d}" for number in range(1, 7)]
PIXELS = {"inputs": [{"name": "pixels", "shape": [1, 784], "datatype": "FP32", "data": [0.5] * 784}]}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six versions."""
    folder = tmp_path_factory.mktemp("versions") / "weights"
    for version in VERSIONS:
        shutil.copytree(ROOT / "weights" / "classroom-relu", folder / version)
    return folder


@pytest.fixture
def client(tmp_path: Path, weights: Path) -> Iterator[httpx.Client]:
    (weights / "champion.json").write_text('{"version": "v0001"}')
    with (
        running_server(make_settings(tmp_path, weights)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=60) as client,
    ):
        yield client


def answering(client: httpx.Client) -> set[str]:
    answer = client.post("/predict", json={"strokes": SEVEN}).json()
    return {answer["model_version"], client.get("/readyz").json()["model_version"]}


def test_a_champion_that_can_not_be_read_at_first_is_read_later(
    client: httpx.Client, weights: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def unreadable(folder: Path) -> Checkpoint:
        tried.append(folder.name)
        raise CheckpointError("a network disk that is slow to come back")

    with monkeypatch.context() as outage:
        outage.setattr(model_registry, "load_checkpoint", unreadable)
        (weights / "champion.json").write_text('{"version": "v0002"}')  # as another server promotes it
        began = time.monotonic()
        while time.monotonic() - began < 0.6:
            assert answering(client) == {"v0001"}
    assert 1 <= len(tried) <= 4, "neither never again nor for each request"
    assert caplog.text.count("slow to come back") == 1
    while answering(client) != {"v0002"}:
        assert time.monotonic() - began < 10


def test_other_versions_are_read_one_at_a_time_and_once(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/readyz").raise_for_status()
    loads: list[str] = []
    at_once, most = 0, 0
    counting = threading.Lock()

    def load(folder: Path) -> Checkpoint:
        nonlocal at_once, most
        with counting:
            loads.append(folder.name)
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.05)
        try:
            return load_checkpoint(folder)
        finally:
            at_once -= 1

    monkeypatch.setattr(model_registry, "load_checkpoint", load)
    with ThreadPoolExecutor(24) as pool:
        about = [f"/v2/models/inkling/versions/{version}{end}" for version in VERSIONS for end in ("", "/ready")]
        assert {answer.status_code for answer in pool.map(client.get, about * 4)} == {200}
        assert loads == [], "that needs its metadata alone"
        asked = [f"/v2/models/inkling/versions/{version}/infer" for version in VERSIONS[:3]]
        answers = list(pool.map(lambda url: client.post(url, json=PIXELS), asked * 8))
    assert {answer.json()["model_version"] for answer in answers} == set(VERSIONS[:3])
    assert (sorted(loads), most) == (["v0002", "v0003"], 1)


def test_a_version_whose_arrays_are_cut_short_is_not_ready(client: httpx.Client, weights: Path) -> None:
    (weights / "v0006" / "parameters.npz").write_bytes(b"PK\3\4")
    answer = client.get("/v2/models/inkling/versions/v0006/ready")
    assert answer.status_code == 409 and "v0006 is damaged" in answer.json()["error"]
