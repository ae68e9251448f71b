"""A private copy: taught with the real optimizer, the same bits every time, and nothing else changed."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import FLOAT
from model.checkpoints.checkpoint import load_checkpoint
from model.config import AugmentationConfig, LossName, NetworkConfig, TrainingConfig
from model.data.batches import one_hot
from model.data.dataset import load_mnist_test
from model.errors import DivergedError
from model.explanation.private_copy import TaughtStep, copy_of, teach
from model.nn.backpropagation import backpropagate
from model.nn.losses import LOSSES
from model.nn.network import Network, build_network
from model.nn.optimizers import SGD
from model.preprocessing.framing import to_inputs
from model.training.trainer import Training

INPUTS = np.random.default_rng(4).random((1, 784)).astype(FLOAT)
STEPS = [
    TaughtStep(3, "cross_entropy", 0.1),
    TaughtStep(3, "mean_squared_error", 1.0),
    TaughtStep(8, "absolute_error", 0.5),
]


def network() -> Network:
    return build_network(NetworkConfig(hidden_sizes=(24, 16), activation="tanh"), np.random.default_rng(9))


def bits(network: Network) -> list[bytes]:
    return [parameter.tobytes() for parameter in network.parameters]


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error", "absolute_error"])
def test_a_step_is_the_optimizers_step(loss: LossName) -> None:
    expected = network()
    trace = expected.forward(INPUTS)
    gradients = backpropagate(expected, trace, LOSSES[loss].gradient(trace.outputs, one_hot(np.array([5]), 10)))
    SGD().step(expected.parameters, gradients.parameters, 0.25)
    assert bits(teach(network(), INPUTS, [TaughtStep(5, loss, 0.25)]).network) == bits(expected)
    assert bits(expected) != bits(network())


def test_one_step_fewer_is_undone_bit_for_bit() -> None:
    twice = teach(network(), INPUTS, STEPS[:2])
    teach(network(), INPUTS, STEPS)
    assert bits(teach(network(), INPUTS, STEPS[:2]).network) == bits(twice.network)
    assert bits(teach(network(), INPUTS, STEPS).network) != bits(twice.network)


def test_what_is_taught_is_a_copy() -> None:
    served = load_checkpoint(ROOT / "weights" / "classroom-relu").network
    before = bits(served)
    lesson = teach(served, INPUTS, STEPS)
    assert bits(served) == before
    assert bits(lesson.network) != before
    assert teach(served, INPUTS, []).network is served
    assert all(parameter.flags.writeable for parameter in copy_of(served).parameters)


def test_the_answers_on_the_way_are_told() -> None:
    lesson = teach(network(), INPUTS, STEPS)
    assert lesson.logits.shape == (4, 10)
    np.testing.assert_array_equal(lesson.logits[0], network().forward(INPUTS).outputs[0])
    np.testing.assert_array_equal(lesson.logits[-1], lesson.network.forward(INPUTS).outputs[0])


def test_teaching_the_same_label_makes_it_likelier() -> None:
    logits = teach(network(), INPUTS, [TaughtStep(3, "cross_entropy", 0.01)] * 10).logits
    shares = np.exp(logits[:, 3]) / np.exp(logits).sum(axis=1)
    assert all(later > earlier for earlier, later in pairwise(shares))


def test_a_step_that_runs_away_is_named() -> None:
    relu = build_network(NetworkConfig(hidden_sizes=(24, 16), activation="relu"), np.random.default_rng(9))
    with pytest.raises(DivergedError, match=r"Step \d+ was too long: with learning_rate 1e\+30"):
        teach(relu, INPUTS, [TaughtStep(3, "mean_squared_error", 0.1), *[TaughtStep(3, "cross_entropy", 1e30)] * 4])


def test_a_network_that_is_sure_beyond_measure_ran_away_too() -> None:
    """Its logits are finite still, and softmax would only say how sure it is."""
    relu = build_network(NetworkConfig(hidden_sizes=(24, 16), activation="relu"), np.random.default_rng(9))
    with pytest.raises(DivergedError, match="Step 1 was too long"):
        teach(relu, INPUTS, [TaughtStep(3, "cross_entropy", 1e6)])


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error", "absolute_error"])
def test_a_lesson_is_training_on_a_single_example(loss: LossName) -> None:
    """The loop that trains the champion, with one example for three epochs, ends at the same bits."""
    example = load_mnist_test().take(slice(1))
    plain = dict.fromkeys([each.name for each in fields(AugmentationConfig)], 0.0)
    config = TrainingConfig(
        epochs=3, batch_size=1, learning_rate=0.2, schedule="constant", optimizer="sgd", loss=loss,
        weight_decay=0.0, styles=0.0, not_digits=0.0, **plain,
    )  # fmt: skip
    plain_network = NetworkConfig(hidden_sizes=(24, 16), activation="tanh", dropout_rate=0.0)
    trained, start = (build_network(plain_network, np.random.default_rng(9)) for _ in range(2))
    for _ in Training(trained, config, example, example).run():
        pass
    lesson = teach(start, to_inputs(example.images), [TaughtStep(int(example.labels[0]), loss, 0.2)] * 3)
    assert bits(lesson.network) == bits(trained) != bits(start)
