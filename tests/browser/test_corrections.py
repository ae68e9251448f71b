"""From "no, it is a 3" on the drawing page to the admin's decision, and files in and out."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.helpers.drawings import SEVEN, THREE

pytestmark = pytest.mark.browser

TILES = ".contact-sheet [role=option]"


def correct(page: Page, digit: int) -> None:
    page.locator(".correction summary").click()
    page.locator(f".correction button[value='{digit}']").click()


def open_inbox(new_page: NewPage) -> Page:
    page = new_page(f"/admin/inbox#token={TOKEN}")
    expect(page.locator(".contact-sheet .count").first).not_to_have_text("")
    return page


def import_file(page: Page, folder: Path, count: int) -> None:
    """`count` sevens, each of its own."""
    drawings = [{"label": 7, "strokes": [[[20, 20], [80 + n, 20], [45, 100 + 2 * n]]]} for n in range(count)]
    file = folder / "drawings.jsonl"
    file.write_text("\n".join(map(json.dumps, drawings)))
    page.locator(".import input").set_input_files(file)
    expect(page.locator(".imported")).to_contain_text(f"{count} added")


def test_a_correction_reaches_the_inbox_and_is_accepted_as_another_digit(new_page: NewPage) -> None:
    page = new_page()
    expect(page.locator(".correction")).not_to_be_visible()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    page.locator(".correction summary").click()
    expect(page.locator(".correction button[value='7']")).to_be_disabled()
    page.locator(".correction button[value='1']").click()
    expect(page.locator(".correction .told")).to_contain_text("Thank you")
    draw_with_mouse(page, THREE)  # another drawing, so nothing has been corrected yet
    expect(page.locator(".correction .told")).to_have_text("")

    admin = open_inbox(new_page)
    expect(admin.locator(TILES)).to_have_count(1)
    tile = admin.locator(TILES)
    expect(tile).to_contain_text("read as 7")
    expect(tile.locator(".label")).to_have_text("1")
    tile.click()
    tile.press("7")
    expect(admin.locator(TILES)).to_have_count(0)
    admin.locator("[name=state][value=accepted]").check(force=True)
    expect(admin.locator(f"{TILES} .label")).to_have_text("7")
    admin.locator(TILES).press("w")
    expect(admin.locator(TILES)).to_have_count(0)


def test_many_are_chosen_and_decided_by_keyboard_or_mouse(new_page: NewPage, tmp_path: Path) -> None:
    page = open_inbox(new_page)
    before = page.locator(TILES).count()
    import_file(page, tmp_path, 12)
    expect(page.locator(TILES)).to_have_count(before + 12)
    page.locator(TILES).nth(1).click()
    page.locator(TILES).nth(4).click(modifiers=["Shift"])
    expect(page.locator(f"{TILES}[aria-selected=true]")).to_have_count(4)
    page.locator("[data-decision=rejected]").click()
    expect(page.locator(TILES)).to_have_count(before + 8)
    page.locator(TILES).first.focus()
    for key in ("Home", "Space", "Shift+ArrowRight", "a"):
        page.keyboard.press(key)
    expect(page.locator(TILES)).to_have_count(before + 6)
    expect(page.locator(".states")).to_contain_text(re.compile(r"Rejected\s+4"))
    with page.expect_download() as download:
        page.locator(".export").click()
    assert len(Path(download.value.path()).read_text().splitlines()) == before + 12


def test_a_file_that_holds_no_corrections_is_told_line_by_line(new_page: NewPage, tmp_path: Path) -> None:
    page = open_inbox(new_page)
    file = tmp_path / "letter.txt"
    file.write_text("Dear Inkling,\n")
    page.locator(".import input").set_input_files(file)
    expect(page.locator(".imported")).to_contain_text("1 refused")
    expect(page.locator(".imported")).to_contain_text("Line 1")
