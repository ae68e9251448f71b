"""The answer in many draws with dropout."""

import numpy as np

from model.arrays import FLOAT
from model.config import NetworkConfig
from model.explanation.mc_dropout import mc_dropout_probabilities
from model.nn.activations import softmax
from model.nn.network import build_network, with_dropout

CONFIG = NetworkConfig(hidden_sizes=(40, 30), activation="relu", dropout_rate=0.3)
NETWORK = build_network(CONFIG, np.random.default_rng(5), inputs=12, classes=10)
INPUTS = np.random.default_rng(6).random((1, 12)).astype(FLOAT)


def answers(rate: float, count: int = 30, seed: int = 1) -> np.ndarray:
    return mc_dropout_probabilities(NETWORK, INPUTS, rate, count, np.random.default_rng(seed))


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    np.testing.assert_array_equal(answers(0.5), answers(0.5))
    assert not np.array_equal(answers(0.5), answers(0.5, seed=2))


def test_each_draw_is_a_distribution_of_its_own() -> None:
    draws = answers(0.5)
    assert draws.shape == (30, 10)
    np.testing.assert_allclose(draws.sum(axis=1), 1, atol=1e-5)
    assert len(np.unique(draws.round(5), axis=0)) > 20


def test_without_dropout_all_draws_are_the_plain_answer() -> None:
    plain = softmax(NETWORK.forward(INPUTS).outputs)
    np.testing.assert_allclose(answers(0.0, 3), np.repeat(plain, 3, axis=0), atol=1e-6)


def test_the_rate_is_the_one_asked_for_not_that_of_the_training() -> None:
    thinned = with_dropout(NETWORK, 0.8).forward(
        np.repeat(INPUTS, 200, axis=0), training=True, rng=np.random.default_rng(1)
    )
    masks = [trace.mask for trace in thinned.layers if trace.mask is not None]
    assert [mask.shape[1] for mask in masks] == [40, 30]
    # 200 x 40 coins at 0.8: their share strays from it by 0.0045; five times that is never seen.
    assert abs((masks[0] == 0).mean() - 0.8) < 0.0225


def test_the_layer_after_dropout_hears_on_average_what_it_hears_without() -> None:
    config = NetworkConfig(hidden_sizes=(40,), activation="tanh")
    network = build_network(config, np.random.default_rng(1), inputs=12, classes=10)
    again = np.repeat(INPUTS, 20_000, axis=0)
    trace = with_dropout(network, 0.5).forward(again, training=True, rng=np.random.default_rng(1))
    plain = network.forward(INPUTS).outputs[0]
    spread = trace.outputs.std(axis=0) / np.sqrt(len(again))
    assert (np.abs(trace.outputs.mean(axis=0) - plain) < 5 * spread).all()
