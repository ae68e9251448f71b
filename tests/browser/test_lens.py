"""Chapter 1 on the page: the lens, and the picture as numbers, say what the server says."""

import re

import httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_drawing import draw_with_mouse
from tests.browser.test_learn import settle
from tests.helpers.drawings import SEVEN, THREE

pytestmark = pytest.mark.browser

DIGIT = ".short-answer .digit"
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


def asked(page: Page, server: str, **question: object) -> dict[str, object]:
    """What the server says of the drawing on the page, to the last decimal of what the page sends."""
    with page.expect_request("**/explain") as sent:
        page.locator(".network-choice input").first.dispatch_event("change")
    strokes = sent.value.post_data_json["strokes"]
    answer = httpx.post(f"{server}/explain", json={"strokes": strokes, "include": ["lens"]} | question)
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def told(probabilities: list[float]) -> str:
    """A digit and its percentage, as the page writes them."""
    label = int(np.argmax(probabilities))
    return f"{label} · {min(99.9, round(100 * probabilities[label], 1)):.1f} %"


def step(page: Page, name: str) -> Locator:
    return page.locator(f".lens [data-step={name}]")


def drawn_small(page: Page, strokes: list[list[list[float]]] = THREE) -> None:
    """In the sheet's upper right."""
    draw_with_mouse(page, [[[55 + x * 0.35, 5 + y * 0.35] for x, y in stroke] for stroke in strokes])
    expect(step(page, "box").locator(".with dd")).to_contain_text("%")


def shades(canvas: Locator) -> int:
    script = (
        "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 0)).size"
    )
    return int(canvas.evaluate(script))


def test_every_switch_tells_the_answer_with_and_without(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=1")
    drawn_small(page)
    answer = asked(page, server)
    for switch in answer["lens"]["switches"]:  # type: ignore[index]
        here = step(page, switch["name"])
        expect(here.locator(".with dd")).to_have_text(told(answer["probabilities"]))  # type: ignore[arg-type]
        expect(here.locator(".without dd")).to_have_text(told(switch["probabilities"]))
    for name in ("ink", "box", "pen", "scale", "centre"):
        assert shades(step(page, name).locator("canvas")) > 3


def test_a_step_left_out_is_left_out_of_the_whole_page_and_comes_back(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=1")
    drawn_small(page)
    before = page.locator(".short-answer .share").all_inner_texts()
    box = step(page, "box").get_by_role("checkbox")
    box.uncheck()
    expect(page).to_have_url(re.compile("without=box"))
    answer = asked(page, server, without=["box"])
    expect(step(page, "box").locator(".without dd")).to_have_text(told(answer["probabilities"]))  # type: ignore[arg-type]
    expect(page.locator(DIGIT)).to_have_text(str(answer["label"]))
    flipped = answer["lens"]["switches"][1]["probabilities"]  # type: ignore[index]
    expect(step(page, "box").locator(".with dd")).to_have_text(told(flipped))
    expect(step(page, "centre").get_by_role("checkbox")).to_be_disabled()
    box.press(" ")
    expect(page).not_to_have_url(re.compile("without="))
    expect(step(page, "centre").get_by_role("checkbox")).to_be_enabled()
    expect(page.locator(".short-answer .share")).to_have_text(before)


def test_the_doctor_says_what_the_server_found(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=1")
    expect(page.locator(".lens .doctor")).to_have_text("Draw a digit.")
    drawn_small(page)
    faults = {fault["name"]: fault["amount"] for fault in asked(page, server)["lens"]["doctor"]}  # type: ignore[index]
    assert {"small", "off_centre"} <= faults.keys()
    line = page.locator(".lens .doctor")
    expect(line).to_contain_text(f"{faults['off_centre']:.1f} pixels off centre")
    expect(line).to_contain_text(f"{faults['small']:.1f}× smaller")
    page.locator(".header .language").click()
    expect(line).to_contain_text(f"偏离中心 {faults['off_centre']:.1f} 像素")


def test_the_page_draws_with_the_pen_that_the_lens_takes_for_its_own(new_page: NewPage) -> None:
    # 0.012 of the sheet for each step of the brush, 0.7 to 1.45 times that as the ink is light or heavy.
    page = new_page("/learn?chapter=1")
    brush = float(page.locator(".brush input").evaluate("input => input.value"))
    assert 0.7 * 0.012 * brush < 0.039 < 1.45 * 0.012 * brush


def test_every_pixel_tells_its_number(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=1")
    drawn_small(page, SEVEN)
    picture = np.array(asked(page, server)["picture"])
    grid = page.locator(".pixel-numbers .grid")
    box = grid.bounding_box()
    assert box is not None
    row, column = (int(place) for place in np.unravel_index(picture.argmax(), picture.shape))
    grid.hover(position={"x": (column + 0.5) * box["width"] / 28, "y": (row + 0.5) * box["height"] / 28})
    told_now = page.locator(".pixel-numbers .pixel")
    expect(told_now).to_have_text(f"Row {row}, column {column}: {picture[row, column]:.3f}")
    expect(page.locator(".pixel-numbers .input")).to_contain_text(f"= {28 * row + column}:")
    grid.press("ArrowDown")
    expect(told_now).to_have_text(f"Row {row + 1}, column {column}: {picture[row + 1, column]:.3f}")
    numbers = [float(text) for text in page.locator(".pixel-numbers .row li").all_inner_texts()]
    np.testing.assert_allclose(numbers, picture[row + 1], atol=0.0051)
    grid.press("Home")
    expect(told_now).to_have_text(f"Row {row + 1}, column 0: {picture[row + 1, 0]:.3f}")


def test_all_the_numbers_where_there_is_room_for_them(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=1")
    drawn_small(page)
    canvas = page.locator(".pixel-numbers canvas")
    before = shades(canvas)
    width = canvas.bounding_box()["width"]  # type: ignore[index]
    page.locator(".pixel-numbers .all input").check()
    page.wait_for_function("old => document.querySelector('.pixel-numbers canvas').clientWidth > 1.5 * old", arg=width)
    settle(page)
    assert shades(canvas) > before  # soft edges of digits among the cells


def test_a_digit_of_mnist_has_been_through_all_this_already(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=1")
    page.locator(".examples .example").first.click()
    expect(step(page, "pixels")).to_be_visible()
    expect(step(page, "box")).to_be_hidden()
    expect(page.locator(".lens .doctor")).not_to_have_text("Draw a digit.")
    assert shades(step(page, "pixels").locator("canvas")) > 3


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_is_cut_off_on_a_small_phone(new_page: NewPage, locale: str) -> None:
    page = new_page("/learn?chapter=1", locale=locale, **PHONE)
    drawn_small(page)
    page.locator(".pixel-numbers .grid").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    cut = """all => all.filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
                     .map((e) => e.className || e.tagName)"""
    assert page.locator(".lens *, .pixel-numbers *").evaluate_all(cut) == []
    for box in page.locator(".lens label").all():
        assert box.bounding_box()["height"] >= 44  # type: ignore[index]
