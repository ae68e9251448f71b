"""The lens: with all steps it shows what is served, to the bit; without one it shows what that step was for."""

import numpy as np
import pytest

from model.arrays import Array
from model.explanation.lens import lens_steps
from model.explanation.sheet import SHEET_PEN, Sheet, sheet_of
from model.preprocessing.framing import bounding_box, centre_of_mass, frame_picture, frame_strokes
from model.preprocessing.rasterizer import rasterize
from model.preprocessing.stroke_width import pen_width, pen_width_in
from tests.helpers.drawings import FOUR, ONE, SEVEN, THREE, ZERO, Strokes
from tests.helpers.sheet import lens_picture

ALL: frozenset[str] = frozenset()


def on_page(strokes: Strokes, size: float = 0.7, x: float = 0.5, y: float = 0.5) -> list[Array]:
    """A digit on the page's sheet, `size` of its side large, with the middle of its box at (x, y)."""
    arrays = [np.array(stroke, float) for stroke in strokes]
    low, high = np.concatenate(arrays).min(axis=0), np.concatenate(arrays).max(axis=0)
    scale = 1000 * size / (high - low).max()
    return [(stroke - (low + high) / 2) * scale + [1000 * x, 1000 * y] for stroke in arrays]


def sheet(strokes: list[Array] | None, ink: Array | None = None) -> Sheet:
    found = sheet_of(strokes, ink)
    assert found is not None
    return found


def inked(strokes: list[Array], pen: float, pixels: int = 280) -> Array:
    """The same as a picture."""
    return rasterize([stroke * pixels / 1000 for stroke in strokes], pixels, pixels, pen)


def size_of(picture: Array) -> int:
    rows, columns = bounding_box(picture)
    return max(rows.stop - rows.start, columns.stop - columns.start)


@pytest.mark.parametrize("digit", [SEVEN, ONE, ZERO, THREE, FOUR])
def test_with_all_steps_it_is_what_is_served_bit_for_bit(digit: Strokes) -> None:
    for strokes in (on_page(digit), on_page(digit, 0.3, 0.2, 0.8), [np.array(stroke) * 1e4 - 7 for stroke in digit]):
        assert np.array_equal(lens_picture(strokes, None, ALL), frame_strokes(strokes))
        assert np.array_equal(lens_steps(sheet(strokes), ALL)[-1].picture, frame_strokes(strokes))
    for pen in (3.0, 20.0, 45.0):
        ink = inked(on_page(digit, 0.6, 0.4, 0.6), pen)
        assert np.array_equal(lens_picture(None, ink, ALL), frame_picture(ink))
        assert np.array_equal(lens_steps(sheet(None, ink), ALL)[-1].picture, frame_picture(ink))


@pytest.mark.parametrize("without", [{"box"}, {"pen"}, {"centre"}, {"box", "pen"}, {"pen", "centre"}])
def test_the_last_step_is_the_picture_whatever_is_left_out(without: set[str]) -> None:
    strokes = on_page(THREE, 0.4, 0.3, 0.6)
    for drawing in ((strokes, None), (None, inked(strokes, 9.0))):
        steps = lens_steps(sheet(*drawing), frozenset(without))
        assert [step.name for step in steps] == ["ink", "box", "pen", "scale", "centre"]
        assert np.array_equal(steps[-1].picture, lens_picture(*drawing, frozenset(without)))
        assert steps[-1].picture.shape == (28, 28)
        for step in steps:
            assert step.picture.dtype == np.float32 and step.picture.min() >= 0 and step.picture.max() <= 1


def test_without_the_box_a_digit_stays_as_small_and_as_far_off_as_it_was_drawn() -> None:
    # 0.3 of the sheet is 8.4 of 28 pixels; the pen adds 2.4. Its middle lies at 0.75 and 0.25 of 28: 21 and 7.
    strokes = on_page(ZERO, 0.3, 0.75, 0.25)
    picture = lens_picture(strokes, None, frozenset({"box"}))
    assert size_of(picture) == pytest.approx(8.4 + 2.4, abs=1.5)
    assert centre_of_mass(picture) == pytest.approx((7, 21), abs=0.2)
    assert size_of(lens_picture(strokes, None, ALL)) == pytest.approx(20, abs=2)
    as_picture = lens_picture(None, inked(strokes, 24.0), frozenset({"box"}))
    assert np.abs(as_picture - picture).mean() < 0.01
    assert np.array_equal(picture, lens_picture(strokes, None, frozenset({"box", "centre"})))


