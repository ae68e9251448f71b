"""Turns: nobody works for a client that has gone, and one address's many requests don't hold up another's."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.server.turns import Turns
from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN, data_url, picture
from tests.helpers.server import running_server
from tests.soak.attackers import head

EXPLAIN = {"strokes": SEVEN, "include": ["layers"]}
TENSOR = {"name": "pixels", "shape": [2, 784], "datatype": "FP32", "data": [0] * 1568}
TURNED = {
    "an explanation": ("POST", "/explain", EXPLAIN),
    "a batch": ("POST", "/predict", {"instances": [{"strokes": SEVEN}] * 2}),
    "a photo": ("POST", "/predict", {"image": data_url(picture(SEVEN, size=600))}),
    "tensors": ("POST", "/v2/models/inkling/infer", {"inputs": [TENSOR]}),
    "examples": ("GET", "/examples", None),
    "examples by place": ("GET", "/examples/training?index=1", None),
    "an examination": ("GET", "/admin/models/v0001/examination", None),
    "a cell": ("GET", "/admin/models/v0001/examination/mnist/7/1", None),
    "a comparison": ("GET", "/admin/models/v0001/comparison", None),
    "an export": ("GET", "/admin/models/v0001/export/zip", None),
    "a promotion": ("PUT", "/admin/models/champion", {"version": "v0001"}),
    "an evolution": ("POST", "/admin/trainings/t0001/evolution", {"strokes": SEVEN}),
    "a snapshot's exam": ("GET", "/admin/trainings/t0001/snapshots/0/examination", None),
}


class Gate:
    """Counts the works whose turn came, and stops them until it is opened."""

    def __init__(self) -> None:
        self.begun = 0
        self.open = threading.Event()

    def stop(self, work: Callable[[], Any]) -> Callable[[], Any]:
        def stopped() -> Any:
            self.begun += 1
            assert self.open.wait(30)
            return work()

        return stopped

    def wait_for(self, begun: int) -> None:
        deadline = time.monotonic() + 10
        while self.begun < begun:
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server with one thread for turns."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.services.SPARE_CPUS", 1)
        with running_server(make_settings(tmp_path_factory.mktemp("server"), shipped_weights)) as address:
            yield address


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate, thread = Gate(), Turns.thread

    async def gated(turns: Turns, work: Callable[[], Any]) -> Any:
        return await thread(turns, gate.stop(work))

    monkeypatch.setattr(Turns, "thread", gated)
    return gate


def test_nobody_works_for_a_client_that_has_gone(server: str, gate: Gate) -> None:
    port = httpx.URL(server).port
    with ThreadPoolExecutor(1) as patient:
        first = patient.submit(httpx.post, f"{server}/explain", json=EXPLAIN, timeout=30)
        gate.wait_for(1)
        with ExitStack() as hung_up:
            for method, path, content in TURNED.values():
                body = b"" if content is None else json.dumps(content).encode()
                connection = hung_up.enter_context(socket.create_connection(("127.0.0.1", port)))
                connection.sendall(head(method, path, len(body), BEARER | {"Content-Type": "application/json"}) + body)
            time.sleep(0.5)  # they have arrived, and wait
        time.sleep(0.1)
        gate.open.set()
        assert first.result().status_code == 200
        assert httpx.post(f"{server}/explain", json=EXPLAIN, timeout=30).status_code == 200
    assert gate.begun == 2


@pytest.mark.parametrize("kind", TURNED)
def test_each_of_them_takes_a_turn_in_a_thread(server: str, gate: Gate, kind: str) -> None:
    gate.open.set()
    method, path, content = TURNED[kind]
    answer = httpx.request(method, server + path, json=content, headers=BEARER, timeout=30)
    assert answer.status_code < 500 and gate.begun == 1, answer.text


def test_addresses_take_turns(server: str, gate: Gate) -> None:
    answered: list[str] = []

    def ask(address: str) -> None:
        transport = httpx.HTTPTransport(local_address=address)
        with httpx.Client(transport=transport, timeout=30) as client:
            assert client.post(f"{server}/explain", json=EXPLAIN).status_code == 200
        answered.append(address)

    many, other = "127.0.0.2", "127.0.0.3"
    with ThreadPoolExecutor(8) as clients:
        asked = [clients.submit(ask, many) for _ in range(6)]
        gate.wait_for(1)
        time.sleep(0.3)
        asked.append(clients.submit(ask, other))
        time.sleep(0.3)
        gate.open.set()
        for each in asked:
            each.result()
    assert answered.index(other) <= 2, answered  # the second; its answer may be read after the third
