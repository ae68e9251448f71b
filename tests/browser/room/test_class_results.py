"""Digits in two rounds, what the class is told of them, and the network that learns from it."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.room.conftest import BIG_SCREEN, TILES, choose, join, open_room, send, tile_of
from tests.browser.test_accessibility import violations
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO

pytestmark = pytest.mark.browser

SHAPES = [ZERO, ONE, THREE, FOUR, SEVEN]


def test_digits_in_two_rounds_then_the_network_learns_from_the_class(new_page: NewPage, api: httpx.Client) -> None:
    room = open_room(api, "digits")
    wall = new_page(room["wall"], viewport=BIG_SCREEN, color_scheme="dark")
    one, two = join(new_page, room["code"]), join(new_page, room["code"])
    expect(one.locator(".question")).to_have_text("Write the digit 0")
    for digit in range(10):
        expect(one.locator(".question")).to_have_text(f"Write the digit {digit}")
        send(one, SEVEN)
    expect(one.locator(".question")).to_contain_text("Round 1 is done")
    expect(one.locator(".results")).to_have_text("Round 1: 1 of 10 read right.")
    send(two, ZERO)
    choose(tile_of(wall, two))
    wall.keyboard.press("r")
    expect(wall.locator(".room-results .interval-line")).to_contain_text("2 of 11 right")
    cell = wall.locator(".confusion-matrix tbody tr").nth(3).locator("td").nth(7).locator("button")
    cell.click()
    expect(wall.locator(".room-results .opened .tile .read")).to_have_text("3 → 7")
    assert violations(wall) == []
    reading = wall.locator(".chosen-tile .reading")
    wall.locator(".room-results .opened .choose").click()
    expect(reading).to_contain_text("Meant as 3, read as 7")
    send(two, ONE)
    expect(wall.locator(".wall-edge .drawings")).to_have_text("12")
    expect(reading).to_contain_text("Meant as 3, read as 7")  # not the tile that was chosen before
    wall.keyboard.press("Escape")
    expect(wall.locator(".chosen-tile")).to_be_hidden()
    expect(wall.locator(".room-results")).to_be_visible()
    wall.locator("[data-act=round]").click()
    expect(two.locator(".question")).to_have_text("Write the digit 0")
    send(two, ZERO)
    expect(wall.locator(".room-results .interval-line")).to_have_count(2)
    expect(wall.locator(".room-results .interval-line").last).to_contain_text("1 of 1 right")
    expect(wall.locator(".room-results .each li")).to_have_count(2)

    wall.keyboard.press("t")
    wall.locator(".room-training .start").click()
    expect(wall.locator(".stage > .trouble")).to_contain_text("too few")
    fill(api, room["code"])
    wall.locator(".room-training .start").click()
    expect(wall.locator(".room-training .outcome")).to_be_visible(timeout=240_000)
    expect(wall.locator(".room-training .intervals")).to_contain_text("After")
    expect(wall.locator(".answering [value=own]")).to_be_checked()
    expect(one.locator(".answerer")).to_contain_text("Your class has taught")
    champion = api.get("/admin/models").json()["champion"]
    assert api.get(f"/rooms/{room['code']}").json()["model_version"] not in (None, champion)
    wall.locator(".answering [value=champion]").check(force=True)
    expect(wall.locator(".answering [value=champion]")).to_be_checked()
    assert violations(wall) == []

    wall.evaluate("print = () => document.documentElement.classList.add('printed')")
    wall.locator("[data-act=print]").click()
    wall.locator(":root.printed").wait_for(state="attached")
    wall.emulate_media(media="print")
    for selector in (".wall-edge .title", ".wall-tiles .tile", ".room-results .confusion-matrix", ".intervals"):
        expect(wall.locator(selector).first).to_be_visible()
    expect(wall.locator(".wall-bar")).not_to_be_visible()
    wall.emulate_media(media="screen")

    wall.keyboard.press("a")
    choose(wall.locator(TILES).first)
    wall.keyboard.press("k")
    expect(wall.locator(f"{TILES}.accepted")).to_have_count(1)
    wall.keyboard.press("Escape")
    wall.keyboard.press("c")
    wall.locator("[data-act=keepAll]").click()
    expect(wall.locator(".closing-panel .kept")).to_contain_text("Marked to be kept: 73 ")
    wall.locator("[data-act=corrections]").click()
    expect(wall.locator(".closing-panel .told")).to_have_text(re.compile(r"In the inbox: \d+\."))
    expect(one.locator(".answerer")).to_have_text("")


def fill(api: httpx.Client, code: str) -> None:
    """Twelve more pupils, so that some teach and some examine, each with a few digits."""
    for _ in range(12):
        key = api.post(f"/rooms/{code}/pupils", json={}).json()["key"]
        for meant, strokes in zip((0, 1, 3, 4, 7), SHAPES, strict=True):
            pupil = {"Authorization": f"Bearer {key}"}
            body = {"strokes": strokes, "meant": meant}
            assert api.post(f"/rooms/{code}/drawings", json=body, headers=pupil).status_code == 201
