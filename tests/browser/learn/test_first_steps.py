"""First steps at the network's own learning rate, on a drawing that it misreads: the loss falls step by step."""

import re
from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import Page, expect

from model.explanation.private_copy import FIRST_RATES, TaughtStep, teach
from tests.browser.conftest import NewPage
from tests.browser.test_learn import DIGIT, draw, go_to_chapter, seen_picture, settle
from tests.browser.test_learning_rate import question
from tests.browser.test_step import CHOICE, figures, loss_of, network, take_step
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser


def take_the_misread_one(page: Page) -> None:
    page.locator(f"{CHOICE} .misread").click()
    settle(page)
    expect(page.locator(f"{CHOICE} .invitation")).to_be_hidden()
    expect(page).to_have_url(re.compile("label=1.*#i=s"))


@pytest.mark.parametrize("activation", FIRST_RATES)
def test_whoever_comes_without_a_drawing_gets_one_that_is_misread_and_sees_it_learned(
    new_page: NewPage, server: str, activation: str
) -> None:
    name, rate = f"classroom-{activation}", FIRST_RATES[activation]
    page = new_page(f"/learn?chapter=10&network={name}")
    take_the_misread_one(page)
    expect(page.locator(DIGIT)).to_have_text("2")
    expect(page.locator(f"{CHOICE} .labels input:checked")).to_have_value("1")
    expect(page.locator(f"{CHOICE} .typed")).to_have_value(str(rate))
    lesson = teach(network(name), seen_picture(page, server), [TaughtStep(1, "cross_entropy", rate)] * 4)
    losses = [loss_of(logits, label=1) for logits in lesson.logits]
    for before, after in pairwise(losses):
        told = figures(page.locator(f"{CHOICE} .outlook").inner_text())
        assert told[-2:] == pytest.approx([before, after], rel=0.01)
        take_step(page)
    expect(page).to_have_url(re.compile("steps=(.*cross_entropy){4}"))
    asked = httpx.post(f"{server}/explain", json=question(page) | {"include": ["step"]}).json()
    assert asked["step"]["history"] == pytest.approx(losses, rel=1e-4)
    told = page.locator(".descent-curve .history .visually-hidden").inner_text()
    assert figures(told) == pytest.approx(losses, rel=0.01)
    assert losses == sorted(losses, reverse=True) and losses[1] > 0.02 and losses[0] > 1.5
    expect(page.locator(DIGIT)).to_have_text("1")
    assert asked["step"]["others"]["right_now"] >= 95


def test_starting_over_brings_back_the_networks_own_rate_and_another_network_its_own(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=10")
    typed = page.locator(f"{CHOICE} .typed")
    expect(typed).to_be_disabled()  # there is no network yet
    take_the_misread_one(page)
    typed.fill("0.5")
    typed.press("Enter")
    expect(page).to_have_url(re.compile("rate=0.5"))
    settle(page)
    take_step(page)
    page.locator(f"{CHOICE} .restart").click()
    expect(typed).to_have_value("0.001")
    expect(page).not_to_have_url(re.compile("rate="))
    page.locator(".network-choice input[value='classroom-sigmoid']").check()
    expect(typed).to_have_value("0.005")
    page.locator(".network-choice input[value='champion']").check()
    expect(typed).to_have_value("0.001")


def test_a_learner_who_has_drawn_is_offered_no_other_drawing(new_page: NewPage) -> None:
    page = new_page("/learn")
    draw(page, SEVEN)
    go_to_chapter(page, 7)
    expect(page.locator(f"{CHOICE} .labels")).to_be_visible()
    expect(page.locator(f"{CHOICE} .invitation")).to_be_hidden()


def test_ten_differences_add_up_to_nothing(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=6")
    take_the_misread_one(page)
    panel = page.locator(".loss-comparison")
    expect(panel.locator(".compared")).to_be_visible()
    column = lambda name: [figures(text)[0] for text in panel.locator(f"tbody .{name}").all_inner_texts()]  # noqa: E731
    assert sum(column("miss")) == pytest.approx(0, abs=0.006)  # ten figures of three decimals
    assert sum(column("probability")) == pytest.approx(1, abs=0.006)
    sums = panel.locator(".sum td").all_inner_texts()[:3]
    assert sums == ["1", "1.000", "0.000"]
    expect(panel.locator(".cancel")).to_contain_text("cancel")
    told = figures(panel.locator(".loss[data-loss=absolute_error] .formula").inner_text())
    total, n, mean = told[-3:]
    assert total == pytest.approx(sum(map(abs, column("miss"))), abs=0.01) and mean == pytest.approx(
        total / n, rel=0.02
    )
