"""The server's log: one JSON object a line, with the request's id, never with a drawing."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.app.conftest import TOKEN
from tests.app.test_serving import serving

STROKES = [[[31337.25, 1.5], [31402.75, 90.125]]]


def test_each_request_has_a_line_with_its_id_and_none_has_the_drawing(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights, INKLING_LOG_LEVEL="info", INKLING_ADMIN_TOKEN=TOKEN) as (process, address):
        mine = httpx.post(
            f"{address}/predict",
            json={"strokes": STROKES},
            headers={"X-Request-ID": "0123456789abcdef0123456789abcdef"},
        )
        made = httpx.post(f"{address}/predict", json={"strokes": STROKES, "pixels": [31337.25]})
        forged = httpx.get(f"{address}/livez", headers={"X-Request-ID": "nonsense\t{}"})
        httpx.get(f"{address}/admin/models", headers={"Authorization": "Bearer 31337.25"})
        process.terminate()
        assert process.stdout is not None
        printed = process.stdout.read()
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    assert "31337" not in printed and TOKEN not in printed
    assert "Traceback" not in printed
    answered = {line["request_id"]: line for line in lines if line["message"] == "answered"}
    assert mine.headers["x-request-id"] == "0123456789abcdef0123456789abcdef"
    line = answered[mine.headers["x-request-id"]]
    assert (line["method"], line["route"], line["status"], line["level"]) == ("POST", "/predict", 200, "INFO")
    assert 0 < line["seconds"] < 5
    assert answered[made.headers["x-request-id"]]["status"] == 422
    assert len(forged.headers["x-request-id"]) == 32, "an id that could forge a line is replaced"


def test_by_default_nothing_is_noted_but_trouble(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights) as (process, address):
        httpx.post(f"{address}/predict", json={"strokes": STROKES}).raise_for_status()
        process.terminate()
        assert process.stdout is not None
        assert len(process.stdout.read().splitlines()) == 3


def test_the_same_trouble_is_counted_and_told_once_in_a_while(tmp_path: Path, shipped_weights: Path) -> None:
    with serving(tmp_path, shipped_weights) as (process, address):
        host, port = urlsplit(address).hostname, urlsplit(address).port
        for number in range(230):
            with socket.create_connection((host, port), timeout=20) as client:
                if number % 2:
                    client.sendall(b"no http %d\r\n\r\n" % number)
                else:
                    client.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n")
                assert client.recv(100)
        process.terminate()
        assert process.stdout is not None
        lines = [json.loads(line)["message"] for line in process.stdout.read().splitlines() if line.startswith("{")]
    malformed = [line for line in lines if line.startswith("Invalid HTTP request")]
    assert len(malformed) == 11 and "(100 times in a minute" in malformed[-1]
    assert len(lines) <= 40, lines
