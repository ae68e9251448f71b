"""The loss along the gradient's direction: the quick way against taking the step."""

import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import FLOAT
from model.checkpoints.checkpoint import load_checkpoint
from model.config import LossName, NetworkConfig
from model.data.dataset import load_mnist_test
from model.explanation.divergence import MAX_LOGIT, has_diverged
from model.explanation.loss_along_gradient import descend, look_ahead, still_right
from model.explanation.private_copy import TaughtStep, gradients_for_label, teach
from model.explanation.silence import silenced
from model.nn.activations import softmax
from model.nn.network import Network, build_network
from model.preprocessing.framing import to_inputs

INPUTS = np.random.default_rng(4).random((1, 30)).astype(FLOAT)
RATES = np.array([0.0, 1e-4, 0.01, 0.3, 2.0, 50.0])


def network(activation: str) -> Network:
    config = NetworkConfig(hidden_sizes=(12, 9), activation=activation)  # type: ignore[arg-type]
    return build_network(config, np.random.default_rng(9), inputs=30)


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error", "absolute_error"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_it_is_where_the_optimizers_step_leads(activation: str, loss: LossName) -> None:
    subject = silenced(network(activation), {(1, 3)})
    trace = subject.forward(INPUTS)
    ahead = descend(subject, trace, gradients_for_label(subject, trace, 7, loss).deltas, 7, loss, RATES)
    for rate, logits in zip(RATES, ahead.logits, strict=True):
        steps = [TaughtStep(7, loss, float(rate))] if rate else []
        np.testing.assert_allclose(logits, teach(subject, INPUTS, steps).logits[-1], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "v0003"])
def test_the_probabilities_after_a_step_are_the_optimizers_to_a_millionth(name: str) -> None:
    subject = load_checkpoint(ROOT / "weights" / name).network
    inputs, label = to_inputs(load_mnist_test().images[:1]), 3  # a 7, taken for a 3
    trace = subject.forward(inputs)
    for rate in (0.001, 0.01):
        deltas = gradients_for_label(subject, trace, label, "cross_entropy").deltas
        ahead = descend(subject, trace, deltas, label, "cross_entropy", np.array([rate])).logits
        taken = teach(subject, inputs, [TaughtStep(label, "cross_entropy", rate)]).logits[-1:]
        np.testing.assert_allclose(softmax(ahead), softmax(taken), rtol=0, atol=1e-6)
        assert ahead.dtype == FLOAT


def test_what_the_step_does_to_other_examples_is_what_the_optimizers_step_does_to_them() -> None:
    subject, others = silenced(network("tanh"), {(2, 5)}), np.random.default_rng(5).random((7, 30)).astype(FLOAT)
    labels = np.full(7, 7)
    trace = subject.forward(INPUTS)
    deltas = gradients_for_label(subject, trace, 7, "cross_entropy").deltas
    rates = np.array([0.0, 0.01, 0.3, 2.0])
    ahead = look_ahead(subject, trace, deltas, rates, others)
    assert ahead.shape == (4, 7, 10)
    right = still_right(subject, trace, deltas, rates, others, labels)
    for place, rate in enumerate(rates.tolist()):
        taught = teach(subject, INPUTS, [TaughtStep(7, "cross_entropy", rate)] if rate else []).network
        expected = taught.forward(others).outputs
        np.testing.assert_allclose(ahead[place], expected, rtol=1e-4, atol=1e-5)
        assert right[place] == (expected.argmax(axis=1) == labels).sum()
    assert len(set(right.tolist())) > 1


def test_a_network_that_ran_away_reads_nothing() -> None:
    subject = network("relu")
    trace = subject.forward(INPUTS)
    deltas = gradients_for_label(subject, trace, 7, "cross_entropy").deltas
    others, labels = np.repeat(INPUTS, 3, axis=0), np.full(3, 7)
    assert still_right(subject, trace, deltas, np.array([0.1, 1e30]), others, labels).tolist() == [3, 0]


def test_it_ran_away_where_float32_can_no_longer_count() -> None:
    assert np.float32(MAX_LOGIT) + np.float32(1) == np.float32(MAX_LOGIT)
    assert np.float32(MAX_LOGIT / 2) + np.float32(1) != np.float32(MAX_LOGIT / 2)
    rows = np.array([[0, MAX_LOGIT], [-2 * MAX_LOGIT, 0], [np.nan, 0], [np.inf, 0]], FLOAT)
    assert has_diverged(rows).tolist() == [False, True, True, True]


def test_a_short_step_makes_the_loss_smaller_as_the_gradient_promises() -> None:
    subject = network("tanh")
    trace = subject.forward(INPUTS)
    gradients = gradients_for_label(subject, trace, 7, "cross_entropy")
    at, short = descend(subject, trace, gradients.deltas, 7, "cross_entropy", np.array([0.0, 1e-3])).losses
    steepness = sum(float(np.square(each).sum()) for each in gradients.parameters)
    assert (at - short) / 1e-3 == pytest.approx(steepness, rel=0.05)


def test_a_step_beyond_all_bounds_has_an_infinite_loss() -> None:
    subject = network("relu")
    trace = subject.forward(INPUTS)
    deltas = gradients_for_label(subject, trace, 7, "cross_entropy").deltas
    losses = descend(subject, trace, deltas, 7, "cross_entropy", np.array([0.1, 1e30])).losses
    assert np.isfinite(losses[0])
    assert losses[1] == np.inf