def test_a_picture_that_is_not_square_lies_in_the_middle_of_the_sheet() -> None:
    ink = np.zeros((100, 200), np.float32)
    ink[40:60, 90:110] = 1
    assert centre_of_mass(lens_picture(None, ink, frozenset({"box"}))) == pytest.approx((14, 14), abs=0.01)


def test_without_the_pen_the_ink_keeps_the_width_it_was_drawn_with() -> None:
    strokes = on_page(FOUR)
    for pen in (4.0, 40.0):
        ink = inked(strokes, pen)
        evened, kept = (lens_picture(None, ink, frozenset(without)) for without in ((), {"pen"}))
        drawn = pen_width_in(sheet(None, ink).in_box(even=False), 20)
        assert abs(pen_width(kept) - drawn) < abs(pen_width(evened) - drawn)
    # For strokes that is the sheet's pen: 39 of 1000 beside a digit of 700 is 20 * 39 / 739 = 1.06 of 28 pixels.
    assert sheet(strokes).pen_width == pytest.approx(20 * 1000 * SHEET_PEN / (700 + 1000 * SHEET_PEN))
    thin = lens_picture(strokes, None, frozenset({"pen"}))
    assert thin.sum() == pytest.approx(lens_picture(strokes, None, ALL).sum() * 1.06 / 2.4, rel=0.15)


def test_without_centring_the_middle_of_the_box_comes_to_lie_in_the_middle() -> None:
    picture = lens_picture(on_page(SEVEN), None, frozenset({"centre"}))
    rows, columns = bounding_box(picture)
    assert (rows.start + rows.stop) / 2 == pytest.approx(14.5, abs=0.51)
    assert (columns.start + columns.stop) / 2 == pytest.approx(14.5, abs=0.51)
    assert centre_of_mass(picture)[0] < 13.5  # a seven carries its ink high
    assert centre_of_mass(lens_picture(on_page(SEVEN), None, ALL)) == pytest.approx((14.5, 14.5), abs=0.05)


def test_the_steps_tell_where_the_ink_is_and_where_it_balances() -> None:
    steps = {step.name: step for step in lens_steps(sheet(on_page(SEVEN, 0.4, 0.3, 0.6)), ALL)}
    assert steps["ink"].box is not None
    (left, top), (right, bottom) = steps["ink"].box
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((0.3, 0.6), abs=0.01)
    assert max(right - left, bottom - top) == pytest.approx(0.4 + SHEET_PEN, abs=0.02)
    assert steps["scale"].picture.shape == (20, 20)
    assert steps["centre"].balance == pytest.approx((14.5 / 28, 14.5 / 28), abs=1e-3)
    assert steps["scale"].balance != pytest.approx((0.5, 0.5), abs=0.02)


def test_a_blank_drawing_has_no_sheet() -> None:
    blank = np.zeros((50, 40), np.float32)
    for drawing in (([], None), (None, blank)):
        assert sheet_of(*drawing) is None  # type: ignore[arg-type]
        assert not lens_picture(*drawing, ALL).any()  # type: ignore[arg-type]


def test_either_strokes_or_ink() -> None:
    with pytest.raises(ValueError, match="either"):
        lens_picture(on_page(ONE), np.ones((28, 28), np.float32), ALL)
    with pytest.raises(ValueError, match="either"):
        lens_picture(None, None, ALL)


def test_a_dot_survives_every_switch() -> None:
    for without in ALL, frozenset({"pen"}), frozenset({"box"}), frozenset({"box", "pen", "centre"}):
        assert lens_picture([np.array([[500.0, 500.0]])], None, without).max() > 0.2
        assert lens_picture([np.array([[-5.0, 5.0]])], None, without).max() > 0.2
