"""Two servers over one weights folder, behind nginx, configured as app/README.md says."""

import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.nginx import running_nginx
from tests.helpers.server import running_server
from tests.soak.trainings import free_port

pytestmark = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="no nginx here; install one (Debian: apt-get install nginx-light)"
)

LONG = "a" * 5000
GROWING: list[tuple[str, dict[str, str]]] = [
    ("/livez", {"X-Request-ID": "-" * 5000 + "a" * 32}),
    (f"/predict/?{LONG}", {}),
    (f"/source/dense.py?{LONG}", {}),
    (f"/admin/?{LONG}", {}),
    (f"/{LONG}", {"Accept": "text/html"}),
    (f"/?lang=zh&{LONG}", {"Cookie": f"lang={LONG}; inkling_session={LONG}"}),
    (f"/static?{LONG}", {"If-None-Match": f'"{LONG}"'}),
]
"""Requests that try to make an answer's head longer than nginx takes by default."""


@contextmanager
def nginx(folder: Path, behind: Sequence[str]) -> Iterator[str]:
    """nginx with the very lines of app/README.md, but for the port, the certificate and the servers' ports."""
    port = free_port()
    block = re.search(r"<!-- proxy -->\n```nginx\n(.+?)```", (ROOT / "app/README.md").read_text(), re.S)
    assert block is not None
    site = re.sub(r"ssl_certificate.*?;", "", block[1]).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    for standing, address in zip(("127.0.0.1:8000", "127.0.0.1:8001"), behind, strict=True):
        site = site.replace(standing, address.removeprefix("http://"))
    address = f"http://127.0.0.1:{port}"
    with running_nginx(folder, site, f"{address}/readyz"):
        yield address


@pytest.fixture
def servers(tmp_path: Path, shipped_weights: Path) -> Iterator[list[str]]:
    """The proxy's address, and those of the servers behind it."""
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    shutil.copytree(weights / "v0001", weights / "v0002")
    with ExitStack() as stack:
        behind = [
            stack.enter_context(running_server(make_settings(tmp_path / name, weights, feedback_limit="2/day")))
            for name in ("one", "two")
        ]
        yield [stack.enter_context(nginx(tmp_path, behind)), *behind]


def test_they_answer_as_one(servers: list[str]) -> None:
    proxy, *behind = servers
    with httpx.Client(base_url=proxy, timeout=30) as client:
        assert client.get("/metrics", headers=BEARER).status_code == 404
        assert client.put("/admin/models/champion", json={"version": "v0002"}).status_code == 401
        for version in ("v0002", "v0001") * 3:
            body = {"version": version, "anyway": True}
            client.put("/admin/models/champion", json=body, headers=BEARER).raise_for_status()
            answers = {client.post("/predict", json={"strokes": SEVEN}).json()["model_version"] for _ in range(10)}
            assert answers == {version}
            assert {httpx.get(f"{address}/readyz").json()["model_version"] for address in behind} == {version}


def test_our_own_pages_are_told_from_another_sites(servers: list[str]) -> None:
    with httpx.Client(base_url=servers[0], timeout=30) as client:
        client.post("/admin/session", json={"token": TOKEN}).raise_for_status()
        for origin, status in ((servers[0], 200), ("https://evil.example", 403)):
            body = {"version": "v0001", "anyway": True}
            answer = client.put("/admin/models/champion", json=body, headers={"Origin": origin})
            assert answer.status_code == status, answer.text


def test_limits_count_the_visitor_and_not_the_proxy(servers: list[str]) -> None:
    proxy = servers[0]

    def correct(visitor: str) -> set[int]:
        headers = {"X-Forwarded-For": visitor}
        body = {"strokes": SEVEN, "label": 7}
        return {httpx.post(f"{proxy}/feedback", json=body, headers=headers).status_code for _ in range(8)}

    assert 429 in correct("203.0.113.1")
    # Whatever a client puts into the header, the address that nginx saw is counted.
    assert correct("203.0.113.2") == {429}


def test_events_arrive_when_they_happen(servers: list[str]) -> None:
    settings = {"epochs": 50, "training_size": 2000, "hidden_sizes": [8]}
    with httpx.Client(base_url=servers[0], headers=BEARER, timeout=30) as client:
        path = client.post("/admin/retrain", json=settings).raise_for_status().headers["location"]
        with client.stream("GET", f"{path}/events") as events:
            started, lines = time.monotonic(), events.iter_lines()
            while not next(lines).startswith("data:"):
                pass
            assert time.monotonic() - started < 5
        client.post(f"{path}/cancel")


def test_requests_that_want_long_heads_shut_nobody_out(servers: list[str]) -> None:
    over = threading.Event()

    def attack() -> None:
        with httpx.Client(base_url=servers[0], timeout=30) as client:
            while not over.is_set():
                for path, headers in GROWING:
                    client.get(path, headers=headers)

    attacker, statuses = threading.Thread(target=attack), Counter[int]()
    attacker.start()
    try:
        with httpx.Client(base_url=servers[0], timeout=30) as visitor:
            until = time.monotonic() + 3
            while time.monotonic() < until:
                statuses[visitor.get("/").status_code] += 1
                statuses[visitor.post("/predict", json={"strokes": SEVEN}).status_code] += 1
    finally:
        over.set()
        attacker.join(30)
    assert set(statuses) == {200} and statuses[200] > 10, statuses


def test_a_server_with_a_long_head_would_not_be_shut_out_either(tmp_path: Path) -> None:
    """Our servers send none; these lines would bear it all the same."""

    class LongHeads(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("X-Long", "a" * (40_000 if self.path == "/too-long" else 9000))
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ExitStack() as stack:
        behind = [stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), LongHeads)) for _ in range(2)]
        for server in behind:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        address = stack.enter_context(nginx(tmp_path, [f"http://127.0.0.1:{server.server_port}" for server in behind]))
        with httpx.Client(base_url=address) as client:
            for _ in range(4):
                assert client.get("/too-long").status_code == 502
                assert client.get("/").status_code == 200
