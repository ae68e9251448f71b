"""The rasterizer: ink by distance, worked out by hand."""

import numpy as np
import pytest

from model.preprocessing.rasterizer import PIXELS_CHUNK, distances, ink_at, rasterize


def test_ink_falls_off_over_one_pixel_at_the_pens_edge() -> None:
    # A horizontal line at y = 4.5 through pixel centres, pen 3 wide: radius 1.5. Distances of rows 4, 5, 6, 7 are
    # 0, 1, 2, 3, so the ink is clip(1.5 - distance + 0.5, 0, 1) = 1, 1, 0, 0; and with a pen of 2: 1, 0.5, 0, 0
    line = [np.array([[0.0, 4.5], [9.0, 4.5]])]
    assert rasterize(line, 9, 9, 3.0)[4:8, 4].tolist() == [1, 1, 0, 0]
    assert rasterize(line, 9, 9, 2.0)[4:8, 4] == pytest.approx([1, 0.5, 0, 0])


def test_a_lone_point_is_a_round_dot() -> None:
    dot = rasterize([np.array([[4.5, 4.5]])], 9, 9, 5.0)
    assert np.array_equal(dot, dot.T) and np.array_equal(dot, dot[::-1])
    assert dot.sum() == pytest.approx(np.pi * 2.5**2, rel=0.05)


def test_separate_strokes_are_not_joined() -> None:
    ink = rasterize([np.array([[1.5, 1.5]]), np.array([[1.5, 7.5]])], 9, 9, 1.0)
    assert ink[4].sum() == 0


def test_many_segments_give_the_same_as_their_straight_line() -> None:
    places = np.linspace(2, 28, PIXELS_CHUNK // 30 + 1)  # more than fit into one portion of any window
    many = [np.stack([places, places], axis=1)]
    one = [np.array([[2.0, 2.0], [28.0, 28.0]])]
    assert np.abs(rasterize(many, 30, 30, 4.0) - rasterize(one, 30, 30, 4.0)).max() < 1e-3


def test_windows_change_nothing() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        height, width = rng.integers(3, 70, 2).tolist()
        strokes = [rng.uniform(-5, 75, (3, 2)), np.cumsum(rng.normal(0, 2, (20, 2)), axis=0) + 20]
        pen = rng.uniform(0.5, 9)
        expected = ink_at(distances(strokes, max(height, width)), pen)[:height, :width]
        np.testing.assert_array_equal(rasterize(strokes, height, width, pen), expected)
