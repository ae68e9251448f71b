"""Two servers over one PostgreSQL and one weights folder."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from app.settings import ROOT
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.postgres import running_postgres
from tests.helpers.server import running_server


@pytest.fixture
def servers(tmp_path: Path, shipped_weights: Path) -> Iterator[list[httpx.Client]]:
    """Two servers with a data folder each, as on two machines; the newer version is better than the champion."""
    shutil.copytree(shipped_weights, tmp_path / "weights")
    shutil.copytree(ROOT / "weights" / "v0003", tmp_path / "weights" / "v0003")
    with ExitStack() as stack:
        url = SecretStr(stack.enter_context(running_postgres()))
        clients = []
        for name in ("one", "two"):
            settings = make_settings(tmp_path / name, tmp_path / "weights", database_url=url)
            address = stack.enter_context(running_server(settings))
            client = httpx.Client(base_url=address, headers=BEARER, timeout=60)
            clients.append(stack.enter_context(client))
        yield clients


def test_what_one_server_is_told_the_other_knows(servers: list[httpx.Client]) -> None:
    one, two = servers
    assert one.post("/feedback", json={"strokes": SEVEN, "label": 7}).json() == {"new": True}
    assert two.post("/feedback", json={"strokes": SEVEN, "label": 7}).json() == {"new": False}
    assert two.post("/feedback", json={"strokes": THREE, "label": 3}).json() == {"new": True}
    ids = [entry["id"] for entry in one.get("/admin/corrections").json()["corrections"]]
    assert len(ids) == 2
    assert two.post("/admin/corrections/decisions", json={"ids": ids, "state": "accepted"}).json()["changed"] == 2
    counts = one.get("/admin/corrections").json()["counts"]
    assert (counts["accepted"], counts["training"] + counts["exam"]) == (2, 2)
    assert one.get("/admin/corrections/export").text == two.get("/admin/corrections/export").text


def test_what_one_promotes_the_other_answers_with_within_two_seconds(servers: list[httpx.Client]) -> None:
    one, two = servers

    def answers() -> list[str]:
        return [each.post("/predict", json={"strokes": SEVEN}).json()["model_version"] for each in servers]

    assert answers() == ["v0001", "v0001"]
    one.put("/admin/models/champion", json={"version": "v0003", "anyway": True}).raise_for_status()
    promoted = time.monotonic()
    while answers() != ["v0003", "v0003"]:
        assert time.monotonic() - promoted < 2
        time.sleep(0.05)
    assert two.post("/admin/models/roll-back", json={}).status_code == 200
    rolled_back = time.monotonic()
    while answers() != ["v0001", "v0001"]:
        assert time.monotonic() - rolled_back < 2
        time.sleep(0.05)
