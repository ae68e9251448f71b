"""The pages as a whole: languages, themes, sizes."""

import re

import pytest
from playwright.sync_api import expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

PAGES = ["/", "/learn", "/source/nn/dense.py?lines=37-39#L37", "/admin", "/docs", "/nowhere"]


def test_switching_the_language_keeps_the_drawing_and_is_remembered(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    clear = page.locator(".drawing-pad .clear")
    english = clear.inner_text()
    page.locator(".header .language").click()
    expect(clear).not_to_have_text(english)
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.locator(DIGIT)).to_have_text("7")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.locator(".header .language").click()
    expect(clear).to_have_text(english)


def test_the_other_languages_words_come_when_asked_for_and_their_absence_is_told(new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[-1]))
    page.reload()
    link = page.locator(".header .language")
    expect(page.get_by_role("button", name="Colours: as the system")).to_be_visible()
    assert "lang=en&for=pages/draw.js" in asked and "lang=zh" not in asked
    page.route("**/messages.json?lang=zh", lambda route: route.abort())
    link.click()
    expect(link).to_have_attribute("title", re.compile("server"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.unroute("**/messages.json?lang=zh")
    link.click()
    expect(page.locator("h1")).to_have_text("写一个数字")
    expect(link).to_have_attribute("title", "")


def test_the_theme_button_is_remembered(new_page: NewPage) -> None:
    page = new_page(color_scheme="light")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    for _ in range(3):
        page.locator(".header .theme").click()
        if page.evaluate(paper) != light:
            break
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_small_phone(new_page: NewPage, path: str, locale: str) -> None:
    page = new_page(path, viewport={"width": 360, "height": 740}, locale=locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_is_asked_of_another_host(new_page: NewPage, server: str) -> None:
    page = new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url))
    for path in PAGES:
        page.goto(server + path, wait_until="networkidle")
    assert hosts
    assert all(url.startswith((server, "data:", "blob:")) for url in hosts)


@pytest.mark.parametrize("path", ["/", "/learn"])
def test_without_scripts_a_page_says_so_where_one_looks_first(new_page: NewPage, path: str) -> None:
    page = new_page(path, java_script_enabled=False, viewport={"width": 390, "height": 844})
    message = page.locator("noscript .trouble")
    expect(message).to_be_in_viewport()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_on_a_phone_the_way_through_the_studio_takes_one_line(new_page: NewPage, locale: str) -> None:
    page = new_page(f"/admin#token={TOKEN}", locale=locale, viewport={"width": 390, "height": 844})
    links = page.locator(".opening nav a")
    expect(links).to_have_count(6)
    tops = "parts => parts.map((part) => part.getBoundingClientRect().top)"
    assert len(set(links.evaluate_all(tops))) == 1
    heading, out = (page.locator(f".opening {part}").bounding_box() for part in ("h1", ".sign-out"))
    assert heading and out and abs(heading["y"] + heading["height"] / 2 - out["y"] - out["height"] / 2) < 10
