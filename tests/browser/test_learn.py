"""The page /learn: one drawing, the network at work on it, and a state that is also a link."""

import re

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import draw_with_finger, draw_with_mouse
from tests.helpers.drawings import SEVEN, THREE, Strokes

pytestmark = pytest.mark.browser

CLASSROOM = load_checkpoint(ROOT / "weights" / "classroom-relu").network
DIGIT = ".short-answer .digit"
LAYERS = ".network-overview .layer"


def seen_picture(page: Page, server: str) -> np.ndarray:
    """What the network sees of the drawing in the page's address, asked of the server."""
    strokes = page.evaluate(
        """async () => {
             const { fromAddress } = await import("/static/js/learn/state.js");
             const { toRequest } = await import("/static/js/drawing/strokes.js");
             return toRequest(fromAddress(location.search, location.hash).drawing).strokes;
           }"""
    )
    answer = httpx.post(f"{server}/explain", json={"strokes": strokes, "include": []}).json()
    return np.array(answer["picture"], np.float32).reshape(1, -1)


def settle(page: Page) -> None:
    """Waits until the panels have been told what came of the last change, and have painted it."""
    expect(page.locator(".panels")).to_have_attribute("aria-busy", "false")
    page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")


def draw(page: Page, strokes: Strokes) -> None:
    """Draws, and waits until all is told and written into the address."""
    draw_with_mouse(page, strokes)
    settle(page)
    expect(page).to_have_url(re.compile("#i=s"))


def go_to_chapter(page: Page, chapter: int) -> None:
    """Opens a chapter, and waits until its panels have been told all that they show."""
    page.locator(".desk").evaluate(
        "(desk, chapter) => desk.dispatchEvent(new CustomEvent('set', { bubbles: true, detail: { chapter } }))", chapter
    )
    settle(page)


def numbers(text: str | None) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", (text or "").replace("−", "-"))]


def test_what_the_figure_says_of_a_unit_is_what_the_network_computes(new_page: NewPage, server: str) -> None:
    page = new_page("/learn")
    draw(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    trace = CLASSROOM.forward(seen_picture(page, server))
    first = page.locator(LAYERS).first
    for index in (0, 1, 2):
        expect(first).to_have_attribute("aria-valuenow", str(index))
        layer, unit, pre_activation, activation = numbers(first.get_attribute("aria-valuetext"))
        assert (layer, unit) == (1, index)
        assert pre_activation == pytest.approx(trace.layers[0].outputs[0, index], rel=0.006, abs=1e-3)
        assert activation == pytest.approx(trace.layers[1].outputs[0, index], rel=0.006, abs=1e-3)
        first.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"unit=1\.3"))


