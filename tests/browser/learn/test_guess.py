"""Predict first: a question about one's own drawing, then the truth; skipped with one key, asked once, kept."""

import re

import pytest
from playwright.sync_api import Page, expect

from model.explanation.pixel_steps import fool
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_learn import CLASSROOM, DIGIT, draw, go_to_chapter, numbers, seen_picture, settle
from tests.helpers.drawings import SEVEN, THREE

pytestmark = pytest.mark.browser

GUESS = ".guess.open"
OPTIONS = f"{GUESS} .options button"


def answer(page: Page, right: bool) -> None:
    """Tries the answers until one is as wished; each try is a visit without memory."""
    for place in range(page.locator(OPTIONS).count()):
        page.locator(OPTIONS).nth(place).click()
        told = page.locator(f"{GUESS} .told")
        if told.inner_text().startswith("Right!") == right:
            return
        page.evaluate("localStorage.removeItem('guesses')")
        page.reload()
        settle(page)
        expect(page.locator(GUESS)).to_be_visible()


def test_which_digit_comes_is_guessed_before_it_is_shown(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2", guesses=True)
    draw(page, THREE)
    flips = page.locator("section.why .flips")
    expect(page.locator(OPTIONS)).to_have_count(3)
    expect(flips).to_be_hidden()
    assert violations(page) == []
    answer(page, right=True)
    expect(flips).to_be_visible()
    label = re.search(r"it reads (\d)", page.locator(f"{GUESS} .told").inner_text())
    assert label is not None
    expect(flips.locator("[data-kind=erase] .told")).to_contain_text(f"it reads {label[1]}")
    expect(page.locator(f"{GUESS} .told")).to_be_focused()
    page.reload()
    expect(flips).to_be_visible()
    expect(page.locator(GUESS)).to_be_hidden()
    page.locator(".lesson-rail .toggle").click()
    expect(page.locator(".lesson-rail .tally")).to_contain_text("1 of 1 guesses right")


def test_which_unit_falls_silent_is_what_the_network_computes(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=4", guesses=True)
    draw(page, SEVEN)
    trace = CLASSROOM.forward(seen_picture(page, server))
    offered = [int(numbers(text)[0]) for text in page.locator(OPTIONS).all_inner_texts()]
    sums, bias = trace.layers[0].outputs[0], CLASSROOM.dense_layers[0].bias
    silent = [index for index in offered if sums[index] - bias[index] <= 0]
    assert len(silent) == 1 and all(sums[index] > 0 for index in offered)
    page.locator(OPTIONS).nth(offered.index(silent[0])).click()
    expect(page.locator(f"{GUESS} .told")).to_contain_text(f"Right! Unit {silent[0]}:")


def test_whether_the_loss_rises_is_read_off_its_own_curve(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9&label=8", guesses=True)
    draw(page, THREE)
    expect(page.locator(".descent-curve .chart")).to_be_hidden()
    answer(page, right=False)
    _, before, after = numbers(page.locator(f"{GUESS} .told").inner_text())[-3:]
    truth = page.locator(f"{GUESS} .options .true").inner_text()
    assert truth == ("It rises" if after > before else "It falls")
    expect(page.locator(".descent-curve .chart")).to_be_visible()


def test_escape_skips_and_leaves_the_drawing(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=2", guesses=True)
    draw(page, THREE)
    expect(page.locator(GUESS)).to_be_visible()
    page.locator("body").press("Escape")
    expect(page.locator(GUESS)).to_be_hidden()
    expect(page.locator("section.why .flips")).to_be_visible()
    expect(page.locator(DIGIT)).to_have_text("3")
    page.reload()
    expect(page.locator("section.why .flips")).to_be_visible()


def test_leaving_the_chapter_takes_the_question_along(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9&label=8", guesses=True)
    draw(page, THREE)
    expect(page.locator(GUESS)).to_be_visible()
    go_to_chapter(page, 8)
    expect(page.locator(GUESS)).to_be_hidden()
    expect(page.locator("html")).not_to_have_attribute("data-guessing", re.compile("."))


def test_how_few_pixels_fool_it_and_how_early_it_knew_are_guessed_first(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=7", guesses=True)
    draw(page, SEVEN)
    count = len(fool(CLASSROOM, seen_picture(page, server)))
    expect(page.locator("section.pixel-steps .ways")).to_be_hidden()
    page.locator(OPTIONS).nth(0).click()
    expect(page.locator(f"{GUESS} .told")).to_contain_text(f"Right! {count} of 784")
    expect(page.locator("section.pixel-steps .ways")).to_be_visible()
    go_to_chapter(page, 10)
    expect(page.locator(".time-machine .pictures")).to_be_hidden()
    expect(page.locator(f"{GUESS} .question")).to_contain_text("read your drawing as 7")
    answer(page, right=True)
    grid = page.locator(".time-machine .evolution .grid")
    truth = page.locator(f"{GUESS} .options .true").inner_text()
    expect(grid).to_have_attribute("aria-label", f"It has been read as 7 since this moment: {truth}.")
