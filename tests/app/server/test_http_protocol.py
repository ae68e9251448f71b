"""Time-outs: a stalled connection is answered 408 or cut, and doesn't hold up others."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.server.http_protocol import MAX_HEAD_BYTES, MIN_BYTES_PER_SECOND
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server

PATIENCE = 1.5  # seconds
HEAD = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
ONE = json.dumps({"strokes": SEVEN}).encode()
JSON = {"Content-Type": "application/json"}
BATCH = 5000
MANY = json.dumps({"instances": [{"strokes": SEVEN}] * BATCH, "include": ["image"]}).encode()
"""Its answer has more than ten megabytes, which no socket holds for a client that doesn't read."""
LINE = b"a: %s\r\n" % (b"b" * 1000)


@pytest.fixture
def impatient(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    """A server that answers one request at a time, with short time-outs."""
    settings = make_settings(tmp_path, shipped_weights, patience_seconds=PATIENCE, max_requests=1, max_batch=BATCH)
    with running_server(settings) as address:
        yield address


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as client:
        yield client


def all_of(client: socket.socket) -> bytes:
    """Everything that the server sends until it closes the connection."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


def announced(head: bytes) -> int:
    return int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])


def told(answer: bytes) -> tuple[bytes, str]:
    """(status line, error code) of the last answer."""
    head, _, body = answer.rpartition(b"\r\n\r\n")
    assert b"x-content-type-options: nosniff" in head
    return head.rpartition(b"HTTP/1.1 ")[2].split(b" ")[0], json.loads(body)["error"]


@pytest.mark.parametrize("begun", [HEAD[:30], HEAD % 100, HEAD % 100 + b"{"], ids=["head", "no body", "half a body"])
def test_a_request_that_does_not_go_on_is_told_so(impatient: str, begun: bytes) -> None:
    with connected(impatient) as client:
        client.sendall(begun)
        assert told(all_of(client)) == (b"408", "too_slow")
    assert httpx.post(f"{impatient}/predict", json={"strokes": SEVEN}).json()["label"] == 7


def test_a_second_request_on_a_connection_is_not_waited_for_longer(impatient: str) -> None:
    with connected(impatient) as client:
        client.sendall(HEAD % len(ONE) + ONE)
        assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        client.sendall(HEAD[:30])
        assert told(all_of(client)) == (b"408", "too_slow")


def test_a_connection_that_asks_for_nothing_is_closed_without_a_word(impatient: str) -> None:
    with connected(impatient) as client:
        assert all_of(client) == b""


def test_a_trickle_is_no_request(impatient: str) -> None:
    body, started = ONE.ljust(4 * MIN_BYTES_PER_SECOND), time.monotonic()
    with connected(impatient) as client, pytest.raises(OSError):
        client.sendall(HEAD % len(body))
        for byte in body:  # always something, but below the minimum rate
            client.sendall(bytes([byte]))
            time.sleep(0.01)
    assert time.monotonic() - started < 10 * PATIENCE


def test_a_body_that_comes_slowly_but_comes_is_waited_for(impatient: str) -> None:
    body = ONE.ljust(4 * MIN_BYTES_PER_SECOND)
    with connected(impatient) as client:
        client.sendall(HEAD % len(body))
        for start in range(0, len(body), MIN_BYTES_PER_SECOND // 4):
            client.sendall(body[start : start + MIN_BYTES_PER_SECOND // 4])
            time.sleep(PATIENCE / 8)  # each of these takes longer than the time-out
        assert client.recv(4000).startswith(b"HTTP/1.1 200")


def test_an_answer_that_nobody_reads_is_taken_back(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, patience_seconds=4, max_large_requests=1, max_batch=BATCH)
    with (
        running_server(settings) as address,
        socket.socket() as reader,
        httpx.Client(base_url=address, timeout=20) as other,
    ):
        other.get("/livez")
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        reader.settimeout(20)
        reader.connect((urlsplit(address).hostname, urlsplit(address).port))
        reader.sendall(HEAD % len(MANY) + MANY)
        head = reader.recv(2000)
        assert head.startswith(b"HTTP/1.1 200")
        assert other.post("/predict", content=MANY, headers=JSON).status_code == 503, (
            "its place is taken until the answer has left"
        )
        deadline = time.monotonic() + 30
        while other.post("/predict", content=MANY, headers=JSON).status_code == 503:
            assert time.monotonic() < deadline, "it should have made room"
            time.sleep(0.1)
        assert len(all_of(reader)) < announced(head), "the connection is cut"


def test_an_answer_that_is_read_slowly_but_read_arrives_whole(impatient: str) -> None:
    with connected(impatient) as reader:
        reader.sendall(HEAD % len(MANY) + MANY)
        head, _, body = reader.recv(1 << 20).partition(b"\r\n\r\n")
        length, started = announced(head), time.monotonic()
        missing = length - len(body)
        while missing:
            part = reader.recv(min(missing, length // 8))
            assert part, f"cut when {missing} bytes were missing"
            missing -= len(part)
            time.sleep(PATIENCE / 4 if time.monotonic() - started < 3 * PATIENCE else 0)


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\n", HEAD % 100 + b"{}" + b" " * 98 + b"GET / HTTP/1.1\r\n"])
def test_a_head_without_an_end_is_refused(impatient: str, begun: bytes) -> None:
    with connected(impatient) as client:
        for part in (begun, LINE * (MAX_HEAD_BYTES // 1000 - 1), LINE * 2):
            client.sendall(part)
            time.sleep(0.1)
        assert told(all_of(client)) == (b"431", "head_too_large")


def test_what_is_no_http_is_told_so_in_the_one_shape(impatient: str) -> None:
    with connected(impatient) as client:
        client.sendall(b"Hello, do you read digits?\r\n\r\n")
        assert told(all_of(client)) == (b"400", "malformed_request")


def test_a_body_that_is_longer_than_announced_is_told_so(impatient: str) -> None:
    with connected(impatient) as client:
        client.sendall(HEAD % 10 + b'{"strokes": [[[20, 20], [80, 20], [62, 58], [45, 100]]]}')
        assert told(all_of(client)) == (b"400", "malformed_request")


@pytest.mark.parametrize("path", ["/predict", "/explain", "/feedback", "/v2/models/inkling/infer"])
@pytest.mark.parametrize("expecting", [b"", b"Expect: 100-continue\r\n"], ids=["", "asks first"])
def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(
    impatient: str, path: str, expecting: bytes
) -> None:
    with connected(impatient) as client:
        client.sendall((HEAD % 999_999_999).replace(b"/predict", path.encode()).replace(b"Host", expecting + b"Host"))
        answer = client.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 413"), answer
        assert (b"connection: close" in answer) == bool(expecting)


def test_a_body_that_comes_all_the_same_is_not_taken_for_ever(tmp_path: Path, shipped_weights: Path) -> None:
    settings = make_settings(tmp_path, shipped_weights, max_body_bytes=100_000)
    with running_server(settings) as address, connected(address) as client, pytest.raises(OSError):
        client.sendall(HEAD % 999_999_999)
        assert client.recv(65_536).startswith(b"HTTP/1.1 413")
        for _ in range(20):
            client.sendall(b" " * 100_000)
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("path", "is_chunked"), [("/", False), ("/races?lane=relu,cross_entropy,0.1,0&steps=1", True), ("/nowhere", False)]
)
def test_a_client_of_http_1_0_gets_no_chunks(impatient: str, path: str, is_chunked: bool) -> None:
    heads, bodies = [], []
    for version in (b"1.0", b"1.1"):
        with connected(impatient) as client:
            client.sendall(b"GET %s HTTP/%s\r\nHost: x\r\nConnection: close\r\n\r\n" % (path.encode(), version))
            head, _, body = all_of(client).partition(b"\r\n\r\n")
        heads.append(head)
        bodies.append(body)
    assert b"connection: close" in heads[0] and b"transfer-encoding" not in heads[0]
    assert (b"transfer-encoding: chunked" in heads[1]) is is_chunked
    if is_chunked:
        assert bodies[0].startswith(b"event: started") and bodies[0].endswith(b"\n\n")
    else:
        assert bodies[0] == bodies[1]


def test_an_export_of_corrections_comes_whole_by_http_1_0(tmp_path: Path, shipped_weights: Path) -> None:
    with running_server(make_settings(tmp_path, shipped_weights)) as address:
        for label in range(3):
            httpx.post(f"{address}/feedback", json={"strokes": SEVEN, "label": label}).raise_for_status()
        expected = httpx.get(f"{address}/admin/corrections/export", headers=BEARER).content
        with connected(address) as client:
            token = BEARER["Authorization"].encode()
            client.sendall(b"GET /admin/corrections/export HTTP/1.0\r\nAuthorization: %s\r\n\r\n" % token)
            assert all_of(client).partition(b"\r\n\r\n")[2] == expected
