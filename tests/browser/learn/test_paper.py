"""A chapter on paper: light, whole, without controls; and the worksheet with its answers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_learn import DIGIT, draw, go_to_chapter, settle
from tests.helpers.drawings import THREE

pytestmark = pytest.mark.browser

PAPER = {"width": 688, "height": 1016}  # A4 without its margins, in CSS pixels
CUT = """() => [...document.querySelectorAll("main *")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, math, svg, .stage"))
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > Math.max(e.clientWidth, 1) + 1)
  .filter((e) => !e.querySelector(".visually-hidden") && getComputedStyle(e).clipPath === "none")
  .map((e) => e.outerHTML.slice(0, 100))"""
CONTROLS = """() => [...document.querySelectorAll("main :is(button, [type=range], [type=radio], [type=checkbox], nav)")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0)
  .map((e) => e.outerHTML.slice(0, 100))"""


def on_paper(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")


def from_paper(page: Page) -> None:
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_every_chapter_is_printed_light_and_whole(new_page: NewPage, locale: str) -> None:
    page = new_page("/learn?label=8&unit=1.2", color_scheme="dark", locale=locale)
    draw(page, THREE)
    expect(page.locator(DIGIT)).to_have_text("3")
    for chapter in range(1, 12):
        go_to_chapter(page, chapter)
        on_paper(page)
        assert page.locator("html").get_attribute("data-theme") == "light"
        assert page.evaluate(CUT) == [], f"chapter {chapter}"
        assert page.evaluate(CONTROLS) == [], f"chapter {chapter}"
        expect(page.locator(".lesson-rail .chapter:visible h2")).to_be_visible()
        for seen in (".drawing-pad .ink", DIGIT, ".network-overview .connections"):
            expect(page.locator(seen)).to_be_visible()
        from_paper(page)
        assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_ink_on_paper_is_dark(new_page: NewPage) -> None:
    page = new_page("/learn", color_scheme="dark")
    draw(page, THREE)
    red = """canvas => { const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return Math.max(...data.filter((value, place) => place % 4 === 0 && data[place + 3] === 255)); }"""
    assert page.locator(".drawing-pad .ink").evaluate(red) > 200
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".drawing-pad .ink").evaluate(red) < 60, "at once: no frame is drawn before a page is printed"


def test_the_worksheet_can_be_worked_out_and_its_answers_are_on_another_page(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=3&unit=1.18")
    offer = page.locator(".worksheet .print")
    expect(offer).to_be_disabled()
    draw(page, THREE)
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    offer.click()
    settle(page)
    on_paper(page)
    expect(page.locator(".desk")).to_be_hidden()
    tasks, answers = (page.locator(f".worksheet .{kind} tr").all() for kind in ("task", "answers"))
    texts = [[cell.inner_text().replace("−", "-") for cell in row.locator("td").all()] for row in answers]
    terms = [text for text in texts if "×" in text[0]]
    for product, answer in terms:
        one, other = (float(part.strip("() ")) for part in product.removesuffix("=").split("×"))
        assert float(answer) == pytest.approx(one * other, abs=1e-9)
    total = sum(float(text[1]) for text in texts[: len(terms) + 2])
    assert float(texts[-2][1]) == pytest.approx(total, abs=1e-9)
    assert float(texts[-1][1]) == pytest.approx(max(0, total), abs=1e-9)
    exact = re.search(r"is (−?[\d.]+)\.", page.locator(".worksheet .answers .note").inner_text())
    assert exact is not None and float(exact[1].replace("−", "-")) == pytest.approx(total, abs=0.05)
    blank = [row.locator("td").last.inner_text() == "" for row in tasks]
    assert blank == [True] * len(terms) + [False, False, True, True]
    assert len(page.pdf(format="A4")) > 0
    assert page.locator(".worksheet .answers").evaluate("page => getComputedStyle(page).breakBefore") == "page"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("html").get_attribute("data-print") is None