def test_a_click_on_a_unit_opens_it(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw(page, SEVEN)
    layer = page.locator(LAYERS).nth(1)
    box = layer.bounding_box()
    assert box is not None
    layer.click(position={"x": box["width"] / 2, "y": box["height"] * 4.5 / 16})
    expect(page).to_have_url(re.compile(r"unit=2\.4"))
    expect(page.locator(".network-overview figcaption")).to_contain_text("Layer 2, unit 4")


def test_a_link_leads_to_the_same_state(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11&network=classroom-tanh&unit=1.5&off=1.5_1.6&dropout=0.25")
    draw(page, THREE)
    expect(page.locator(DIGIT)).to_have_text("3")
    expect(page).to_have_url(re.compile("#i=s"))
    shares = page.locator(".short-answer .share").all_inner_texts()
    other = new_page(page.url.removeprefix(page.url.split("/learn")[0]))
    expect(other.locator(DIGIT)).to_have_text("3")
    assert other.locator(".short-answer .share").all_inner_texts() == shares
    assert other.locator(".network-choice input:checked").get_attribute("value") == "classroom-tanh"
    expect(other.locator(".dropout-draws .told")).to_contain_text("2 silenced")
    expect(other.locator(".dropout-draws .rate output")).to_have_text("25 %")


def test_the_champions_layers_are_maps_that_can_be_walked_with_the_keyboard(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw(page, SEVEN)
    page.locator(".network-choice label").last.click()
    expect(page.locator(LAYERS).first).to_have_attribute("aria-valuemax", "799")
    page.locator(LAYERS).first.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"network=champion&unit=1\.1"))
    page.locator(".network-choice label").first.click()
    expect(page.locator(LAYERS).first).to_have_attribute("aria-valuemax", "23")
    expect(page).not_to_have_url(re.compile("unit="))


def test_silencing_and_drawing_again(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11")
    draw(page, SEVEN)
    panel = page.locator(".dropout-draws")
    expect(panel.locator(".toggle")).to_be_disabled()
    page.locator(LAYERS).first.press("ArrowDown")
    panel.locator(".toggle").click()
    expect(panel.locator(".told")).to_contain_text("1 silenced")
    expect(page.locator(LAYERS).first).to_have_attribute("aria-valuetext", re.compile("activation 0$"))
    panel.locator(".toggle").click()
    expect(page).not_to_have_url(re.compile("off="))
    expect(panel.locator("tbody tr")).to_have_count(10)
    panel.locator(".draws summary").click()
    before = panel.locator("tbody").inner_text()
    assert len(numbers(before)) == 50
    panel.locator(".again").click()
    expect(panel.locator("tbody")).not_to_have_text(before)


def test_a_finger_draws_here_too(new_page: NewPage) -> None:
    page = new_page("/learn", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    draw_with_finger(page, THREE)
    expect(page.locator(DIGIT)).to_have_text("3")


def test_a_digit_of_mnist_brings_its_label_along(new_page: NewPage) -> None:
    page = new_page("/learn")
    page.locator(".examples .example").first.click()
    label = numbers(page.locator(".examples .example").first.get_attribute("aria-label"))[0]
    expect(page).to_have_url(re.compile(f"label={label:.0f}.*#i=p"))
    page.locator(".drawing-pad .clear").click()
    expect(page.locator(".short-answer .sure")).to_have_text("Draw a digit.")


def test_the_drawing_comes_along_from_the_first_page(new_page: NewPage) -> None:
    page = new_page("/")
    draw_with_mouse(page, THREE)
    page.locator(".answer .look-inside").click()
    expect(page).to_have_url(re.compile(r"/learn\?chapter=1#i=s"))
    expect(page.locator(DIGIT)).to_have_text("3")


CLIPPED = """() => [...document.querySelectorAll(".lesson *, .panels *")]
  .filter((e) => e.offsetParent && e.clientWidth > 0 && getComputedStyle(e).display !== "inline")
  .filter((e) => !e.matches(".visually-hidden, .visually-hidden *, select, input, math, math *, svg, svg *"))
  .filter((e) => getComputedStyle(e).overflowX !== "auto" && !e.querySelector(".visually-hidden"))
  .filter((e) => getComputedStyle(e).clipPath === "none")
  .filter((e) => e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_is_clipped_on_a_small_phone_in_any_chapter(new_page: NewPage, locale: str) -> None:
    page = new_page("/learn?label=8&unit=1.2", viewport={"width": 320, "height": 740}, locale=locale)
    page.locator(".drawing-pad").scroll_into_view_if_needed()
    draw(page, THREE)
    expect(page.locator(DIGIT)).to_have_text("3")
    digit, sure = (page.locator(f".short-answer .{part}").bounding_box() for part in ("digit", "sure"))
    assert digit is not None and sure is not None and sure["x"] >= digit["x"] + 20, "the words leave the digit free"
    for chapter in range(1, 12):
        go_to_chapter(page, chapter)
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")
            assert page.evaluate("document.documentElement.scrollWidth") == width, f"chapter {chapter}"
            assert page.evaluate(CLIPPED) == [], f"chapter {chapter} at {width}"


def test_back_leads_to_the_chapter_before_and_keeps_the_drawing(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw(page, THREE)
    expect(page.locator(DIGIT)).to_have_text("3")
    for chapter in (2, 3):
        go_to_chapter(page, chapter)
    page.go_back()
    expect(page).to_have_url(re.compile("chapter=2.*#i=s"))
    expect(page.locator("section.why .seen")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("chapter=1.*#i=s"))
    expect(page.locator(".lens")).to_be_visible()
    expect(page.locator(DIGIT)).to_have_text("3")
    page.go_forward()
    expect(page).to_have_url(re.compile("chapter=2.*#i=s"))


def test_back_leads_to_the_chapter_and_keeps_what_was_drawn_since(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw(page, THREE)
    go_to_chapter(page, 2)
    page.locator(".drawing-pad .clear").click()
    draw(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    page.go_back()
    expect(page.locator(".lens")).to_be_visible()
    expect(page.locator(DIGIT)).to_have_text("7")
    page.go_forward()
    expect(page).to_have_url(re.compile("chapter=2"))
    expect(page.locator(DIGIT)).to_have_text("7")
