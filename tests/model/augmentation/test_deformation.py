"""Augmentation: nothing asked is nothing done, and what is asked stays within its bounds."""

import numpy as np
import pytest

from model.arrays import Array
from model.augmentation.deformation import deform
from model.config import AugmentationConfig
from model.data.dataset import Dataset
from model.preprocessing.framing import to_inputs

STILL = {"rotation_degrees": 0, "scaling": 0, "shear": 0, "shift_pixels": 0, "elastic_pixels": 0, "thickness": 0}


def dot(row: int, column: int) -> Array:
    image = np.zeros((1, 28, 28), np.float32)
    image[0, row - 1 : row + 2, column - 1 : column + 2] = 1
    return image


def centre(image: Array) -> tuple[float, float]:
    places = np.arange(28)
    return (
        float((image.sum(axis=1) * places).sum() / image.sum()),
        float((image.sum(axis=0) * places).sum() / image.sum()),
    )


def deformed(image: Array, rng: np.random.Generator, **settings: float) -> Array:
    return deform(image, AugmentationConfig(**(STILL | settings)), rng)


def test_nothing_asked_is_nothing_done(mnist: Dataset, rng: np.random.Generator) -> None:
    images = to_inputs(mnist.test.images[:20]).reshape(-1, 28, 28)
    assert np.allclose(deformed(images, rng), images, atol=1e-6)


def test_a_shift_moves_all_ink_by_at_most_what_was_asked(rng: np.random.Generator) -> None:
    moved = [centre(deformed(dot(14, 14), rng, shift_pixels=3)[0]) for _ in range(200)]
    offsets = np.abs(np.array(moved) - 14)
    assert 2.5 < offsets.max() < 3.001


def test_a_turn_keeps_the_distance_from_the_middle(rng: np.random.Generator) -> None:
    angles = []
    for _ in range(200):
        y, x = centre(deformed(dot(6, 13), rng, rotation_degrees=20)[0])
        assert np.hypot(y - 13.5, x - 13.5) == pytest.approx(np.hypot(7.5, 0.5), abs=0.1)
        angles.append(np.rad2deg(np.arctan2(x - 13.5, 13.5 - y) - np.arctan2(-0.5, 7.5)))
    assert 17 < np.abs(angles).max() < 20.5


def test_elastic_displacement_is_as_large_as_it_says(rng: np.random.Generator) -> None:
    moved = np.array([centre(deformed(dot(14, 14), rng, elastic_pixels=0.8)[0]) for _ in range(600)]) - 14
    assert moved.std() == pytest.approx(0.8, rel=0.15)
    assert abs(moved.mean()) < 0.1


def test_thickness_only_ever_adds_or_only_takes_ink(mnist: Dataset, rng: np.random.Generator) -> None:
    images = to_inputs(mnist.test.images[:50]).reshape(-1, 28, 28)
    change = deformed(images, rng, thickness=1.0) - images
    more, less = (change > 1e-6).any(axis=(1, 2)), (change < -1e-6).any(axis=(1, 2))
    assert not (more & less).any()
    assert more.any() and less.any()


def test_colour_pictures_keep_their_channels_together(rng: np.random.Generator) -> None:
    grey = np.random.default_rng(0).random((3, 32, 32, 1), np.float32)
    out = deform(np.repeat(grey, 3, axis=3), AugmentationConfig(), rng)
    assert out.shape == (3, 32, 32, 3)
    assert np.array_equal(out[..., 0], out[..., 2])
    assert not np.array_equal(out[..., 0], grey[..., 0])


def test_the_same_generator_deforms_the_same_and_each_image_differently() -> None:
    images = np.repeat(dot(10, 10), 2, axis=0)
    first, second = (deform(images, AugmentationConfig(), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first[0], first[1])
    assert first.dtype == np.float32
