"""Many who watch one training: its files are read once for all of them, and each is told everything."""

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.jobs import json_file
from app.jobs.worker_lock import locked
from app.training.status import read_status, write_status
from tests.app.conftest import BEARER, make_settings
from tests.app.training.test_damaged_jobs import add_training
from tests.helpers.server import running_server

WATCHERS = 60


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def address(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        yield address


def test_one_reader_hands_the_news_of_a_training_on_to_all_who_watch(
    address: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = add_training(data, "t0001", "paused")
    reads = 0
    read_file = json_file.read_file

    def counted(path: Path) -> bytes:
        nonlocal reads
        reads += path.name == "status.json"
        return read_file(path)

    watching = threading.Semaphore(0)

    def watch(_: int) -> list[str]:
        lines: list[str] = []
        with httpx.stream("GET", f"{address}/admin/trainings/t0001/events", headers=BEARER, timeout=60) as stream:
            for line in stream.iter_lines():
                lines.append(line)
                if line.startswith("data: "):
                    watching.release()
        return [line for line in lines if line.startswith("data: ")]

    with ThreadPoolExecutor(WATCHERS) as pool, locked(job):  # as if its process lived
        told = pool.map(watch, range(WATCHERS))
        for _ in range(WATCHERS):
            assert watching.acquire(timeout=30)
        monkeypatch.setattr(json_file, "read_file", counted)
        time.sleep(2)
        assert 2 <= reads <= 16, "four times a second, not four times a second for each"
        status = read_status(job / "status.json")
        write_status(replace(status, state="running", epoch=1), job / "status.json")
        for _ in range(WATCHERS):
            assert watching.acquire(timeout=30)
        write_status(replace(status, state="succeeded"), job / "status.json")
        every = list(told)
    assert {len(each) for each in every} == {3}
    assert all('"succeeded"' in each[-1] and each == every[0] for each in every)


def test_a_training_that_is_damaged_meanwhile_ends_its_watchers_streams(address: str, data: Path) -> None:
    job = add_training(data, "t0001", "paused")
    with (
        locked(job),
        httpx.stream("GET", f"{address}/admin/trainings/t0001/events", headers=BEARER, timeout=20) as stream,
    ):
        lines = stream.iter_lines()
        while not next(lines).startswith("data: "):
            pass
        shutil.rmtree(job)
        list(lines)
    again = add_training(data, "t0001", "succeeded")
    assert again.exists()
    answer = httpx.get(f"{address}/admin/trainings/t0001/events", headers=BEARER, timeout=20)
    assert answer.status_code in {200, 204}
