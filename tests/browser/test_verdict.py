"""The verdict on the page: nonsense is called what it is, by the champion as it is shipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.settings import ROOT
from tests.app.conftest import make_settings
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.helpers.drawings import SEVEN, Strokes
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

HATCHING: Strokes = [[[20 + 15 * i, 15], [25 + 15 * i, 100]] for i in range(5)]
LETTER_A: Strokes = [[[20, 100], [50, 15], [80, 100]], [[32, 70], [68, 70]]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The other tests' v0001 never learned what is no digit."""
    folder: Path = tmp_path_factory.mktemp("server")
    with running_server(make_settings(folder, ROOT / "weights")) as address:
        yield address


@pytest.mark.parametrize("strokes", [HATCHING, LETTER_A])
def test_what_is_no_digit_gets_no_digit_and_no_percentage(new_page: NewPage, strokes: Strokes) -> None:
    page = new_page()
    draw_with_mouse(page, strokes)
    expect(page.locator(".answer .verdict")).to_have_text("This doesn't look like a digit.")
    expect(page.locator(DIGIT)).to_have_text("–")
    expect(page.locator(".answer .confidence")).to_have_text("")
    expect(page.locator(".answer .announcement")).to_have_text("This doesn't look like a digit.")


def test_it_is_said_in_chinese_too_and_the_next_digit_is_read_again(new_page: NewPage) -> None:
    page = new_page(locale="zh-CN")
    draw_with_mouse(page, HATCHING)
    expect(page.locator(".answer .verdict")).to_have_text("这看起来不像数字。")
    page.keyboard.press("Escape")
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_dot_is_to_go_on(new_page: NewPage, language: str) -> None:
    page = new_page("/", locale=language)
    taps: list[Strokes] = [[[[60, 60]]], [[[60, 60], [62, 61]]], [[[60, 60]], [[62, 60]]]]
    for tap in taps:
        draw_with_mouse(page, tap)
        expect(page.locator(".answer .verdict")).to_have_text("请接着写。" if language == "zh-CN" else "Go on drawing.")
        expect(page.locator(DIGIT)).to_have_text("–")
        draw_with_mouse(page, SEVEN)
        expect(page.locator(DIGIT)).not_to_have_text("–")
        page.keyboard.press("Escape")


def test_a_dot_is_to_go_on_where_one_learns(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw_with_mouse(page, [[[60, 60], [62, 61]]])
    expect(page.locator(".short-answer .sure")).to_have_text("Go on drawing.")
    expect(page.locator(".short-answer .digit")).to_have_text("–")


def test_several_digits_are_told_to_come_one_at_a_time(new_page: NewPage) -> None:
    page = new_page("/")
    one: Strokes = [[[15, 35], [15, 50], [15, 65], [15, 80]]]
    two: Strokes = [[[40, 42], [52, 35], [64, 40], [64, 52], [50, 66], [40, 79], [54, 79], [68, 79]]]
    draw_with_mouse(page, one + two)
    expect(page.locator(".answer .verdict")).to_contain_text("draw one at a time")
    expect(page.locator(DIGIT)).to_have_text("–")
