"""Calibration: a boaster is cooled to the truth, and no answer changes."""

import numpy as np
import pytest

from model.arrays import Array, IntArray
from model.config import NetworkConfig
from model.evaluation.calibration import apply_temperature, best_temperature
from model.evaluation.metrics import calibration_error
from model.nn.activations import softmax
from model.nn.network import build_network


@pytest.fixture
def honest(rng: np.random.Generator) -> tuple[Array, IntArray]:
    """Logits whose softmax is the truth: each label is drawn from it."""
    logits = rng.normal(0, 2, (20_000, 10)).astype(np.float32)
    cumulative = softmax(logits).cumsum(axis=1)
    labels = (cumulative < rng.random((len(logits), 1))).sum(axis=1)
    return logits, np.minimum(labels, 9)


@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_the_boast(honest: tuple[Array, IntArray], boast: float) -> None:
    logits, labels = honest
    temperature = best_temperature(logits * np.float32(boast), labels)
    assert temperature == pytest.approx(boast, rel=0.05)
    calibrated = softmax(logits * np.float32(boast / temperature))
    assert calibration_error(calibrated, labels) < 0.01


def test_cooling_a_network_divides_its_logits(rng: np.random.Generator) -> None:
    network = build_network(NetworkConfig(hidden_sizes=(6,)), rng, inputs=4, classes=3)
    network.dense_layers[-1].bias[...] = 0.5
    inputs = rng.normal(size=(5, 4)).astype(np.float32)
    before = network.forward(inputs).outputs
    apply_temperature(network, 2.5)
    assert network.forward(inputs).outputs == pytest.approx(before / 2.5, rel=1e-5)
