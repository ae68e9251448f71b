"""The loss along the gradient's direction: the quick way against taking the step."""

import numpy as np
import pytest

from model.activations import ReLU, Sigmoid, Tanh
from model.arrays import FLOAT
from model.config import LossName, NetworkConfig
from model.explanation.descent import descend
from model.explanation.health import health
from model.explanation.private_copy import TaughtStep, blame, teach
from model.explanation.silence import silenced
from model.network import Network, build_network

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
    ahead = descend(subject, trace, blame(subject, trace, 7, loss).deltas, 7, loss, RATES)
    for rate, logits in zip(RATES, ahead.logits, strict=True):
        steps = [TaughtStep(7, loss, float(rate))] if rate else []
        np.testing.assert_allclose(logits, teach(subject, INPUTS, steps).logits[-1], rtol=1e-4, atol=1e-5)


def test_a_short_step_makes_the_loss_smaller_as_the_gradient_promises() -> None:
    subject = network("tanh")
    trace = subject.forward(INPUTS)
    gradients = blame(subject, trace, 7, "cross_entropy")
    at, short = descend(subject, trace, gradients.deltas, 7, "cross_entropy", np.array([0.0, 1e-3])).losses
    steepness = sum(float(np.square(each).sum()) for each in gradients.parameters)
    assert (at - short) / 1e-3 == pytest.approx(steepness, rel=0.05)


def test_a_step_beyond_all_bounds_has_an_infinite_loss() -> None:
    subject = network("relu")
    trace = subject.forward(INPUTS)
    deltas = blame(subject, trace, 7, "cross_entropy").deltas
    losses = descend(subject, trace, deltas, 7, "cross_entropy", np.array([0.1, 1e30])).losses
    assert np.isfinite(losses[0])
    assert losses[1] == np.inf


def test_dead_and_saturated_units_are_told_from_those_alive() -> None:
    assert health(ReLU(), np.array([0.0, 0.3])) == ["dead", "alive"]
    assert health(Sigmoid(), np.array([0.5, 0.95, 0.99, 0.01])) == ["alive", "alive", "saturated", "saturated"]
    assert health(Tanh(), np.array([0.0, 0.95, 0.98, -0.99])) == ["alive", "alive", "saturated", "saturated"]
