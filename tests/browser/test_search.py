"""The studio's search, as the admin sees it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

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
    expect(page.locator(f"{FORM} [role=alert]")).to_have_text("Enter a whole number from 1 to 10000.")
    expect(page.locator(f"{FORM} [name=epochs]")).to_be_focused()
    page.locator(f"{FORM} [name=epochs]").fill("12")
    expect(page.locator(f"{FORM} .estimate")).to_contain_text("Combinations: 3; about", timeout=90_000)
    page.get_by_role("button", name="Search").click()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("running")
    expect(page.get_by_role("button", name="Search")).to_be_disabled()
    expect(page.locator(f"{MONITOR} tbody tr")).to_have_count(3)
    expect(page.locator(f"{MONITOR} tbody tr").first).to_contain_text("best so far", timeout=30_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("cancelled")
    page.reload()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("cancelled")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(f"{MONITOR} .outcome")).to_contain_text(
        "The best is now registered as v0002, a challenger", timeout=60_000
    )
    expect(page.locator(f"{MONITOR} tbody tr").last).to_contain_text("eliminated")
    expect(page.locator(f"{MONITOR} tbody tr").first).to_contain_text("Learning rate")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.path().read_text().startswith("trial,epochs,validation_accuracy")


def test_what_the_server_refuses_is_said_in_chinese_on_a_phone(new_page: NewPage) -> None:
    page = new_page(f"/admin/search#token={TOKEN}", locale="zh-CN", viewport={"width": 375, "height": 700})
    expect(page.locator("h1")).to_have_text(re.compile("训练"))
    fill(page, ("learning_rate", "0.1..1"))
    page.get_by_role("button", name="开始搜索").click()
    expect(page.locator(f"{FORM} [role=alert]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def trial(number: int, accuracy: float, activation: str, seed: int) -> dict[str, object]:
    settings = {"activation": activation, "seed": seed}
    return {"trial": number, "epochs": 3, "validation_accuracy": accuracy, "outcome": "", "settings": settings}


SWEEP = {
    "id": "s0002", "state": "succeeded", "created_at": "2026-01-31T12:00:00Z", "trials": 2, "committee": 2, "rungs": [],
    "varied": ["activation"], "done_epochs": 5, "planned_epochs": 5, "model_version": "v0002", "error": None,
    "results": [trial(2, 0.97, "relu", 2), trial(1, 0.96, "relu", 1), trial(0, 0.95, "tanh", 1)],
}  # fmt: skip


def test_searches_are_told_apart_by_their_date_and_trials_by_what_became_of_them(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}", viewport={"width": 390, "height": 844})
    page.route("**/admin/sweeps", lambda route: route.fulfill(json={"sweeps": [SWEEP, SWEEP | {"id": "s0001"}]}))
    page.goto(page.url.split("#")[0] + "/search")
    which, state = page.locator(f"{MONITOR} .which"), page.locator(f"{MONITOR} .state")
    expect(which.locator("option").first).to_have_text(re.compile(r"^s0002 · 31 Jan, \d\d:\d\d$"))
    tops = [part.evaluate("part => part.getBoundingClientRect().bottom") for part in (which, state)]
    assert abs(tops[0] - tops[1]) < 20, "both on one line"
    rows = page.locator(f"{MONITOR} tbody tr")
    expect(rows.nth(0).locator(".result")).to_have_text("joins the committee")
    expect(rows.nth(1).locator(".result")).to_have_text("best")
    expect(rows.nth(1)).to_contain_text("Activation ReLU")
    expect(rows.nth(2).locator(".result")).to_be_hidden()
    assert "Trial" in rows.nth(0).locator("th").evaluate(
        "head => getComputedStyle(head, '::before').content + head.dataset.label"
    )


def test_a_look_that_fails_is_followed_by_the_next_one(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    answers = [{"sweeps": [SWEEP | {"state": "running"}]}, None, {"sweeps": [SWEEP]}]

    def answer(route: Route) -> None:
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        route.fulfill(json=found) if found else route.fulfill(status=503, json={"error": "not_ready", "detail": ""})

    page.route("**/admin/sweeps", answer)
    page.goto(page.url.split("#")[0] + "/search")
    expect(page.locator(f"{MONITOR} .state")).to_have_text("running")
    expect(page.locator(f"{MONITOR} .trouble")).to_be_visible()
    expect(page.locator(f"{MONITOR} .state")).to_have_text("finished")
    expect(page.locator(f"{MONITOR} .trouble")).to_be_hidden()
