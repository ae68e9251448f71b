"""The race by dropout on /learn: training loss beside validation loss, both as `model` measures them."""

import pytest
from playwright.sync_api import expect

from model.data.dataset import load_mnist
from model.training.race import HELD_BACK_SIZE, TRAINING_SIZE, Lane, race
from tests.browser.conftest import NewPage
from tests.browser.test_race import shorten
from tests.browser.test_step import figures

pytestmark = pytest.mark.browser

STEPS = 75


def test_a_thin_line_tells_the_training_loss_beside_the_thick_one(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11")
    shorten(page, STEPS)
    panel = page.locator(".race")
    panel.locator(".start").click()
    expect(panel.locator(".results")).to_be_visible()
    expect(panel.locator(".chart .seen")).to_have_count(3)
    for line in panel.locator(".chart .seen").all():
        assert (line.get_attribute("d") or "").count("L") == 3  # steps 25, 50 and 75
    told = (panel.locator(".chart").get_attribute("aria-label") or "").split("Dropout rate ")[1:]
    lanes = [Lane(dropout_rate=rate) for rate in (0.0, 0.2, 0.5)]
    reports = list(race(lanes, *load_mnist().split(HELD_BACK_SIZE, TRAINING_SIZE), steps=STEPS))
    for number, text in enumerate(told):
        start, *_, last = (report for report in reports[:-3] if report.lane == number)
        _, first_loss, loss, step, _, training_loss = figures(text)
        assert step == STEPS
        expected = [start.loss, last.loss, last.training_loss]
        assert [first_loss, loss, training_loss] == pytest.approx(expected, rel=0.006)
    page.locator(".header .language").click()
    expect(panel.locator("figcaption .help")).to_contain_text("训练损失")
