"""The health of a layer: which units let no gradient through, and how much of the blame is left behind them."""

import numpy as np
import pytest

from app.settings import ROOT
from model.activations import ReLU, Sigmoid, Tanh
from model.checkpoint import load_checkpoint
from model.dataset import load_mnist_test
from model.explanation.health import health, let_through
from model.explanation.private_copy import blame
from model.preprocessing import to_inputs


def test_dead_and_saturated_units_are_told_from_those_alive() -> None:
    assert health(ReLU(), np.array([0.0, 0.3])) == ["dead", "alive"]
    assert health(Sigmoid(), np.array([0.5, 0.95, 0.99, 0.01])) == ["alive", "alive", "saturated", "saturated"]
    assert health(Tanh(), np.array([0.0, 0.95, 0.98, -0.99])) == ["alive", "alive", "saturated", "saturated"]


def test_the_share_that_gets_through_is_one_of_lengths() -> None:
    # 3-4-5 reaches the units, and the slopes 1 and 0 leave 3 of it.
    assert let_through(np.array([3.0, 4.0]), np.array([3.0, 0.0])) == pytest.approx(3 / 5)
    assert let_through(np.array([1.0, 1.0]), np.array([0.0, 0.0])) == 0
    assert let_through(np.zeros(2), np.zeros(2)) == 1


@pytest.mark.parametrize(("name", "most"), [("classroom-sigmoid", 0.25), ("classroom-tanh", 1), ("classroom-relu", 1)])
def test_a_sigmoid_lets_a_quarter_through_at_most(name: str, most: float) -> None:
    network = load_checkpoint(ROOT / "weights" / name).network
    for inputs in to_inputs(load_mnist_test().images[:20])[:, None]:
        deltas = blame(network, network.forward(inputs), 3, "cross_entropy").deltas
        for layer in (0, 2):
            assert 0 < let_through(deltas[layer + 1][0], deltas[layer][0]) <= most + 1e-6
