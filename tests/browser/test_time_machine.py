"""The time machine on the page: a training's networks, epoch by epoch, on the visitor's own drawing."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.explanation.networks import GROWTH
from app.settings import ROOT
from model.checkpoints.growth import load_growth
from model.data.dataset import load_mnist
from model.evaluation.evaluate import evaluate
from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_learn import DIGIT, draw, seen_picture, settle
from tests.browser.test_step import figures
from tests.helpers.drawings import SEVEN, THREE
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

MACHINE = ".time-machine.component"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server with one training of four epochs."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    with running_server(make_settings(folder, folder / "weights")) as address:
        with httpx.Client(base_url=address, headers=BEARER, timeout=60) as client:
            tiny = {"epochs": 4, "training_size": 2000, "hidden_sizes": [16], "learning_rate": 0.01}
            training_id = client.post("/admin/retrain", json=tiny).json()["id"]
            for _ in range(600):
                if client.get(f"/admin/trainings/{training_id}").json()["state"] == "succeeded":
                    break
                time.sleep(0.1)
        yield address


def open_machine(new_page: NewPage, **options: object) -> Page:
    page = new_page(f"/admin#token={TOKEN}", **options)
    page.locator(".training-table a.time-machine").click()
    expect(page.locator(f"{MACHINE} .epoch")).to_have_text("after epoch 4")
    draw(page, THREE)
    expect(page.locator(f"{MACHINE} .evolution")).to_be_visible()
    return page


def test_the_slider_takes_answer_and_address_through_the_epochs(new_page: NewPage) -> None:
    page = open_machine(new_page)
    moments = {}
    for epoch in (4, 3, 2, 1, 0):
        expect(page).to_have_url(re.compile(f"network=t0001%40{epoch}"))
        expect(page.locator(".panels")).to_have_attribute("aria-busy", "false")
        moments[epoch] = page.locator(".short-answer .sure").inner_text()
        page.locator(f"{MACHINE} .epochs").press("ArrowLeft")
    expect(page.locator(f"{MACHINE} .epoch")).to_have_text("before learning")
    assert len(set(moments.values())) > 2, "each epoch has a network of its own"
    expect(page.locator(f"{MACHINE} .confusion .cell")).to_have_count(100)
    label = page.locator(f"{MACHINE} .evolution .grid").get_attribute("aria-label")
    assert label is not None and re.search(r"read as \d since this moment: after epoch \d", label)
    assert violations(page) == []


def test_it_plays_by_itself_to_the_end(new_page: NewPage) -> None:
    page = open_machine(new_page, viewport={"width": 360, "height": 740}, color_scheme="dark")
    page.locator(f"{MACHINE} .play").click()
    expect(page.locator(f"{MACHINE} .play")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"{MACHINE} .epoch")).to_have_text("after epoch 2")
    expect(page.locator(f"{MACHINE} .epoch")).to_have_text("after epoch 4")
    expect(page.locator(f"{MACHINE} .play")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []


def test_a_visitor_watches_a_training_only_while_the_admin_lets_them(new_page: NewPage) -> None:
    admin = new_page(f"/admin#token={TOKEN}")
    switch = admin.locator(".training-table .visitors input")
    visitor = new_page("/learn?chapter=10&network=t0001%402", locale="zh-CN")
    draw(visitor, THREE)
    expect(visitor.locator(".explain-trouble.kind")).to_contain_text("没有对访客开放")
    heading = visitor.locator(".panels h2:visible").first.bounding_box()
    note = visitor.locator(".explain-trouble").bounding_box()
    assert heading is not None and note is not None and note["y"] + note["height"] <= heading["y"]
    with admin.expect_response("**/visitors"):
        switch.check()
    visitor.reload()
    expect(visitor.locator(f"{MACHINE} .epoch")).to_have_text("第 2 轮之后")
    expect(visitor.locator(f"{MACHINE} .confusion .cell")).to_have_count(100)
    with admin.expect_response("**/visitors"):
        switch.uncheck()
    visitor.reload()
    visitor.locator(".explain-trouble a").click()
    expect(visitor.locator(f"{MACHINE} .epoch")).to_have_text("第 32 轮之后")
    assert violations(admin) == []


def test_everybody_watches_the_shipped_network_learn_and_its_figures_are_right(new_page: NewPage, server: str) -> None:
    page = new_page("/learn?chapter=10")
    draw(page, SEVEN)
    machine, growth, mnist = page.locator(MACHINE), load_growth(ROOT / "weights" / GROWTH), load_mnist()
    inputs = seen_picture(page, server)
    sets = mnist.split(growth.record.training.validation_size, None)
    expect(machine.locator(".epoch")).to_have_text("after epoch 32")
    for place in (len(growth.networks) - 1, 4, 0):
        machine.locator(".epochs").fill(str(place))
        moment, network = growth.record.moments[place], growth.networks[place]
        expect(page).to_have_url(re.compile(f"network=classroom-growth%40{moment.batches}\\b"))
        settle(page)
        probabilities = network.probabilities(inputs)[0]
        expect(page.locator(DIGIT)).to_have_text(str(probabilities.argmax()))
        assert figures(page.locator(".short-answer .sure").inner_text())[0] == pytest.approx(
            min(99.9, 100 * probabilities.max()), abs=0.06
        )
        for name, examples in zip(("training", "validation"), sets, strict=True):
            done = evaluate(network, examples)
            loss, accuracy = (machine.locator(f".{name}.of-{what}").inner_text() for what in ("loss", "accuracy"))
            assert figures(loss)[0] == pytest.approx(done.loss, rel=0.01)
            assert figures(accuracy)[0] == pytest.approx(100 * done.accuracy, abs=0.03)
    expect(machine.locator(".epoch")).to_have_text("before learning")
    told = figures(machine.locator("[data-word=test]").inner_text().replace(",", ""))
    assert told == pytest.approx([10_000, 100 * evaluate(growth.networks[-1], mnist.test).accuracy], abs=0.03)
    best = min(growth.record.moments, key=lambda moment: moment.validation_loss)
    epoch = best.batches // growth.record.batches_per_epoch
    expect(machine.locator(".remark")).to_contain_text(f"after epoch {epoch},")
    assert violations(page) == []
