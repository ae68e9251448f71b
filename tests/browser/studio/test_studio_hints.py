"""What the studio tells before it is asked: titles, what waits, the button in reach, every wrong field."""

import pytest
from playwright.sync_api import expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1280, "height": 800}
FORM = ".training-form"


def test_every_page_has_a_title_of_its_own_in_both_languages(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    titles = []
    for path in ("", "/search", "/compare", "/versions", "/inbox"):
        page.goto(page.url.split("/admin")[0] + f"/admin{path}")
        titles.append(page.title())
    assert titles == [
        "Train · Inkling",
        "Search · Inkling",
        "Compare · Inkling",
        "Versions · Inkling",
        "Inbox · Inkling",
    ]
    page.locator(".header .language").click()
    expect(page).to_have_title("收件箱 · Inkling")


def test_the_inbox_tells_how_many_wait_on_every_page(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    expect(page.locator(".waiting-count")).to_be_hidden()
    strokes = [[[20, 20], [80, 20], [45, 100]]]
    assert page.request.post(page.url.split("/admin")[0] + "/feedback", data={"strokes": strokes, "label": 7}).ok
    page.reload()
    expect(page.locator(".waiting-count")).to_have_text("1")
    page.locator("nav a", has_text="Inbox").click()
    expect(page.locator(".waiting-count")).to_have_text("1")
    page.locator(".contact-sheet [role=option]").first.click()
    page.locator(".contact-sheet [data-decision=accepted]").click()
    expect(page.locator(".waiting-count")).to_be_hidden()


def test_the_start_button_is_in_sight_without_scrolling(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}", viewport=LAPTOP)
    expect(page.locator(f"{FORM} [type=submit]")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    expect(page.locator(f"{FORM} .estimate")).to_be_in_viewport(ratio=1)


def test_every_wrong_field_is_marked(new_page: NewPage) -> None:
    page = new_page(f"/admin#token={TOKEN}")
    for name in ("epochs", "learning_rate"):
        page.locator(f"{FORM} [name={name}]").fill("many")
    page.locator(f"{FORM} [type=submit]").click()
    expect(page.locator(f"{FORM} [aria-invalid=true]")).to_have_count(2)
    expect(page.locator(f"{FORM} [name=epochs]")).to_be_focused()
    expect(page.locator(f"{FORM} .trouble")).to_contain_text("Epochs")
    expect(page.locator(f"{FORM} .trouble")).to_contain_text("Learning rate")
