"""Trainings side by side on the page."""

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
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

TABLE = ".run-comparison table"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """A server with three trainings; t0002 has another learning rate, and t0003 more epochs too."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    with running_server(make_settings(folder, folder / "weights")) as address:
        with httpx.Client(base_url=address, headers=BEARER, timeout=60) as client:
            tiny = {"epochs": 2, "training_size": 1000, "hidden_sizes": [8]}
            for change in ({}, {"learning_rate": 0.01}, {"learning_rate": 0.02, "epochs": 3}):
                training_id = client.post("/admin/retrain", json=tiny | change).json()["id"]
                for _ in range(600):
                    if client.get(f"/admin/trainings/{training_id}").json()["state"] == "succeeded":
                        break
                    time.sleep(0.1)
        yield address


def open_page(new_page: NewPage, query: str = "", **options: object) -> Page:
    page = new_page(f"/admin/compare{query}#token={TOKEN}", **options)
    expect(page.locator(".run-comparison .runs label")).to_have_count(3)
    return page


def test_settings_that_differ_stand_out_and_the_choice_is_a_link(new_page: NewPage) -> None:
    page = open_page(new_page, "?run=t0001,t0002")
    expect(page.locator(f"{TABLE} thead th")).to_have_text(["t0001", "t0002"])
    expect(page.locator(f"{TABLE} .differing tr")).to_have_count(1)
    expect(page.locator(f"{TABLE} .differing")).to_contain_text("Learning rate")
    expect(page.locator(f"{TABLE} .differing td")).to_have_text(["0.001", "0.01"])
    expect(page.locator(f"{TABLE} .alike")).not_to_be_visible()
    page.locator(".fold").click()
    expect(page.locator(f"{TABLE} .alike")).to_contain_text("Hidden layers")
    expect(page.locator(f"{TABLE} .alike")).to_contain_text("ReLU")
    expect(page.locator(f"{TABLE} .alike")).not_to_contain_text("relu")
    page.locator(".runs input[value=t0003]").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("run=t0001,t0002,t0003"))
    expect(page.locator(f"{TABLE} .differing tr")).to_have_count(2)
    expect(page.locator(".run-comparison svg path.line")).to_have_count(3)
    page.reload()
    expect(page.locator(f"{TABLE} thead th")).to_have_count(3)
    assert violations(page) == []


def test_on_a_phone_in_the_dark_nothing_leaves_the_page(new_page: NewPage) -> None:
    page = open_page(new_page, viewport={"width": 360, "height": 740}, color_scheme="dark", locale="zh-CN")
    page.locator(".measures [value=loss]").check(force=True)
    expect(page.locator(f"{TABLE} .outcomes")).to_contain_text("v0004")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []
