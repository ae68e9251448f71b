"""The lesson rail: walking through the course, what is remembered of it, and the code behind each chapter."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.pages.chapters import CODE
from app.settings import ROOT
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import draw_with_mouse
from tests.browser.test_learn import go_to_chapter, settle
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

CATALOGUE: dict[str, dict[str, str]] = json.loads((ROOT / "static" / "messages.json").read_text(encoding="utf-8"))
PHONE = {"width": 360, "height": 740}
CHAPTER = ".lesson-rail .chapter:visible"
NEXT, PREVIOUS, TOGGLE = (f".lesson-rail .{name}" for name in ("next", "previous", "toggle"))
CLIPPED = """rail => [...rail.querySelectorAll(".chapter:not([hidden]) :is(p, h3, a, code, math, label), .bar *, ol *")]
  .filter((part) => {
    const { left, right, width } = part.getBoundingClientRect();
    const isHidden = width <= 1 || part.closest(".visually-hidden, [hidden]");
    const isCut = part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1;
    return !isHidden && (isCut || left < -1 || right > innerWidth + 1);
  })
  .map((part) => part.outerHTML.slice(0, 100))"""


def word(key: str, language: str = "en") -> str:
    return CATALOGUE[f"lesson.{key}"][language]


def link_to(page: Page, number: int) -> Locator:
    return page.locator(f".lesson-rail ol a[data-chapter='{number}']")


def expect_chapter(page: Page, number: int, language: str = "en") -> None:
    expect(page.locator(CHAPTER)).to_have_count(1)
    expect(page.locator(f"{CHAPTER} p").first).to_have_text(word(f"{number}.idea", language))
    expect(page.locator(".lesson-rail [aria-current='step']")).to_have_attribute("data-chapter", str(number))
    expect(page).to_have_url(re.compile(rf"chapter={number}\b"))


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh")])
def test_the_keyboard_walks_through_all_eleven_and_back(new_page: NewPage, locale: str, language: str) -> None:
    page = new_page("/learn", locale=locale)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".short-answer .digit")).to_have_text("7")
    page.locator(NEXT).focus()
    for number in CODE:
        expect_chapter(page, number, language)
        expect(page.locator(".panel:visible").first).to_be_visible()
        if number < len(CODE):
            page.keyboard.press("Enter")
            expect(page.locator(".lesson-rail .announcement")).to_contain_text(word(f"{number + 1}.title", language))
    expect(page.locator(PREVIOUS)).to_be_focused()  # there is no way on: the way back takes over
    expect(page.locator(NEXT)).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect_chapter(page, 10, language)
    assert "#i=s" in page.url, "the drawing came along"
    page.go_back()
    expect_chapter(page, 11, language)


def test_doing_what_a_chapter_asks_for_ticks_it_and_is_remembered(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=4")
    done = link_to(page, 4).locator(".done")
    expect(page.locator(f"{CHAPTER} .task input")).not_to_be_checked()
    page.locator(".bias-switch input[type=checkbox]").focus()
    page.keyboard.press("Space")
    expect(page.locator(f"{CHAPTER} .task input")).to_be_checked()
    expect(done).to_have_text(word("done"))
    page.reload()
    expect(page.locator(f"{CHAPTER} .task input")).to_be_checked()
    expect(page.locator(".lesson-rail .done:not([hidden])")).to_have_count(1)


def test_what_the_page_does_by_itself_ticks_nothing(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=3")
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".unit-view .opened")).to_be_visible()  # of a unit that the page chose
    page.locator(".examples .example").first.click()
    for chapter in (6, 7, 8):
        go_to_chapter(page, chapter)
        page.locator(".examples .example").nth(chapter).click()
        settle(page)
    expect(page.locator(".label-choice input:checked").first).to_be_visible()  # an example brings its label along
    expect(page.locator(".lesson-rail .done:not([hidden])")).to_have_count(0)
    go_to_chapter(page, 3)
    page.locator(".unit-view .next").click()
    expect(link_to(page, 3).locator(".done")).to_have_text(word("done"))


def test_a_chapter_with_a_race_is_done_when_the_race_is_run_too(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=5")
    page.route("**/races?**", lambda route: route.continue_(url=f"{route.request.url}&steps=100"))
    draw_with_mouse(page, SEVEN)
    page.locator(".network-choice label").nth(2).click()
    settle(page)
    expect(link_to(page, 5).locator(".done")).to_be_hidden()
    page.locator(".race .start").click()
    expect(link_to(page, 5).locator(".done")).to_have_text(word("done"))


def test_escape_folds_the_list_and_leaves_the_drawing(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2")
    draw_with_mouse(page, SEVEN)
    page.locator(TOGGLE).press("Enter")
    page.locator(TOGGLE).press("Escape")
    expect(page.locator(TOGGLE)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".short-answer .digit")).to_have_text("7")


def test_a_tick_can_be_set_and_taken_back_by_hand(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2")
    tick = page.locator(f"{CHAPTER} .task input")
    tick.focus()
    page.keyboard.press("Space")
    page.locator(TOGGLE).click()
    expect(page.locator(".lesson-rail .tally")).to_have_text("1 of 11 done")
    page.reload()
    expect(tick).to_be_checked()
    tick.uncheck()
    page.reload()
    expect(page.locator(TOGGLE)).to_be_visible()
    expect(tick).not_to_be_checked()


def test_without_storage_the_rail_works_all_the_same(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.reload()
    page.locator(f"{CHAPTER} .task input").check()
    page.locator(NEXT).click()
    expect_chapter(page, 3)
    expect(link_to(page, 2).locator(".done")).to_have_text(word("done"))


def test_on_a_phone_the_list_unfolds_and_the_bar_stays_in_sight(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=3", viewport=PHONE)
    toggle = page.locator(TOGGLE)
    expect(toggle).to_have_text(re.compile(r"3\s+Forward pass"))
    expect(link_to(page, 6)).to_be_hidden()
    toggle.press("Enter")
    expect(link_to(page, 6)).to_be_visible()
    link_to(page, 6).press("Enter")
    expect_chapter(page, 6)
    expect(link_to(page, 6)).to_be_hidden()
    expect(toggle).to_be_focused()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator(NEXT).click()
    expect_chapter(page, 7)
    assert page.evaluate("scrollY") == 0, "a chapter begins at its beginning"
    toggle.press("Enter")
    toggle.press("Escape")
    expect(link_to(page, 6)).to_be_hidden()


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh")])
def test_nothing_is_clipped_on_a_small_phone(new_page: NewPage, locale: str, language: str) -> None:
    page = new_page("/learn", viewport=PHONE, locale=locale)
    for number in CODE:
        expect_chapter(page, number, language)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], number
        assert page.locator(".lesson-rail").evaluate(CLIPPED) == [], number
        page.locator(TOGGLE).click()
        assert page.locator(".lesson-rail").evaluate(CLIPPED) == [], number
        page.locator(TOGGLE).click()
        if number < len(CODE):
            page.locator(NEXT).click()


def test_the_prover_finds_what_is_clipped(new_page: NewPage) -> None:
    page = new_page("/learn", viewport=PHONE)
    expect_chapter(page, 1)
    page.locator(f"{CHAPTER} p").first.evaluate("text => { text.style.width = '500px'; }")
    assert len(page.locator(".lesson-rail").evaluate(CLIPPED)) == 1


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("path", ["/", "/learn", "/docs"])
def test_the_header_fits_a_small_phone(new_page: NewPage, path: str, locale: str) -> None:
    page = new_page(path, viewport=PHONE, locale=locale)
    expect(page.locator(".header .theme")).to_be_visible()
    boxes: list[dict[str, Any]] = page.locator(".header :is(nav a, .language, .theme, .wordmark)").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == 7
    assert all(box["left"] >= 0 and box["right"] <= PHONE["width"] for box in boxes)
    assert all(before["right"] <= after["left"] for before, after in pairwise(boxes))
    assert len({round(box["top"] + box["height"] / 2) for box in boxes}) == 1, "one line"
    assert min(box["height"] for box in boxes) >= 44


def test_the_other_language_stays_in_the_chapter(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9")
    expect_chapter(page, 9)
    page.locator(".header .language").click()
    expect_chapter(page, 9, "zh")
    expect(page.locator(TOGGLE)).to_contain_text("第 9 章")
    expect(link_to(page, 9)).to_have_attribute("title", word("9.title", "zh"))


def test_a_chapters_link_shows_its_lines(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=7")
    page.locator(f"{CHAPTER} .code a", has_text="Dense.grad_inputs").click()
    expect(page.locator("h1")).to_have_text("model/nn/dense.py")
    marked = page.locator(".line.marked")
    expect(marked.first).to_contain_text("def grad_inputs")
    expect(marked.last).to_contain_text("return grad_outputs @ self.weights.T")
    expect(marked.first).to_be_in_viewport()
    page.get_by_role("link", name="7 Back-propagation").click()
    expect_chapter(page, 7)


def test_from_file_to_file(new_page: NewPage) -> None:
    page = new_page("/source/nn/layer.py", viewport=PHONE)
    page.locator(".turns .next").click()
    expect(page.locator("h1")).to_have_text("model/nn/initializers.py")
    code = page.locator(".code")
    assert code.evaluate("code => code.scrollWidth > code.clientWidth"), "long lines scroll within the code"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    code.focus()
    page.keyboard.press("ArrowRight")
    expect(code).not_to_have_js_property("scrollLeft", 0)
    page.locator(".files a", has_text="nn/losses.py").click()
    expect(page.locator(".files [aria-current='page']")).to_have_text("nn/losses.py")


def test_the_whole_rail_is_in_reach_beside_the_desk(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=7", viewport={"width": 1280, "height": 900})
    box = page.locator(".lesson-rail").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 900
    page.locator(".lesson-rail").hover(position={"x": 50, "y": 300})
    page.mouse.wheel(0, 2000)
    expect(page.locator(".lesson-rail .chapter:visible .code li").last).to_be_in_viewport(ratio=1)
