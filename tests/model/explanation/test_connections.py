"""The strongest connections of a layer."""

import numpy as np

from model.explanation.connections import strongest_connections


def test_half_of_them_add_most_and_half_take_most() -> None:
    rng = np.random.default_rng(2)
    for bias in (0.0, 1.0):
        inputs = rng.normal(size=40) * (rng.random(40) < 0.5)
        weights = rng.normal(size=(40, 30)) ** 3 - bias  # most take, as in the champion
        sources, targets = strongest_connections(inputs, weights, 17)
        products = inputs[:, None] * weights
        found = products[sources, targets]
        np.testing.assert_allclose(np.sort(found)[::-1][:8], np.sort(products, axis=None)[::-1][:8])
        np.testing.assert_allclose(np.sort(found)[:9], np.sort(products, axis=None)[:9])
        assert (np.diff(np.abs(found)) <= 0).all(), "the largest first"


def test_where_nothing_adds_all_of_them_take() -> None:
    sources, targets = strongest_connections(np.array([1.0, 2.0]), np.array([[-1.0, -2.0], [-3.0, -0.25]]), 3)
    assert list(zip(sources.tolist(), targets.tolist(), strict=True)) == [(1, 0), (0, 1), (0, 0)]


def test_a_small_layer_gives_what_it_has() -> None:
    sources, targets = strongest_connections(np.array([1.0, 2.0]), np.array([[1.0], [-3.0]]), 10)
    assert sources.tolist() == [1, 0]
    assert targets.tolist() == [0, 0]
