"""`python -m app`, as the README starts it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from app.settings import ROOT
from tests.app.conftest import BEARER, TOKEN


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def serving(folder: Path, weights: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The address of a server in a process of its own."""
    port = free_port()
    environment = os.environ | {"INKLING_PORT": str(port), "INKLING_DATA_DIR": str(folder / "data")}
    process = subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environment | {"INKLING_WEIGHTS_DIR": str(weights)} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_it_prints_a_link_to_the_admin_page_with_a_token_of_its_own(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights) as (process, address):
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(3)]
        found = re.search(r"/admin#token=(\S{20,})", printed[1])
        assert address in printed[0] and found is not None
        assert httpx.get(f"{address}/admin/models", headers={"Authorization": f"Bearer {found[1]}"}).status_code == 200


def test_all_workers_follow_a_promotion_and_stop_at_once_while_a_training_goes_on(
    tmp_path: Path, shipped_weights: Path
) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(shipped_weights, weights)
    shutil.copytree(weights / "v0001", weights / "v0002")
    with serving(tmp_path, weights, INKLING_WORKERS="2", INKLING_ADMIN_TOKEN=TOKEN) as (process, address):
        workers = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert len(workers) >= 2
        for version in ("v0002", "v0001", "v0002"):
            httpx.put(f"{address}/admin/models/champion", json={"version": version}, headers=BEARER).raise_for_status()
            answers = {httpx.get(f"{address}/readyz").json()["model_version"] for _ in range(20)}
            assert answers == {version}

        httpx.post(f"{address}/admin/retrain", json={"epochs": 500}, headers=BEARER).raise_for_status()
        trainer = next(iter((tmp_path / "data" / "trainings").glob("t0001/process.json")))
        pid = int(re.findall(r"\d+", trainer.read_text())[0])
        ended = threading.Event()

        def follow() -> None:
            with httpx.stream("GET", f"{address}/admin/trainings/t0001/events", headers=BEARER, timeout=60) as stream:
                stream.read()
            ended.set()

        watcher = threading.Thread(target=follow)
        watcher.start()
        time.sleep(1)
        try:
            process.send_signal(signal.SIGINT)
            printed, _ = process.communicate(timeout=8)
            assert "Traceback" not in printed
            watcher.join(5)
            assert ended.is_set(), "the event stream should end properly"
            assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE, "the training should go on"
            assert TOKEN not in psutil.Process(pid).environ().values()
        finally:
            psutil.Process(pid).kill()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"INKLING_PORT": "many"}, "INKLING_PORT"),
        ({"INKLING_ADMIN_TOKEN": "short"}, "INKLING_ADMIN_TOKEN"),
        ({"INKLING_WORKERS": "0"}, "INKLING_WORKERS"),
    ],
)
def test_a_bad_setting_is_named(settings: dict[str, str], message: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app"], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {message}: ")


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "app"],
            cwd=ROOT,
            env=os.environ | {"INKLING_PORT": port},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 2
    assert f"port {port}" in done.stderr


def test_pages_and_scripts_travel_packed_and_are_never_stale(client: httpx.Client) -> None:
    script = client.get("/static/js/drawing/strokes.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["cache-control"] == "no-cache"
    again = client.get("/static/js/drawing/strokes.js", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    page = client.get("/", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/", headers={"Accept-Encoding": "identity"}).headers
