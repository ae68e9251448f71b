"""Two servers over one weights folder, behind nginx, configured as app/README.md says."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server
from tests.soak.trainings import free_port

pytestmark = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="no nginx here; install one (Debian: apt-get install nginx-light)"
)

POOLS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture
def servers(tmp_path: Path, shipped_weights: Path) -> Iterator[list[str]]:
    """The addresses of the proxy and of the two servers behind it."""
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    shutil.copytree(weights / "v0001", weights / "v0002")
    with ExitStack() as stack:
        behind = [
            stack.enter_context(running_server(make_settings(tmp_path / name, weights, feedback_limit="2/day")))
            for name in ("one", "two")
        ]
        port = free_port()
        block = re.search(r"<!-- proxy -->\n```nginx\n(.+?)```", (ROOT / "app/README.md").read_text(), re.S)
        assert block is not None
        site = re.sub(r"ssl_certificate.*?;", "", block[1]).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        for standing, address in zip(("127.0.0.1:8000", "127.0.0.1:8001"), behind, strict=True):
            site = site.replace(standing, address.removeprefix("http://"))
        pools = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.getuid() == 0 else ""
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; {user} worker_processes 1; pid {tmp_path}/pid; error_log stderr crit;\n"
            f"events {{}}\nhttp {{ access_log off; {pools}\n{site} }}\n"
        )
        proxy = subprocess.Popen(["nginx", "-c", tmp_path / "nginx.conf", "-e", "stderr"])
        stack.callback(proxy.wait, 20)
        stack.callback(proxy.terminate)
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
            client.get(f"{address}/readyz").raise_for_status()
        yield [address, *behind]


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
