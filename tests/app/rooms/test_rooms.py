"""The life of a room over HTTP: opened, joined, drawn in, watched, changed, closed."""

import re
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import inspect

from app.database.database import FILE, Database
from app.database.engine import migrate
from app.rooms import changes
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import FOUR, ONE, THREE
from tests.helpers.rooms import Caller, join, open_room, until
from tests.helpers.server import running_server


def test_the_life_of_a_room(server: str) -> None:
    room, wall = open_room(server, task="digits")
    assert re.fullmatch(r"\d{6}", room["code"]) and room["wall"] == f"/wall#{room['code']}.{room['key']}"
    listed = httpx.get(f"{server}/rooms", headers=BEARER).json()["rooms"]
    assert [each["code"] for each in listed] == [room["code"]]
    assert wall.ask("GET", "/qr.svg", 200).startswith(b"<svg")

    about, otter = join(server, room["code"])
    other, fox = join(server, room["code"])
    assert (about["animal"], about["color"]) != (other["animal"], other["color"])
    with wall.events() as events, fox.events() as told:
        drawn = otter.draw(meant=7, nonce="once-and-only-once")
        assert (drawn["label"], drawn["meant"], drawn["task"], drawn["round"]) == (7, 7, "digits", 1)
        assert otter.draw(meant=7, nonce="once-and-only-once") == drawn, "the answer was lost on the way"
        theirs = fox.draw(THREE, meant=7)
        seen = until(events, "drawing", id=theirs["id"])
        assert [name for name, *_ in seen] == ["room", "room", "pupil", "pupil", "drawing", "drawing"]
        assert [number for *_, number in seen][1:] == sorted({number for *_, number in seen[1:]})
        assert (seen[-2][1], seen[-1][1]) == (drawn, theirs)
        assert {data["id"] for name, data, _ in until(told, "drawing") if name == "drawing"} == {theirs["id"]}

        hidden = wall.ask("PATCH", f"/drawings/{theirs['id']}", 200, {"hidden": True, "accepted": True})
        assert (hidden["hidden"], hidden["accepted"]) == (True, True) and hidden["sequence"] > theirs["sequence"]
        wall.ask("PATCH", "", 200, {"frozen": True, "locked": True, "revealed": False, "title": "5b, frozen"})
        assert otter.draw(status=409)["error"] == "frozen"
        assert httpx.post(f"{server}/rooms/{room['code']}/pupils", json={}).json()["error"] == "locked"
        wall.ask("PATCH", "", 200, {"frozen": False, "task": "free", "round": 2})
        last = until(events, "room", frozen=False)
        assert [data["hidden"] for name, data, _ in last if name == "drawing"] == [True]
        wall.ask("DELETE", f"/pupils/{other['id']}", 204)
        assert until(told, "pupil")[-1][1]["removed"]
        assert list(told) == [], "its stream is over"
        until(events, "pupil", id=other["id"], removed=True)
    assert fox.draw(status=403)["error"] == "forbidden"
    assert fox.ask("GET", "/events", 403)["error"] == "forbidden"

    with wall.events(after=drawn["sequence"]) as events:  # what was before isn't told again, nor what was deleted
        wall.ask("DELETE", "", 204)
        seen = until(events, "closed")
        assert [name for name, *_ in seen if name == "drawing"] == []
    for path in ("", "/events", "/qr.svg", "/pupils/me"):
        assert wall.ask("GET", path, 410)["error"] == "gone"
    assert otter.draw(status=410)["error"] == "gone"
    assert httpx.get(f"{server}/rooms", headers=BEARER).json()["rooms"] == []


def test_a_wall_that_is_behind_reads_page_by_page(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "PAGE", 3)
    opened = [open_room(server) for _ in range(2)]
    pupils = [join(server, room["code"])[1] for room, _ in opened]
    with ExitStack() as stack:
        early = [stack.enter_context(wall.events()) for _, wall in opened]
        drawn = [[pupil.draw(ONE)["id"] for pupil in pupils] for _ in range(7)]
        late = [stack.enter_context(wall.events()) for _, wall in opened]
        for number, ids in enumerate(zip(*drawn, strict=True)):
            for events in (early[number], late[number]):
                told = [data["id"] for name, data, _ in until(events, "drawing", id=ids[-1]) if name == "drawing"]
                assert told == [*ids]
    for _, wall in opened:
        wall.ask("DELETE", "", 204)


