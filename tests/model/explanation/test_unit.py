"""A unit, opened: its terms, the rest and the bias are all of its sum, for every unit of every layer."""

from pathlib import Path

import numpy as np
import pytest

from model.arrays import FLOAT, Array
from model.checkpoints.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.explanation.silence import silenced
from model.explanation.unit import activation_after, open_unit
from model.nn.activations import ACTIVATIONS
from model.nn.dense import Dense
from model.nn.network import Network, build_network


def by_hand() -> Network:
    """The course's three numbers into two units, and one output."""
    first = Dense(np.array([[1, -1], [1, -2], [1, 3]], FLOAT), np.array([0, -2], FLOAT))
    return Network([first, ACTIVATIONS["relu"](), Dense(np.array([[2], [5]], FLOAT), np.array([0.5], FLOAT))])


INPUTS = np.array([[0.1, 0.2, 0.4]], FLOAT)


def test_the_courses_calculation() -> None:
    unit = open_unit(by_hand(), by_hand().forward(INPUTS), 1, 0)
    # 0.1 * 1 + 0.2 * 1 + 0.4 * 1 + 0 = 0.7
    assert unit.products == pytest.approx([0.1, 0.2, 0.4])
    assert (unit.bias, unit.pre_activation, unit.activation) == pytest.approx((0, 0.7, 0.7))
    assert (unit.slope, unit.standing) == (1, "active")


def test_the_largest_terms_come_first_whatever_their_sign() -> None:
    unit = open_unit(by_hand(), by_hand().forward(INPUTS), 1, 1)
    # -0.1, -0.4, 1.2
    assert unit.largest_terms(2).tolist() == [2, 1]
    assert unit.rest(unit.largest_terms(2)) == pytest.approx(-0.1)
    # 1.2 - 0.4 - 0.1 - 2 = -1.3; without the bias 0.7
    assert (unit.pre_activation, unit.activation, unit.slope, unit.standing) == pytest.approx((-1.3, 0, 0, "silent"))
    assert unit.activation_without_bias == pytest.approx(0.7)


def test_inputs_that_add_nothing_are_no_terms() -> None:
    network = by_hand()
    unit = open_unit(network, network.forward(np.array([[0, 0.5, 0]], FLOAT)), 1, 0)
    assert unit.largest_terms(12).tolist() == [1]
    assert unit.rest(unit.largest_terms(12)) == 0


def test_an_output_has_no_curve() -> None:
    network = by_hand()
    unit = open_unit(network, network.forward(INPUTS), 2, 0)
    # 0.7 * 2 + 0 * 5 + 0.5 = 1.9
    assert (unit.pre_activation, unit.activation, unit.slope, unit.standing) == pytest.approx((1.9, 1.9, 1, "active"))
    assert unit.activation_without_bias == pytest.approx(1.4)
    assert activation_after(network, 1) is network.layers[1] and activation_after(network, 2) is None


def some_drawing(rng: np.random.Generator) -> Array:
    """As much ink as a digit has."""
    inputs = rng.uniform(0, 1, (1, 784)).astype(FLOAT)
    return inputs * (rng.random((1, 784)) < 0.2)


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_nothing_is_missing_from_the_sum_of_any_unit(activation: str, rng: np.random.Generator) -> None:
    network = build_network(NetworkConfig(hidden_sizes=(24, 16), activation=activation, dropout_rate=0.2), rng)  # type: ignore[arg-type]
    for layer in network.dense_layers:
        layer.bias[:] = rng.normal(0, 1, layer.bias.shape)
    trace = network.forward(some_drawing(rng))
    for layer, units in enumerate((24, 16, 10), 1):
        for index in range(units):
            unit = open_unit(network, trace, layer, index)
            told = unit.largest_terms(12)
            assert unit.products.dtype == FLOAT
            assert unit.products[told].sum() + unit.rest(told) + unit.bias == pytest.approx(
                unit.pre_activation, abs=1e-5
            )
            assert np.all(np.diff(np.abs(unit.products[told])) <= 0)


def test_the_champion_adds_up_too(rng: np.random.Generator) -> None:
    network = load_checkpoint(Path(__file__).parents[3] / "weights" / "v0003").network
    trace = network.forward(some_drawing(rng))
    for layer, dense in enumerate(network.dense_layers, 1):
        for index in range(0, dense.bias.size, 97):
            unit = open_unit(network, trace, layer, index)
            told = unit.largest_terms(12)
            assert unit.products[told].sum() + unit.rest(told) + unit.bias == pytest.approx(
                unit.pre_activation, abs=1e-5
            )


def test_the_slope_is_the_curves_at_that_point(rng: np.random.Generator) -> None:
    network = build_network(NetworkConfig(hidden_sizes=(24,), activation="sigmoid"), rng)
    unit = open_unit(network, network.forward(some_drawing(rng)), 1, 3)
    assert unit.activation == pytest.approx(1 / (1 + np.exp(-unit.pre_activation)), rel=1e-5)
    assert unit.slope == pytest.approx(unit.activation * (1 - unit.activation), rel=1e-5)


def test_a_silenced_units_own_sum_stays_what_it_was(rng: np.random.Generator) -> None:
    network = build_network(NetworkConfig(hidden_sizes=(24, 16)), rng)
    inputs, quiet = some_drawing(rng), silenced(network, {(1, 3)})
    before = open_unit(network, network.forward(inputs), 1, 3)
    after = open_unit(quiet, quiet.forward(inputs), 1, 3)
    assert after.pre_activation == before.pre_activation and after.activation == before.activation
    assert open_unit(quiet, quiet.forward(inputs), 2, 0).inputs[3] == 0
