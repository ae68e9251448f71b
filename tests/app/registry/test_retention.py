"""What is referred to is kept: parents of trainings, the champion, the way back; promoting and pruning don't cross."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.errors import NotFound
from app.jobs.worker_lock import is_locked
from app.registry.model_registry import STUDIO, ModelRegistry
from tests.app.conftest import BEARER, make_settings
from tests.app.training.test_trainings import TINY, is_over, wait_until
from tests.helpers.server import running_server


@pytest.fixture
def weights(tmp_path: Path, shipped_weights: Path) -> Path:
    """A champion that was shipped, and v0002 to v0005 as if trained in the studio."""
    folder = tmp_path / "weights"
    shutil.copytree(shipped_weights, folder)
    for number in range(2, 6):
        shutil.copytree(folder / "v0001", folder / f"v{number:04d}")
        path = folder / f"v{number:04d}" / "metadata.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"command": STUDIO}))
    return folder


@pytest.fixture
def admin(tmp_path: Path, weights: Path) -> Iterator[httpx.Client]:
    settings = make_settings(tmp_path, weights, kept_versions=2)
    with running_server(settings) as address, httpx.Client(base_url=address, headers=BEARER, timeout=60) as client:
        yield client


def there(weights: Path) -> list[str]:
    return sorted(path.name for path in weights.glob("v*"))


def promote(admin: httpx.Client, version: str) -> dict[str, str]:
    answer = admin.put("/admin/models/champion", json={"version": version, "anyway": True})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_trainings_parent_is_spared_for_as_long_as_it_may_be_needed(
    admin: httpx.Client, weights: Path, tmp_path: Path
) -> None:
    more = TINY | {"epochs": 1, "training_size": 500, "parent_version": "v0002"}
    more.pop("hidden_sizes")
    started = admin.post("/admin/retrain", json=more).json()["id"]
    assert there(weights) == ["v0001", "v0002", "v0004", "v0005"]
    done = wait_until(admin, started, is_over)
    assert (done["state"], done["model_version"]) == ("succeeded", "v0006"), done["error"]
    status = tmp_path / "data" / "trainings" / started / "status.json"
    lost = json.loads(status.read_text()) | {"state": "running"}  # its process was killed: it can go on
    while is_locked(status.parent):  # the process has said its last word, and is ending
        time.sleep(0.02)
    status.write_text(json.dumps(lost))
    second = admin.post("/admin/retrain", json=TINY).json()["id"]
    assert "v0002" in there(weights)
    wait_until(admin, second, is_over)
    status.write_text(json.dumps(lost | {"state": "cancelled"}))
    third = admin.post("/admin/retrain", json=TINY).json()["id"]
    assert "v0002" not in there(weights)
    wait_until(admin, third, is_over)


def test_promoting_the_champion_again_changes_nothing(admin: httpx.Client, weights: Path) -> None:
    promote(admin, "v0003")
    before = (weights / "champion.json").read_text(), admin.get("/admin/log").json()
    assert promote(admin, "v0003") == {"champion": "v0003", "previous": "v0001"}
    assert ((weights / "champion.json").read_text(), admin.get("/admin/log").json()) == before
    assert admin.post("/admin/models/roll-back", json={}).json() == {"champion": "v0001", "previous": "v0003"}
    wait_until(admin, admin.post("/admin/retrain", json=TINY).json()["id"], is_over)
    assert "v0003" in there(weights), "the way back is kept"


def test_a_version_that_another_server_removes_meanwhile_is_not_promoted(weights: Path) -> None:
    one, other = ModelRegistry(weights), ModelRegistry(weights)
    challenger = one.servable("v0002")
    assert other.prune(2) == ["v0003", "v0002"]
    with pytest.raises(NotFound, match="v0002"):
        one.promote(challenger)
    assert one.champion() == "v0001"
