"""Exams, the check before a promotion, the promotion log, rolling back and pruning, all over HTTP."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.registry.exam_schemas import Refusal
from app.registry.model_registry import STUDIO, ModelRegistry
from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.evaluation.evaluate import evaluate
from model.exams.non_digits import refusals
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.server import running_server


def weaken(folder: Path, *digits: int) -> None:
    """Makes the version in `folder` never answer these digits; each is about 1,000 of MNIST's 10,000."""
    arrays = dict(np.load(folder / "parameters.npz"))
    last = max(name for name in arrays if name.startswith("bias"))
    arrays[last][list(digits)] -= 1e3
    np.savez(folder / "parameters.npz", **arrays)


@pytest.fixture
def weights(tmp_path: Path, shipped_weights: Path) -> Path:
    """v0001, the champion; v0002, its twin; v0003, worse."""
    shutil.copytree(shipped_weights, tmp_path / "weights")
    for version in ("v0002", "v0003"):
        shutil.copytree(shipped_weights / "v0001", tmp_path / "weights" / version)
    weaken(tmp_path / "weights" / "v0003", 9)
    return tmp_path / "weights"


@pytest.fixture
def admin(tmp_path: Path, weights: Path) -> Iterator[httpx.Client]:
    with (
        running_server(make_settings(tmp_path, weights)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=60) as client,
    ):
        yield client


def accept(admin: httpx.Client, strokes: object, label: int) -> None:
    line = json.dumps({"strokes": strokes, "label": label, "state": "accepted"})
    assert admin.post("/admin/corrections/import", content=line).json()["added"] == 1


def promote(admin: httpx.Client, version: str, **more: object) -> httpx.Response:
    return admin.put("/admin/models/champion", json={"version": version, **more})


def log(admin: httpx.Client) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = admin.get("/admin/log").json()["entries"]
    return entries


def test_an_examination_is_what_model_says_of_the_version(admin: httpx.Client, weights: Path, tmp_path: Path) -> None:
    (exam,) = admin.get("/admin/models/v0003/examination").json()["exams"]  # no drawing has been accepted yet
    expected = evaluate(load_checkpoint(weights / "v0003").network, load_mnist_test())
    assert exam["confusion"] == expected.confusion.tolist()
    result = exam["result"]
    assert result["right"] == int(np.trace(expected.confusion)) and result["examples"] == 10_000
    assert result["low"] < result["accuracy"] < result["high"] < result["low"] + 0.02
    sureness = [mistake["confidence"] for mistake in exam["mistakes"]]
    assert sureness == sorted(sureness, reverse=True)
    again = admin.get("/admin/models/v0003/examination").json()["exams"][0]  # from the cache this time
    assert again == exam
    assert len(list((tmp_path / "data" / "examinations").glob("v0003-*.npz"))) == 1


def test_a_cell_of_the_confusion_matrix_opens(admin: httpx.Client) -> None:
    cell = admin.get("/admin/models/v0003/examination/mnist/9/4").json()
    (exam,) = admin.get("/admin/models/v0003/examination").json()["exams"]
    assert cell["count"] == exam["confusion"][9][4] > 500
    assert {(each["label"], each["answered"]) for each in cell["drawings"]} == {(9, 4)}
    assert admin.get("/admin/models/v0003/examination/handwriting/9/4").status_code == 404
    assert admin.get("/admin/models/v0003/examination/mnist/10/4").status_code == 422
    assert admin.get("/admin/models/v0009/examination").status_code == 404


def test_two_versions_are_compared_on_the_same_drawings(admin: httpx.Client) -> None:
    (exam,) = admin.get("/admin/models/v0003/comparison").json()["exams"]
    assert exam["lost"] > 900 and exam["won"] < 50 and exam["chance"] < 1e-6
    assert exam["won"] - exam["lost"] == exam["challenger"]["right"] - exam["champion"]["right"]
    assert all(each["other_answered"] == each["label"] != each["answered"] for each in exam["lost_drawings"])
    (twin,) = admin.get("/admin/models/v0002/comparison", params={"champion": "v0001"}).json()["exams"]
    assert (twin["won"], twin["lost"], twin["chance"]) == (0, 0, 1.0)


def test_our_handwriting_is_an_exam_as_soon_as_it_has_drawings(admin: httpx.Client) -> None:
    for number in range(12):  # about one in four examines
        accept(admin, [[[20, 20], [80 + number, 20], [62, 58], [45, 100]]], 7)
    accept(admin, THREE, 3)
    exams = {exam["name"]: exam for exam in admin.get("/admin/models/v0001/examination").json()["exams"]}
    counts = admin.get("/admin/corrections").json()["counts"]
    assert exams["handwriting"]["result"]["examples"] == counts["exam"] > 0
    assert np.sum(exams["handwriting"]["confusion"]) == counts["exam"]


def test_a_worse_version_is_promoted_only_if_it_is_asked_for_twice(admin: httpx.Client) -> None:
    refused = promote(admin, "v0003")
    assert (refused.status_code, refused.json()["error"]) == (409, "worse")
    assert "v0001" in refused.json()["detail"] and "anyway" in refused.json()["detail"]
    assert admin.get("/admin/models").json()["champion"] == "v0001"
    assert promote(admin, "v0003", anyway=True, reason="To show what a gate is for.").status_code == 200
    assert log(admin)[0]["reason"] == "To show what a gate is for."
    assert promote(admin, "v0002").status_code == 200  # better, so not refused


