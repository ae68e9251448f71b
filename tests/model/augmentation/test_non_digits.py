"""Drawings that are no digits: every kind can be drawn, none twice alike, and the seed repeats them."""

import numpy as np
import pytest

from model.augmentation.letters import LETTERS, letter_strokes
from model.augmentation.non_digits import DRAWINGS, inked, not_digits, textures
from model.data.batches import NO_LABEL, one_hot
from model.preprocessing.framing import is_blank
from model.preprocessing.strokes import rounded


@pytest.mark.parametrize("kind", DRAWINGS)
def test_each_kind_is_framed_ink_and_never_twice_the_same(kind: str, rng: np.random.Generator) -> None:
    pictures = inked([DRAWINGS[kind](rng) for _ in range(20)], rng)
    for picture in pictures:
        assert picture.shape == (28, 28) and picture.dtype == np.float32
        assert picture.min() >= 0 and picture.max() <= 1 and not is_blank(picture)
    assert len({picture.tobytes() for picture in pictures}) >= 15  # a lone dot has only so many ways to be drawn


def test_textures_are_never_blank(rng: np.random.Generator) -> None:
    pictures = textures(40, rng)
    assert not any(is_blank(picture) for picture in pictures)
    grain = [float(np.abs(np.diff(picture, axis=1)).mean()) for picture in pictures]
    assert max(grain) > 3 * min(grain)  # from fine to soft


def test_a_seed_repeats_them() -> None:
    first, again, other = (not_digits(30, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == (30, 28, 28)
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert not_digits(0, np.random.default_rng(1)).shape == (0, 28, 28)


def test_no_letter_has_a_digits_shape() -> None:
    assert not set("OoIlZzSsbgq") & set(LETTERS)


def test_a_letter_drawn_carefully_stays_on_its_grid(rng: np.random.Generator) -> None:
    bar, stem = letter_strokes("T", rng, sloppiness=0)
    assert bar.tolist() == [[0, 0], [6, 0]] and stem.tolist() == [[3, 0], [3, 8]]


def test_rounding_cuts_corners_and_keeps_the_ends() -> None:
    path = rounded(np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]), times=1)
    assert path.tolist() == [[0, 0], [3, 0], [4, 1], [4, 4]]  # a quarter before the corner, a quarter after it


def test_the_target_of_no_label_is_all_ten_alike() -> None:
    targets = one_hot(np.array([3, NO_LABEL], np.uint8), 10, smoothing=0.1)
    assert targets[0, 3] == pytest.approx(0.91) and targets[0, 4] == pytest.approx(0.01)
    assert targets[1].tolist() == pytest.approx([0.1] * 10)
