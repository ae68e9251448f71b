"""Pages: languages, headers, examples, and no resource from another host."""

import json
import re
from typing import Any

import httpx
import pytest

from app.pages.api_reference import describe_routes
from app.settings import ROOT

PAGES = ["/", "/learn?chapter=7", "/source/nn/dense.py?lines=37-39", "/admin", "/docs", "/room", "/wall", "/nowhere"]
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_both_languages(client: httpx.Client, path: str) -> None:
    english = client.get(path, headers=HTML | {"Accept-Language": "en-GB,zh;q=0.5"}).text
    chinese = client.get(path, headers=HTML | {"Accept-Language": "zh-CN,en;q=0.5"}).text
    assert '<html lang="en"' in english
    assert re.search(r'<html lang="zh', chinese)
    assert re.search("[\u4e00-\u9fff]{2}", chinese)
    assert english != chinese


def test_the_language_is_remembered(client: httpx.Client) -> None:
    assert 'lang="zh' in client.get("/?lang=zh", headers=HTML).text
    assert 'lang="zh' in client.get("/", headers=HTML | {"Accept-Language": "en"}).text
    assert 'lang="en"' in client.get("/?lang=en", headers=HTML).text


ANSWERS = [
    *[("GET", path, b"", 404 if path == "/nowhere" else 200) for path in (*PAGES, "/openapi.json", "/livez")],
    ("GET", "/admin/models", b"", 401),
    ("POST", "/predict", b"{", 400),
    ("DELETE", "/predict", b"", 405),
    ("POST", "/predict", b" " * 2_000_001, 413),
    ("POST", "/predict", b"{}", 422),
    ("POST", "/v2/models/inkling/infer", b"{}", 400),
]


@pytest.mark.parametrize(
    ("method", "path", "content", "status"), ANSWERS, ids=[f"{each[3]} {each[1]}" for each in ANSWERS]
)
def test_every_answer_carries_the_security_headers(
    client: httpx.Client, method: str, path: str, content: bytes, status: int
) -> None:
    answer = client.request(method, path, content=content, headers=HTML | {"Content-Type": "application/json"})
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_file_is_never_taken_for_something_else(client: httpx.Client) -> None:
    assert client.get("/static/messages.json").headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_another_host_and_hold_no_inline_code(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers=HTML).text
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', page)
    assert not re.findall(r'<link[^>]+href="(?:https?:)?//', page)
    assert not re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.findall(r'\s(?:style|on\w+)="', page)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_preloads_the_modules_that_its_script_needs(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers=HTML).text
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)" fetchpriority="low">', page)
    known = {*preloaded, *re.findall(r'<script type="module" src="([^"]+)">', page)}
    assert len(known) == len(preloaded) + 1
    for script in known:
        imported = re.findall(r'(?:^import|\bfrom) "([^"]+)";$', client.get(script).raise_for_status().text, re.M)
        assert {str(httpx.URL(script).join(address)) for address in imported} <= known


def test_every_message_has_both_languages_and_the_same_places() -> None:
    catalogue: dict[str, dict[str, str]] = json.loads((ROOT / "static" / "messages.json").read_text(encoding="utf-8"))
    for key, texts in catalogue.items():
        assert set(texts) == {"en", "zh"}, key
        assert all(texts.values()), key
        places = {language: sorted(re.findall(r"\{\w+\}", text)) for language, text in texts.items()}
        assert places["en"] == places["zh"], key


def test_every_hyperparameter_has_a_name_and_a_meaning_in_both_languages(client: httpx.Client) -> None:
    catalogue = json.loads((ROOT / "static" / "messages.json").read_text(encoding="utf-8"))
    document = client.get("/openapi.json").json()
    for name in document["components"]["schemas"]["RetrainRequest"]["properties"]:
        assert f"setting.{name}" in catalogue
        assert f"setting.{name}.help" in catalogue


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_openapi_describes_every_route_with_examples(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in document["components"]["schemas"], "errors have one shape, ours"
    shown = {(route["method"], route["path"]): route for route in describe_routes(document, "")}
    for name, operation in operations(document):
        assert operation["description"], name
        route = shown[name.split()[0], name.split()[1]]
        assert route["request"] or "requestBody" not in operation, name
        assert all(field["description"] for field in route["fields"]), name
        success = route["responses"][0]
        assert success["example"] or success["status"] == "204" or name.endswith(("/events", "/{kind}")), name
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert answer["content"]["application/json"]["example"]["error"], (name, status)
    page = client.get("/docs", headers=HTML).text
    for name, _ in operations(document):
        assert name.split()[1] in page


def test_examples_are_test_digits_that_the_network_reads(client: httpx.Client) -> None:
    first = client.get("/examples?count=20&seed=5").json()["examples"]
    assert len({each["index"] for each in first}) == 20
    assert client.get("/examples?count=20&seed=5").json()["examples"] == first
    assert client.get("/examples?count=20&seed=6").json()["examples"] != first
    answers = client.post("/predict", json={"instances": [{"pixels": each["pixels"]} for each in first]}).json()
    right = [answer["label"] == each["label"] for answer, each in zip(answers["predictions"], first, strict=True)]
    assert sum(right) >= 19


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/predict", 405, "method_not_allowed"),
        ("GET", "/examples?count=0", 422, "invalid_request"),
        ("GET", "/admin/models", 401, "unauthorized"),
        ("DELETE", "/predict", 405, "method_not_allowed"),
    ],
)
def test_every_error_has_the_one_shape(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"] == code
    assert set(answer.json()) == {"error", "detail"}
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v2/nowhere", 404), ("PUT", "/v2/models/inkling/infer", 405), ("POST", "/v2/models/inkling/infer", 400)],
)
def test_errors_of_the_protocol_have_its_own_shape(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/predict", "POST"),
        ("POST", "/readyz", "GET, HEAD"),
        ("PATCH", "/admin/session", "DELETE, POST"),
        ("GET", "/admin/models/champion", "PUT"),
        ("PUT", "/v2/models/inkling/infer", "POST"),
        ("POST", "/static/messages.json", "GET, HEAD"),
    ],
)
def test_what_is_not_possible_is_told_with_what_is(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert f"use {allowed}." in answer.text


@pytest.mark.parametrize("path", ["/", "/learn", "/docs", "/admin", "/livez", "/readyz", "/static/messages.json"])
def test_head_tells_what_get_would_without_its_body(client: httpx.Client, path: str) -> None:
    told, whole = client.head(path), client.get(path)
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"] == whole.headers["content-type"]


def test_a_browser_gets_an_error_page(client: httpx.Client) -> None:
    answer = client.get("/nowhere", headers=HTML)
    assert answer.status_code == 404
    assert "<html" in answer.text
