"""What assistive technology would stumble over, as far as axe-core can tell: nothing, on any page."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_learn import draw, go_to_chapter
from tests.helpers.drawings import THREE

pytestmark = pytest.mark.browser

CHAPTERS = range(1, 12)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE = {"width": 360, "height": 740}


def violations(page: Page) -> list[str]:
    """One line for each: its rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {[node['html'][:120] for node in each['nodes']]}"
        for each in found
        if each["impact"] != "minor"
    ]


def expect_no_violations(page: Page) -> None:
    """In both colour schemes; without transitions, in the middle of which colours are neither's."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        expect(page.locator(f":root[data-theme={scheme}]")).to_be_attached()
        assert violations(page) == [], scheme


@pytest.mark.parametrize(
    "path", ["/", "/learn", "/source/nn/dense.py?lines=37-39", "/docs", "/admin", "/room", "/wall", "/nowhere"]
)
def test_a_page(new_page: NewPage, path: str) -> None:
    expect_no_violations(new_page(path))


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/search", "/admin/compare", "/admin/versions", "/admin/inbox", "/admin/rooms"]
)
def test_a_page_of_the_studio(new_page: NewPage, path: str) -> None:
    page = new_page(f"{path}#token={TOKEN}")
    expect(page.locator(".sign-out")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect_no_violations(page)


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light", "locale": "en-GB"}, {"color_scheme": "dark", "locale": "zh-CN", "viewport": PHONE}],
)
def test_every_chapter_with_a_drawing(new_page: NewPage, options: dict[str, object]) -> None:
    page = new_page("/learn?unit=1.0&label=3", **options)
    draw(page, THREE)
    expect(page.locator(".short-answer .digit")).to_have_text("3")
    for chapter in CHAPTERS:
        go_to_chapter(page, chapter)
        assert violations(page) == [], f"chapter {chapter}"


def test_the_prover_finds_what_is_wrong(new_page: NewPage) -> None:
    page = new_page("/learn")
    page.locator("main").evaluate("main => main.append(document.createElement('input'))")
    assert any("label" in line for line in violations(page))
