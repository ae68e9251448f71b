"""Load shedding: under overload the server answers 503 at once, its memory stays bounded, and it recovers."""

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

HALF = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{"
MANY = 5000  # drawings, whose prediction takes most of a second


@contextmanager
def half_a_request(address: str, length: int = 100) -> Iterator[socket.socket]:
    """A connection that has sent half a request."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(HALF % length)
        yield connection


@pytest.fixture
def small(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    settings = make_settings(tmp_path, shipped_weights, max_requests=3, max_streams=2, patience_seconds=1.5)
    with running_server(settings) as address:
        yield address


def test_what_is_too_much_is_told_to_come_back_and_finds_room_later(small: str) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(half_a_request(small)) for _ in range(3)]
        time.sleep(0.3)
        refused = httpx.post(f"{small}/predict", json={"strokes": SEVEN})
        assert (refused.status_code, refused.json()["error"]) == (503, "busy")
        assert refused.headers["retry-after"] == "1"
        assert "content-security-policy" in refused.headers
        for path in ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready"):
            assert httpx.get(small + path).status_code == 200, "who watches it must know it lives"
        # After the time-out they are answered 408, and their slots are free.
        answers = [b"".join(iter(lambda client=client: client.recv(4000), b"")) for client in clients]
        for answer in answers:
            assert answer.startswith(b"HTTP/1.1 408") and b'"error":' in answer
    assert httpx.post(f"{small}/predict", json={"strokes": SEVEN}).json()["label"] == 7


def test_large_requests_are_fewer_and_leave_room_for_small_ones(tmp_path: Path, shipped_weights: Path) -> None:
    large = json.dumps({"instances": [{"pixels": [0.125] * 784}] * 100}).encode()
    with running_server(make_settings(tmp_path, shipped_weights, max_large_requests=1)) as address:
        with half_a_request(address, len(large)):
            time.sleep(0.3)
            for body in (large, iter([large])):  # announced, and in pieces
                refused = httpx.post(f"{address}/predict", content=body, headers={"Content-Type": "application/json"})
                assert (refused.status_code, refused.json()["error"]) == (503, "busy")
            assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}).json()["label"] == 7
        time.sleep(0.3)
        answer = httpx.post(f"{address}/predict", content=large, headers={"Content-Type": "application/json"})
        assert len(answer.json()["predictions"]) == 100


def test_what_nobody_waits_for_any_more_is_not_worked_on(tmp_path: Path, shipped_weights: Path) -> None:
    body = json.dumps({"instances": [{"strokes": SEVEN}] * MANY}).encode()
    busy = max(1, (os.cpu_count() or 2) - 1)  # batches that are computed at the same time
    with (
        running_server(make_settings(tmp_path, shipped_weights, max_batch=MANY)) as address,
        ThreadPoolExecutor(busy) as pool,
    ):
        headers = {"Content-Type": "application/json"}
        asked = [
            pool.submit(httpx.post, f"{address}/predict", content=body, headers=headers, timeout=60)
            for _ in range(busy)
        ]
        time.sleep(0.3)
        with half_a_request(address, len(body)) as gone:
            gone.sendall(body[1:])
            time.sleep(0.05)
        assert [each.result().status_code for each in asked] == [200] * busy
        httpx.post(f"{address}/predict", json={"instances": [{"strokes": SEVEN}]}, timeout=60)  # whose turn comes last
        counted = httpx.get(f"{address}/metrics", headers=BEARER).text
    assert sum(map(float, re.findall(r"inkling_predictions_total{.*} (.*)", counted))) == MANY * busy + 1


def test_watchers_leave_room_for_requests_but_are_counted_themselves(small: str) -> None:
    with httpx.Client(base_url=small, headers=BEARER, timeout=30) as admin, ExitStack() as stack:
        started = admin.post("/admin/retrain", json={"epochs": 500, "training_size": 2000, "hidden_sizes": [8]})
        events = f"{started.headers['location']}/events"
        for _ in range(2):
            watcher = stack.enter_context(httpx.Client(base_url=small, headers=BEARER, timeout=30))
            assert stack.enter_context(watcher.stream("GET", events)).status_code == 200
        assert admin.get(events).status_code == 503
        assert admin.post("/predict", json={"strokes": SEVEN}).status_code == 200
        admin.post(f"{started.headers['location']}/cancel")


def test_whoever_was_let_in_is_answered_before_the_server_stops(tmp_path: Path, shipped_weights: Path) -> None:
    answers: list[int] = []
    batch = {"instances": [{"strokes": SEVEN}] * 1000}
    server = running_server(make_settings(tmp_path, shipped_weights), grace=20)
    address = server.__enter__()
    askers = [
        threading.Thread(target=lambda: answers.append(httpx.post(f"{address}/predict", json=batch).status_code))
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    time.sleep(0.4)
    server.__exit__(None, None, None)
    for asker in askers:
        asker.join(20)
    assert answers == [200] * 4
