"""Down to the pixels on /learn: what fools a network, and what it dreams of, are what `model` computes."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from model.explanation.pixel_steps import DREAM_STEPS, dream, fool
from model.nn.activations import softmax
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_learn import DIGIT, draw, seen_picture, settle
from tests.browser.test_step import figures, network
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

PANEL = "section.pixel-steps"


def told(page: Page, way: str, step: int) -> list[float]:
    page.locator(f"{PANEL} .{way} input[type=range]").fill(str(step))
    return figures(page.locator(f"{PANEL} .{way} .told").inner_text())


def test_a_few_pixels_fool_it_and_all_of_them_become_a_dream(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=7")
    draw(page, SEVEN)
    inputs, subject = seen_picture(page, server), network()
    changes = fool(subject, inputs)
    expect(page.locator(f"{PANEL} .fool .told")).to_contain_text(f"{len(changes)} pixel")
    probabilities = [softmax(change.logits[None])[0] for change in changes]
    if len(changes) > 1:
        count, needed, digit, sure = told(page, "fool", 1)
        assert [count, needed, digit] == [1, len(changes), 7]
        assert sure == pytest.approx(min(99.9, 100 * probabilities[0][7]), abs=0.06)
    count, digit, sure = told(page, "fool", len(changes))
    assert [count, digit] == [len(changes), probabilities[-1].argmax()] and digit != 7
    assert sure == pytest.approx(100 * probabilities[-1].max(), abs=0.06)
    row, column = figures(page.locator(f"{PANEL} .fool .which").inner_text())
    assert (row - 1) * 28 + column - 1 == changes[-1].pixel

    page.locator(f"{PANEL} .dream select").select_option("3")
    settle(page)
    expect(page).to_have_url(re.compile("dream=3"))
    for start, name in ((inputs, "drawing"), (np.zeros_like(inputs), "blank")):
        page.locator(f"{PANEL} .from input[value={name}]").check()
        settle(page)
        steps = dream(subject, start, 3)
        for place in (0, DREAM_STEPS // 2, DREAM_STEPS):
            answer = softmax(steps[place].logits[None])[0]
            step, wanted, sure, digit = told(page, "dream", place)
            assert [step, wanted, digit] == [place, 3, answer.argmax()]
            assert sure == pytest.approx(min(99.9, 100 * answer[3]), abs=0.06)
    assert violations(page) == []
    page.locator(f"{PANEL} .fool .try").click()
    expect(page.locator(DIGIT)).to_have_text(str(probabilities[-1].argmax()))
