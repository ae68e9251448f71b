"""What bounds the inbox and its database: numbers, bytes, time; and a database that is newer, or tampered with."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from pydantic import SecretStr

from app.database import time_limits
from app.database.database import FILE
from app.routes import dependencies
from tests.app.conftest import BEARER, make_settings
from tests.app.corrections.test_inbox import inbox, send, slanted
from tests.helpers.drawings import SEVEN
from tests.helpers.postgres import running_postgres
from tests.helpers.server import running_server

ASKED = (
    ("POST", "/feedback", {"strokes": SEVEN, "label": 7}),
    ("GET", "/admin/corrections", None),
    ("GET", "/admin/corrections/export", None),
    ("POST", "/admin/corrections/decisions", {"ids": [1], "state": "accepted"}),
    ("GET", "/admin/models/v0001/examination", None),
    ("POST", "/admin/retrain", {"epochs": 1}),
    ("POST", "/admin/sweeps", {"try": {"seed": [1, 2]}}),
)


@contextmanager
def serving(folder: Path, weights: Path, **settings: object) -> Iterator[httpx.Client]:
    settings = {"feedback_limit": "100000/minute"} | settings
    with (
        running_server(make_settings(folder, weights, **settings)) as address,
        httpx.Client(base_url=address, headers=BEARER, timeout=60) as client,
    ):
        yield client


def decide(admin: httpx.Client, state: str, *ids: int) -> None:
    admin.post("/admin/corrections/decisions", json={"ids": ids, "state": state}).raise_for_status()


def test_rejected_drawings_make_room_and_others_never_do(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights, max_corrections=4) as admin:
        for number in range(4):
            assert send(admin, slanted(number)).status_code == 201
        full = send(admin, slanted(4))
        assert full.status_code == 409 and "decide" in full.json()["detail"]
        assert send(admin, slanted(2)).json() == {"new": False}, "a known one takes no room"
        decide(admin, "rejected", 1, 2, 3)
        assert [send(admin, slanted(number)).status_code for number in (4, 5)] == [201, 201]
        assert inbox(admin)["counts"] | {"training": 0, "exam": 0} == {
            "waiting": 3,
            "accepted": 0,
            "rejected": 1,
            "training": 0,
            "exam": 0,
        }
        assert [entry["id"] for entry in inbox(admin, "rejected")["corrections"]] == [3], "the oldest go first"
        decide(admin, "accepted", 4)
        assert [send(admin, slanted(number)).status_code for number in (6, 7)] == [201, 409]
        counts = inbox(admin)["counts"]
        assert (counts["waiting"], counts["accepted"], counts["rejected"]) == (3, 1, 0)


def test_the_inbox_is_bounded_in_bytes(tmp_path: Path, shipped_weights: Path) -> None:
    def long(number: int) -> list[list[list[float]]]:
        return np.random.default_rng(number).integers(0, 1000, (1, 1900, 2)).tolist()  # type: ignore[no-any-return]

    with serving(tmp_path, shipped_weights, max_corrections_bytes=1 << 20) as admin:
        answers = [send(admin, long(number)).status_code for number in range(60)]
        assert answers[0] == 201 and answers[-1] == 409
        assert (tmp_path / "data" / FILE).stat().st_size < 1.2 * (1 << 20)
        decide(admin, "rejected", *range(1, 11))
        assert send(admin, long(100)).status_code == 201
        assert inbox(admin)["counts"]["rejected"] >= 8, "no more go than have to"
        assert send(admin, slanted(1)).status_code == 201


def test_a_database_of_a_newer_inkling_is_named(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights) as admin:
        send(admin, SEVEN)
    with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0002_something_new'")
    with serving(tmp_path, shipped_weights) as admin:
        for method, path, body in ASKED:
            answer = admin.request(method, path, json=body)
            assert (answer.status_code, answer.json()["error"]) == (503, "not_ready"), (path, answer.text)
            assert "A newer Inkling" in answer.json()["detail"]
        assert admin.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7


TAMPERED = (
    "label = 'seven'",
    "label = 12",
    "label = -9223372036854775808",
    "picture = 'text'",
    "picture = x'00'",
    "strokes = 'nonsense'",
    "strokes = CAST(x'fffe' AS TEXT)",
    "strokes = '[[[0,-9223372036854775808]]]'",
    "created_at = x'ff', model_version = 5",
    "answered = 'x'",
    "state = 'elsewhere'",
    "part = 'neither'",
)


def test_rows_that_were_tampered_with_are_left_out_and_named(
    tmp_path: Path, shipped_weights: Path, caplog: pytest.LogCaptureFixture
) -> None:
    weights = shutil.copytree(shipped_weights, tmp_path / "weights")  # since a version is registered there
    with serving(tmp_path, weights) as admin:
        for number in range(len(TAMPERED) + 8):
            send(admin, slanted(number))
        for state in ("waiting", "accepted"):
            decide(admin, state, *range(1, 100))
            caplog.clear()
            with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database, database:
                for number, change in enumerate(TAMPERED, start=1):
                    database.execute(f"UPDATE corrections SET {change} WHERE id = {number}")  # noqa: S608
            ids = [entry["id"] for entry in inbox(admin, state)["corrections"]]
            assert ids == list(range(len(TAMPERED) + 8, len(TAMPERED), -1)), caplog.text
            assert "correction 1 " in caplog.text
            lines = admin.get("/admin/corrections/export").text
            assert len(lines.splitlines()) == 8
            refused = admin.post("/admin/corrections/import", content=lines).json()
            assert (refused["known"], refused["refused"]) == (8, [])
        assert admin.get("/admin/models/v0001/examination").status_code == 200
        started = admin.post("/admin/retrain", json={"epochs": 1, "training_size": 300, "hidden_sizes": [4]})
        assert started.status_code == 202
        while (status := admin.get("/admin/trainings/t0001").json())["state"] not in {"succeeded", "failed"}:
            time.sleep(0.1)
        assert status["state"] == "succeeded", status["error"]


def answers_at_once(admin: httpx.Client, asked: list[tuple[str, str, Any]]) -> tuple[list[int], float, float]:
    """The statuses of many requests at once, how long the slowest took, and the longest that a page took meanwhile."""

    def ask(each: tuple[str, str, Any]) -> tuple[int, float]:
        began = time.monotonic()
        status = admin.request(each[0], each[1], json=each[2]).status_code
        return status, time.monotonic() - began

    pages = 0.0
    with ThreadPoolExecutor(len(asked)) as pool:
        waiting = [pool.submit(ask, each) for each in asked]
        while not all(each.done() for each in waiting):
            began = time.monotonic()
            assert admin.get("/").status_code == 200
            pages = max(pages, time.monotonic() - began)
            time.sleep(0.1)
    told = [each.result() for each in waiting]
    return [status for status, _ in told], max(seconds for _, seconds in told), pages


@pytest.fixture
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the tests needn't wait for five seconds again and again."""
    monkeypatch.setattr(time_limits, "STATEMENT_SECONDS", 1)
    monkeypatch.setattr(time_limits, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(dependencies, "TURN_SECONDS", 1)


@pytest.mark.usefixtures("_impatience")
def test_while_sqlite_is_locked_there_are_503s_and_pages(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights) as admin:
        send(admin, SEVEN)
        asked = [("POST", "/feedback", {"strokes": slanted(number), "label": 7}) for number in range(60)]
        with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database:
            database.execute("BEGIN EXCLUSIVE")
            statuses, slowest, page = answers_at_once(admin, asked)
        assert (set(statuses), page < 2, slowest < 6) == ({503}, True, True), (page, slowest)
        assert send(admin, slanted(99)).status_code == 201


@pytest.mark.usefixtures("_impatience")
def test_while_postgresql_stands_still_there_are_503s_and_pages(tmp_path: Path, shipped_weights: Path) -> None:
    with running_postgres() as url, serving(tmp_path, shipped_weights, database_url=SecretStr(url)) as admin:
        assert send(admin, SEVEN).status_code == 201
        port = url.rpartition(":")[2].partition("/")[0]
        found = subprocess.run(["pgrep", "-f", f"postgres.* -p {port} "], capture_output=True, text=True, check=True)
        (server,) = (int(pid) for pid in found.stdout.split())
        children = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True, check=True)
        processes = [server, *map(int, children.stdout.split())]
        asked = [("POST", "/feedback", {"strokes": slanted(number), "label": 7}) for number in range(30)]
        asked += [each for each in ASKED if each[0] == "GET"] * 5
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            statuses, slowest, page = answers_at_once(admin, asked)
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)
        assert (set(statuses), page < 2, slowest < 12) == ({503}, True, True), (page, slowest)
        deadline = time.monotonic() + 20
        while send(admin, slanted(99)).status_code != 201:
            assert time.monotonic() < deadline
            time.sleep(0.2)
