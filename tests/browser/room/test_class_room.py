"""A class in its room: the wall and two pupils on phones at once, from the first code to the last drawing."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.app.conftest import TOKEN
from tests.browser.conftest import NewPage
from tests.browser.room.conftest import BIG_SCREEN, NARROW, TILES, act, choose, join, name_of, open_room, send, tile_of
from tests.browser.test_accessibility import violations
from tests.browser.test_drawing import PHONE, draw_with_finger
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE

pytestmark = pytest.mark.browser


def test_a_class_draws_and_the_teacher_is_master_of_the_wall(new_page: NewPage, api: httpx.Client) -> None:
    room = open_room(api)
    wall = new_page(room["wall"], viewport=BIG_SCREEN)
    expect(wall.locator(".wall-tiles .empty")).to_contain_text("Nobody is here yet")
    expect(wall.locator(".wall-edge .code")).to_have_text(f"{room['code'][:3]} {room['code'][3:]}")
    one, two = join(new_page, room["code"]), join(new_page, room["code"], **NARROW)
    expect(wall.locator(TILES)).to_have_count(2)
    assert name_of(one) != name_of(two)
    assert two.evaluate("document.documentElement.scrollWidth") == 320
    send(one, SEVEN)
    expect(one.locator(".newest .digit")).to_have_text("7")
    expect(tile_of(wall, one).locator(".read")).to_have_text("7")
    send(two, THREE)
    expect(tile_of(wall, two).locator(".read")).to_have_text("3")
    expect(wall.locator(".wall-edge .drawings")).to_have_text("2")
    one.reload()  # who comes back has the same seat
    expect(one.locator(".newest .digit")).to_have_text("7")

    for pressed in (False, True):
        choose(tile_of(wall, one))
        act(wall, "hide", "h", pressed)
        expect(tile_of(wall, one).locator(".read")).to_have_text("")
        expect(one.locator(".newest .reading")).to_contain_text("hidden")
        act(wall, "hide", "h", pressed)
        expect(tile_of(wall, one).locator(".read")).to_have_text("7")
        wall.keyboard.press("Escape")
        act(wall, "cover", "v", pressed)
        expect(wall.locator(f"{TILES}.covered")).to_have_count(2)
        act(wall, "cover", "v", pressed)
        expect(wall.locator(f"{TILES}.covered")).to_have_count(0)
        act(wall, "freeze", "f", pressed)
        draw_with_finger(two, ONE)
        expect(two.locator(".send")).to_be_disabled()
        expect(two.locator(".sending .told")).to_contain_text("frozen")
        act(wall, "freeze", "f", pressed)
        expect(two.locator(".send")).to_be_enabled()
        two.locator(".drawing-pad .clear").click()
        act(wall, "lock", "l", pressed)
        expect(wall.locator(".flags .locked")).to_be_visible()
        late = new_page("/room", **PHONE)
        late.locator("#room-code").fill(room["code"])
        expect(late.locator("#room-trouble")).to_contain_text("locked")
        act(wall, "lock", "l", pressed)
        expect(wall.locator(".flags .locked")).to_have_count(0)
        choose(tile_of(wall, one))
        act(wall, "remove", "x", pressed)
        expect(wall.locator(TILES)).to_have_count(1)
        expect(one.locator(".room-end .sentence")).to_contain_text("no longer in this room")
        if not pressed:
            one = join(new_page, room["code"])
            send(one, SEVEN)
            expect(tile_of(wall, one).locator(".read")).to_have_text("7")

    send(two, FOUR)
    wall.keyboard.press("d")
    row = wall.locator(".wall-tiles .group").nth(3)
    expect(row.locator(".tile .read")).to_have_text("3")
    expect(wall.locator(".wall-tiles .group").nth(4).locator(".tile")).to_have_count(1)
    row.locator(".tile").click()
    with wall.context.expect_page() as lesson:
        wall.keyboard.press("Enter")
    expect(lesson.value.locator(".short-answer .digit")).to_have_text("3")
    lesson.value.close()
    assert violations(wall) == []
    assert violations(two) == []

    wall.keyboard.press("Escape")
    wall.keyboard.press("c")
    with wall.expect_download() as download:
        wall.locator("[data-act=download]").click()
    assert download.value.suggested_filename == f"inkling-{room['code']}.zip"
    wall.locator("[data-act=close]").click()
    expect(wall.locator(".room-end .sentence")).to_have_text("This room is over.")
    expect(two.locator(".room-end")).to_contain_text("deleted")
    wall.reload()
    expect(wall.locator(".room-end .sentence")).to_have_text("This room is over.")
    two.reload()
    expect(two.locator("#room-code")).to_be_visible()


def test_fooling_the_network_with_votes_in_chinese(new_page: NewPage, api: httpx.Client) -> None:
    room = open_room(api, "free")
    wall = new_page(room["wall"], viewport={"width": 1280, "height": 800}, locale="zh-CN")
    one, two = (join(new_page, room["code"], locale="zh-CN") for _ in range(2))
    expect(one.locator(".question")).to_have_text("写一个数字")
    wall.keyboard.press("3")
    expect(one.locator(".question")).to_contain_text("网络却认不出")
    draw_with_finger(one, SEVEN)
    expect(one.locator(".send")).to_be_disabled()
    expect(one.locator(".sending .told")).to_contain_text("先选")
    one.locator(".meant [value='1']").check(force=True)
    one.locator(".send").click()
    expect(one.locator(".newest .reading")).to_contain_text("写的是 1，被认成 7")
    expect(two.locator(".fairness")).to_be_visible()
    expect(two.locator(".fairness .ask")).to_contain_text("这是 1")
    expect(one.locator(".fairness")).not_to_be_visible()  # nobody votes on their own
    two.locator(".fairness .fair").click()
    expect(two.locator(".fairness .told")).to_contain_text("全部看完了")
    expect(tile_of(wall, one).locator(".votes")).to_have_text(re.compile("算数 1"))
    wall.keyboard.press("r")
    expect(wall.locator(".fooling .tile .read")).to_have_text("1 → 7")
    phone = new_page(room["wall"], **PHONE, locale="zh-CN", color_scheme="dark")
    phone.locator(".wall-bar .more").click()
    phone.locator("[data-act=results]").click()
    expect(phone.locator(".fooling .tile .read")).to_have_text("1 → 7")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert [violations(page) for page in (wall, two, phone)] == [[], [], []]


def test_a_room_from_the_studio_and_a_connection_that_comes_and_goes(new_page: NewPage) -> None:
    studio = new_page(f"/admin/rooms#token={TOKEN}")
    studio.locator(".room-desk [name=title]").fill("Class 6a")
    studio.locator(".room-desk .opening-form .button").click()
    expect(studio.locator(".room-desk .ticket .code")).to_have_text(re.compile(r"\d{3} \d{3}"))
    code = studio.locator(".room-desk .ticket .code").inner_text().replace(" ", "")
    assert violations(studio) == []
    with studio.context.expect_page() as opened:
        studio.locator(".room-desk tbody .wall").first.click()  # the session is this browser's key
    wall = opened.value
    expect(wall.locator(".wall-edge .title")).to_have_text("Class 6a")
    wrong = new_page(f"/wall#{code}.not-the-key-of-this-room")
    expect(wrong.locator(".room-end .sentence")).to_contain_text("doesn't open the wall")

    pupil = join(new_page, code)
    send(pupil, SEVEN)
    pupil.context.set_offline(True)
    draw_with_finger(pupil, THREE)
    pupil.locator(".send").click()
    expect(pupil.locator(".outage")).to_be_visible()
    pupil.context.set_offline(False)
    expect(pupil.locator(".outage")).not_to_be_visible()
    expect(pupil.locator(".newest .digit")).to_have_text("3")
    expect(wall.locator(".wall-edge .drawings")).to_have_text("2")  # sent again, kept once

    close = studio.locator(".room-desk tbody .close").first
    close.click()
    expect(close).to_contain_text("Delete")
    close.click()
    expect(pupil.locator(".room-end .sentence")).to_have_text("This room is over.")
    expect(wall.locator(".room-end .sentence")).to_have_text("This room is over.")
