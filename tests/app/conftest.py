"""A server for the tests of `app`, with its own weights folder and data folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.settings import ROOT, Settings
from tests.helpers.server import running_server

TOKEN = "a-token-for-tests-only"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="session")
def shipped_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is shipped, without whatever was trained on this machine."""
    folder = tmp_path_factory.mktemp("shipped") / "weights"
    folder.mkdir()
    shutil.copytree(ROOT / "weights" / "v0001", folder / "v0001")
    (folder / "champion.json").write_text('{"version": "v0001"}')
    return folder


def make_settings(folder: Path, weights: Path, **changes: object) -> Settings:
    values = {
        "weights_dir": weights,
        "data_dir": folder / "data",
        "admin_token": SecretStr(TOKEN),
        "training_threads": 1,
        "sign_in_limit": "1000/second",  # many tests come with a wrong token
        "room_code_limit": "1000/second",
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """The address of a server that the tests of one file share."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    with running_server(make_settings(folder, folder / "weights", max_body_bytes=2_000_000)) as address:
        yield address


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    """A visitor."""
    with httpx.Client(base_url=server, timeout=60) as client:
        yield client


@pytest.fixture
def admin(server: str) -> Iterator[httpx.Client]:
    """The admin, with the token."""
    with httpx.Client(base_url=server, timeout=60, headers=BEARER) as client:
        yield client
