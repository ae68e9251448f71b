"""The heads of answers: short whatever a visitor sends, nothing of the studio in a cache, HEAD wherever GET is."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.server.answer_head import MAX_HEAD_BYTES
from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.helpers.server import running_server

LONG = "a" * 5000
QUERY = f"?lang=zh&lines={LONG}&chapter={LONG}&visitor={LONG}&{LONG}"
HUGE_HEADERS = {
    "X-Request-ID": "-" * 5000 + "a" * 32,
    "Host": f"{LONG}.example",
    "Origin": f"https://{LONG}",
    "Cookie": f"lang={LONG}; inkling_session={LONG}",
    "Accept": f"text/html, {LONG}",
    "Accept-Language": LONG,
    "Accept-Encoding": f"gzip, {LONG}",
    "If-None-Match": f'"{LONG}"',
    "Last-Event-ID": LONG,
    "X-Forwarded-Prefix": f"/{LONG}",
}
EXAMPLES = {
    "id": "t0001",
    "version": "v0001",
    "exam": "mnist",
    "label": "7",
    "answered": "1",
    "kind": "html",
}
PAGES = ["/", "/learn", "/docs", "/openapi.json", "/static/css/style.css", "/source/__init__.py", "/source/dense.py"]
PAGES += [
    "/admin",
    "/admin/compare",
    "/admin/search",
    "/admin/versions",
    "/admin/inbox",
    "/admin/rooms",
    "/room",
    "/wall",
    "/v2/",
]
ELSEWHERE = [
    "/nowhere",
    "/static/nothing",
    "/source/nothing.py",
    "/static",
    "/predict/",
    "/learn/",
    "/admin/",
    "/admin/models/",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server that answers to all names, since they may be long."""
    with running_server(make_settings(tmp_path_factory.mktemp("server"), shipped_weights, hosts="*")) as address:
        yield address


@pytest.fixture(scope="module")
def routes(server: str) -> list[tuple[str, str]]:
    """(method, path) of each documented route, with examples in place of its parameters."""
    paths = httpx.get(f"{server}/openapi.json").json()["paths"]
    return [
        (method.upper(), re.sub(r"{(\w+)}", lambda name: EXAMPLES.get(name[1], LONG[:40]), path))
        for path, operations in paths.items()
        for method in operations
    ]


