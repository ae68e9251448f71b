"""Preprocessing: wherever, however large and with whatever pen a digit is drawn, the network sees the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.arrays import Array
from model.data.dataset import Dataset
from model.errors import ShapeError
from model.preprocessing.framing import frame, frame_drawings, frame_picture, frame_strokes, is_blank, to_inputs
from model.preprocessing.rasterizer import rasterize
from model.preprocessing.stroke_width import THICK_TARGET, THIN_TARGET, pen_width

SEVEN = [np.array([[20, 20], [80, 20], [62, 58], [45, 100]], float)]
CROSSED_SEVEN = [*SEVEN, np.array([[40, 60], [80, 60]], float)]


def drawn(pen: float, size: int = 280, scale: float = 2.0, at: float = 30.0) -> Array:
    return rasterize([stroke * scale + at for stroke in CROSSED_SEVEN], size, size, pen)


def test_a_picture_is_28_by_28_of_float32_from_0_to_1() -> None:
    picture = frame_strokes(SEVEN)
    assert (picture.shape, picture.dtype) == ((28, 28), np.float32)
    assert picture.min() == 0 and 0.9 < picture.max() <= 1


def test_ink_fills_a_box_of_20_and_balances_on_pixel_14() -> None:
    # A vertical bar: 20 pixels high, and its centre of mass in its middle. Rows 4.5 to 24.5 around the place 14.5.
    picture = frame(np.ones((200, 20), np.float32))
    rows = picture.sum(axis=1)
    assert rows.sum() == pytest.approx(20 * 2, rel=1e-4)
    assert (rows * (np.arange(28) + 0.5)).sum() / rows.sum() == pytest.approx(14.5, abs=1e-3)
    columns = picture.sum(axis=0)
    assert (columns * (np.arange(28) + 0.5)).sum() / columns.sum() == pytest.approx(14.5, abs=1e-3)


def test_mnists_own_digits_stay_nearly_as_they_are(mnist: Dataset) -> None:
    images = to_inputs(mnist.test.images[:200]).reshape(-1, 28, 28)
    changes = [np.abs(frame(image) - image).mean() for image in images]
    assert np.mean(changes) < 0.04  # MNIST moved its digits by whole pixels, we by fractions


@settings(max_examples=60)
@given(scale=st.floats(0.01, 1000), right=st.floats(-1e4, 1e4), down=st.floats(-1e4, 1e4))
def test_strokes_look_the_same_anywhere_and_at_any_size(scale: float, right: float, down: float) -> None:
    moved = [stroke * scale + [right, down] for stroke in CROSSED_SEVEN]
    assert np.abs(frame_strokes(moved) - frame_strokes(CROSSED_SEVEN)).max() < 0.05


@pytest.mark.parametrize("scale", [0.4, 1.0, 2.0])
@pytest.mark.parametrize("at", [5.0, 60.0])
def test_a_picture_looks_the_same_anywhere_and_at_any_size(scale: float, at: float) -> None:
    reference = frame_picture(drawn(pen=14, scale=2.0))
    assert np.abs(frame_picture(drawn(pen=7 * scale, scale=scale, at=at)) - reference).mean() < 0.02


@pytest.mark.parametrize(("pen", "expected"), [(3, THIN_TARGET), (40, THICK_TARGET)])
def test_hairs_and_broad_brushes_are_re_inked(pen: float, expected: float) -> None:
    before, after = pen_width(frame(drawn(pen))), pen_width(frame_picture(drawn(pen)))
    assert abs(after - expected) < 0.6
    assert abs(after - expected) < abs(before - expected)


def test_an_ordinary_pen_is_left_alone() -> None:
    assert np.abs(frame_picture(drawn(pen=20)) - frame(drawn(pen=20))).mean() < 0.01


def test_smudges_are_blank() -> None:
    assert is_blank(frame(np.full((50, 50), 0.1, np.float32)))
    assert is_blank(frame_picture(np.zeros((50, 50), np.float32)))
    assert not is_blank(frame_strokes(SEVEN))


def test_a_dot_is_a_dot() -> None:
    assert frame_strokes([np.array([[5.0, 5.0]])])[14, 14] > 0.9


@pytest.mark.parametrize("strokes", [[np.empty((0, 2))], [np.array([[np.nan, 0.0]])], [np.array([[np.inf, 0.0]])]])
def test_strokes_without_a_place_are_refused(strokes: list[Array]) -> None:
    with pytest.raises(ShapeError, match="finite number"):
        frame_strokes(strokes)


def test_the_preprocessing_has_not_drifted() -> None:
    # Golden vectors: the ink of each quarter of two pictures. When these change, so must PREPROCESSING's name,
    # and every shipped version must be trained anew.
    def quarters(picture: Array) -> list[float]:
        return [float(part.sum()) for half in np.split(picture, 2) for part in np.split(half, 2, axis=1)]

    assert quarters(frame_strokes(CROSSED_SEVEN)) == pytest.approx([20.2, 27.7, 24.4, 28.4], abs=0.1)
    assert quarters(frame_picture(drawn(pen=40))) == pytest.approx([27.8, 36.0, 31.7, 37.3], abs=0.1)


def test_drawings_framed_together_are_framed_as_each_alone() -> None:
    rng = np.random.default_rng(2)
    drawings = []
    for _ in range(50):
        steps = [rng.normal(0, rng.choice([0.5, 3, 20]), (rng.integers(1, 60), 2)) for _ in range(rng.integers(1, 4))]
        drawings.append([np.cumsum(each, axis=0) * 10 ** rng.uniform(-3, 3) for each in steps])
    alone = np.stack([frame_strokes(strokes) for strokes in drawings])
    np.testing.assert_array_equal(frame_drawings(drawings), alone)
    assert frame_drawings([]).shape == (0, 28, 28)