def test_one_worse_at_our_handwriting_alone_is_refused_too(admin: httpx.Client, weights: Path) -> None:
    for number in range(12):
        accept(admin, [[[20, 20], [80 + number, 20], [62, 58], [45, 100]]], 7)
    weaken(weights / "v0002", 7)
    weaken(weights / "v0003", 3)
    (weights / "champion.json").write_text('{"version": "v0003"}')  # no 9s and no 3s, but all the 7s
    told = promote(admin, "v0002").json()["detail"]
    assert "our handwriting" in told and "MNIST" not in told


def test_rolling_back_is_one_call_and_the_log_tells_all(admin: httpx.Client) -> None:
    assert admin.post("/admin/models/roll-back", json={}).status_code == 409  # there was none before
    promote(admin, "v0002", reason="A twin.")
    answer = admin.post("/admin/models/roll-back", json={"reason": "No need for it."})
    assert answer.json() == {"champion": "v0001", "previous": "v0002"}
    entries = log(admin)
    assert [entry["version"] for entry in entries] == ["v0001", "v0002", "v0001"]
    assert [entry["reason"] for entry in entries] == ["No need for it.", "A twin.", ""]
    assert entries[0]["until"] is None and entries[1]["until"] == entries[0]["since"]
    assert entries[0]["by"] == "API"


def test_there_is_no_way_back_to_what_never_answered_here(admin: httpx.Client, weights: Path) -> None:
    pointer = {"version": "v0001", "previous": "v0002", "promoted_at": "2026-01-31T12:00:00Z"}  # as it is shipped
    (weights / "champion.json").write_text(json.dumps(pointer))
    answer = admin.post("/admin/models/roll-back", json={})
    assert answer.status_code == 409 and "The log knows no champion" in answer.json()["detail"]
    promote(admin, "v0001")  # itself, once more
    assert admin.post("/admin/models/roll-back", json={}).status_code == 409
    promote(admin, "v0002")
    assert admin.post("/admin/models/roll-back", json={}).json() == {"champion": "v0001", "previous": "v0002"}
    shutil.rmtree(weights / "v0002")  # which is gone since
    assert admin.post("/admin/models/roll-back", json={}).status_code == 409


def test_a_torn_log_loses_nothing_that_was_whole(admin: httpx.Client, weights: Path) -> None:
    promote(admin, "v0002")
    path = weights / "promotions.jsonl"
    path.write_bytes(path.read_bytes()[:-20])  # the newest entry was cut short, but the pointer knows it
    assert log(admin)[0]["version"] == "v0002"
    admin.post("/admin/models/roll-back", json={})
    assert [entry["version"] for entry in log(admin)] == ["v0001", "v0002", "v0001"]


PROMOTE_OFTEN = """
import sys
from pathlib import Path
from app.registry.exam_schemas import Refusal
from app.registry.model_registry import ModelRegistry
registry = ModelRegistry(Path(sys.argv[1]))
for turn in range(20):
    version = sys.argv[2 + turn % 2]
    registry.promote(registry.servable(version), reason=f"{version} {turn}")
"""


def test_two_servers_that_promote_at_once_agree_on_one_order(weights: Path) -> None:
    def start(*versions: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", PROMOTE_OFTEN, str(weights), *versions])

    assert [process.wait(60) for process in [start("v0001", "v0002"), start("v0002", "v0003")]] == [0, 0]
    registry = ModelRegistry(weights)
    entries = registry.log()
    assert 20 <= len([entry for entry in entries if entry.get("reason")]) <= 40  # not those of the champion itself
    assert entries[-1]["version"] == registry.champion()
    for before, after in pairwise(entries):
        assert after["previous"] == before["version"] != after["version"]


def test_old_versions_of_the_studio_go_but_never_the_champion_or_its_predecessor(weights: Path) -> None:
    registry = ModelRegistry(weights)
    for number in range(4, 10):
        folder = weights / f"v{number:04d}"
        shutil.copytree(weights / "v0001", folder)
        metadata = json.loads((folder / "metadata.json").read_text())
        (folder / "metadata.json").write_text(json.dumps(metadata | {"command": STUDIO}))
    registry.promote(registry.servable("v0004"))
    registry.promote(registry.servable("v0005"))
    assert registry.prune(2) == ["v0007", "v0006"]
    left = sorted(path.name for path in weights.iterdir() if path.is_dir())
    assert left == ["v0001", "v0002", "v0003", "v0004", "v0005", "v0008", "v0009"]


def test_predictions_go_on_while_a_version_is_examined(admin: httpx.Client) -> None:
    with httpx.stream("GET", f"{admin.base_url}/admin/models/v0003/examination", headers=BEARER, timeout=60):
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7


def test_what_is_no_digit_is_refused_by_the_champion_and_not_by_a_version_without_thresholds() -> None:
    shipped = {name: load_checkpoint(ROOT / "weights" / name) for name in ("v0001", "v0003")}
    kinds = {name: refusals(one.network, one.metadata.thresholds, 5) for name, one in shipped.items()}
    assert Refusal.over(kinds["v0001"]).right == 0
    assert Refusal.over(kinds["v0003"]).accuracy >= 0.95
