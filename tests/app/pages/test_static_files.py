"""Static files: compressed once, revalidated by ETag, and texts of one language at a time."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

import httpx
import pytest
from fastapi import FastAPI

from app.pages.static_files import CachedStaticFiles
from tests.helpers.own_loop import run_in_own_loop


def get(folder: Path, path: str, **headers: str) -> httpx.Response:
    app = FastAPI()
    app.mount("/static", CachedStaticFiles(directory=folder))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://files") as client:
            return await client.get(
                f"/static/{path}", headers={name.replace("_", "-"): each for name, each in headers.items()}
            )

    return run_in_own_loop(ask())


def test_a_file_goes_packed_to_whoever_takes_it_so(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("export const one = 1;\n" * 9)
    packed, plain = (get(tmp_path, "one.js", accept_encoding=each) for each in ("gzip, br", "identity"))
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content == (tmp_path / "one.js").read_bytes()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert packed.headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_changed_file_is_read_again_and_an_unchanged_one_not_sent_again(tmp_path: Path) -> None:
    script = tmp_path / "one.js"
    script.write_text("export const one = 1;\n")
    tag = get(tmp_path, "one.js").headers["etag"]
    assert get(tmp_path, "one.js", if_none_match=tag).status_code == 304
    script.write_text("export const one = 2;\n")
    again = get(tmp_path, "one.js", if_none_match=tag)
    assert (again.status_code, again.text) == (200, "export const one = 2;\n")


def test_only_what_lies_in_the_folder_is_served(tmp_path: Path) -> None:
    (tmp_path / "static" / "wing").mkdir(parents=True)
    (tmp_path / "secret.js").write_text("")
    (tmp_path / "static" / "wing" / "one.js").write_text("")
    assert get(tmp_path / "static", "wing/one.js").status_code == 200
    for path in ("../secret.js", "%2e%2e/secret.js", "wing/../../secret.js", "nothing.js", "wing", ""):
        assert get(tmp_path / "static", path).status_code == 404, path


def test_style_sheets_are_joined_in_the_order_they_are_named(tmp_path: Path) -> None:
    for name in ("tokens", "base", "header"):
        (tmp_path / "css" / "common").mkdir(parents=True, exist_ok=True)
        (tmp_path / "css" / "common" / f"{name}.css").write_text(f".{name} {{}}\n")
    asked = "css/common/tokens.css?and=common/header,common/base"
    first = get(tmp_path, asked)
    assert (first.text, first.headers["content-type"]) == (
        ".tokens {}\n.header {}\n.base {}\n",
        "text/css; charset=utf-8",
    )
    (tmp_path / "css" / "common" / "base.css").write_text(".basis {}\n")
    again = get(tmp_path, asked, if_none_match=first.headers["etag"])
    assert (again.status_code, again.text) == (200, ".tokens {}\n.header {}\n.basis {}\n")
    for names in ("", "common/none", "../common/base", "common/base,", "common/%00", ",".join(31 * ["common/base"])):
        assert get(tmp_path, f"css/common/tokens.css?and={names}").status_code == 404, names


def test_a_page_asks_for_one_style_sheet_before_it_paints(client: httpx.Client) -> None:
    for path in ("/", "/learn", "/docs", "/admin", "/no-such-page"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        head = page.partition("</head>")[0]
        (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', head)
        styles = client.get(address)
        assert styles.status_code == 200 and ":root" in styles.text and ".skip-link" in styles.text


@pytest.mark.parametrize("path", ["/", "/learn", "/docs", "/admin", "/room", "/wall", "/no-such-page"])
def test_a_page_fetches_the_words_that_its_scripts_can_ask_for(client: httpx.Client, path: str) -> None:
    """Keys that stand in them as they are, and at least one of those that each template makes."""
    everything = client.get("/static/messages.json?lang=en").json()
    page = client.get(path, headers={"Accept": "text/html"}).text
    (address,) = re.findall(r'<link rel="preload" href="([^"]+)" as="fetch" crossorigin="anonymous">', page)
    words = client.get(address.replace("&amp;", "&")).json()
    assert words.items() < everything.items()
    waiting = re.findall(r'<script type="module" src="/static/js/([^"]+)">', page)
    seen = set[str]()
    while waiting:
        seen.add(name := waiting.pop())
        code = client.get(f"/static/js/{name}").raise_for_status().text
        quoted = set(re.findall(r"""["'`]([\w.-]+)["'`]""", code))
        assert quoted & everything.keys() <= words.keys(), name
        for head in re.findall(r"`([\w-]+\.[\w.-]*)\$\{", code):
            keys = {key for key in everything if key.startswith(head)}
            assert not keys or keys & words.keys(), (name, head)
        needed = re.findall(r'(?:\bfrom |\bimport\()"([^"]+\.js)"', code)
        waiting += {normpath(join(dirname(name), each)) for each in needed} - seen
    assert len(seen) > 5


def test_words_are_for_a_page_that_there_is(client: httpx.Client) -> None:
    for script in ("pages/none.js", "common/api.js", "pages/../common/api.js", "pages", "pages/%00.js"):
        assert client.get(f"/static/messages.json?lang=en&for={script}").status_code == 404, script


def test_a_page_fetches_the_words_of_one_language(client: httpx.Client) -> None:
    catalogue = client.get("/static/messages.json").json()
    for language in ("en", "zh"):
        words = client.get(f"/static/messages.json?lang={language}").json()
        assert words == {key: texts[language] for key, texts in catalogue.items()}
        assert f'"/static/messages.json?lang={language}&amp;for=pages/draw.js"' in client.get(f"/?lang={language}").text
    assert client.get("/static/messages.json?lang=xx").json() == catalogue
