"""The studio's search, as the admin sees it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN, make_settings
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

FORM, MONITOR = ".sweep-form", ".sweep-monitor"


@pytest.fixture
def server(tmp_path: Path, shipped_weights: Path) -> Iterator[str]:
    shutil.copytree(shipped_weights, tmp_path / "weights")
    with running_server(make_settings(tmp_path, tmp_path / "weights")) as address:
        yield address


def fill(page: Page, *tries: tuple[str, str]) -> None:
    for _ in range(2):  # what stands there to begin with
        page.locator(f"{FORM} .remove").first.click()
    for name, values in tries:
        page.locator(f"{FORM} .add").click()
        row = page.locator(f"{FORM} .tries li").last
        row.locator("select").select_option(name)
        row.locator("input").fill(values)


def test_a_search_is_started_followed_stopped_and_gone_on_with(new_page: NewPage) -> None:
    page = new_page(f"/admin/search#token={TOKEN}", locale="en-GB")
    expect(page.locator(f"{MONITOR} .empty")).to_be_visible()
    fill(page, ("learning_rate", "0.001, 0.01, 0.03"), ("hidden_sizes", "16"), ("training_size", "1000"))
    page.locator(f"{FORM} [name=epochs]").fill("0")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(f"{FORM} [role=alert]")).to_have_text("A whole number from 1 to 10000, please.")
    expect(page.locator(f"{FORM} [name=epochs]")).to_be_focused()
    page.locator(f"{FORM} [name=epochs]").fill("12")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("running")
    expect(page.get_by_role("button", name="Search")).to_be_disabled()
    expect(page.locator(f"{MONITOR} tbody tr")).to_have_count(3)
    expect(page.locator(f"{MONITOR} tbody tr").first).to_contain_text("the best so far", timeout=30_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("cancelled")
    page.reload()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("cancelled")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(f"{MONITOR} .outcome")).to_contain_text("The best is now v0002, a challenger", timeout=60_000)
    expect(page.locator(f"{MONITOR} tbody tr").last).to_contain_text("given up")
    expect(page.locator(f"{MONITOR} tbody tr").first).to_contain_text("Learning rate")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Table as CSV").click()
    assert download.value.path().read_text().startswith("trial,epochs,validation_accuracy")


def test_what_the_server_refuses_is_said_in_chinese_on_a_phone(new_page: NewPage) -> None:
    page = new_page(f"/admin/search#token={TOKEN}", locale="zh-CN", viewport={"width": 375, "height": 700})
    expect(page.locator("h1")).to_have_text(re.compile("训练"))
    fill(page, ("learning_rate", "0.1..1"))
    page.get_by_role("button", name="开始搜索").click()
    expect(page.locator(f"{FORM} [role=alert]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
