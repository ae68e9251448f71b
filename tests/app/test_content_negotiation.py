"""Accept, Accept-Encoding and Accept-Language: weights are obeyed, and Vary says that the answer depends on them."""

import httpx
import pytest

from tests.helpers.drawings import SEVEN

HTML = {"Accept": "text/html"}
BATCH = {"instances": [{"strokes": [[[20, 20], [80, 20], [62, 58], [45, 100]]]}] * 30}


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("GZIP ; Q = 0.5", True),
        ("br, x-gzip", True),
        ("*", True),
        ("br;q=1, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip;q=0.5, identity", False),
        ("gzip;q=many", False),
        ("no-gzip, gzipped", False),
        ("*;q=0", False),
        ("", False),
        ("," * 30_000 + "gzip", False),
    ],
)
def test_an_answer_is_packed_for_those_who_want_it(client: httpx.Client, accepted: str, packed: bool) -> None:
    asked = [("GET", "/", None), ("GET", "/openapi.json", None), ("GET", "/static/favicon.svg", None)]
    asked += [("GET", "/source/__init__.py", None), ("POST", "/predict", BATCH)]
    asked += [("POST", "/predict", BATCH["instances"][0] | {"include": ["image"]})]
    for method, path, body in asked:
        answer = client.request(method, path, json=body, headers={"Accept-Encoding": accepted[:60_000]})
        assert (answer.headers.get("content-encoding") == "gzip") is packed, path
        assert "Accept-Encoding" in answer.headers["vary"], path


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh;q=0, en", "en"),
        ("en;q=0.1, zh;q=0.9", "zh"),
        ("fr, zh-Hant-TW;q=0.2, en;q=0.3", "en"),
        ("fr, ZH-cn;Q=0.4, en;q=0.3", "zh"),
        ("zha, zhx, en;q=0.1", "en"),
        ("en;q=0, *", "zh"),
        ("*, zh;q=0.5", "en"),
        ("fr", "en"),
        ("zh;q=a lot, en;q=0.1", "en"),
        ("", "en"),
    ],
)
def test_a_page_is_in_the_language_that_weighs_most(client: httpx.Client, accepted: str, language: str) -> None:
    for path in ("/", "/nowhere"):
        answer = client.get(path, headers=HTML | {"Accept-Language": accepted})
        assert f'<html lang="{language}' in answer.text
        varies = {name.strip() for name in answer.headers["vary"].split(",")}
        assert {"Accept-Language", "Cookie", *(["Accept"] if path == "/nowhere" else [])} <= varies


@pytest.mark.parametrize(
    ("accepted", "is_page"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("TEXT/HTML;level=1;q=0.3", True),
        ("text/html;q=0, application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("application/x+text/html", False),
        ("*/*", False),
    ],
)
def test_an_error_is_a_page_for_those_who_would_rather_have_one(
    client: httpx.Client, accepted: str, is_page: bool
) -> None:
    answer = client.get("/nowhere", headers={"Accept": accepted})
    assert answer.headers["content-type"].startswith("text/html" if is_page else "application/json")
    assert "Accept" in answer.headers["vary"].split(", ")


def test_several_lines_of_a_header_are_one_list(client: httpx.Client) -> None:
    lines = [("Accept", "application/json;q=0.5"), ("Accept", "text/html"), ("Accept-Encoding", "br")]
    lines += [("Accept-Encoding", "gzip"), ("Accept-Language", "en;q=0.5"), ("Accept-Language", "zh")]
    answer = client.get("/nowhere", headers=httpx.Headers(lines))
    assert '<html lang="zh' in answer.text and answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/predict", "/predict?"])
@pytest.mark.parametrize("lines", [("gzip", "br"), ("br", "gzip"), ("gzip;q=0.5", "")])
def test_they_are_for_a_drawing_as_well(client: httpx.Client, path: str, lines: tuple[str, str]) -> None:
    headers = httpx.Headers([("Accept-Encoding", line) for line in lines])
    answer = client.post(path, json={"strokes": SEVEN, "include": ["image"]}, headers=headers)
    assert answer.headers.get("content-encoding") == "gzip"
