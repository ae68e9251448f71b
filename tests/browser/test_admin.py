"""The admin's way: sign in, train, watch, promote, draw, roll back, sign out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.helpers.drawings import SEVEN

pytestmark = pytest.mark.browser

STATE = ".training-monitor .state"
MINUTE = 60_000


def sign_in(page: Page, token: str = TOKEN) -> None:
    page.locator("#token").fill(token)
    page.locator(".sign-in button").click()


def start_training(page: Page, **settings: str) -> None:
    for name, value in settings.items():
        page.locator(f"#setting-{name}").fill(value)
    page.locator(".training-form button[type=submit]").click()


def champion_row(page: Page) -> str:
    return page.locator(".version-table tbody tr", has=page.locator(".champion:visible")).inner_text()


def test_a_wrong_token_is_said_to_be_wrong(new_page: NewPage) -> None:
    page = new_page("/admin")
    sign_in(page, "not the token at all")
    expect(page.locator(".sign-in .trouble")).to_be_visible()
    expect(page.locator(".training-form")).to_have_count(0)


def test_the_printed_link_signs_in_and_leaves_no_token_in_the_address(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    expect(page.locator(".training-form")).to_be_visible()
    assert TOKEN not in page.url


def test_train_promote_draw_and_roll_back(new_page: NewPage) -> None:
    page = new_page("/admin")
    sign_in(page)
    expect(page.locator(".training-form")).to_be_visible()
    start_training(page, epochs="2", training_size="2000", hidden_sizes="16", learning_rate="0.01")
    expect(page.locator(STATE)).to_have_text(re.compile("done|finished|succeeded", re.I), timeout=MINUTE)
    expect(page.locator(".learning-curves svg path").first).to_be_attached()
    page.locator(".studio nav a", has_text="Versions").click()
    rows = page.locator(".version-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("v0002")
    assert "v0001" in champion_row(page)

    # So short a training makes no better one: the gate asks once more.
    rows.first.locator("[data-action=promote]").click()
    expect(page.locator(".promotion-dialog")).to_be_visible()
    expect(page.locator(".promotion-dialog .figures")).to_contain_text("99.33")
    page.locator(".promotion-dialog [value=cancel]").click()
    assert "v0001" in champion_row(page)
    rows.first.locator("[data-action=promote]").click()
    page.locator("#promotion-reason").fill("To see it at work.")
    page.locator(".promotion-dialog [value=anyway]").click()
    expect(rows.first.locator(".champion")).to_be_visible()
    assert "v0002" in champion_row(page)
    drawing = new_page()
    draw_with_mouse(drawing, SEVEN)
    expect(drawing.locator(".answer .version")).to_contain_text("v0002")

    rows.first.locator("[data-action=rollBack]").click()
    expect(rows.nth(1).locator(".champion")).to_be_visible()
    expect(page.locator(".promotion-log li")).to_have_count(3)
    expect(page.locator(".promotion-log li").nth(1)).to_contain_text("To see it at work.")
    draw_with_mouse(drawing, [[[40, 62], [80, 62]]])
    expect(drawing.locator(".answer .version")).to_contain_text("v0001")
    expect(drawing.locator(DIGIT)).to_have_text("7")

    page.locator(".sign-out").click()
    expect(page.locator(".sign-in")).to_be_visible()


def test_a_running_training_is_found_again_paused_resumed_and_cancelled(new_page: NewPage) -> None:
    page = new_page("/admin")
    sign_in(page)
    start_training(page, epochs="500")
    expect(page.locator(STATE)).to_have_text(re.compile("running|training", re.I), timeout=MINUTE)
    page.reload()
    expect(page.locator(STATE)).to_have_text(re.compile("running|training", re.I))
    page.locator(".training-monitor .pause").click()
    expect(page.locator(STATE)).to_have_text(re.compile("paused", re.I))
    page.locator(".training-monitor .resume").click()
    expect(page.locator(STATE)).to_have_text(re.compile("running|training", re.I))
    page.locator(".training-monitor .cancel").click()
    expect(page.locator(STATE)).to_have_text(re.compile("cancelled", re.I))


def test_an_impossible_setting_is_explained(new_page: NewPage) -> None:
    page = new_page("/admin")
    sign_in(page)
    start_training(page, epochs="0")
    expect(page.locator(".training-form .trouble")).to_be_visible()
    expect(page.locator(".training-form .trouble")).to_contain_text(re.compile("epoch", re.I))
