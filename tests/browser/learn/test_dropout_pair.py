"""Two networks under the same thirty draws on /learn: how many agree is what `model` counts."""

import json

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from app.settings import ROOT
from model.explanation.mc_dropout import mc_dropout_probabilities
from tests.browser.conftest import NewPage
from tests.browser.test_learn import draw, seen_picture, settle
from tests.browser.test_learning_rate import question
from tests.browser.test_step import figures, network
from tests.helpers.drawings import SEVEN, THREE

pytestmark = pytest.mark.browser

PAIR = ("classroom-relu", "classroom-relu-dropout")


@pytest.mark.parametrize(("strokes", "rate"), [(SEVEN, 0.2), (THREE, 0.5)])
def test_the_one_trained_with_dropout_agrees_with_itself(
    new_page: NewPage, server: str, strokes: list[list[list[float]]], rate: float
) -> None:
    page = new_page(f"/learn?chapter=11&network=champion&seed=7&dropout={rate}")
    draw(page, strokes)
    settle(page)
    panel, inputs = page.locator(".dropout-pair"), seen_picture(page, server)
    expect(panel.locator("figure")).to_have_count(2)
    answer = httpx.post(f"{server}/explain", json=question(page) | {"include": ["dropout"]}).json()["dropout"]
    counts = []
    for place, name in enumerate(PAIR):
        subject = network(name)
        draws = mc_dropout_probabilities(subject, inputs, rate, 30, np.random.default_rng(7))
        label = int(subject.probabilities(inputs).argmax())
        same = int((draws.argmax(axis=1) == label).sum())
        told = figures(panel.locator(".summary").nth(place).inner_text())
        assert sorted(told) == sorted([same, 30, label])
        assert answer["pair"][place]["labels"] == draws.argmax(axis=1).tolist()
        np.testing.assert_allclose(answer["pair"][place]["mean"], draws.mean(axis=0), rtol=1e-5, atol=1e-7)
        counts.append(same)
    assert counts[1] >= counts[0] + 4
    expect(panel.locator("h3").first).to_have_text("Trained without dropout")
    expect(panel.locator("h3").last).to_contain_text("20 %")


def test_overfitting_and_the_price_are_told_in_both_languages(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=11")
    draw(page, SEVEN)
    panel = page.locator(".dropout-pair")
    expect(panel).to_contain_text("overfitting")
    shares = [
        json.loads((ROOT / "weights" / name / "metadata.json").read_text("utf-8"))["metrics"]["test_accuracy"]
        for name in PAIR
    ]
    for share in shares:
        expect(panel).to_contain_text(f"{100 * share:.1f} %")
    page.locator(".header .language").click()
    expect(panel).to_contain_text("过拟合")
    for share in shares:
        expect(panel).to_contain_text(f"{100 * share:.1f} %")
