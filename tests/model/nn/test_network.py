"""The network: shapes, counts, what it keeps and what it refuses."""

import numpy as np
import pytest

from model.config import NetworkConfig
from model.errors import ConfigError, ShapeError
from model.nn.network import build_network


def test_it_has_the_parameters_that_its_sizes_ask_for() -> None:
    # 784 * 512 + 512 + 512 * 256 + 256 + 256 * 10 + 10 = 535,818
    assert build_network(NetworkConfig(hidden_sizes=(512, 256)), np.random.default_rng(0)).parameter_count == 535_818


@pytest.mark.parametrize("hidden_sizes", [(), (7,), (5, 4, 3)])
def test_any_list_of_hidden_sizes_gives_ten_probabilities(hidden_sizes: tuple[int, ...]) -> None:
    network = build_network(NetworkConfig(hidden_sizes=hidden_sizes), np.random.default_rng(0))
    probabilities = network.probabilities(np.ones((3, 784), np.float32))
    assert probabilities.shape == (3, 10)
    assert probabilities.dtype == np.float32
    assert probabilities.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-6)


def test_forward_keeps_nothing_so_two_traces_do_not_mix() -> None:
    network = build_network(NetworkConfig(hidden_sizes=(8,)), np.random.default_rng(0))
    before = {name: id(value) for layer in network.layers for name, value in vars(layer).items()}
    rng = np.random.default_rng(1)
    first_inputs = rng.random((2, 784), np.float32)
    first = network.forward(first_inputs)
    outputs = first.outputs.copy()
    network.forward(rng.random((2, 784), np.float32))
    assert np.array_equal(first.outputs, outputs)
    assert first.layers[0].inputs is first_inputs
    assert {name: id(value) for layer in network.layers for name, value in vars(layer).items()} == before


def test_wrong_inputs_are_refused_with_the_right_shape() -> None:
    network = build_network(NetworkConfig(), np.random.default_rng(0))
    with pytest.raises(ShapeError, match=r"\(batch, 784\), not \(28, 28\)"):
        network.forward(np.zeros((28, 28), np.float32))


def test_training_with_dropout_needs_its_randomness_from_outside() -> None:
    network = build_network(NetworkConfig(dropout_rate=0.5), np.random.default_rng(0))
    with pytest.raises(ConfigError, match="needs a random generator"):
        network.forward(np.zeros((1, 784), np.float32), training=True)


def test_dropout_keeps_the_expected_activation_and_rests_in_use() -> None:
    network = build_network(NetworkConfig(hidden_sizes=(400,), dropout_rate=0.3), np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((200, 784), np.float32)
    in_use = network.forward(inputs).layers[2].outputs
    trained = network.forward(inputs, training=True, rng=np.random.default_rng(2)).layers[2]
    assert trained.mask is not None
    assert (trained.mask == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert trained.outputs.mean() == pytest.approx(in_use.mean(), rel=0.01)
