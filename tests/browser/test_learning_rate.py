"""How far to step, on the page /learn: too small, right, too large and away, by the curve, by keys and typed."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_learn import draw
from tests.browser.test_step import CHOICE, VERDICT, figures, open_page
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser


def question(page: Page) -> dict[str, object]:
    asked: dict[str, object] = page.evaluate(
        """async () => {
             const { fromAddress, toQuestion } = await import("/static/js/learn/state.js");
             return toQuestion(fromAddress(location.search, location.hash), []);
           }"""
    )
    return asked


def test_too_small_right_too_large_and_away(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=9&label=3&rate=0.0001")
    expect(page.locator(VERDICT)).to_contain_text("Too small: a step of 0.0001")
    better = figures(page.locator(VERDICT).inner_text())[-1]
    typed = page.locator(f"{CHOICE} .typed")
    for rate, verdict in [
        (better, "About right"),
        (3, "Too large"),
        (100, "Far too large: with 100 the network runs away"),
    ]:
        typed.fill(str(rate))
        typed.press("Enter")
        expect(page.locator(VERDICT)).to_contain_text(verdict)
        answer = httpx.post(
            f"{server}/explain", json=question(page) | {"learning_rate": rate, "include": ["step"]}
        ).json()
        step = answer["step"]
        if rate != 100:
            told = figures(page.locator(VERDICT).inner_text())
            assert {step["others"]["right_next"], step["others"]["right_now"]} <= set(told)
            assert any(number == pytest.approx(step["new_loss"], rel=0.01, abs=1e-9) for number in told)
    expect(page.locator(f"{CHOICE} .step")).to_be_disabled()
    expect(page.locator(f"{CHOICE} .outlook")).to_contain_text("runs away")
    typed.fill("much")
    typed.press("Enter")
    expect(typed).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(re.compile(r"rate=100\b"))


def test_the_curve_is_a_slider_for_the_learning_rate(new_page: NewPage) -> None:
    page = open_page(new_page, "chapter=8&label=3&rate=0.01")
    chart = page.locator(".descent-curve .chart")
    expect(chart).to_have_attribute("aria-valuenow", "-2.00")
    chart.focus()
    for _ in range(3):  # faster than the answers come
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"rate=0\.02\b"))
    for key, rate in [("PageUp", "0.2"), ("End", "1000"), ("Home", "0.0001")]:
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(rf"rate={re.escape(rate)}(&|#)"))
        expect(page.locator(f"{CHOICE} .typed")).to_have_value(rate)
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(chart).to_have_attribute("aria-valuenow", re.compile(r"^-0\.[3-6]"))


def test_a_link_with_a_step_that_ran_away_says_so_and_can_be_mended(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=10&label=3")
    draw(page, SEVEN)
    expect(page.locator(f"{CHOICE} .step")).to_be_enabled()
    broken = page.url.replace("label=3", "label=3&steps=3,cross_entropy,1000")
    other = new_page(broken.removeprefix(page.url.split("/learn")[0]))
    expect(other.locator(".explain-trouble")).to_contain_text("the network ran away")
    expect(other.locator(f"{CHOICE} .outlook")).not_to_contain_text("Draw a digit")
    other.locator(f"{CHOICE} .undo").click()
    expect(other.locator(".explain-trouble")).to_be_hidden()
    expect(other.locator(f"{CHOICE} .step")).to_be_enabled()
