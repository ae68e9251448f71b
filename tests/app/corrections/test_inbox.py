"""The inbox of corrections: sending, deciding, import and export, and which part each drawing belongs to."""

import base64
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from app.corrections import table
from app.corrections.inbox import Corrections, NewCorrection, Part, as_row
from app.database import engine
from app.database.database import FILE, Database
from app.database.engine import Base, migrate
from app.rooms import tables
from app.settings import Settings
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.server import running_server

PARTS: tuple[Part, Part] = ("training", "exam")


@pytest.fixture
def address(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    """A server with an inbox of its own and no rate limit."""
    with running_server(make_settings(tmp_path, shipped_weights, feedback_limit="1000/minute")) as address:
        yield address


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture
def admin(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60, headers=BEARER) as client:
        yield client


def slanted(number: int) -> list[list[list[float]]]:
    """A different seven for each number."""
    return [[[20, 20], [80 + number, 20], [62, 58], [45, 100 + number]]]


def send(client: httpx.Client, strokes: object, label: int = 7, **more: object) -> httpx.Response:
    return client.post("/feedback", json={"strokes": strokes, "label": label, **more})


def inbox(admin: httpx.Client, state: str = "waiting", **query: int) -> dict[str, Any]:
    answer = admin.get("/admin/corrections", params={"state": state, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_correction_waits_for_the_admin_with_its_picture(visitor: httpx.Client, admin: httpx.Client) -> None:
    answer = send(visitor, SEVEN, 7, answered=1, model_version="v0001")
    assert (answer.status_code, answer.json()) == (201, {"new": True})
    (entry,) = inbox(admin)["corrections"]
    assert (entry["label"], entry["answered"], entry["model_version"]) == (7, 1, "v0001")
    picture = visitor.post("/predict", json={"strokes": SEVEN, "include": ["image"]}).json()["image"]
    kept = base64.b64decode(entry["picture"])
    assert [ink / 255 for ink in kept] == pytest.approx([ink for row in picture for ink in row], abs=0.01)


def test_the_same_drawing_is_kept_once_wherever_it_was_drawn(visitor: httpx.Client, admin: httpx.Client) -> None:
    moved = [[[x * 2 + 5, y * 2 + 9] for x, y in stroke] for stroke in SEVEN]
    assert [send(visitor, strokes).json()["new"] for strokes in (SEVEN, SEVEN, moved)] == [True, False, False]
    assert inbox(admin)["counts"]["waiting"] == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"strokes": [], "label": 7}, 422),
        ({"strokes": [[]], "label": 7}, 422),
        ({"strokes": SEVEN, "label": 10}, 422),
        ({"strokes": SEVEN}, 422),
        ({"strokes": SEVEN, "label": 7, "name": "Ann"}, 422),
        ({"strokes": SEVEN, "label": 7, "model_version": "../../etc"}, 422),
        ({"strokes": [[[i, i] for i in range(2001)]], "label": 7}, 413),
        ({"strokes": [[[1e308, 0], [0, 1]]], "label": 7}, 422),
    ],
)
def test_what_is_no_correction_is_refused(visitor: httpx.Client, body: dict[str, object], status: int) -> None:
    answer = visitor.post("/feedback", json=body)
    assert answer.status_code == status and answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("site", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str)
def test_another_sites_page_can_not_send_any(visitor: httpx.Client, site: dict[str, str]) -> None:
    answer = visitor.post("/feedback", json={"strokes": SEVEN, "label": 7}, headers=site)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


