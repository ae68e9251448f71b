"""The doctor finds what was planted, in the units it was planted in, and leaves MNIST's own digits alone."""

import numpy as np
import pytest

from model.arrays import Array
from model.data.dataset import load_mnist_test
from model.explanation import doctor
from model.explanation.doctor import Finding, examine_framed
from model.preprocessing.framing import to_inputs
from tests.helpers.drawings import FOUR, ONE, THREE, ZERO, Strokes
from tests.helpers.sheet import lens_picture
from tests.model.explanation.test_lens import inked, on_page, sheet

GOOD = 0.714 - 0.085  # 20 of 28 pixels, less a pen of 2.4
ORDINARY = 24.0  # MNIST's pen on a picture of 280 pixels


def found(findings: list[Finding]) -> dict[str, float]:
    return {finding.name: finding.amount for finding in findings}


def examine(strokes: list[Array] | None, ink: Array | None) -> list[Finding]:
    return doctor.examine(sheet(strokes, ink))


def as_picture(digit: Strokes, size: float = GOOD, x: float = 0.5, y: float = 0.5, pen: float = ORDINARY) -> Array:
    return inked(on_page(digit, size, x, y), pen)


@pytest.mark.parametrize("digit", [ZERO, THREE, FOUR])
def test_nothing_is_found_where_nothing_is_wrong(digit: Strokes) -> None:
    assert examine(None, as_picture(digit)) == []
    assert examine_framed(lens_picture(on_page(digit), None, frozenset())) == []


@pytest.mark.parametrize("size", [0.2, 0.3, 0.4])
def test_a_small_digit_is_small_by_its_factor(size: float) -> None:
    findings = found(examine(None, as_picture(ZERO, size, pen=10)))
    assert findings["small"] == pytest.approx(20 / (28 * (size + 10 / 280)), rel=0.05)


def test_a_large_digit_is_large_by_its_factor() -> None:
    assert found(examine(None, as_picture(ZERO, 0.88)))["large"] == pytest.approx(28 * (0.88 + 0.085) / 20, rel=0.05)


@pytest.mark.parametrize(("right", "down"), [(4, 0), (0, -3), (-3, 4)])
def test_pixels_off_centre_are_counted_on_the_picture_of_28(right: float, down: float) -> None:
    strokes = on_page(ZERO, 0.5, 0.5 + right / 28, 0.5 + down / 28)
    for findings in (examine(strokes, None), examine(None, inked(strokes, ORDINARY))):
        assert found(findings)["off_centre"] == pytest.approx(np.hypot(right, down), abs=0.3)


def test_off_centre_on_a_picture_that_is_not_square() -> None:
    ink = np.pad(as_picture(ZERO), ((0, 0), (0, 280)))  # now half of it is empty, to the right
    # 560 pixels are 28: the digit's middle at 140 is 7, and the picture's at 14.
    assert found(examine(None, ink))["off_centre"] == pytest.approx(7, abs=0.3)


@pytest.mark.parametrize("pen", [4.0, 8.0, 12.0])
def test_a_thin_pen_is_thin_by_its_factor(pen: float) -> None:
    assert found(examine(None, as_picture(FOUR, pen=pen)))["thin"] == pytest.approx(
        2.4 / (20 * pen / (GOOD * 280 + pen)), rel=0.1
    )


def test_a_thick_pen_is_thick_by_its_factor() -> None:
    width = 20 * 48 / (GOOD * 280 + 48)
    assert found(examine(None, as_picture(ZERO, pen=48)))["thick"] == pytest.approx(width / 2.4, rel=0.1)


def test_the_pages_brush_is_what_the_sheet_shows() -> None:
    # 39 of 1000 beside a digit of 600: 20 * 39 / 639 = 1.22 pixels, and MNIST has 2.4.
    assert found(examine(on_page(FOUR, 0.6), None))["thin"] == pytest.approx(2.4 / 1.22, rel=0.01)


@pytest.mark.parametrize(("degrees", "name"), [(30, "lean_right"), (-25, "lean_left"), (40, "lean_right")])
def test_a_lean_is_told_in_degrees(degrees: float, name: str) -> None:
    lean = np.array([[1, 0], [-np.tan(np.radians(degrees)), 1]])
    strokes = [(stroke - 500) @ lean + 500 for stroke in on_page(ONE, 0.5)]
    for findings in (examine(strokes, None), examine(None, inked(strokes, ORDINARY))):
        assert found(findings)[name] == pytest.approx(abs(degrees), abs=2)


def test_the_worst_comes_first() -> None:
    # Off by 9 pixels of 1.5 that may pass is six times as bad; a factor of 20 / 12.3 only twice (1.25 ** 2).
    assert examine(on_page(ZERO, 0.4, 0.8, 0.6), None)[0].name == "off_centre"
    assert examine(on_page(ZERO, 0.1, 0.5, 0.55), None)[0].name == "small"


def test_where_no_sheet_is_known_only_the_lean_is_judged() -> None:
    assert found(examine([stroke * 3 for stroke in on_page(ZERO, 0.2, 0.8, 0.8)], None)) == {}
    assert found(examine([np.array([[-9.0, 100.0], [41.0, 0.0]])], None)).keys() == {"lean_right"}


def test_a_dash_and_a_dot_do_not_lean() -> None:
    assert not found(examine([np.array([[-400.0, 10.0], [400.0, -40.0]])], None))
    assert "lean_left" not in found(examine([np.array([[500.0, 500.0]])], None))


def test_a_blank_picture_has_nothing_to_examine() -> None:
    assert examine_framed(np.zeros((28, 28), np.float32)) == []


def test_mnists_makers_are_pleased_with_their_own() -> None:
    pictures = to_inputs(load_mnist_test().images[:300]).reshape(-1, 28, 28)
    names = [finding.name for picture in pictures for finding in examine_framed(picture)]
    assert not {"small", "large", "off_centre", "swapped"} & set(names)
    assert sum(name in {"thin", "thick"} for name in names) < 0.2 * len(pictures)
    assert sum(name in {"lean_left", "lean_right"} for name in names) < 0.15 * len(pictures)


def test_pixels_are_taken_as_they_are_so_their_faults_matter() -> None:
    seven = to_inputs(load_mnist_test().images[:1]).reshape(28, 28)
    assert found(examine_framed(np.roll(seven, 4, axis=1)))["off_centre"] == pytest.approx(4, abs=0.7)
    assert found(examine_framed(1 - seven)) == {"swapped": pytest.approx((1 - seven).mean())}
