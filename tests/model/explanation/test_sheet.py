"""The sheet that a drawing stands on."""

import numpy as np
import pytest

from model.explanation.sheet import SHEET_PEN, sheet_of
from model.preprocessing.framing import bounding_box


def test_strokes_within_0_to_1000_stand_on_the_pages_sheet() -> None:
    sheet = sheet_of([np.array([[0.0, 1000.0], [1000.0, 0.0]])], None)
    assert sheet is not None and sheet.is_known
    corner = sheet_of([np.array([[100.0, 100.0], [200.0, 100.0]])], None)
    assert corner is not None
    rows, columns = bounding_box(corner.whole())  # 56 pixels: from 5.6 - 1.1 to 11.2 + 1.1 across
    assert (columns.start, columns.stop) == pytest.approx((4.5, 12.3), abs=1)
    assert (rows.start + rows.stop) / 2 == pytest.approx(5.6, abs=1)


@pytest.mark.parametrize("points", [[[-1.0, 5.0], [500.0, 900.0]], [[3.0, 3.0], [3.0, 1000.1]]])
def test_other_strokes_get_a_sheet_that_just_holds_them(points: list[list[float]]) -> None:
    sheet = sheet_of([np.array(points)], None)
    assert sheet is not None and not sheet.is_known
    rows, columns = bounding_box(sheet.whole())
    assert max(rows.stop - rows.start, columns.stop - columns.start) == 56
    assert (rows.start + rows.stop) / 2 == pytest.approx(28, abs=1)
    assert (columns.start + columns.stop) / 2 == pytest.approx(28, abs=1)


def test_the_pen_that_the_sheet_shows_is_measured_beside_the_digit() -> None:
    sheet = sheet_of([np.array([[500.0, 200.0], [500.0, 700.0]])], None)  # 500 long and 39 thick: 539 become 20
    assert sheet is not None and sheet.pen_width == pytest.approx(20 * 39 / 539)
    assert pytest.approx(0.039) == SHEET_PEN


def test_a_picture_is_its_own_sheet_and_a_blank_one_is_none() -> None:
    ink = np.zeros((30, 50), np.float32)
    assert sheet_of(None, ink) is None and sheet_of([], None) is None
    ink[10:20, 30:40] = 1
    sheet = sheet_of(None, ink)
    assert sheet is not None and sheet.is_known
    assert np.array_equal(sheet.whole(), ink)
    assert sheet.whole(even=True).shape[0] / sheet.whole(even=True).shape[1] == pytest.approx(0.6, abs=0.02)
