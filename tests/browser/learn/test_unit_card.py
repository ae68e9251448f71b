"""The card at a unit: what one clicks answers where one looks."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_learn import CLASSROOM, DIGIT, LAYERS, draw, numbers, seen_picture, settle
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1280, "height": 800}
CARD = ".network-overview .unit-card"
HIDDEN_UNITS = 24


def click_unit(page: Page, layer: int, index: int, units: int) -> tuple[float, float]:
    """Clicks a unit of the classroom network, and tells where."""
    box = page.locator(LAYERS).nth(layer - 1).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * (index + 0.5) / units
    page.mouse.click(x, y)
    settle(page)
    return x, y


def distance_to(card: Locator, x: float, y: float) -> float:
    box = card.bounding_box()
    assert box is not None
    across = max(box["x"] - x, x - box["x"] - box["width"], 0)
    return float(across + max(box["y"] - y, y - box["y"] - box["height"], 0))


def test_a_click_on_a_unit_shows_its_sum_beside_it(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=2", viewport=LAPTOP)
    draw(page, SEVEN)
    trace = CLASSROOM.forward(seen_picture(page, server))
    for index in (0, 3, 23):
        place = click_unit(page, 1, index, HIDDEN_UNITS)
        assert distance_to(page.locator(CARD), *place) < 40
        expect(page.locator(f"{CARD} .name")).to_have_text(f"Layer 1, unit {index}")
        told = page.locator(f"{CARD} .sum").inner_text()
        added, bias, total, said = numbers(told)
        assert added + (-bias if "− bias" in told.replace("\u00a0", " ") else bias) == pytest.approx(total, abs=1e-9)
        assert total == pytest.approx(trace.layers[0].outputs[0, index], abs=6e-3)
        assert said == pytest.approx(trace.layers[1].outputs[0, index], abs=6e-3)
        assert violations(page) == []
    expect(page.locator(".unit-view")).to_be_hidden()
    page.locator(f"{CARD} .open").click()
    expect(page.locator(".unit-view .which-index")).to_have_value("23")
    expect(page.locator(".unit-view")).to_be_focused()
    expect(page.locator(".unit-view h2")).to_be_in_viewport()


def test_the_card_can_be_had_and_left_by_keyboard(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2")
    draw(page, SEVEN)
    layer = page.locator(LAYERS).nth(1)
    layer.press("Enter")
    expect(page.locator(f"{CARD} .name")).to_have_text("Layer 2, unit 0")
    page.locator(f"{CARD} .open").focus()
    page.keyboard.press("Escape")
    expect(page.locator(CARD)).to_be_hidden()
    expect(layer).to_be_focused()


def test_dropout_is_tried_at_the_unit_and_nothing_jumps(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11", viewport=LAPTOP)
    draw(page, SEVEN)
    toggle = page.locator(".dropout-draws .toggle")
    before = toggle.bounding_box()
    for count, index in enumerate((1, 2, 5), start=1):
        click_unit(page, 1, index, HIDDEN_UNITS)
        assert toggle.bounding_box()["y"] == before["y"]  # type: ignore[index]
        page.locator(f"{CARD} .silence").click()
        expect(page.locator(".dropout-draws .told")).to_contain_text(f"{count} silenced")
        expect(page.locator(f"{CARD} .sum")).to_contain_text("silenced: the next layer hears 0")
    page.locator(f"{CARD} .silence").click()
    expect(page.locator(".dropout-draws .told")).to_contain_text("2 silenced")
    click_unit(page, 3, 4, 10)
    expect(page.locator(f"{CARD} .silence")).to_be_hidden()
    for seen in (".network-overview", DIGIT, ".dropout-draws .toggle", ".dropout-draws .told"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def test_the_card_stays_on_a_phones_screen(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    draw(page, SEVEN)
    for layer, index, units in ((1, 0, 24), (2, 15, 16), (3, 9, 10)):
        page.locator(LAYERS).nth(layer - 1).scroll_into_view_if_needed()
        click_unit(page, layer, index, units)
        box = page.locator(CARD).bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_chapter_begins_without_a_card(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2")
    draw(page, SEVEN)
    click_unit(page, 1, 4, HIDDEN_UNITS)
    expect(page.locator(CARD)).to_be_visible()
    page.locator(".lesson-rail .next").click()
    expect(page).to_have_url(re.compile("chapter=3"))
    expect(page.locator(".unit-view .which-index")).to_have_value("4")
    expect(page.locator(CARD)).to_be_hidden()
