"""The loss along one weight is that of a network with this weight, and its slope is back-propagation's gradient."""

from collections.abc import Iterator

import numpy as np
import pytest

from model.config import ActivationName, NetworkConfig
from model.explanation.loss_along_weight import Slice, WeightPlace
from model.explanation.private_copy import copy_of, gradients_for_label
from model.explanation.silence import silenced
from model.nn.losses import LOSSES
from model.nn.network import Network, build_network

PLACES = [WeightPlace(1, 2, 5), WeightPlace(2, 1, 3), WeightPlace(3, 4, 2)]
LABEL = 4


def network(activation: ActivationName, dtype: type = np.float64) -> Network:
    built = build_network(
        NetworkConfig(hidden_sizes=(6, 5), activation=activation, dropout_rate=0.2), np.random.default_rng(2), inputs=8
    )
    for parameter in built.parameters:
        parameter += np.random.default_rng(parameter.size).normal(0, 0.3, parameter.shape).astype(parameter.dtype)
    for layer in built.dense_layers:
        layer.weights, layer.bias = layer.weights.astype(dtype), layer.bias.astype(dtype)
    return built


def slices(dtype: type = np.float64) -> Iterator[Slice]:
    for activation in ("sigmoid", "tanh", "relu"):
        for subject in (network(activation, dtype), silenced(network(activation, dtype), {(1, 0), (2, 3)})):
            inputs = np.random.default_rng(3).random((1, 8)).astype(dtype)
            for place in PLACES:
                for loss in LOSSES:
                    yield Slice(subject, subject.forward(inputs), place, LABEL, loss)


def with_weight(cut: Slice, weight: float) -> float:
    """The loss of a network that really has this weight."""
    copy = copy_of(cut.network)
    copy.dense_layers[cut.place.layer - 1].weights[cut.place.source, cut.place.unit] = weight
    logits = copy.forward(cut.trace.layers[0].inputs).outputs
    return LOSSES[cut.loss].value(logits, np.eye(10, dtype=logits.dtype)[[LABEL]])


def test_each_loss_is_that_of_a_network_with_this_weight() -> None:
    for cut in slices():
        weights = np.array([cut.weight - 3, cut.weight, cut.weight + 0.25, 40.0])
        assert cut.at(weights).losses == pytest.approx([with_weight(cut, weight) for weight in weights], rel=1e-9)


def test_the_slope_is_that_of_central_differences_everywhere() -> None:
    width = 1e-6
    for cut in slices():
        weights = cut.weight + np.array([-1.3, 0.0, 0.7])
        rise = [with_weight(cut, weight + width) - with_weight(cut, weight - width) for weight in weights]
        assert cut.at(weights).slopes == pytest.approx(np.array(rise) / (2 * width), rel=1e-4, abs=1e-8)


def test_where_the_weight_stands_the_slope_is_back_propagations_gradient() -> None:
    for dtype, precision in ((np.float64, 1e-9), (np.float32, 1e-4)):
        for cut in slices(dtype):
            gradients = gradients_for_label(cut.network, cut.trace, LABEL, cut.loss).parameters
            expected = gradients[2 * (cut.place.layer - 1)][cut.place.source, cut.place.unit]
            found = cut.at(np.array([cut.weight])).slopes
            assert found == pytest.approx([expected], rel=precision, abs=1e-7)


def test_alone_a_weight_descends_by_the_rule() -> None:
    for cut in slices():
        path = cut.descend(0.5, 3)
        assert path.weights[0] == cut.weight and path.losses[0] == pytest.approx(with_weight(cut, cut.weight))
        assert np.diff(path.weights) == pytest.approx(-0.5 * path.slopes[:-1])
        assert path.losses == pytest.approx([with_weight(cut, weight) for weight in path.weights])


def test_at_the_usual_rate_it_comes_down_and_doesnt_leap() -> None:
    for cut in slices():
        path, bottom = cut.descend(cut.usual_rate(), 12), cut.bottom()
        if bottom != cut.weight:
            assert path.losses[-1] < path.losses[0]
            assert abs(path.weights[1] - cut.weight) <= 0.4 * abs(bottom - cut.weight)


def test_a_weight_that_hears_nothing_lies_on_a_plain() -> None:
    subject = network("relu")
    cut = Slice(subject, subject.forward(np.zeros((1, 8))), PLACES[0], LABEL, "cross_entropy")
    assert cut.bottom() == cut.weight
    assert np.ptp(cut.at(np.linspace(-9, 9, 5)).losses) == 0
    assert set(cut.descend(cut.usual_rate(), 4).weights) == {cut.weight}
