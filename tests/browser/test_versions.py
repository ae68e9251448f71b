"""A version's exams on the page: beside the champion's, cell by cell, picture by picture."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.conftest import TOKEN, make_settings
from tests.app.test_examinations import weaken
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

PANEL = ".version-examination"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    """v0001, the champion, and v0002, which reads no nines."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    shutil.copytree(shipped_weights / "v0001", folder / "weights" / "v0002")
    weaken(folder / "weights" / "v0002", 9)
    with running_server(make_settings(folder, folder / "weights")) as address:
        yield address


def examine(new_page: NewPage, version: str, **options: object) -> Page:
    page = new_page(f"/admin/versions#token={TOKEN}", **options)
    page.locator(f".examine[data-version={version}]").click()
    expect(page.locator(f"{PANEL} .content")).to_be_visible()
    return page


def test_a_version_beside_the_champion(new_page: NewPage) -> None:
    page = examine(new_page, "v0002")
    expect(page.locator(f"{PANEL} h2")).to_have_text("v0002 beside the champion v0001")
    exam = page.locator(f"{PANEL} .exam")
    expect(exam).to_have_count(1)
    expect(exam.locator(".champion .figure")).to_contain_text("99.33 %")
    expect(exam.locator(".challenger .figure")).to_contain_text("89.")
    expect(exam.locator(".verdict")).to_contain_text("more than chance")
    expect(page.locator(f"{PANEL} .lost li").first).to_contain_text("9, now")
    with page.expect_download() as download:
        page.locator(f"{PANEL} .take-home [data-kind=zip]").click()
    assert download.value.suggested_filename == "inkling-v0002.zip"
    page.locator(f"{PANEL} [name=exam][value=handwriting]").check(force=True)
    expect(page.locator(f"{PANEL} .none")).to_be_visible()
    assert violations(page) == []


def test_a_cell_opens_its_pictures_by_keyboard(new_page: NewPage) -> None:
    page = examine(new_page, "v0002", color_scheme="dark", viewport={"width": 360, "height": 740})
    cell = page.locator(f"{PANEL} .confusion tbody tr").nth(9).locator("td").nth(4).locator("button")
    count = cell.inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{PANEL} .opened h3")).to_have_text(f"9 read as 4: {count}")
    expect(page.locator(f"{PANEL} .opened li")).to_have_count(60)
    expect(page.locator(f"{PANEL} .opened li").first).to_have_text("9, read 4")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_champion_is_examined_alone(new_page: NewPage) -> None:
    page = examine(new_page, "v0001")
    expect(page.locator(f"{PANEL} h2")).to_have_text("How v0001 did")
    expect(page.locator(f"{PANEL} .won")).not_to_be_visible()
