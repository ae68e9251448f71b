"""Styles: only the digits that have one get it, as often as asked, and it lies where hands put it."""

import numpy as np
import pytest

from model.arrays import Array
from model.augmentation.writing_styles import STYLES, add_writing_styles, bar, flag, slash, tail
from model.data.dataset import Dataset
from model.preprocessing.rasterizer import rasterize


def test_only_the_asked_share_of_0_1_7_and_9_changes(mnist: Dataset, rng: np.random.Generator) -> None:
    images, labels = mnist.training.images[:2000], mnist.training.labels[:2000]
    changed = (add_writing_styles(images, labels, 0.5, rng) != images).any(axis=(1, 2))
    assert set(labels[changed].tolist()) == set(STYLES) == {0, 1, 7, 9}
    assert 0.4 < changed[np.isin(labels, list(STYLES))].mean() < 0.6


def test_nothing_asked_is_nothing_done(mnist: Dataset, rng: np.random.Generator) -> None:
    images, labels = mnist.training.images[:100], mnist.training.labels[:100]
    assert np.array_equal(add_writing_styles(images, labels, 0.0, rng), images)


def test_a_styled_digit_has_more_ink_and_is_framed(mnist: Dataset, rng: np.random.Generator) -> None:
    zeros = mnist.training.images[mnist.training.labels == 0][:50]
    styled = add_writing_styles(zeros, np.zeros(50, np.uint8), 1.0, rng)
    middle = (slice(None), slice(12, 17), slice(12, 17))
    assert styled[middle].mean() > 4 * zeros[middle].mean()  # the slash goes through the hole
    assert not styled[:, :2].any() and not styled[:, :, :2].any()


@pytest.fixture
def stem() -> Array:
    """An upright line from (22, 10) to (22, 34) in a picture of 44 x 44."""
    return rasterize([np.array([[22.0, 10.0], [22.0, 34.0]])], 44, 44, 2.0)


def test_each_stroke_begins_where_a_hand_would_begin_it(stem: Array, rng: np.random.Generator) -> None:
    for _ in range(50):
        start, _ = flag(stem, rng)[0]
        assert start == pytest.approx((22, 10), abs=1.5)
        left, right = bar(stem, rng)[0]
        assert left[0] < 22 < right[0] and 17 < left[1] < 31
        curl = tail(stem, rng)[0]
        assert abs(curl[0, 0] - 22) < 1 and curl[-1, 0] < 19 and curl[0, 1] > 30
        lower, upper = slash(stem, rng)[0]
        assert lower[0] < upper[0] and lower[1] > upper[1]


def test_a_flag_may_be_level_while_it_is_short_and_a_long_one_is_steep_enough_not_to_be_a_7(
    stem: Array, rng: np.random.Generator
) -> None:
    reach, drop = np.array([np.diff(flag(stem, rng)[0], axis=0)[0] * (-1, 1) for _ in range(300)]).T
    assert reach.min() >= 3 and drop.min() >= 0, "to the left, and never up"
    assert (drop < 0.2 * reach).any() and (drop[reach > 8] >= 0.5 * reach[reach > 8]).all()
    assert (reach > 12).any(), "as long as two thirds of the digit"


def test_a_slash_ends_within_the_digit_or_far_beyond_it(rng: np.random.Generator) -> None:
    ring = 9 * np.stack([np.sin(np.linspace(0, 2 * np.pi, 40)), np.cos(np.linspace(0, 2 * np.pi, 40))], axis=1) + 22
    reach = np.array([np.ptp(slash(rasterize([ring], 44, 44, 2.0), rng)[0], axis=0) / 2 for _ in range(100)])
    assert (reach > (1.5 * 10, 1.9 * 10)).any(axis=0).all() and (reach < 0.8 * 10).any(axis=0).all()
    assert reach.max() < 22, "it stays on the paper"
