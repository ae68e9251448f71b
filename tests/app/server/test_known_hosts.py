"""Which names the server answers to: a site whose name leads to 127.0.0.1 for a moment gets nothing."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.app.conftest import BEARER, make_settings
from tests.helpers.drawings import SEVEN
from tests.helpers.server import running_server


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server with a name of its own."""
    settings = make_settings(tmp_path_factory.mktemp("named"), shipped_weights, hosts="digits.example.org")
    with running_server(settings) as address:
        yield address


@pytest.mark.parametrize(
    "path", ["/", "/learn", "/predict", "/feedback", "/admin/models", "/static/js/api.js", "/openapi.json"]
)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "EVIL.example.", "x" * 4000 + ".y"]
)
def test_a_page_of_another_name_gets_nothing(client: httpx.Client, path: str, host: str) -> None:
    method = "POST" if path in {"/predict", "/feedback"} else "GET"
    answer = client.request(method, path, headers={"Host": host} | BEARER, json={"strokes": SEVEN, "label": 7})
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert "INKLING_HOSTS" in answer.json()["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["x-request-id"]


def test_the_open_inference_protocol_says_so_in_its_own_way(client: httpx.Client) -> None:
    answer = client.get("/v2/health/ready", headers={"Host": "evil.example"})
    assert answer.status_code == 403 and list(answer.json()) == ["error"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "192.168.1.5:8000", "[::1]:8000", "[2001:db8::1]", "localhost:8000", "LOCALHOST", "app.localhost",
     "inkling:8000", "raspberry.local", "inkling.default.svc.cluster.local", "digits.internal", socket.gethostname()],
)  # fmt: skip
def test_addresses_and_names_that_no_site_can_have_are_known(client: httpx.Client, host: str) -> None:
    assert client.get("/readyz", headers={"Host": host}).status_code == 200


def test_a_domain_name_is_known_once_it_is_set(named: str) -> None:
    for host, status in (("Digits.Example.org", 200), ("digits.example.org:8443", 200), ("example.org", 403)):
        assert httpx.get(f"{named}/readyz", headers={"Host": host}).status_code == status


def test_a_program_of_old_that_names_no_host_is_answered(named: str) -> None:
    parts = urlsplit(named)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
        assert connection.recv(100).split(b"\r\n")[0].endswith(b" 200 OK")
