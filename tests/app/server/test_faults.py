"""Faults: damaged files, versions from the future, a clock that goes back, two servers at once."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import alembic.op
import httpx
import pytest

from app.corrections.inbox import Corrections, NewCorrection, as_row
from app.registry.model_registry import STUDIO, ModelRegistry
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


@pytest.fixture
def weights(tmp_path: Path, shipped_weights: Path) -> Path:
    """Two versions; v0002 is the champion, and v0001 was before."""
    folder = tmp_path / "weights"
    shutil.copytree(shipped_weights, folder)
    shutil.copytree(folder / "v0001", folder / "v0002")
    with running_server(make_settings(tmp_path, folder)) as address:
        for version in ("v0001", "v0002"):
            promote(address, version)
    return folder


def promotion(address: str, version: str) -> httpx.Response:
    body = {"version": version, "anyway": True}
    return httpx.put(f"{address}/admin/models/champion", json=body, headers=BEARER, timeout=60)


def promote(address: str, version: str) -> int:
    return promotion(address, version).status_code


def serving(address: str) -> str:
    ready = httpx.get(f"{address}/readyz").json()["model_version"]
    assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}).json()["model_version"] == ready
    return str(ready)


def test_tables_whose_making_was_cut_short_are_made_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    drawing = as_row(NewCorrection(strokes=SEVEN, label=7))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(alembic.op, "create_index", die)
        Corrections(make_settings(tmp_path, tmp_path)).add([drawing])
    corrections = Corrections(make_settings(tmp_path, tmp_path))
    assert corrections.add([drawing]) == 1
    corrections.close()


@pytest.mark.parametrize("file", ["parameters.npz", "metadata.json"])
@pytest.mark.parametrize("kept", [0, 100])
def test_after_a_start_with_a_damaged_champion_the_one_before_answers(
    tmp_path: Path, weights: Path, file: str, kept: int
) -> None:
    os.truncate(weights / "v0002" / file, kept)
    with running_server(make_settings(tmp_path, weights)) as address:
        assert serving(address) == "v0001"
        listed = httpx.get(f"{address}/admin/models", headers=BEARER).json()
        assert listed["champion"] == "v0001"
        assert promote(address, "v0002") == 409
        assert promote(address, "v0001") == 200
        assert serving(address) == "v0001"


POINTERS = ["", "{", "[]", '{"version": 5}', '{"version": "v0099"}', "[" * 9999, None]
LOGS = ["a folder", "not JSON", '{"version": "v0001", "promoted_at": 7}']


@pytest.mark.parametrize(
    ("pointer", "log"), [*((pointer, None) for pointer in POINTERS), *(('{"version": 5}', log) for log in LOGS)]
)
def test_with_a_damaged_pointer_the_newest_good_version_answers_until_one_is_promoted(
    tmp_path: Path, weights: Path, pointer: str | None, log: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(weights / "v0002", weights / "v0003")
    os.truncate(weights / "v0003" / "parameters.npz", 100)
    (weights / "champion.json").unlink() if pointer is None else (weights / "champion.json").write_text(pointer)
    spoil(weights / "promotions.jsonl", log)
    with running_server(make_settings(tmp_path, weights)) as address:
        assert "v0002 answers instead, until a version is promoted" in caplog.text
        assert serving(address) == "v0002"
        with httpx.Client(base_url=f"{address}/admin", headers=BEARER, timeout=60) as admin:
            assert admin.get("/models").json()["champion"] == "v0002"
            assert admin.get("/models/v0001/comparison").json()["champion"] == "v0002"
            assert admin.get("/log").status_code == 200
        assert promote(address, "v0001") == 200
        assert serving(address) == "v0001"
    with running_server(make_settings(tmp_path, weights)) as address:
        assert serving(address) == "v0001"


def spoil(log: Path, content: str | None) -> None:
    log.unlink()
    if content == "a folder":
        log.mkdir()
    elif content is not None:
        log.write_text(content)


def test_while_it_is_unknown_who_is_champion_no_version_is_removed(weights: Path) -> None:
    for version in ("v0001", "v0002"):
        path = weights / version / "metadata.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"command": STUDIO}))
    for number in range(3, 6):
        shutil.copytree(weights / "v0001", weights / f"v{number:04d}")
    registry = ModelRegistry(weights)
    (weights / "champion.json").write_text("{")
    assert registry.prune(2) == []
    (weights / "champion.json").write_text('{"version": "v0001"}')
    assert registry.prune(2) == ["v0003"], "v0002 is the way back"


def test_a_version_from_the_future_is_left_alone(tmp_path: Path, weights: Path) -> None:
    shutil.copytree(weights / "v0001", weights / "v0099")
    path = weights / "v0099" / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    before = path.read_bytes()
    with running_server(make_settings(tmp_path, weights)) as address:
        listed = httpx.get(f"{address}/admin/models", headers=BEARER).json()["models"]
        assert [model["version"] for model in listed] == ["v0002", "v0001"]
        assert promote(address, "v0099") == 409
        assert serving(address) == "v0002"
    assert path.read_bytes() == before


def test_a_clock_that_goes_back_hides_no_promotion(tmp_path: Path, weights: Path) -> None:
    with running_server(make_settings(tmp_path, weights)) as address:
        assert serving(address) == "v0002"
        draft = weights / "draft"  # as another server, whose clock is a year late, promotes
        draft.write_text('{"version": "v0001"}')
        os.utime(draft, (1e9, 1e9))
        draft.replace(weights / "champion.json")
        assert serving(address) == "v0001"
        assert promote(address, "v0002") == 200
        assert serving(address) == "v0002"


def test_two_servers_that_promote_at_once_agree_and_log_every_promotion(tmp_path: Path, weights: Path) -> None:
    log = weights / "promotions.jsonl"
    before = len(log.read_text().splitlines())
    with (
        running_server(make_settings(tmp_path / "one", weights)) as one,
        running_server(make_settings(tmp_path / "other", weights)) as other,
        ThreadPoolExecutor(4) as pool,
    ):
        asked = [(address, version) for address in (one, other) for version in ("v0001", "v0002")] * 10
        answers = pool.map(lambda each: promotion(*each), asked)
        assert [answer.text for answer in answers if answer.status_code != 200] == []
        assert serving(one) == serving(other) == json.loads((weights / "champion.json").read_text())["version"]
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert before < len(entries) <= before + len(asked), "the champion is not promoted again"
    assert [entry["previous"] for entry in entries[1:]] == [entry["version"] for entry in entries[:-1]]
    assert all(entry.get("previous") != entry["version"] for entry in entries)
