"""The strongest connections of a layer."""

import numpy as np

from model.explanation.connections import strongest_connections


def test_they_are_those_that_comparing_all_finds() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        inputs = rng.normal(size=40) * (rng.random(40) < 0.5)
        weights = rng.normal(size=(40, 30)) ** 3
        sources, targets = strongest_connections(inputs, weights, 17)
        products = np.abs(inputs[:, None] * weights)
        expected = np.sort(products, axis=None)[::-1][:17]
        np.testing.assert_allclose(products[sources, targets], expected)


def test_a_small_layer_gives_what_it_has() -> None:
    sources, targets = strongest_connections(np.array([1.0, 2.0]), np.array([[1.0], [-3.0]]), 10)
    assert sources.tolist() == [1, 0]
    assert targets.tolist() == [0, 0]
