"""Two layers in a row: one layer without a bend, more than one with it."""

import numpy as np
import pytest

from model.arrays import FLOAT
from model.explanation.two_layers import two_layers
from model.nn.activations import ReLU


def test_without_a_bend_they_are_one() -> None:
    x, first, second = np.array([[1, 2]], FLOAT), np.array([[1, 2], [1, -2]], FLOAT), np.array([[1], [1]], FLOAT)
    both = two_layers(x, first, second, ReLU())
    # [1 + 2, 2 - 4] = [3, -2], together 1; merged [1 + 2, 1 - 2] = [3, -1], and 3 - 2 = 1. ReLU leaves [3, 0].
    assert both.hidden.tolist() == [[3, -2]] and both.outputs.tolist() == [[1]]
    assert both.merged.tolist() == [[3], [-1]] and both.merged_outputs.tolist() == [[1]]
    assert both.bent.tolist() == [[3, 0]] and both.bent_outputs.tolist() == [[3]]


def test_so_it_is_for_any_numbers(rng: np.random.Generator) -> None:
    x, first, second = rng.normal(size=(5, 7)), rng.normal(size=(7, 4)), rng.normal(size=(4, 3))
    both = two_layers(x, first, second, ReLU())
    assert both.merged_outputs == pytest.approx(both.outputs)
    assert not np.allclose(both.bent_outputs, both.outputs)
