"""Units switched off by hand."""

import numpy as np

from model.arrays import FLOAT
from model.config import NetworkConfig
from model.explanation.silence import silenced
from model.nn.backpropagation import backpropagate
from model.nn.dense import Dense
from model.nn.network import Network, build_network

RNG = np.random.default_rng(7)


def small_network(activation: str = "sigmoid") -> Network:
    config = NetworkConfig(hidden_sizes=(6, 5), activation=activation)  # type: ignore[arg-type]
    return build_network(config, np.random.default_rng(3), inputs=8, classes=4)


def test_a_silenced_unit_is_worth_as_much_as_one_that_nobody_listens_to() -> None:
    network, inputs = small_network(), RNG.random((3, 8)).astype(FLOAT)
    deaf = [Dense(layer.weights.copy(), layer.bias.copy()) for layer in network.dense_layers]
    deaf[1].weights[2] = 0  # nobody in layer 2 listens to unit 2 of layer 1
    deaf[2].weights[[0, 4]] = 0
    layers = iter(deaf)
    expected = Network([next(layers) if isinstance(layer, Dense) else layer for layer in network.layers])
    found = silenced(network, {(1, 2), (2, 0), (2, 4)}).forward(inputs).outputs
    np.testing.assert_allclose(found, expected.forward(inputs).outputs, atol=1e-6)
    assert not np.allclose(found, network.forward(inputs).outputs, atol=1e-3)


def test_no_blame_reaches_a_silenced_unit() -> None:
    network = silenced(small_network(), {(1, 2)})
    trace = network.forward(RNG.random((1, 8)).astype(FLOAT))
    grad_weights = backpropagate(network, trace, np.ones((1, 4), FLOAT)).parameters[0]
    assert not grad_weights[:, 2].any()
    assert grad_weights[:, [0, 1, 3, 4, 5]].any(axis=0).all()


def test_the_output_has_no_switches() -> None:
    network, inputs = small_network(), RNG.random((1, 8)).astype(FLOAT)
    np.testing.assert_array_equal(silenced(network, {(3, 1)}).forward(inputs).outputs, network.forward(inputs).outputs)
