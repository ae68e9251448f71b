"""High contrast: what colours tell is still told."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.test_drawing import draw_with_mouse
from tests.browser.test_learn import draw
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

BACKGROUNDS = "all => all.map((one) => getComputedStyle(one).backgroundColor)"


@pytest.mark.parametrize("path", ["/", "/learn"])
def test_the_probabilities_have_bars(new_page: NewPage, path: str) -> None:
    page = new_page(path, forced_colors="active")
    if path == "/":
        draw_with_mouse(page, SEVEN)
    else:
        draw(page, SEVEN)
    expect(page.locator(".digit").first).to_have_text("7")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.locator(".track > .bar").evaluate_all(BACKGROUNDS)
    assert len(bars) >= 10 and paper not in bars and "rgba(0, 0, 0, 0)" not in bars


def test_signed_bars_keep_their_two_colours_and_the_chosen_network_its_line(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=3&unit=1.3", forced_colors="active")
    draw(page, SEVEN)
    assert len(set(page.locator(".unit-view tr:not([hidden]) .bar").evaluate_all(BACKGROUNDS))) == 2
    lines = page.locator(".network-choice span").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).borderBottomColor)"
    )
    assert len(set(lines)) == 2 and lines.count(lines[0]) == 1
