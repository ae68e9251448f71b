"""From "no, it is a 3" on the drawing page to the admin's decision, and files in and out."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
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


def import_file(page: Page, folder: Path, count: int, size: int = 100) -> None:
    """`count` sevens, each of its own; a file of another `size` has others."""
    drawings = [{"label": 7, "strokes": [[[20, 20], [80 + n, 20], [45, size + 2 * n]]]} for n in range(count)]
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
    admin.locator(TILES).press("Space")
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


def labels(page: Page) -> list[str]:
    expect(page.locator(f"{TILES} .label:empty")).to_have_count(0)  # a tile is there before what it shows
    return page.locator(f"{TILES} .label").all_inner_texts()


def test_nothing_is_decided_before_something_is_chosen(new_page: NewPage, tmp_path: Path) -> None:
    page = open_inbox(new_page)
    import_file(page, tmp_path, 3, size=130)
    before = page.locator(TILES).count()
    for control in page.locator(".contact-sheet [data-decision]:visible, .contact-sheet .relabel select").all():
        expect(control).to_be_disabled()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "decisions" in request.url else None)
    page.locator(TILES).first.focus()
    for key in ("a", "r", "w", "7", "ArrowRight", "a"):
        page.keyboard.press(key)
    page.locator("[data-decision=accepted]").evaluate("button => button.click()")
    page.wait_for_timeout(300)
    assert asked == []
    expect(page.locator(TILES)).to_have_count(before)
    page.keyboard.press("Space")
    expect(page.locator("[data-decision=accepted]")).to_be_enabled()
    page.keyboard.press("Space")
    expect(page.locator("[data-decision=accepted]")).to_be_disabled()
    assert violations(page) == []


@pytest.mark.parametrize("way", ["button", "key", "relabel", "later"])
def test_a_decision_can_be_undone(new_page: NewPage, tmp_path: Path, way: str) -> None:
    page = open_inbox(new_page)
    import_file(page, tmp_path, 4, size=150 + 10 * len(way))
    page.locator(TILES).nth(0).click()
    page.locator(TILES).nth(1).click(modifiers=["Control"])
    page.keyboard.press("3")  # so that two of those chosen below bear another digit
    page.locator("[name=state][value=accepted]").check(force=True)
    expect(page.locator(f"{TILES} .label").first).to_have_text("3")
    before, counts = labels(page), page.locator(".states .count").all_inner_texts()
    page.locator(TILES).nth(0).click()
    page.locator(TILES).nth(1).click(modifiers=["Control"])
    if way == "relabel":
        page.locator(".relabel select").select_option("9")
        expect(page.locator(".decided")).to_have_text("2 accepted as 9.")
        expect(page.locator(f"{TILES} .label").nth(1)).to_have_text("9")
        assert labels(page)[:2] == ["9", "9"]
    else:
        page.locator("[data-decision=rejected]").click()
        expect(page.locator(".decided")).to_have_text("2 rejected.")
        expect(page.locator(TILES)).to_have_count(len(before) - 2)
    assert violations(page) == []
    if way == "key" and len(before) > 2:
        page.keyboard.press("Control+z")
    elif way == "later":  # after a look at those that were rejected
        page.locator("[name=state][value=rejected]").check(force=True)
        expect(page.locator(".empty")).to_be_hidden()
        page.locator("[name=state][value=accepted]").check(force=True)
        expect(page.locator(TILES)).to_have_count(len(before) - 2)
        page.locator(".contact-sheet .undo").click()
    else:
        page.locator(".contact-sheet .undo").click()
    expect(page.locator(".contact-sheet .undo")).to_be_hidden()
    expect(page.locator(TILES)).to_have_count(len(before))
    expect(page.locator(f"{TILES} .label")).to_have_text(before)
    page.reload()
    expect(page.locator(".states .count").first).not_to_have_text("")
    assert page.locator(".states .count").all_inner_texts() == counts


def test_what_was_accepted_as_several_digits_waits_again_with_its_own(new_page: NewPage, tmp_path: Path) -> None:
    page = open_inbox(new_page)
    import_file(page, tmp_path, 2, size=400)
    page.locator(TILES).first.click()
    page.keyboard.press("1")
    page.locator("[name=state][value=accepted]").check(force=True)
    expect(page.locator(f"{TILES} .label").first).to_have_text("1")
    page.locator(TILES).first.click()
    page.keyboard.press("w")
    page.locator("[name=state][value=waiting]").check(force=True)
    expect(page.locator(".contact-sheet [data-decision=waiting]")).to_be_hidden()  # so the waiting ones have come
    expect(page.locator(f"{TILES} .label").first).to_have_text("1")
    page.locator(".contact-sheet .all").click()
    before = labels(page)
    assert {"1", "7"} <= {*before}
    page.keyboard.press("9")
    expect(page.locator(TILES)).to_have_count(0)
    page.locator(".contact-sheet .undo").click()
    expect(page.locator(TILES)).to_have_count(len(before))
    expect(page.locator(f"{TILES} .label")).to_have_text(before)


def test_a_file_that_holds_no_corrections_is_told_line_by_line(new_page: NewPage, tmp_path: Path) -> None:
    page = open_inbox(new_page)
    file = tmp_path / "letter.txt"
    file.write_text("Dear Inkling,\n")
    page.locator(".import input").set_input_files(file)
    expect(page.locator(".imported")).to_contain_text("1 refused")
    expect(page.locator(".imported")).to_contain_text("Line 1")
