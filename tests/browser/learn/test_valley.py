"""The valley of one weight on /learn: each number is that of `model`, and the ball creeps, arrives or leaps."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from model.arrays import Array
from model.explanation.loss_along_weight import Slice, WeightPlace
from model.explanation.private_copy import TaughtStep, gradients_for_label, teach
from tests.browser.conftest import NewPage
from tests.browser.learn.test_first_steps import take_the_misread_one
from tests.browser.test_drawing import PHONE
from tests.browser.test_learn import go_to_chapter, seen_picture, settle
from tests.browser.test_step import CHOICE, CUT_OFF, figures, network, take_step

pytestmark = pytest.mark.browser

VALLEY = ".valley"


def open_valley(new_page: NewPage, query: str = "chapter=8", **options: object) -> tuple[Page, Locator]:
    page = new_page(f"/learn?{query}", **options)
    take_the_misread_one(page)
    panel = page.locator(VALLEY)
    expect(panel.locator(".curve")).to_be_attached()
    return page, panel


def told_place(panel: Locator, side: int = 28) -> WeightPlace:
    """Which weight the panel says it is."""
    layer, unit, *source = (int(number) for number in figures(panel.locator(".of").inner_text())[:4])
    return WeightPlace(layer, unit, (source[0] - 1) * side + source[1] - 1 if layer == 1 else source[0])


def slice_of(place: WeightPlace, inputs: Array, name: str, steps: int = 0) -> Slice:
    rates = {"classroom-relu": 0.001, "classroom-tanh": 0.002, "classroom-sigmoid": 0.005}
    subject = teach(network(name), inputs, [TaughtStep(1, "cross_entropy", rates[name])] * steps).network
    return Slice(subject, subject.forward(inputs), place, 1, "cross_entropy")


@pytest.mark.parametrize("name", ["classroom-relu", "classroom-tanh", "classroom-sigmoid"])
def test_ball_slope_and_descent_are_those_of_the_network(new_page: NewPage, server: str, name: str) -> None:
    page, panel = open_valley(new_page, f"chapter=10&network={name}")
    inputs, place = seen_picture(page, server), told_place(panel)
    for taken in (0, 1):
        cut = slice_of(place, inputs, name, taken)
        assert told_place(panel) == place  # which doesn't change while steps are taken
        weight, loss, slope = figures(panel.locator(".slope").inner_text())
        gradient = gradients_for_label(cut.network, cut.trace, 1, "cross_entropy").parameters[2 * place.layer - 2]
        assert [weight, loss] == pytest.approx([cut.weight, cut.at(np.array([cut.weight])).losses[0]], rel=0.006)
        assert slope == pytest.approx(float(gradient[place.source, place.unit]), rel=0.006)
        rate, count, end, last, lowest, at = figures(panel.locator(".verdict").inner_text())
        assert panel.locator("circle.point").count() == count == 12
        path = cut.descend(rate, 12)
        assert [end, last] == pytest.approx([path.weights[-1], path.losses[-1]], rel=0.01)
        assert cut.at(np.array([at])).losses == pytest.approx([lowest], rel=0.02, abs=1e-4)
        take_step(page)
    expect(page.locator(f"{CHOICE} .taken")).to_contain_text("2")
    moved = [slice_of(place, inputs, name, taken) for taken in (0, 1, 2)]
    count, first, before = figures(panel.locator("p.taken").inner_text())
    assert [count, first] == [2, pytest.approx(moved[0].weight, rel=0.006)]
    assert before == pytest.approx(moved[0].at(np.array([first])).losses[0], rel=0.006)
    squares = [float(square.get_attribute("x") or "nan") for square in panel.locator("rect.footstep").all()]
    ball = float(panel.locator("circle.ball").get_attribute("cx") or "nan")
    places = [*(left + 3.5 for left in squares), ball]
    weights = [cut.weight for cut in moved]
    scale = (places[-1] - places[0]) / (weights[-1] - weights[0])
    assert places == pytest.approx([places[0] + scale * (weight - weights[0]) for weight in weights], abs=0.5)
    expect(panel.locator(".slope")).to_contain_text("right" if slope < 0 else "left")


def test_it_creeps_rolls_down_and_leaps_across(new_page: NewPage, server: str) -> None:
    page, panel = open_valley(new_page, "chapter=9")
    verdict, slider = panel.locator(".verdict"), panel.locator(".rate input")
    cut = slice_of(told_place(panel), seen_picture(page, server), "classroom-relu")
    expect(verdict).to_contain_text("About right")
    slider.press("Home")
    expect(verdict).to_contain_text("creeps")
    rate, count, loss, last, *_ = figures(verdict.inner_text())
    assert [loss, last] == pytest.approx(cut.descend(rate, int(count)).losses[[0, -1]], rel=0.006)
    expect(page).to_have_url(re.compile(r"alone=0\.\d+"))
    slider.press("End")
    expect(verdict).to_contain_text("leaps across")
    rate, before, after, *_ = figures(verdict.inner_text())
    losses = cut.descend(rate, 12).losses
    place = int(np.flatnonzero(np.isclose(losses, after, rtol=0.006))[0])
    assert losses[place - 1] == pytest.approx(before, rel=0.006) and after > before
    panel.locator(".usual").click()
    expect(verdict).to_contain_text("About right")
    expect(page).not_to_have_url(re.compile("alone="))


def test_another_weight_is_chosen_in_the_gradient_and_in_another_unit(new_page: NewPage, server: str) -> None:
    page, panel = open_valley(new_page, "chapter=8")
    strip, before = panel.locator(".strip"), told_place(panel)
    strip.press("ArrowDown")
    told = figures(strip.get_attribute("aria-valuetext") or "")
    strip.press("Enter")
    expect(page).to_have_url(re.compile(rf"weight={before.source + 28}\b"))
    settle(page)
    assert told_place(panel) == WeightPlace(before.layer, before.unit, before.source + 28)
    assert figures(panel.locator(".slope").inner_text())[-1] == pytest.approx(told[-1], rel=0.01)
    page.locator(".network-overview .layer").nth(1).press("ArrowDown")  # a unit of layer 2
    settle(page)
    place = told_place(panel)
    assert place.layer == 2
    expect(page).not_to_have_url(re.compile("weight="))
    cut = slice_of(place, seen_picture(page, server), "classroom-relu")
    assert figures(panel.locator(".slope").inner_text())[0] == pytest.approx(cut.weight, rel=0.006)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_on_a_phone_it_fits_and_speaks_both_languages(new_page: NewPage, locale: str) -> None:
    page, panel = open_valley(new_page, "chapter=7", **(PHONE | {"locale": locale}))
    go_to_chapter(page, 8)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF.replace(".descent-curve", VALLEY)) == []
    words = ("导数", "最小值") if locale == "zh-CN" else ("derivative", "minimum")
    for word in words:
        expect(panel).to_contain_text(word)
    name = panel.locator(".chart > svg").get_attribute("aria-label") or ""
    assert len(figures(name)) >= 8
