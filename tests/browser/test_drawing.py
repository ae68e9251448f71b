"""Drawing, as people do it: with the mouse, with a finger, with a stylus beside a palm, with the keyboard."""

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO, Strokes

pytestmark = pytest.mark.browser

SHEET = ".drawing-pad .sheet"
DIGIT = ".answer .digit"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
Place = tuple[float, float]


def on_sheet(page: Page | Frame, strokes: Strokes) -> list[list[Place]]:
    """The strokes in the page's pixels, with points between, as a moving hand leaves them."""
    page.locator(SHEET).scroll_into_view_if_needed()
    box = page.locator(SHEET).bounding_box()
    assert box is not None
    scale = box["width"] / 120

    def place(point: list[float]) -> Place:
        return box["x"] + point[0] * scale, box["y"] + point[1] * scale

    drawn = []
    for stroke in strokes:
        points = [place(stroke[0])]
        for start, end in pairwise(map(place, stroke)):
            points += [
                (start[0] + (end[0] - start[0]) * t / 4, start[1] + (end[1] - start[1]) * t / 4) for t in (1, 2, 3, 4)
            ]
        drawn.append(points)
    return drawn


def draw_with_mouse(page: Page, strokes: Strokes, frame: Frame | None = None) -> None:
    for points in on_sheet(frame or page, strokes):
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def draw_with_finger(page: Page, strokes: Strokes) -> None:
    """Through the browser's own input pipeline, so that a page that scrolled instead would show it."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, points: list[Place]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    for points in on_sheet(page, strokes):
        touch("touchStart", [points[0]])
        for point in points[1:]:
            touch("touchMove", [point])
        touch("touchEnd", [])


def ink(page: Page) -> int:
    """How many pixels of the pad's canvas are inked."""
    return int(
        page.locator(f"{SHEET} canvas").evaluate(
            """async canvas => {
                // What was asked for just now is painted in the next frame.
                await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
                const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                return pixels.filter((value, index) => index % 4 === 3 && value > 100).length;
            }"""
        )
    )


def test_digits_drawn_with_the_mouse_are_read(new_page: NewPage) -> None:
    page = new_page()
    for label, strokes in {0: ZERO, 1: ONE, 3: THREE, 4: FOUR, 7: SEVEN}.items():
        draw_with_mouse(page, strokes)
        expect(page.locator(DIGIT)).to_have_text(str(label))
        expect(page.locator(".answer .announcement")).to_contain_text(str(label))
        expect(page.locator(".answer .confidence")).to_contain_text("%")
        expect(page.locator(".answer .version")).to_contain_text("v0001")
        assert page.locator(".answer .bars li").count() == 10
        page.keyboard.press("Escape")