def test_one_address_may_send_so_many(tmp_path: Path, shipped_weights: Path) -> None:
    with (
        running_server(make_settings(tmp_path, shipped_weights, feedback_limit="2/minute")) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        answers = [send(client, slanted(number)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert "try again" in answers[2].json()["detail"]


def test_a_full_inbox_says_so_and_loses_nothing(tmp_path: Path, shipped_weights: Path) -> None:
    with (
        running_server(make_settings(tmp_path, shipped_weights, max_corrections=1)) as address,
        httpx.Client(base_url=address, timeout=60, headers=BEARER) as client,
    ):
        assert send(client, SEVEN).status_code == 201
        assert send(client, THREE, 3).status_code == 409
        assert inbox(client)["counts"]["waiting"] == 1


def test_many_are_decided_at_once_and_can_be_taken_back(visitor: httpx.Client, admin: httpx.Client) -> None:
    for number in range(6):
        send(visitor, slanted(number), 1)
    ids = [entry["id"] for entry in inbox(admin)["corrections"]]
    assert ids == sorted(ids, reverse=True)

    def decide(some: list[int], state: str, label: int | None = None) -> dict[str, object]:
        body = {"ids": some, "state": state} | ({} if label is None else {"label": label})
        answer = admin.post("/admin/corrections/decisions", json=body)
        assert answer.status_code == 200
        return dict(answer.json())

    assert decide(ids[:4], "accepted", 7)["changed"] == 4
    assert decide(ids[4:], "rejected")["counts"]["rejected"] == 2
    assert {entry["label"] for entry in inbox(admin, "accepted")["corrections"]} == {7}
    assert {entry["label"] for entry in inbox(admin, "rejected")["corrections"]} == {1}
    assert decide(ids, "waiting")["counts"] == {"waiting": 6, "accepted": 0, "rejected": 0, "training": 0, "exam": 0}
    assert decide([999_999], "accepted")["changed"] == 0


def test_the_sheet_goes_on_page_by_page(visitor: httpx.Client, admin: httpx.Client) -> None:
    for number in range(5):
        send(visitor, slanted(number))
    first = inbox(admin, limit=3)["corrections"]
    rest = inbox(admin, limit=3, before=first[-1]["id"])["corrections"]
    assert [len(first), len(rest)] == [3, 2]
    assert {entry["id"] for entry in first}.isdisjoint(entry["id"] for entry in rest)


def test_export_and_import_bring_all_of_it_to_another_server(
    visitor: httpx.Client, admin: httpx.Client, tmp_path: Path, shipped_weights: Path
) -> None:
    for number in range(4):
        send(visitor, slanted(number), answered=1)
    ids = [entry["id"] for entry in inbox(admin)["corrections"]]
    admin.post("/admin/corrections/decisions", json={"ids": ids[:2], "state": "accepted"})
    lines = admin.get("/admin/corrections/export").text
    assert len(lines.splitlines()) == 4
    assert len(admin.get("/admin/corrections/export", params={"state": "accepted"}).text.splitlines()) == 2
    other_folder = tmp_path / "other"
    with (
        running_server(make_settings(other_folder, shipped_weights)) as address,
        httpx.Client(base_url=address, timeout=60, headers=BEARER) as other,
    ):
        damaged = lines + 'not json\n{"label": 12, "strokes": [[[0, 0], [1, 1]]]}\n{"label": 1, "strokes": []}\n'
        told = other.post("/admin/corrections/import", content=damaged).json()
        assert (told["added"], told["known"], [each["line"] for each in told["refused"]]) == (4, 0, [5, 6, 7])
        assert other.post("/admin/corrections/import", content=lines).json() == {"added": 0, "known": 4, "refused": []}
        assert other.get("/admin/corrections/export").text == lines


def test_a_drawing_teaches_or_examines_never_both(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    drawings = [as_row(NewCorrection(strokes=[rng.random((9, 2))], label=i % 10, state="accepted")) for i in range(200)]
    with closing(Corrections(Settings(data_dir=tmp_path))) as corrections:
        assert corrections.add(drawings) == 200
        training, exam = ({str(json.loads(line)["strokes"]) for line in corrections.lines(part)} for part in PARTS)
        assert training.isdisjoint(exam) and len(training) + len(exam) == 200
        assert 25 < len(exam) < 80  # about one in four
        assert corrections.add(drawings) == 0  # all known
        exam_id = int(json.loads(next(iter(corrections.lines("exam"))))["writer"])
        corrections.decide([exam_id], "rejected")
        assert corrections.counts()["exam"] == len(exam) - 1


def test_the_migrations_make_what_the_code_expects_and_can_be_undone(tmp_path: Path) -> None:
    with closing(Database(Settings(data_dir=tmp_path))) as database:
        pool = database.engine
        assert table.Base is tables.Base is Base, "their tables are among those compared"
        with pool.begin() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
            migrate(connection, "base")
        with pool.begin() as connection:
            assert not {"corrections", "rooms"} & set(inspect(connection).get_table_names())
            migrate(connection)
        assert {"corrections", "rooms"} < set(inspect(pool).get_table_names())


def test_questions_that_come_at_once_open_one_pool_of_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def open_slowly(file: Path, url: str | None) -> Engine:
        opened.append((file, url))
        time.sleep(0.1)
        return create_engine("sqlite://")

    monkeypatch.setattr(engine, "open_engine", open_slowly)
    with closing(Corrections(Settings(data_dir=tmp_path))) as corrections, ThreadPoolExecutor(8) as pool:
        engines = set(pool.map(lambda _: corrections._table._database.engine, range(8)))
    assert len(engines) == len(opened) == 1


def test_servers_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            with closing(Corrections(Settings(data_dir=tmp_path))) as corrections:
                assert corrections.counts()["waiting"] == 0
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert versions == [("0002_rooms",)]
