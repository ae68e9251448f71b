"""What a class finds out: results, votes, a training on its own digits, what it keeps and takes home."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.rooms import trainings
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.rooms import OF_DIGIT, Caller, join, open_room, until
from tests.helpers.server import running_server

TINY = {"epochs": 2, "training_size": 500, "validation_size": 500, "learning_rate": 0.0001}
SCRIBBLE = [[[0, 0], [90, 10], [5, 20], [95, 30], [0, 45], [99, 60], [3, 75], [97, 90], [50, 0], [50, 99]]]


@pytest.fixture
def folder(tmp_path: Path, shipped_weights: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    monkeypatch.setattr(trainings, "HYPERPARAMETERS", TINY)
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    settings = make_settings(folder, folder / "weights", room_drawings_per_minute=1000)
    with running_server(settings) as address:
        yield address


def write(pupil: Caller, rounds: int = 2) -> list[int]:
    """The digits that we have strokes of, once a round."""
    return [
        pupil.draw(strokes, meant=digit, round=number + 1)["id"]
        for number in range(rounds)
        for digit, strokes in OF_DIGIT.items()
    ]


def test_a_class_writes_is_counted_teaches_and_takes_its_drawings_home(address: str, folder: Path) -> None:
    room, wall = open_room(address, task="digits")
    assert wall.ask("POST", "/trainings", 409)["error"] == "conflict"
    assert wall.ask("GET", "/comparison", 409)["error"] == "conflict"
    class_ = [join(address, room["code"]) for _ in range(3)]
    drawn = {about["id"]: write(pupil) for about, pupil in class_}
    about, pupil = class_[0]
    wrong = pupil.draw(THREE, meant=7, round=1)  # the last one of a digit counts
    rude = pupil.draw(SCRIBBLE, meant=5, round=1)
    wall.ask("PATCH", f"/drawings/{rude['id']}", 200, {"hidden": True})

    results = wall.ask("GET", "/results", 200)
    first, second = results["rounds"]
    assert (second["round"], second["of"], second["right"]) == (2, 15, 15)
    assert (first["of"], first["right"]) == (15, 14) and first["low"] < 14 / 15 < first["high"] < 1
    assert second["high"] == 1 and second["low"] == pytest.approx(0.796, abs=0.001)  # 15 of 15, after Wilson
    assert first["confusion"][7] == [0, 0, 0, 1, 0, 0, 0, 2, 0, 0] and first["cells"]["7,3"] == [wrong["id"]]
    mine = {"round": 1, "right": 4, "of": 5}
    assert next(each for each in results["pupils"] if each["id"] == about["id"])["rounds"][0] == mine
    assert pupil.ask("GET", "/pupils/me", 200)["results"][0] == mine
    assert pupil.ask("GET", "/results", 401)["error"] == "unauthorized"

    with wall.events() as events:
        started = wall.ask("POST", "/trainings", 202)
        teachers, examiners = set(started["teachers"]), set(started["examiners"])
        assert len(teachers) == 2 and teachers | examiners == set(drawn) and not teachers & examiners
        assert wall.ask("POST", "/trainings", 409)["error"] == "conflict"
        job = folder / "data" / "trainings" / "t0001"
        lessons = [json.loads(line) for line in (job / "people.jsonl").read_text().splitlines()]
        assert {int(line["writer"]) for line in lessons} == teachers and len(lessons) == started["drawings"] == 20
        told = until(events, "training", state="succeeded")
        until(events, "room", challenger="v0002")
        assert len(told[-1][1]["curve"]) == 2 and told[-1][1]["before"]["version"] == "v0001"
    assert not (job / "people.jsonl").exists(), "what was learned from is gone as soon as it was"
    assert pupil.draw(SEVEN, meant=7, round=2)["model_version"] == "v0002"
    assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}).json()["model_version"] == "v0001"
    models = httpx.get(f"{address}/admin/models", headers=BEARER).json()
    assert models["champion"] == "v0001" and models["models"][0]["parent_version"] == "v0001"
    figures = wall.ask("GET", "/comparison", 200)
    assert (set(figures["teachers"]), set(figures["examiners"])) == (teachers, examiners)
    assert figures["before"]["of"] == figures["after"]["of"] == 10
    assert len(figures["won"]) - len(figures["lost"]) == figures["after"]["right"] - figures["before"]["right"]
    assert wall.ask("PATCH", "", 200, {"model_version": None})["model_version"] is None
    assert pupil.draw(SEVEN)["model_version"] == "v0001"
    assert wall.ask("PATCH", "", 422, {"model_version": "v0009"})["error"] == "invalid_request"

    for drawing in drawn[about["id"]][:2]:
        wall.ask("PATCH", f"/drawings/{drawing}", 200, {"accepted": True})
    assert [wall.ask("POST", "/corrections", 200) for _ in range(2)] == [{"kept": 2}] * 2
    with zipfile.ZipFile(io.BytesIO(wall.ask("GET", "/download", 200))) as archive:
        lines = [json.loads(line) for line in archive.read("drawings.jsonl").splitlines()]
        assert len(lines) == 34 and sum(line["accepted"] for line in lines) == 2
        table = archive.read("results.csv").decode().splitlines()
        assert table[0] == "animal,color,round,right,of" and f"{about['animal']},{about['color']},1,4,5" in table
        assert room["key"] not in archive.read("README.txt").decode()
    wall.ask("DELETE", "", 204)
    counts = httpx.get(f"{address}/admin/corrections", headers=BEARER).json()["counts"]
    assert counts["waiting"] == 2, "they outlive the room"


def test_who_fools_the_network_is_voted_on(address: str) -> None:
    room, wall = open_room(address, task="fool")
    (_, otter), (_, fox), (_, bee) = (join(address, room["code"]) for _ in range(3))
    with bee.events() as told:
        unfair, fair = otter.draw(THREE, meant=8), fox.draw(SEVEN, meant=1)
        otter.draw(SEVEN, meant=7)  # which fools nobody
        for drawing, pupil, vote in ((fair, otter, False), (fair, otter, True), (unfair, fox, False)):
            pupil.ask("POST", f"/drawings/{drawing['id']}/votes", 204, {"fair": vote})
        assert fox.ask("POST", f"/drawings/{fair['id']}/votes", 409, {"fair": True})["error"] == "conflict"
        wall.ask("PATCH", f"/drawings/{unfair['id']}", 200, {"hidden": True})
        seen = until(told, "drawing", id=unfair["id"], hidden=True)
        assert seen[-1][1]["strokes"] == [], "what is hidden is hidden from phones as well"
        votes = [data["votes"] for name, data, _ in seen if name == "drawing" and data["id"] == fair["id"]]
        assert votes[-1] == {"fair": 1, "unfair": 0}
    assert wall.ask("GET", "/results", 200)["fooling"] == [fair["id"]]
    wall.ask("PATCH", f"/drawings/{unfair['id']}", 200, {"hidden": False})
    assert wall.ask("GET", "/results", 200)["fooling"] == [fair["id"], unfair["id"]], "the fair one first"
    assert otter.ask("GET", f"/drawings/{fair['id']}", 404)["error"] == "not_found"


def test_a_room_that_closes_ends_its_training(address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainings, "HYPERPARAMETERS", TINY | {"epochs": 1000, "training_size": 20_000})
    room, wall = open_room(address, task="digits")
    for _ in range(2):
        write(join(address, room["code"])[1])
    with wall.events() as events:
        wall.ask("POST", "/trainings", 202)
        until(events, "training", state="running")
    wall.ask("DELETE", "", 204)
    assert list((folder / "data").rglob("people.jsonl")) == []
    training = f"{address}/admin/trainings/t0001"
    with httpx.stream("GET", f"{training}/events", headers=BEARER, timeout=60) as events:
        list(events.iter_lines())  # until it is over, or nothing if it is already
    assert httpx.get(training, headers=BEARER).json()["state"] == "cancelled"