def test_a_digit_drawn_with_a_finger_is_read_and_the_page_stays_put(new_page: NewPage) -> None:
    page = new_page(**PHONE)
    draw_with_finger(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_answer_follows_the_pen_while_it_draws(new_page: NewPage) -> None:
    page = new_page()
    (points,) = on_sheet(page, SEVEN)
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    expect(page.locator(DIGIT)).to_have_text("7")  # the pen is still down
    page.mouse.up()


def test_the_picture_that_the_network_saw_is_shown(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    picture = page.locator(".answer .picture canvas")
    assert picture.evaluate("canvas => [canvas.width, canvas.height]") == [28, 28]
    tones = (
        "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 28, 28).data.filter((v, i) => i % 4 !== 2)).size"
    )
    assert picture.evaluate(tones) > 10


def test_undo_redo_and_clear_by_button_and_by_key(new_page: NewPage) -> None:
    page = new_page()
    draw_with_mouse(page, FOUR[:1])
    one_stroke = ink(page)
    draw_with_mouse(page, FOUR[1:])
    two_strokes = ink(page)
    assert two_strokes > one_stroke > 0
    expect(page.locator(DIGIT)).to_have_text("4")

    page.locator(".drawing-pad .undo").click()
    assert ink(page) == one_stroke
    page.locator(".drawing-pad .redo").click()
    assert ink(page) == two_strokes
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert ink(page) == 0
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    assert ink(page) == two_strokes
    page.keyboard.press("Escape")
    assert ink(page) == 0
    expect(page.locator(DIGIT)).not_to_have_text(re.compile(r"\d"))
    page.keyboard.press("Control+z")
    expect(page.locator(DIGIT)).to_have_text("4")
    page.locator(".drawing-pad .clear").click()
    assert ink(page) == 0


def test_a_resized_window_keeps_the_drawing(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    draw_with_mouse(page, SEVEN)
    expect(page.locator(DIGIT)).to_have_text("7")
    width = page.locator(f"{SHEET} canvas").evaluate("canvas => canvas.width")
    page.set_viewport_size({"width": 400, "height": 800})
    expect(page.locator(f"{SHEET} canvas")).not_to_have_attribute("width", str(width))
    assert ink(page) > 500
    draw_with_mouse(page, [[[40, 62], [80, 62]]])
    expect(page.locator(DIGIT)).to_have_text("7")


def test_a_brush_changes_the_ink_but_not_what_the_network_sees(new_page: NewPage) -> None:
    page = new_page()
    seen: list[Any] = []
    page.on("request", lambda request: seen.append(request.post_data) if request.url.endswith("/predict") else None)
    draw_with_mouse(page, SEVEN)
    expect(page.locator(".answer .announcement")).to_contain_text("7")  # the settled answer, after the pen was lifted
    before, sent = ink(page), list(seen)
    page.locator(".drawing-pad .brush input").fill("5")
    assert ink(page) > before
    page.wait_for_timeout(200)  # for what must not be sent
    assert set(seen) == set(sent)


def test_a_palm_beside_a_stylus_draws_nothing(new_page: NewPage) -> None:
    page = new_page()
    page.locator(SHEET).evaluate(
        """sheet => {
            const box = sheet.getBoundingClientRect();
            const send = (type, pointerType, pointerId, x, y) => sheet.dispatchEvent(new PointerEvent(type, {
                pointerType, pointerId, clientX: box.x + x, clientY: box.y + y, isPrimary: true,
                buttons: type === "pointerup" ? 0 : 1, button: 0, pressure: 0.5, bubbles: true, cancelable: true,
            }));
            sheet.setPointerCapture = () => {};
            send("pointerdown", "pen", 1, 100, 50);
            send("pointermove", "pen", 1, 100, 150);
            window.palm = () => {
                send("pointermove", "pen", 1, 100, 150); // it is still there, however slow this machine
                send("pointerdown", "touch", 2, 250, 250);
                send("pointermove", "touch", 2, 300, 300);
                send("pointerup", "touch", 2, 300, 300);
            };
        }"""
    )
    before = ink(page)
    page.evaluate("palm()")
    assert ink(page) == before > 0


def example(page: Page, number: int) -> Locator:
    return page.locator(".examples .example").nth(number)


def test_an_mnist_digit_can_be_clicked_and_is_read(new_page: NewPage) -> None:
    page = new_page()
    expect(page.locator(".examples .example")).to_have_count(12)
    label = re.search(r"\d", example(page, 2).get_attribute("aria-label") or "")
    assert label is not None
    example(page, 2).click()
    expect(page.locator(DIGIT)).to_have_text(label.group())
    draw_with_mouse(page, SEVEN)  # drawing starts anew
    expect(page.locator(DIGIT)).to_have_text("7")


def test_a_server_that_went_away_gets_a_sentence_and_the_next_stroke_tries_again(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/predict", lambda route: route.abort())
    draw_with_mouse(page, SEVEN)
    trouble = page.locator(".answer .trouble")
    expect(trouble).to_be_visible()
    expect(trouble).not_to_be_empty()
    page.unroute("**/predict")
    draw_with_mouse(page, [[[40, 62], [80, 62]]])
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(trouble).to_be_hidden()


def test_drawing_by_keyboard_alone(new_page: NewPage) -> None:
    page = new_page()
    page.locator(SHEET).focus()
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(DIGIT)).to_have_text(re.compile(r"\d"))
    assert ink(page) > 0
