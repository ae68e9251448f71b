"""The panels of /learn come when their chapter is opened, and miss nothing by coming late."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import NewPage
from tests.browser.test_learn import draw
from tests.helpers.drawings import THREE

pytestmark = pytest.mark.browser


def test_a_chapter_fetches_its_own_panels_and_makes_the_next_ones_ready(new_page: NewPage) -> None:
    page = new_page("/learn")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("/")[-1]))
    page.goto(page.url.split("?")[0] + "?chapter=6")
    expect(page.locator(".loss-comparison")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert {"label-choice.js", "label-choice.css", "paired-bars.css", "loss-comparison.js", "backward-pass.js"} <= {
        *asked
    }
    assert not {"race.js", "race.css", "lens.js", "lens.css", "why.js", "time-machine.js"} & {*asked}


def test_a_panel_that_comes_late_shows_what_was_told_meanwhile(new_page: NewPage) -> None:
    page = new_page("/learn")
    held: list[Route] = []
    page.route("**/backward-pass.js", lambda route: held.append(route))
    draw(page, THREE)
    page.locator(".lesson-rail .toggle").click()
    page.locator(".lesson-rail ol a").nth(6).click()
    page.locator(".label-choice .labels label").nth(8).click()
    expect(page.locator(".label-choice .probabilities")).to_be_visible()
    expect(page.locator(".backward-pass")).to_be_hidden()
    expect(page.locator(".panels")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator(".backward-pass .layers li")).to_have_count(3)
    expect(page.locator(".panels")).to_have_attribute("aria-busy", "false")


def test_a_panel_that_does_not_come_is_told_of_and_comes_with_the_next_stroke(new_page: NewPage) -> None:
    page = new_page("/learn")
    page.route("**/bias-switch.js", lambda route: route.abort())
    draw(page, THREE)
    page.locator(".lesson-rail .toggle").click()
    page.locator(".lesson-rail ol a").nth(3).click()
    expect(page.locator(".explain-trouble")).to_contain_text("can't be reached")
    page.unroute("**/bias-switch.js")
    draw(page, THREE)
    expect(page.locator(".bias-switch .with .digit")).to_have_text("3")
    expect(page.locator(".explain-trouble")).to_be_hidden()
