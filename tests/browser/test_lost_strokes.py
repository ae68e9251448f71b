"""What is drawn stays: neither a press that failed, nor a stroke whose end was never told, nor a reload loses it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.test_drawing import DIGIT, PHONE, SHEET, draw_with_finger, draw_with_mouse, example, ink
from tests.browser.test_learn import draw
from tests.helpers.drawings import FOUR, SEVEN, THREE

pytestmark = pytest.mark.browser

DRAWING = ".drawing-pad .sheet.drawing"
PRESS = {"isPrimary": True, "button": 0, "buttons": 1, "bubbles": True, "clientX": 200, "clientY": 300}


def dispatch(page: Page, kind: str, selector: str = SHEET, **event: object) -> None:
    page.locator(selector).evaluate(
        "(element, [kind, event]) => element.dispatchEvent(new PointerEvent(kind, event))", [kind, PRESS | event]
    )


def test_a_press_that_failed_is_forgotten(new_page: NewPage) -> None:
    page = new_page()
    for pointer in ("mouse", "touch", "pen", ""):
        dispatch(page, "pointerdown", pointerId=4711, pointerType=pointer)  # which the browser knows nothing of
        expect(page.locator(DRAWING)).to_have_count(0)
        assert ink(page) == 0, pointer
        draw_with_mouse(page, SEVEN)
        expect(page.locator(DIGIT)).to_have_text("7")
        page.keyboard.press("Control+z")
        assert ink(page) == 0, pointer


def test_a_press_that_failed_on_a_phone_is_forgotten(new_page: NewPage) -> None:
    page = new_page(**PHONE)
    dispatch(page, "pointerdown", pointerId=4711, pointerType="touch")
    draw_with_finger(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")


def test_a_press_that_fails_while_another_draws_disturbs_nothing(new_page: NewPage) -> None:
    page = new_page()
    page.locator(SHEET).hover()
    page.mouse.down()
    page.mouse.move(300, 300)
    dispatch(page, "pointerdown", pointerId=4711, pointerType="touch")
    before = ink(page)
    page.mouse.move(350, 400, steps=5)
    assert ink(page) > before
    page.mouse.up()
    expect(page.locator(DRAWING)).to_have_count(0)


@pytest.mark.parametrize("pointer_id", [1, 2])
def test_a_stroke_whose_end_was_lost_ends_by_itself(new_page: NewPage, pointer_id: int) -> None:
    page = new_page()
    for way in ("move", "press", "key", "clear", "blur", "hidden", "leaving"):
        lose_the_end_of_a_stroke(page, way, pointer_id)
        draw_with_mouse(page, THREE)
        expect(page.locator(DIGIT)).to_have_text("3")
        page.keyboard.press("Escape")
        assert ink(page) == 0, way


def lose_the_end_of_a_stroke(page: Page, way: str, pointer_id: int) -> None:
    page.locator(SHEET).evaluate("sheet => { sheet.setPointerCapture = () => {}; }")
    dispatch(page, "pointerdown", pointerId=pointer_id, pointerType="mouse")
    dispatch(page, "pointermove", pointerId=pointer_id, pointerType="mouse", clientY=400)
    expect(page.locator(DRAWING)).to_have_count(1)
    if way == "move":
        dispatch(page, "pointermove", "body", pointerId=pointer_id, pointerType="mouse", buttons=0)
    elif way == "press":
        dispatch(page, "pointerdown", pointerId=pointer_id + 1, pointerType="mouse")
        dispatch(page, "pointerup", pointerId=pointer_id + 1, pointerType="mouse")
    elif way == "key":
        page.keyboard.press("Control+z")
    elif way == "clear":
        page.evaluate("document.querySelector('.drawing-pad .clear').disabled = false")
        page.evaluate("document.querySelector('.drawing-pad .clear').click()")
    elif way == "blur":
        page.evaluate("window.dispatchEvent(new Event('blur'))")
    elif way == "hidden":
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    else:
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(page.locator(DRAWING)).to_have_count(0)
    page.locator(SHEET).evaluate("sheet => { delete sheet.setPointerCapture; }")
    if way in ("key", "clear"):
        assert ink(page) == 0, way
    else:
        assert ink(page) > 0, f"{way}: what was drawn stays"
        page.keyboard.press("Escape")


def test_a_pen_that_vanished_gives_way_to_the_finger(new_page: NewPage) -> None:
    page = new_page(**PHONE)
    page.locator(SHEET).evaluate("sheet => { sheet.setPointerCapture = () => {}; }")
    dispatch(page, "pointerdown", pointerId=77, pointerType="pen")
    page.locator(SHEET).evaluate("sheet => { delete sheet.setPointerCapture; }")
    page.wait_for_timeout(1100)  # as long as a palm may stay
    page.evaluate("document.activeElement.blur()")
    draw_with_finger(page, FOUR)
    expect(page.locator(".drawing-pad .sheet")).not_to_have_class("drawing")
    page.locator(".drawing-pad .undo").click()
    page.locator(".drawing-pad .undo").click()
    page.locator(".drawing-pad .undo").click()
    assert ink(page) == 0


def test_the_keyboards_nib_is_lifted_by_the_mouse(new_page: NewPage) -> None:
    page = new_page()
    page.locator(SHEET).evaluate(
        """sheet => ["ArrowDown", " ", "ArrowDown", "ArrowDown"].forEach((key) =>
            sheet.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))"""
    )
    expect(page.locator(DRAWING)).to_have_count(1)
    page.mouse.move(1, 1)
    draw_with_mouse(page, SEVEN[:1])
    expect(page.locator(DRAWING)).to_have_count(0)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert ink(page) == 0


def test_the_descent_curve_takes_a_press_that_failed_for_a_click(new_page: NewPage) -> None:
    page = new_page("/learn?chapter=9&label=3")
    draw(page, THREE)
    chart = page.locator(".descent-curve .chart")
    expect(chart).to_be_visible()
    before = chart.get_attribute("aria-valuenow")
    box = chart.bounding_box()
    assert box is not None
    dispatch(page, "pointerdown", ".descent-curve .chart", pointerId=4711, clientX=box["x"] + box["width"] * 0.4)
    expect(chart).not_to_have_attribute("aria-valuenow", before or "")


def reload(page: Page) -> None:
    page.reload()
    page.locator(".header .theme:not([hidden])").wait_for(state="attached")


def test_a_drawing_is_there_after_a_reload_and_each_stroke_can_be_undone(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, FOUR)
    expect(page.locator(DIGIT)).to_have_text("4")
    before = ink(page)
    reload(page)
    expect(page.locator(DIGIT)).to_have_text("4")
    assert ink(page) == pytest.approx(before, rel=0.01)
    page.locator(".drawing-pad .undo").click()
    assert 0 < ink(page) < before
    for _ in FOUR[1:]:
        page.locator(".drawing-pad .undo").click()
    assert ink(page) == 0
    expect(page.locator(".drawing-pad .undo")).to_be_disabled()
    page.keyboard.press("Control+y")
    assert ink(page) > 0


def test_a_drawing_is_there_after_a_look_at_the_course(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    page.locator(".header nav a", has_text="Learn").click()
    page.wait_for_url("**/learn*")
    page.locator(".header .wordmark").click()
    expect(page.locator(DIGIT)).to_have_text("7")
    assert ink(page) > 0


def test_an_unfinished_stroke_and_an_example_are_kept_too(new_page: NewPage) -> None:
    page = new_page()
    page.locator(".drawing-pad .sheet").hover()
    page.mouse.down()
    page.mouse.move(300, 400, steps=5)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    reload(page)
    assert ink(page) > 0
    page.mouse.up()
    example(page, 2).click()
    expect(page.locator(".answer .announcement")).not_to_be_empty()
    digit = page.locator(DIGIT).inner_text()
    reload(page)
    expect(page.locator(DIGIT)).to_have_text(digit)


@pytest.mark.parametrize("way", ["Escape", ".clear", "undo"])
def test_what_was_cleared_stays_cleared(new_page: NewPage, way: str) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    if way == ".clear":
        page.locator(".drawing-pad .clear").click()
    else:
        page.keyboard.press("Escape" if way == "Escape" else "Control+z")
    reload(page)
    assert ink(page) == 0
    expect(page.locator(".drawing-pad .undo")).to_be_disabled()


def test_another_tab_sees_nothing_of_it(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".header .theme:not([hidden])").wait_for(state="attached")
    assert ink(other) == 0


def test_a_browser_that_keeps_nothing_draws_all_the_same(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked'); }})")
    reload(page)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")


def test_what_somebody_else_wrote_there_does_no_harm(new_page: NewPage) -> None:
    page = new_page()
    page.evaluate("sessionStorage.setItem('draw.drawing', 's!?nonsense')")
    reload(page)
    assert ink(page) == 0
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
