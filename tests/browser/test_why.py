"""Why this digit and not that one, on the page."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from model.explanation.attribution import attribute
from tests.browser.conftest import NewPage
from tests.browser.test_learn import CLASSROOM, DIGIT, draw, seen_picture, settle
from tests.helpers.drawings import THREE

pytestmark = pytest.mark.browser

WHY = "section.why"


def open_page(new_page: NewPage, query: str = "chapter=2") -> Page:
    page = new_page(f"/learn?{query}")
    draw(page, THREE)
    expect(page.locator(f"{WHY} h2")).to_contain_text("Why 3 and not")
    return page


def number(page: Page, place: str) -> float:
    return float(page.locator(f"{WHY} {place}").inner_text().replace("−", "-"))


def test_the_sum_on_the_page_is_that_of_the_network(new_page: NewPage, server: str) -> None:
    page = open_page(new_page)
    page.locator(f"{WHY} select").select_option("8")
    expect(page.locator(f"{WHY} h2")).to_have_text("Why 3 and not 8?")
    settle(page)
    expect(page).to_have_url(re.compile("against=8"))
    picture = seen_picture(page, server)
    found = attribute(CLASSROOM, picture, 3, 8)
    assert number(page, ".for") == pytest.approx(found.shares[found.shares > 0].sum(), abs=6e-4)
    assert number(page, ".speaks-against") == pytest.approx(found.shares[found.shares < 0].sum(), abs=6e-4)
    assert number(page, ".blank") == pytest.approx(found.blank, abs=6e-4)
    logits = CLASSROOM.forward(picture).outputs[0]
    assert number(page, ".difference") == pytest.approx(logits[3] - logits[8], abs=6e-4)
    total = number(page, ".for") + number(page, ".speaks-against") + number(page, ".blank")
    assert total == pytest.approx(number(page, ".difference"), abs=2e-3)


def test_every_pixel_tells_its_share_to_the_keyboard(new_page: NewPage, server: str) -> None:
    page = open_page(new_page, "chapter=2&against=8")
    page.locator(f"{WHY} select").select_option("8")
    settle(page)
    shares = attribute(CLASSROOM, seen_picture(page, server), 3, 8).shares
    slider = page.locator(f"{WHY} .shares")
    strongest = int(np.abs(shares).argmax())
    expect(slider).to_have_attribute("aria-valuenow", str(strongest))
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "Row 1, column 1 says nothing")
    for _ in range(strongest // 28):
        slider.press("ArrowDown")
    for _ in range(strongest % 28):
        slider.press("ArrowRight")
    told = slider.get_attribute("aria-valuetext") or ""
    assert f"speaks for {3 if shares[strongest] > 0 else 8}" in told
    assert float(told.rsplit(" ", 1)[1]) == pytest.approx(abs(shares[strongest]), rel=0.006)


@pytest.mark.parametrize("kind", ["erase", "add"])
def test_a_flip_can_be_tried_and_undone(new_page: NewPage, kind: str) -> None:
    page = open_page(new_page)
    flip = page.locator(f'{WHY} .flip[data-kind="{kind}"]')
    promised = re.search(r"reads (\d)", flip.locator(".told").inner_text())
    assert promised is not None
    flip.locator(".try").click()
    expect(page.locator(DIGIT)).to_have_text(promised[1])
    page.locator(".drawing-pad .undo").click()
    expect(page.locator(DIGIT)).to_have_text("3")


def test_a_blank_sheet_asks_for_a_drawing(new_page: NewPage) -> None:
    page = open_page(new_page)
    page.locator(".drawing-pad .clear").click()
    expect(page.locator(f"{WHY} .waiting")).to_be_visible()
    expect(page.locator(f"{WHY} .seen")).to_be_hidden()