def test_nothing_of_a_closed_room_is_left_and_nobody_is_known(tmp_path: Path, shipped_weights: Path) -> None:
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        room, wall = open_room(address)
        _, pupil = join(address, room["code"])
        pupil.draw(FOUR)
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database:
            stored = "\n".join(database.iterdump())
            assert "127.0.0.1" not in stored and "python-httpx" not in stored
            assert room["key"] not in stored and pupil.headers["Authorization"][7:] not in stored
        drawn = b"[[[40.0,15.0],[30.0,40.0]"
        assert any(drawn in path.read_bytes() for path in (tmp_path / "data").glob("inkling*"))
        wall.ask("DELETE", "", 204)
        assert not any(drawn in path.read_bytes() for path in (tmp_path / "data").glob("inkling*")), "not even unlisted"
        over, _ = open_room(address)
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database, database:
            for table in ("room_pupils", "room_drawings", "room_votes"):
                assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
            kept = database.execute("SELECT * FROM rooms WHERE code = ?", [room["code"]]).fetchone()
            assert {value for value in kept if isinstance(value, str)} - {"free", ""} == {room["code"], *kept[11:13]}
            database.execute("UPDATE rooms SET closes_at = '2026-01-01T00:00:00Z' WHERE code = ?", [over["code"]])
            database.execute("UPDATE rooms SET closed_at = '2026-01-01T00:00:00Z' WHERE code = ?", [room["code"]])
        assert httpx.get(f"{address}/rooms/{over['code']}").status_code == 404  # a day ago and more
        open_room(address)
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database:
            known = {code for (code,) in database.execute("SELECT code FROM rooms")}
            assert room["code"] not in known, "the oldest code is forgotten"


def test_an_older_database_gets_rooms_and_keeps_what_it_has(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights)
    with running_server(settings) as address:
        assert httpx.post(f"{address}/feedback", json={"strokes": FOUR, "label": 4}).status_code == 201
    with closing(Database(settings)) as database, database.engine.begin() as connection:
        migrate(connection, "-1")
        assert "rooms" not in inspect(connection).get_table_names()
    with running_server(settings) as address:
        room, _ = open_room(address)
        join(address, room["code"])[1].draw(ONE)
        assert httpx.get(f"{address}/admin/corrections", headers=BEARER).json()["counts"]["waiting"] == 1


def test_limits(tmp_path: Path, shipped_weights: Path) -> None:
    limits = {"max_rooms": 1, "max_room_pupils": 2, "room_drawings_per_minute": 3, "room_code_limit": "4/minute"}
    with running_server(make_settings(tmp_path, shipped_weights, **limits)) as address:
        room, wall = open_room(address)
        second = httpx.post(f"{address}/rooms", json={"title": "6a"}, headers=BEARER)
        assert (second.status_code, second.json()["error"]) == (409, "conflict")
        assert httpx.post(f"{address}/rooms", json={"title": "6a"}).status_code == 401
        (_, pupil), _ = join(address, room["code"]), join(address, room["code"])
        assert httpx.post(f"{address}/rooms/{room['code']}/pupils", json={}).status_code == 409
        for _ in range(3):
            pupil.draw(ONE)
        assert pupil.draw(ONE, 429)["error"] == "too_many_requests"
        with ExitStack() as stack:
            open_streams = [stack.enter_context(pupil.events()) for _ in range(8)]
            for events in open_streams:
                until(events, "pupil")
            assert pupil.ask("GET", "/events", 429)["error"] == "too_many_requests", "one phone needs one stream"
        assert pupil.draw([[[0, 0]] * 3000], 429)["error"] == "too_many_requests"
        for path in ("/results", ""):
            assert pupil.ask("PATCH" if not path else "GET", path, 401, {})["error"] == "unauthorized"

        wrong = f"{(int(room['code']) + 1) % 10**6:06d}"
        assert [httpx.get(f"{address}/rooms/{wrong}").status_code for _ in range(3)] == [404] * 3
        assert Caller(address, room["code"], "not a key").ask("GET", "/events", 401)["error"] == "unauthorized"
        for code in (wrong, room["code"]):  # a code can be guessed, so the right one is refused as well
            refused = httpx.get(f"{address}/rooms/{code}")
            assert refused.status_code == 429 and int(refused.headers["retry-after"]) <= 60
        assert pupil.ask("GET", "/pupils/me", 200)["drawings"] == 3, "who has a key is let in"
        wall.ask("PATCH", "", 200, {"locked": True})
        assert httpx.get(f"{address}/rooms", headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title": ""}, 422),
        ({"title": "a\x00b"}, 422),
        ({"title": "5b", "hours": 13}, 422),
        ({"title": "5b", "task": "paint"}, 422),
        ({"title": "5b", "name": "Ann"}, 422),
    ],
)
def test_what_is_no_room_is_refused(admin: httpx.Client, body: object, status: int) -> None:
    assert admin.post("/rooms", json=body).status_code == status


def test_the_admin_may_what_the_wall_may_but_not_for_another_sites_page(server: str) -> None:
    room, _ = open_room(server)
    address = f"{server}/rooms/{room['code']}"
    assert httpx.patch(address, json={"round": 2}, headers=BEARER).json()["round"] == 2
    assert httpx.patch(address, json={"round": 3}).status_code == 401
    with httpx.Client(timeout=60) as studio:
        assert studio.post(f"{server}/admin/session", json={"token": BEARER["Authorization"][7:]}).status_code == 204
        assert studio.patch(address, json={"round": 4}).json()["round"] == 4
        elsewhere = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
        assert studio.patch(address, json={"round": 5}, headers=elsewhere).json()["error"] == "forbidden"
        assert studio.delete(address, headers=elsewhere).status_code == 403
        assert studio.delete(address).status_code == 204
