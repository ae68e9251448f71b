"""The curve of an activation, and who stands where it is flat."""

import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import FLOAT
from model.checkpoints.checkpoint import load_checkpoint
from model.data.dataset import load_mnist_test
from model.explanation.private_copy import gradients_for_label
from model.explanation.saturation import flat_zones, passed_share, sample, standings
from model.nn.activations import ACTIVATIONS, ReLU, Sigmoid, Tanh
from model.preprocessing.framing import to_inputs


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_samples_are_the_curve_and_its_derivative(name: str) -> None:
    curve = sample(ACTIVATIONS[name](), 4, 801)
    assert (curve.x[0], curve.x[400], curve.x[-1]) == (-4, 0, 4)
    assert curve.x.dtype == curve.y.dtype == curve.slope.dtype == FLOAT
    smooth = np.abs(curve.x) > 0.05  # a ReLU has a corner at 0
    assert curve.slope[smooth] == pytest.approx(np.gradient(curve.y, curve.x)[smooth], abs=2e-3)


def test_a_relu_below_zero_is_silent() -> None:
    assert standings(ReLU(), np.array([0, 0.001, 9], FLOAT)) == ["silent", "active", "active"]


def test_sigmoid_and_tanh_are_saturated_where_a_tenth_of_the_slope_is_left() -> None:
    # sigmoid: a * (1 - a) = 0.025 at a = 0.0257 and 0.9743; tanh: 1 - a^2 = 0.1 at a = 0.9487.
    assert standings(Sigmoid(), np.array([0.02, 0.03, 0.5, 0.97, 0.98], FLOAT)) == [
        "saturated", "active", "active", "active", "saturated",
    ]  # fmt: skip
    assert standings(Tanh(), np.array([-0.96, -0.94, 0, 0.94, 1], FLOAT)) == [
        "saturated", "active", "active", "active", "saturated",
    ]  # fmt: skip


def test_flat_zones_are_where_units_are_silent_or_saturated() -> None:
    assert flat_zones(ReLU(), sample(ReLU(), 5)) == [(-5, 0)]
    # The sigmoid's 0.9743 is reached at log(0.9743 / 0.0257) = 3.64, the tanh's 0.9487 at 1.82.
    low, high = flat_zones(Sigmoid(), sample(Sigmoid(), 6, 1201))
    assert low == pytest.approx((-6, -3.64), abs=0.01) and high == pytest.approx((3.64, 6), abs=0.01)
    low, high = flat_zones(Tanh(), sample(Tanh(), 6, 1201))
    assert low == pytest.approx((-6, -1.82), abs=0.01) and high == pytest.approx((1.82, 6), abs=0.01)
    assert flat_zones(Sigmoid(), sample(Sigmoid(), 3)) == []


def test_the_share_that_gets_through_is_one_of_lengths() -> None:
    # 3-4-5 reaches the units, and the slopes 1 and 0 leave 3 of it.
    assert passed_share(np.array([3.0, 4.0]), np.array([3.0, 0.0])) == pytest.approx(3 / 5)
    assert passed_share(np.array([1.0, 1.0]), np.array([0.0, 0.0])) == 0
    assert passed_share(np.zeros(2), np.zeros(2)) == 1


@pytest.mark.parametrize(("name", "most"), [("classroom-sigmoid", 0.25), ("classroom-tanh", 1), ("classroom-relu", 1)])
def test_a_sigmoid_lets_a_quarter_through_at_most(name: str, most: float) -> None:
    network = load_checkpoint(ROOT / "weights" / name).network
    for inputs in to_inputs(load_mnist_test().images[:20])[:, None]:
        deltas = gradients_for_label(network, network.forward(inputs), 3, "cross_entropy").deltas
        for layer in (0, 2):
            assert 0 < passed_share(deltas[layer + 1][0], deltas[layer][0]) <= most + 1e-6
