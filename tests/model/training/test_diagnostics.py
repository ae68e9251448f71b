"""A look into a step: the gradient's length and the dead units of each layer, worked out by hand."""

import numpy as np
import pytest

from model.arrays import FLOAT
from model.nn.activations import ReLU, Sigmoid
from model.nn.backpropagation import backpropagate
from model.nn.dense import Dense
from model.nn.network import Network, with_dropout
from model.training.diagnostics import flat_units, layer_reports


def dense(weights: list[list[float]], bias: list[float]) -> Dense:
    return Dense(np.array(weights, FLOAT), np.array(bias, FLOAT))


def test_gradient_and_dead_units_of_two_layers() -> None:
    # The units say relu(x), relu(2 x) and relu(x - 9): for x = 1 and x = 2 that is (1, 2, 0) and (2, 4, 0).
    network = Network([dense([[1, 2, 1]], [0, 0, -9]), ReLU(), dense([[1], [1], [1]], [0])])
    trace = network.forward(np.array([[1], [2]], FLOAT))
    gradients = backpropagate(network, trace, np.array([[1], [1]], FLOAT)).parameters
    first, last = layer_reports(gradients, flat_units(network, trace))
    assert first.dead_share == pytest.approx(1 / 3)
    assert last.dead_share is None
    # grad_weights = inputs.T @ deltas: (3, 6, 0) for the last; (1 + 2) to each living unit of the first.
    assert last.gradient_norm == pytest.approx(np.sqrt(3**2 + 6**2))
    assert first.gradient_norm == pytest.approx(np.sqrt(3**2 + 3**2))


def test_a_unit_at_the_end_of_its_range_is_dead_too_but_not_if_one_example_moves_it() -> None:
    network = Network([dense([[20, 20]], [0, 20]), Sigmoid(), dense([[1], [1]], [0])])
    for inputs, dead in (([[1.0]], 1.0), ([[1.0], [0.0]], 0.5)):  # x = 0 leaves the first unit at 0.5
        trace = network.forward(np.array(inputs, FLOAT))
        gradients = backpropagate(network, trace, np.ones((len(inputs), 1), FLOAT)).parameters
        assert layer_reports(gradients, flat_units(network, trace))[0].dead_share == dead


def test_dropout_is_put_in_and_taken_out_around_the_same_parameters() -> None:
    network = Network([dense([[1, 2]], [0, 0]), ReLU(), dense([[1], [1]], [0])])
    dropped = with_dropout(network, 0.5)
    assert [type(layer).__name__ for layer in dropped.layers] == ["Dense", "ReLU", "Dropout", "Dense"]
    assert [type(layer).__name__ for layer in with_dropout(dropped, 0).layers] == ["Dense", "ReLU", "Dense"]
    assert all(mine is theirs for mine, theirs in zip(dropped.parameters, network.parameters, strict=True))
