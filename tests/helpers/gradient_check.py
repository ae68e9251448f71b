"""Proves a gradient: turn each number up and down a little, and see whether the loss changes as the gradient says.

(loss(x + h) - loss(x - h)) / 2h     "central difference"; in float64 its error is about h^2
"""

from collections.abc import Callable, Sequence

import numpy as np

from model.arrays import Array

STEP = 1e-6
TOLERANCE = 1e-5  # relative; a gradient that is wrong by 0.1 % is a hundred times over it
NEGLIGIBLE = 1e-7  # entries this small drown in rounding


def assert_gradients(loss: Callable[[], float], arrays: Sequence[Array], gradients: Sequence[Array]) -> None:
    """Fails unless each of `gradients` is how `loss()` changes with each entry of each of `arrays` (float64)."""
    assert len(arrays) == len(gradients) > 0
    for number, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):
        assert array.dtype == np.float64, "central differences need float64"
        assert array.shape == gradient.shape
        for place in np.ndindex(array.shape):
            expected = _central_difference(loss, array, place)
            allowed = TOLERANCE * max(abs(expected), abs(float(gradient[place]))) + NEGLIGIBLE
            assert abs(expected - gradient[place]) <= allowed, (
                f"array {number} at {place}: gradient {gradient[place]!r}, but the loss changes by {expected!r}"
            )


def _central_difference(loss: Callable[[], float], array: Array, place: tuple[int, ...]) -> float:
    kept = array[place]
    array[place] = kept + STEP
    above = loss()
    array[place] = kept - STEP
    below = loss()
    array[place] = kept
    return (above - below) / (2 * STEP)
