"""The limit on open files: raised at the start, and never used up by connections."""

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from app.server.open_files import Connections
from tests.app.conftest import BEARER, TOKEN
from tests.app.test_starting import started
from tests.helpers.drawings import SEVEN

FILES = 256  # of which 192 are connections


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[psutil.Process, str]]:
    """A server that may have FILES files open and no more."""
    folder = tmp_path_factory.mktemp("narrow")
    with started(folder, files=(FILES, FILES), INKLING_ADMIN_TOKEN=TOKEN) as (process, address, _):
        httpx.get(f"{address}/readyz", timeout=20).raise_for_status()
        yield psutil.Process(process.pid), address


def connect(address: str, count: int, stack: ExitStack) -> list[socket.socket]:
    parts = urlsplit(address)
    return [
        stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=20)) for _ in range(count)
    ]


def test_the_limit_is_raised_at_the_start(tmp_path: Path) -> None:
    with started(tmp_path, files=(FILES, 4096)) as (process, address, _):
        httpx.get(f"{address}/readyz", timeout=20).raise_for_status()
        assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_NOFILE) == (4096, 4096)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_those_who_connect_and_wait_make_room_for_those_who_ask(
    narrow: tuple[psutil.Process, str], said: bytes
) -> None:
    process, address = narrow
    with ExitStack() as stack:
        for connection in connect(address, 2 * FILES, stack):
            with contextlib.suppress(OSError):  # it was cut already
                connection.sendall(said)
        slowest = 0.0
        for _ in range(20):
            began = time.monotonic()
            assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}, timeout=20).json()["label"] == 7
            assert httpx.get(f"{address}/admin/models", headers=BEARER, timeout=20).status_code == 200
            slowest = max(slowest, time.monotonic() - began)
        assert process.num_fds() < FILES
        assert slowest < 5


def test_streams_leave_room_for_others(narrow: tuple[psutil.Process, str]) -> None:
    """INKLING_MAX_STREAMS is 2000, more than there are files."""
    process, address = narrow
    training = httpx.post(f"{address}/admin/retrain", json={"epochs": 500}, headers=BEARER, timeout=20).json()["id"]
    request = f"GET /admin/trainings/{training}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    try:
        with ExitStack() as stack:
            watchers = connect(address, 110, stack)
            for watcher in watchers:
                watcher.sendall(request.encode())
            answers = [watcher.recv(20).split()[1] for watcher in watchers]
            assert 0 < answers.count(b"200") <= 96 and answers.count(b"503") >= 14
            assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}, timeout=20).json()["label"] == 7
            assert process.num_fds() < FILES
    finally:
        httpx.post(f"{address}/admin/trainings/{training}/cancel", headers=BEARER, timeout=20).raise_for_status()


class Visitor:
    def __init__(self) -> None:
        self.was_cut = False

    def cut(self) -> None:
        self.was_cut = True


def test_the_one_that_waits_longest_is_cut_and_never_one_that_is_answered() -> None:
    connections, visitors = Connections(limit=3), [Visitor() for _ in range(6)]
    for visitor in visitors[:3]:
        connections.opened(visitor)
    connections.is_answered(visitors[0])
    connections.opened(visitors[3])
    assert [visitor.was_cut for visitor in visitors[:4]] == [False, True, False, False]
    connections.closed(visitors[1])
    for visitor in visitors[2:4]:
        connections.is_answered(visitor)
    connections.opened(visitors[4])
    assert visitors[4].was_cut, "all others are being answered"
    connections.closed(visitors[4])
    connections.waits(visitors[0])
    connections.opened(visitors[5])
    assert visitors[0].was_cut and not visitors[5].was_cut
