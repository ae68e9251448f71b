"""A version's exams on the page: beside the champion's, cell by cell, picture by picture."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.registry.exams import NOT_DIGITS_OF_A_KIND
from app.settings import ROOT
from model.checkpoints.checkpoint import load_checkpoint
from model.exams.non_digits import refusals
from tests.app.conftest import TOKEN, make_settings
from tests.app.registry.test_exams import weaken
from tests.browser.conftest import NewPage
from tests.browser.test_accessibility import violations
from tests.helpers.server import running_server

pytestmark = pytest.mark.browser

PANEL = ".version-examination"


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(server_folder: Path, shipped_weights: Path) -> Iterator[str]:
    """v0001, the champion, and v0002, which reads no nines."""
    folder = server_folder
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
    expect(page.locator(f"{PANEL} h2")).to_have_text("v0002 against the champion v0001")
    expect(page.locator(f"{PANEL} .exam")).to_have_count(2)
    refusal = page.locator(f"{PANEL} .exam").last
    expected = refusals(load_checkpoint(ROOT / "weights" / "v0001").network, None, NOT_DIGITS_OF_A_KIND)
    count, refused = sum(kind.drawings for kind in expected), sum(kind.refused for kind in expected)
    expect(refusal.locator(".examples")).to_contain_text(f"{count} scribbles")
    expect(refusal.locator(".champion .accuracy")).to_have_text(f"{100 * refused / count:.2f} %")
    exam = page.locator(f"{PANEL} .exam").first
    expect(exam.locator(".champion .figure")).to_contain_text("99.33 %")
    expect(exam.locator(".challenger .figure")).to_contain_text("89.")
    expect(exam.locator(".examples")).to_have_text("10,000 drawings")
    expect(exam.locator(".verdict")).to_contain_text("significantly worse (p < 0.001)")
    expect(page.locator(f"{PANEL} .lost h3")).to_have_text(re.compile(r"^Lost: [\d,]+, the first 60 shown$"))
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
    expect(page.locator(f"{PANEL} .opened h3")).to_have_text(f"9 read as 4: {count}, the first 60 shown")
    expect(page.locator(f"{PANEL} .opened li")).to_have_count(60)
    expect(page.locator(f"{PANEL} .opened li").first).to_have_text("9 as 4")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def champion_row(page: Page) -> str:
    return page.locator(".version-table tbody tr", has=page.locator(".champion:visible")).inner_text()


def test_a_way_back_that_nobody_came_is_off(new_page: NewPage, server_folder: Path) -> None:
    pointer = {"version": "v0001", "previous": "v0002", "promoted_at": "2026-01-31T12:00:00Z"}  # as one is shipped
    (server_folder / "weights" / "champion.json").write_text(json.dumps(pointer))
    page = new_page(f"/admin/versions#token={TOKEN}")
    button = page.locator("[data-action=rollBack]")
    expect(button).to_be_disabled()
    expect(page.locator(".way-back:visible")).to_have_text("There was no champion before v0001.")
    button.evaluate("button => button.click()")
    assert "v0001" in champion_row(page)
    assert violations(page) == []


def test_rolling_back_names_its_target_and_asks_when_it_is_worse(new_page: NewPage, server_folder: Path) -> None:
    (server_folder / "weights" / "promotions.jsonl").write_text('{"version": "v0002"}\n{"version": "v0001"}\n')
    (server_folder / "weights" / "champion.json").write_text('{"version": "v0001"}')
    page = new_page(f"/admin/versions#token={TOKEN}")
    button = page.locator("[data-action=rollBack]")
    expect(button).to_have_text("Roll back to v0002")
    expect(page.locator(".way-back:visible")).to_have_text(re.compile(r"^\d\d\.\d\d % instead of 99\.33 %$"))
    button.click()
    dialog = page.locator(".promotion-dialog")
    expect(dialog.locator("h2")).to_have_text("Roll back to v0002 anyway?")
    expect(dialog.locator(".figures")).to_contain_text(re.compile(r"89\.\d\d % instead of 99\.33 %"))
    assert violations(page) == []
    dialog.locator("[value=cancel]").click()
    assert "v0001" in champion_row(page)
    button.click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "v0001" in champion_row(page)
    button.click()
    dialog.locator("#promotion-reason").fill("A drill.")
    dialog.locator("[value=anyway]").click()
    expect(page.locator("[data-action=rollBack]")).to_have_text("Roll back to v0001")
    assert "v0002" in champion_row(page)
    expect(page.locator(".promotion-log li").first).to_contain_text("A drill.")
    page.locator("[data-action=rollBack]").click()  # to a better one: nothing to ask
    expect(page.locator("[data-action=rollBack]")).to_have_text("Roll back to v0002")
    expect(dialog).to_be_hidden()
    assert "v0001" in champion_row(page)


def test_the_champion_is_examined_alone(new_page: NewPage) -> None:
    page = examine(new_page, "v0001")
    expect(page.locator(f"{PANEL} h2")).to_have_text("Exam results of v0001")
    expect(page.locator(f"{PANEL} .won")).not_to_be_visible()


@pytest.mark.parametrize(("locale", "told"), [("en-GB", "needs the package onnx"), ("zh-CN", "没有安装 onnx 包")])
def test_an_onnx_file_that_cannot_be_made_is_told_of(new_page: NewPage, locale: str, told: str) -> None:
    page = examine(new_page, "v0002", locale=locale)
    refusal = {
        "error": "conflict",
        "detail": "An ONNX file needs the package onnx: pip install onnx, then export again.",
    }
    page.route("**/export/onnx", lambda route: route.fulfill(status=409, json=refusal))
    page.locator(f"{PANEL} .take-home [data-kind=onnx]").click()
    expect(page.locator(f"{PANEL} .trouble")).to_contain_text(told)
    expect(page.locator(f"{PANEL} .packing")).to_be_empty()
    expect(page.locator(f"{PANEL} .content")).to_be_visible()


def test_on_a_phone_an_interval_stays_in_one_line(new_page: NewPage) -> None:
    page = examine(new_page, "v0002", locale="zh-CN", viewport={"width": 390, "height": 844})
    tall = "parts => parts.map((part) => part.getBoundingClientRect().height)"
    lines = page.locator(f"{PANEL} .accuracy:visible").evaluate_all(tall)
    assert page.locator(f"{PANEL} .range:visible").evaluate_all(tall) == pytest.approx(lines, abs=8)


def test_where_a_version_came_from_and_what_its_units_say_is_told_in_words(new_page: NewPage) -> None:
    page = new_page(f"/admin/versions#token={TOKEN}")
    page.route(
        "**/admin/sweeps", lambda route: route.fulfill(json={"sweeps": [{"id": "s0003", "model_version": "v0002"}]})
    )
    page.reload()
    rows = page.locator(".version-table tbody tr")
    expect(rows.first.locator(".parent")).to_have_text("search s0003")
    expect(rows.last.locator(".parent")).to_have_text("–")
    expect(rows.first.locator(".network")).to_contain_text("ReLU")
