"""The nearest training examples under the answer: asked for when they are looked at, and never in the answer's way."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, PHONE, draw_with_finger, draw_with_mouse
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

LABELS = ".neighbours .label"
SUMMARY = ".neighbours .summary"
FIRST_LOOK_MS = 120_000  # seconds of work, and this machine may have other work


def watch(page: Page) -> list[str]:
    """The requests for neighbours, as they go out."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "neighbours" in (sent.post_data or "") else None)
    return asked


def ink_of(page: Page, place: int) -> int:
    """How many tones a neighbour's picture has: one for blank paper."""
    canvas = page.locator(".neighbours canvas").nth(place)
    tones = "c => new Set(c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((v, i) => i % 4 === 0)).size"
    return int(canvas.evaluate(tones))


def test_nothing_is_asked_for_while_they_are_hidden(new_page: NewPage) -> None:
    page = new_page()
    asked = watch(page)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".answer .announcement")).to_contain_text("7")
    page.wait_for_timeout(200)
    assert asked == []


def test_opened_they_show_what_the_network_finds_most_alike(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    page.locator(".neighbours summary").click()
    expect(page.locator(LABELS).first).to_have_text("7", timeout=FIRST_LOOK_MS)
    expect(page.locator(SUMMARY)).to_contain_text("7")
    assert page.locator(LABELS).all_inner_texts() == ["7"] * 5
    distances = [float(re.sub(r"[^\d.]", "", text)) for text in page.locator(".neighbours .distance").all_inner_texts()]
    assert distances == sorted(distances) and distances[0] > 0
    names = [canvas.get_attribute("aria-label") or "" for canvas in page.locator(".neighbours canvas").all()]
    assert all(re.search(r"7.*\d+", name) for name in names) and len(set(names)) == 5
    assert all(ink_of(page, place) > 10 for place in range(5))


def test_each_stroke_is_asked_about_once_when_the_pen_is_lifted(new_page: NewPage) -> None:
    page = new_page()
    page.locator(".neighbours summary").click()
    asked = watch(page)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(LABELS).first).to_have_text("7")
    assert len(asked) == 1
    page.locator(".drawing-pad .clear").click()
    expect(page.locator(LABELS).first).to_be_empty()
    assert ink_of(page, 0) == 1
    page.locator(".drawing-pad .undo").click()
    expect(page.locator(LABELS).first).to_have_text("7")
    assert len(asked) == 2


def test_switching_the_language_keeps_them(new_page: NewPage) -> None:
    page = new_page()
    page.locator(".neighbours summary").click()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(SUMMARY)).to_contain_text("7")
    english = page.locator(SUMMARY).inner_text()
    page.locator(".header .language").click()
    expect(page.locator(SUMMARY)).not_to_have_text(english)
    expect(page.locator(SUMMARY)).to_contain_text("7")
    expect(page.locator(LABELS).first).to_have_text("7")


def test_a_server_that_is_not_ready_is_asked_again(new_page: NewPage) -> None:
    page = new_page()
    refusals = 2

    def refuse_at_first(route: Route) -> None:
        nonlocal refusals
        if "neighbours" in (route.request.post_data or "") and refusals > 0:
            refusals -= 1
            return route.fulfill(status=503, body=json.dumps({"error": "not_ready", "detail": "Not yet."}))
        return route.continue_()

    page.route("**/predict", refuse_at_first)
    page.locator(".neighbours summary").click()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(LABELS).first).to_have_text("7")
    assert refusals == 0
    expect(page.locator(".neighbours .trouble")).to_be_hidden()


def test_a_failure_gets_a_sentence_and_leaves_the_answer_alone(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/examples/training**", lambda route: route.abort())
    page.locator(".neighbours summary").click()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".neighbours .trouble")).to_be_visible()
    expect(page.locator(".neighbours .trouble")).not_to_be_empty()
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(".answer .trouble")).to_be_hidden()


def test_on_a_phone_nothing_moves_when_they_arrive(new_page: NewPage) -> None:
    page = new_page(**PHONE)
    page.locator(".neighbours summary").click()
    page.evaluate("scrollTo(0, 0)")
    below = page.locator(".examples")
    before = below.bounding_box()
    draw_with_finger(page, SEVEN)
    expect(page.locator(LABELS).first).to_have_text("7")
    assert below.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
