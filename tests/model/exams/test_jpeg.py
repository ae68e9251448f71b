"""JPEG: the same losses as in a real one."""

import io

import numpy as np
import pytest
from PIL import Image

from model.arrays import ImageArray
from model.exams.jpeg import LUMINANCE, quantisation_table, through_jpeg


def strokes_and_noise(height: int, width: int) -> ImageArray:
    """A dark bar and a dark disc on light paper, with noise: edges and fine waves."""
    y, x = np.mgrid[:height, :width]
    tone = np.where((abs(x - width / 3) < 4) | (np.hypot(x - width * 0.7, y - height / 2) < height / 5), 40.0, 220.0)
    return np.clip(tone + np.random.default_rng(0).normal(0, 8, tone.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("quality", [10, 30, 50, 90, 100])
@pytest.mark.parametrize("size", [(64, 80), (61, 75)])
def test_what_is_left_is_what_another_library_leaves(quality: int, size: tuple[int, int]) -> None:
    image = strokes_and_noise(*size)
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    theirs = np.asarray(Image.open(file)).astype(int)
    apart = np.abs(through_jpeg(image, quality).astype(int) - theirs)
    # Their cosines are whole numbers, so a wave between two steps may go the other way and change its block; few do.
    assert np.mean(apart <= 1) > 0.85
    assert apart.mean() < 0.6
    if quality <= 50:
        assert np.abs(image.astype(int) - theirs).mean() > 20 * apart.mean(), "the loss outweighs the difference"


def test_quality_50_is_the_standards_table_and_100_keeps_every_wave() -> None:
    assert np.array_equal(quantisation_table(50), LUMINANCE)
    assert quantisation_table(100).max() == 1
    assert quantisation_table(1).max() == 255


def test_an_even_picture_stays_as_it_is() -> None:
    assert np.array_equal(through_jpeg(np.full((9, 20), 128, np.uint8), 30), np.full((9, 20), 128))
