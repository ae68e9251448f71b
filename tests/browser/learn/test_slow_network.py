"""A slow network: the sheet takes ink before the scripts are there, and nothing drawn meanwhile is lost."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_drawing import draw_with_finger, draw_with_mouse
from tests.helpers.drawings import FOUR, SEVEN

pytestmark = pytest.mark.browser

INKED = (
    """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.filter(Boolean).length"""
)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(("path", "digit"), [("/", ".answer .digit"), ("/learn", ".short-answer .digit")])
@pytest.mark.parametrize("is_phone", [False, True])
def test_the_sheet_takes_ink_before_the_scripts_are_there(
    browser: Browser, server: str, path: str, digit: str, is_phone: bool
) -> None:
    context = browser.new_context(**(PHONE if is_phone else {}))
    page = context.new_page()
    waiting: list[Any] = []
    page.route("**/static/messages.json**", lambda route: waiting.append(route))  # without its words no page begins
    page.goto(server + path, wait_until="commit")
    page.locator(".drawing-pad .sheet").wait_for()
    expect(page.locator(".header .theme")).to_be_hidden()
    (draw_with_finger if is_phone else draw_with_mouse)(page, FOUR if path == "/" else SEVEN)
    assert page.locator(".drawing-pad .ink").evaluate(INKED) > 100
    expect(page.locator(".header .theme")).to_be_hidden()
    for route in waiting:
        route.continue_()
    expect(page.locator(digit)).to_have_text("4" if path == "/" else "7")
    if path == "/":
        page.locator(".drawing-pad .undo").click()
        expect(page.locator(".drawing-pad .clear")).to_be_disabled()
    context.close()
