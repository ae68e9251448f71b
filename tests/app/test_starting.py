"""How `python -m app` starts and stops: the addresses it prints, its folders, its log, and the signals it gets."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from app import __main__ as program
from app.settings import ROOT
from tests.app.conftest import TOKEN
from tests.helpers.drawings import SEVEN

HAS_IPV6 = Path("/proc/net/if_inet6").exists()
BODY = json.dumps({"strokes": SEVEN, "label": 7}).encode()


def environment(**settings: str) -> dict[str, str]:
    """This process's, with these settings and no others."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("INKLING_")}
    return ours | {"PYTHONPATH": str(ROOT)} | settings


@pytest.fixture(autouse=True)
def _not_under_nohup() -> Iterator[None]:
    """Servers inherit what is to happen at a hang-up."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@contextmanager
def started(
    folder: Path, files: tuple[int, int] | None = None, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """The server, started in `folder`: the process, the address that it printed, and all lines that it printed.

    `files` is the soft and the hard limit on open files.
    """
    limits = f"ulimit -Sn {files[0]} && ulimit -Hn {files[1]} &&" if files else ""
    process = subprocess.Popen(
        ["bash", "-c", f"{limits} exec '{sys.executable}' -m app"],
        cwd=folder,
        env=environment(INKLING_PORT="0", INKLING_DATA_DIR=str(folder / "data"), TMPDIR=str(folder)) | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in range(2)]
        found = re.search(r"http://\S+", lines[0])
        assert found is not None, process.communicate(timeout=20)
        yield process, found[0], lines
    finally:
        process.terminate()
        with suppress(ValueError):  # it was ended by the test
            process.communicate(timeout=20)


@pytest.mark.parametrize(
    ("host", "printed"),
    [
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104
        pytest.param("::1", "[::1]", marks=pytest.mark.skipif(not HAS_IPV6, reason="no IPv6 here")),
        pytest.param("::", "[::1]", marks=pytest.mark.skipif(not HAS_IPV6, reason="no IPv6 here")),
    ],
)
def test_what_is_printed_can_be_opened(tmp_path: Path, host: str, printed: str) -> None:
    settings = {"INKLING_HOST": host, "INKLING_ADMIN_TOKEN": ""}
    with started(tmp_path, **settings) as (_, address, lines):
        assert re.fullmatch(rf"http://{re.escape(printed)}:[1-9]\d*", address)
        assert httpx.get(f"{address}/readyz", timeout=20).status_code == 200
        found = re.search(r"http://\S+/admin#token=(\S{20,})", lines[1])
        assert found is not None, "an empty token is as good as none"


def test_started_elsewhere_with_odd_names_it_finds_its_own_folders(tmp_path: Path) -> None:
    """The current folder is empty, the data folder's name means something in URLs and in templates."""
    folder = tmp_path / "a%20b #1?%(here)s"
    settings = {"INKLING_DATA_DIR": str(folder), "INKLING_LOG_LEVEL": " INFO ", "TZ": "Asia/Shanghai"}
    with started(tmp_path, INKLING_ADMIN_TOKEN=TOKEN, **settings) as (process, address, _):
        answer = httpx.post(
            f"{address}/feedback", content=BODY, headers={"Content-Type": "application/json"}, timeout=20
        )
        assert answer.json() == {"new": True}, answer.text
        assert httpx.post(f"{address}/predict", json={"strokes": SEVEN}, timeout=20).json()["label"] == 7
        assert (folder / "inkling.sqlite3").is_file()
        process.terminate()
        log = [json.loads(line) for line in process.communicate(timeout=20)[1].splitlines()]
    assert log and all(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"]) for line in log)
    hours = {line["at"][11:13] for line in log}
    now = subprocess.run(["date", "-u", "+%H"], capture_output=True, text=True, check=True).stdout.strip()
    assert hours & {now, f"{(int(now) - 1) % 24:02d}"}


def test_a_folder_without_a_network_is_named_at_start(tmp_path: Path) -> None:
    with started(tmp_path, INKLING_WEIGHTS_DIR=str(tmp_path / "nowhere")) as (process, _, _):
        assert process.stderr is not None
        assert f"{tmp_path / 'nowhere'} holds no network" in process.stderr.readline()


@pytest.mark.parametrize(("workers", "number"), [("1", "SIGTERM"), ("1", "SIGHUP"), ("2", "SIGHUP")])
def test_a_stop_finishes_what_is_in_progress_and_leaves_nothing(tmp_path: Path, workers: str, number: str) -> None:
    settings = {"INKLING_WORKERS": workers, "INKLING_ADMIN_TOKEN": TOKEN}
    with started(tmp_path, **settings) as (process, address, _):
        httpx.get(f"{address}/readyz", timeout=20).raise_for_status()
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as visitor:
            head = f"POST /feedback HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            visitor.sendall(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY[:10])
            httpx.get(f"{address}/livez", timeout=20).raise_for_status()
            process.send_signal(getattr(signal, number))
            with pytest.raises(httpx.TransportError):  # soon it accepts no new ones
                for _ in range(1000):
                    httpx.get(f"{address}/livez", timeout=20)
            visitor.sendall(BODY[10:])
            assert b" 201 " in visitor.recv(4096)
        printed = process.communicate(timeout=20)[1]
        assert "Traceback" not in printed
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_nohup_goes_on(tmp_path: Path) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with started(tmp_path, INKLING_WORKERS="2") as (process, address, _):
        httpx.get(f"{address}/readyz", timeout=20).raise_for_status()
        process.send_signal(signal.SIGHUP)
        for _ in range(20):
            httpx.get(f"{address}/readyz", timeout=20).raise_for_status()


@pytest.mark.parametrize("module", ["uvicorn.config", "pydantic.main", "app.settings", "fastapi.applications"])
def test_ctrl_c_while_it_starts_is_silent(tmp_path: Path, module: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "app"],
        cwd=tmp_path,
        env=environment(INKLING_PORT="0", INKLING_DATA_DIR=str(tmp_path)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.endswith(f" {module}\n"):
            break
    process.send_signal(signal.SIGINT)
    printed = [line for line in process.communicate(timeout=20)[1].splitlines() if not line.startswith("import time")]
    assert printed == []


@pytest.mark.parametrize(("proxies", "last"), [("", 429), ("127.0.0.1", 401)])
def test_x_forwarded_for_is_believed_of_proxies_that_are_named_alone(tmp_path: Path, proxies: str, last: int) -> None:
    settings = {"INKLING_SIGN_IN_LIMIT": "3/minute", "FORWARDED_ALLOW_IPS": proxies}
    with started(tmp_path, **settings) as (_, address, _), httpx.Client(base_url=address, timeout=20) as guesser:
        statuses = []
        for number in range(5):
            headers = {"Authorization": f"Bearer wrong-{number}", "X-Forwarded-For": f"203.0.113.{number}"}
            statuses.append(guesser.get("/admin/models", headers=headers).status_code)
    assert statuses == [401, 401, 401, last, last]


def test_without_a_temporary_folder_one_process_serves_and_several_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: str) -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(program, "TemporaryDirectory", refuse)
    monkeypatch.setattr(program, "_serve", lambda *_: 0)
    monkeypatch.setenv("INKLING_PORT", "0")
    monkeypatch.setenv("INKLING_ADMIN_TOKEN", TOKEN)
    monkeypatch.setenv("INKLING_DATA_DIR", str(tmp_path))
    assert program.main() == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("INKLING_WORKERS", "2")
    assert program.main() == 2
    assert "TMPDIR" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_by_way_of_uvicorn_a_token_nobody_saw_is_refused(workers: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uvicorn", "app.main:create_app", "--factory", "--port", "0", "--workers", workers],
        cwd=ROOT,
        env=environment(INKLING_ADMIN_TOKEN=""),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "error: INKLING_ADMIN_TOKEN: " in done.stderr
    assert "Traceback" not in done.stderr
