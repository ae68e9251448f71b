"""The time machine on the page: a training's networks, epoch by epoch, on the visitor's own drawing."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import BEARER, TOKEN, make_settings
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.browser.test_learn import draw
from tests.helpers.drawings import THREE
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
    assert label is not None and re.search(r"read as \d since epoch \d", label)
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


def test_a_link_to_a_snapshot_needs_the_admin(new_page: NewPage) -> None:
    page = new_page("/learn?network=t0001%402")
    draw(page, THREE)
    expect(page.locator(".explain-trouble")).to_be_visible()
