"""Load shedding: under overload the server answers 503 at once, its memory stays bounded, and it recovers."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

HALF = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{"
CHUNKED = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
EXAMPLES = b"GET /examples?count=100 HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = json.dumps({"instances": [{"pixels": [0.125] * 784}] * 100, "include": ["image"]}).encode()
JSON = {"Content-Type": "application/json"}
MANY = 5000  # drawings, whose prediction takes most of a second


@contextmanager
def connected(address: str, source: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection from `source`, whose buffer is too small for an answer that it doesn't read."""
    parts = urlsplit(address)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(20)
        connection.bind((source, 0))
        connection.connect((parts.hostname, parts.port))
        yield connection


@contextmanager
def half_a_request(address: str, length: int = 100) -> Iterator[socket.socket]:
    """A connection that has sent half a request."""
    with connected(address) as connection:
        connection.sendall(HALF % length)
        yield connection


@contextmanager
def unread(address: str, request: bytes = EXAMPLES, source: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A whole request, whose answer is not read: its slot stays taken."""
    with connected(address, source) as connection:
        connection.sendall(request)
        assert connection.recv(12) == b"HTTP/1.1 200"
        yield connection


def neighbour(address: str, **options: Any) -> httpx.Client:
    """A client with another address."""
    return httpx.Client(base_url=address, transport=httpx.HTTPTransport(local_address="127.0.0.2"), **options)


@pytest.fixture
def small(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    settings = make_settings(tmp_path, shipped_weights, max_requests=3, max_large_requests=1, max_streams=3)
    with running_server(settings) as address:
        yield address


def test_who_sends_nothing_takes_nobodys_place(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(
        tmp_path, shipped_weights, max_requests=1, max_large_requests=1, patience_seconds=1.5, max_batch=5000
    )
    with running_server(settings) as address, ExitStack() as stack:
        silent = [stack.enter_context(connected(address)) for _ in range(9)]
        for number, client in enumerate(silent):
            body = CHUNKED if number % 2 else HALF % (100 if number % 4 else 1_000_000)
            client.sendall(body)
        time.sleep(0.3)
        for content in (json.dumps({"strokes": SEVEN}), LARGE.decode(), iter([LARGE])):
            answer = httpx.post(f"{address}/predict", content=content, headers=JSON)
            assert answer.status_code == 200, answer.text
        for client in silent:  # after the time-out they are told so
            answer = b"".join(iter(lambda client=client: client.recv(4000), b""))
            assert answer.startswith(b"HTTP/1.1 408") and b'"error":' in answer


def test_what_is_too_much_is_told_to_come_back_and_finds_room_later(small: str) -> None:
    with unread(small), unread(small):
        refused = httpx.post(f"{small}/predict", json={"strokes": SEVEN})
        assert (refused.status_code, refused.json()["error"]) == (503, "busy")
        assert refused.headers["retry-after"] == "1"
        assert "content-security-policy" in refused.headers
        explained = httpx.post(f"{small}/explain", json={"strokes": SEVEN})
        assert (explained.status_code, explained.json()) == (503, refused.json()), "told by FastAPI in the same words"
        for path in ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready"):
            assert httpx.get(small + path).status_code == 200, "who watches it must know it lives"
        with neighbour(small) as other:
            assert other.post("/predict", json={"strokes": SEVEN}).json()["label"] == 7, "there is room for others"
    time.sleep(0.3)
    assert httpx.post(f"{small}/predict", json={"strokes": SEVEN}).json()["label"] == 7


def test_large_requests_are_fewer_and_leave_room_for_small_ones(small: str) -> None:
    with unread(small, HALF[:-1] % len(LARGE) + LARGE):
        for body in (LARGE, iter([LARGE])):  # announced, and in pieces
            refused = httpx.post(f"{small}/predict", content=body, headers=JSON)
            assert (refused.status_code, refused.json()["error"]) == (503, "busy")
        one = json.dumps({"strokes": SEVEN}).encode()
        for body in (one, iter([one])):
            assert httpx.post(f"{small}/predict", content=body, headers=JSON).json()["label"] == 7
    time.sleep(0.3)
    assert len(httpx.post(f"{small}/predict", content=LARGE, headers=JSON).json()["predictions"]) == 100


def test_bodies_that_arrive_are_limited_together_and_for_each_address(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, max_body_bytes=100_000)  # so 400,000 in all
    with running_server(settings) as address, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(half_a_request(address, 99_000)).sendall(b" " * 90_000)
        time.sleep(0.3)
        with half_a_request(address, 99_000) as third:
            third.sendall(b" " * 90_000)
            assert third.recv(12) == b"HTTP/1.1 503"
        assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}).json()["label"] == 7
        with neighbour(address) as other:
            body = json.dumps({"strokes": SEVEN}).ljust(90_000)
            assert other.post("/predict", content=body, headers=JSON).json()["label"] == 7


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
        other = stack.enter_context(neighbour(small, headers=BEARER, timeout=30))
        assert stack.enter_context(other.stream("GET", events)).status_code == 200
        assert admin.post("/predict", json={"strokes": SEVEN}).status_code == 200
        admin.post(f"{started.headers['location']}/cancel")


def test_whoever_was_let_in_is_answered_before_the_server_stops(tmp_path: Path, shipped_weights: Path) -> None:
    body = json.dumps({"instances": [{"strokes": SEVEN}] * 300}).encode()
    server = running_server(make_settings(tmp_path, shipped_weights), grace=60)
    address = server.__enter__()
    with ExitStack() as stack:
        let_in = [stack.enter_context(half_a_request(address, len(body))) for _ in range(4)]
        for each in let_in:
            each.settimeout(60)
            each.sendall(body[1:-1])
        assert httpx.get(f"{address}/readyz", timeout=60).status_code == 200  # so all that came before it was read
        for each in let_in:
            each.sendall(body[-1:])
        server.__exit__(None, None, None)
        assert [each.recv(12) for each in let_in] == [b"HTTP/1.1 200"] * 4
