"""Photos: uneven light, noise and blur, and the ink is still where it was."""

import numpy as np

from model.arrays import Array
from model.exams.photo import INK, NOISE, PAPER, photograph


def bar() -> Array:
    ink = np.zeros((100, 120), np.float32)
    ink[20:80, 50:60] = 1
    return ink


def test_one_side_is_darker_than_the_other_and_the_light_comes_from_anywhere() -> None:
    darkest = set()
    for seed in range(20):
        photo = photograph(np.zeros((100, 100), np.float32), np.random.default_rng(seed))
        quarters = photo.reshape(2, 50, 2, 50).mean(axis=(1, 3))
        assert quarters.max() - quarters.min() > 0.1 * PAPER
        assert quarters.max() <= PAPER
        darkest.add(int(quarters.argmin()))
    assert darkest == {0, 1, 2, 3}


def test_ink_is_dark_its_edge_is_soft_and_there_is_noise(rng: np.random.Generator) -> None:
    photo = photograph(bar(), rng).astype(float)
    assert abs(photo[30:70, 53:57].mean() - INK) < 0.5 * INK
    assert np.abs(np.diff(photo[30:70, 44:66].mean(axis=0))).max() < 0.6 * (PAPER - INK)
    assert 0.8 * NOISE < photo[5:15, 5:15].std() < 1.6 * NOISE


def test_the_same_seed_takes_the_same_photo() -> None:
    first, again, other = (photograph(bar(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