def size_of_head(answer: httpx.Response) -> int:
    lines = [b"%s: %s" % field for field in answer.headers.raw]
    return len(b"\r\n".join([f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}".encode(), *lines, b"", b""]))


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_head_grows_with_what_a_visitor_sends(server: str, routes: list[tuple[str, str]], signed_in: bool) -> None:
    asked = [*routes, *((method, path) for path in PAGES + ELSEWHERE for method in ("GET", "HEAD", "PATCH"))]
    asked += [("GET", f"/{LONG}"), ("GET", f"/source/{LONG}"), ("GET", f"/v2/models/inkling/versions/{LONG}")]
    headers = HUGE_HEADERS | (BEARER if signed_in else {"Authorization": f"Bearer {LONG}"})
    sizes = {}
    with httpx.Client(base_url=server, timeout=60) as client:
        for method, path in asked:
            if (method, path) in {("POST", "/admin/retrain"), ("POST", "/admin/sweeps")}:
                continue  # which without a body start work
            with client.stream(method, path + QUERY, headers=headers) as answer:
                assert answer.headers.get("x-request-id", "")[:100] not in HUGE_HEADERS["X-Request-ID"]
                sizes[method, path[:80], answer.status_code] = size_of_head(answer)
    assert {each: size for each, size in sizes.items() if size > MAX_HEAD_BYTES} == {}
    assert {307, 308, 301} & {status for *_, status in sizes} == {307}, "old addresses of /source alone are redirected"


def test_a_cookie_fits_into_a_head(client: httpx.Client) -> None:
    huge = {name: value for name, value in HUGE_HEADERS.items() if name != "Origin"}
    signed_in = client.post("/admin/session", json={"token": TOKEN}, headers=huge)
    for answer in (signed_in, client.get("/?lang=zh", headers=huge)):
        assert "set-cookie" in answer.headers and size_of_head(answer) < MAX_HEAD_BYTES


@pytest.mark.parametrize("name", ["a" * 32, "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f"])
def test_a_proxys_request_id_is_kept_but_nothing_else(client: httpx.Client, name: str) -> None:
    assert client.get("/livez", headers={"X-Request-ID": name}).headers["x-request-id"] == name
    for other in (f"{{{name}}}", f"urn:uuid:{name}", f"{name}-", "-" * 5000 + name, name[:-1], "ü" * 32):
        given = client.get("/livez", headers={"X-Request-ID": other.encode()}).headers["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", given) and given != name, other


@pytest.mark.parametrize("path", ["/predict/", "/learn/", "/admin/", "/livez/", "/v2/models/inkling/", "/static"])
def test_no_address_is_redirected_for_a_slash(client: httpx.Client, path: str) -> None:
    for method in ("GET", "POST"):
        answer = client.request(method, f"{path}?{LONG}", headers={"Accept": "application/json"})
        assert answer.status_code in {404, 405} and "location" not in answer.headers, answer.headers


def test_the_protocols_own_first_path_is_answered_itself(client: httpx.Client) -> None:
    answer = client.get("/v2/")
    assert (answer.status_code, answer.json()) == (200, client.get("/v2").json())


def test_an_old_address_of_a_file_leads_to_it_and_keeps_what_it_marks(client: httpx.Client) -> None:
    moved = client.get(f"/source/dense.py?lines=4-9&lang=zh&more={LONG}", headers={"Host": "evil.example"})
    assert (moved.status_code, moved.headers["location"]) == (307, "/source/nn/dense.py?lines=4-9&lang=zh")
    assert client.get(f"/source/dense.py?lines={LONG}").headers["location"] == "/source/nn/dense.py"


def test_there_is_a_head_wherever_there_is_a_get(server: str, routes: list[tuple[str, str]]) -> None:
    with httpx.Client(base_url=server, headers=BEARER, timeout=60) as client:
        for path in [path for method, path in routes if method == "GET"] + PAGES + ["/static/favicon.svg", "/nowhere"]:
            query = "?lane=relu,cross_entropy,0.1,0&steps=1" if path == "/races" else ""
            with client.stream("GET", path + query) as got:
                expected = got.status_code, *map(got.headers.get, ("content-type", "vary", "cache-control"))
            head = client.head(path + query)
            assert (head.status_code, *map(head.headers.get, ("content-type", "vary", "cache-control"))) == expected, (
                path
            )
            assert head.content == b""
            if "content-length" in got.headers and path != "/metrics":
                assert head.headers["content-length"] == got.headers["content-length"], path
        assert client.head("/predict").status_code == 405
        counted = client.get("/metrics").text
    assert 'inkling_requests_total{method="HEAD",route="/v2/health/live",status="200"}' in counted


def test_a_method_that_a_path_does_not_have_is_told_all_that_it_has(client: httpx.Client) -> None:
    for path, allowed in (("/v2/health/live", "GET, HEAD"), ("/predict", "POST"), ("/admin/session", "DELETE, POST")):
        answer = client.patch(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_nothing_of_the_studio_stays_in_a_cache(admin: httpx.Client, routes: list[tuple[str, str]]) -> None:
    for path in ["/admin", "/admin/inbox", "/admin/nowhere", *(path for method, path in routes if method == "GET")]:
        if not path.startswith("/admin") and path != "/metrics":
            continue
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Accept": "text/html"}):
            with admin.stream("GET", path, headers=headers) as answer:
                assert answer.headers.get_list("cache-control") == ["no-store"], path
    assert "cache-control" not in admin.get("/").headers
