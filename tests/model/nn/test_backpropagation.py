"""Back-propagation: proved against central differences for every layer, activation and loss, and by hand."""

import numpy as np
import pytest

from model.arrays import Array
from model.data.batches import one_hot
from model.nn.activations import ACTIVATIONS, softmax
from model.nn.backpropagation import backpropagate
from model.nn.dense import Dense
from model.nn.dropout import Dropout
from model.nn.layer import Layer, LayerTrace
from model.nn.losses import LOSSES, AbsoluteError, Loss, MeanSquaredError
from model.nn.network import Network
from model.nn.optimizers import SGD
from tests.helpers.gradient_check import assert_gradients

ALL_LOSSES = {"raw_absolute_error": AbsoluteError(), "raw_mean_squared_error": MeanSquaredError(), **LOSSES}
MASK_SEED = 5


def random_dense(fan_in: int, fan_out: int, rng: np.random.Generator) -> Dense:
    return Dense(rng.normal(size=(fan_in, fan_out)), rng.normal(size=fan_out))


def random_network(activation: str, dropout_rate: float) -> Network:
    """5-4-4-3 in float64, with dropout after the first bend."""
    rng = np.random.default_rng(0)
    bend = ACTIVATIONS[activation]
    layers: list[Layer] = [random_dense(5, 4, rng), bend(), Dropout(dropout_rate)]
    return Network([*layers, random_dense(4, 4, rng), bend(), random_dense(4, 3, rng)])


def outputs_with_fixed_mask(network: Network, inputs: Array) -> Array:
    """A fresh generator each time draws the same dropout mask, so that the loss is one and the same function."""
    return network.forward(inputs, training=True, rng=np.random.default_rng(MASK_SEED)).outputs


@pytest.mark.parametrize("dropout_rate", [0.0, 0.4])
@pytest.mark.parametrize("loss", ALL_LOSSES.values(), ids=ALL_LOSSES.keys())
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_central_differences(activation: str, loss: Loss, dropout_rate: float) -> None:
    network = random_network(activation, dropout_rate)
    rng = np.random.default_rng(1)
    inputs, targets = rng.normal(size=(6, 5)), one_hot(rng.integers(0, 3, 6), 3).astype(np.float64)
    trace = network.forward(inputs, training=True, rng=np.random.default_rng(MASK_SEED))
    if dropout_rate:
        dropped = trace.layers[2].mask
        assert dropped is not None and 0 < (dropped == 0).mean() < 1, "the mask should drop some units and keep others"
    gradients = backpropagate(network, trace, loss.gradient(trace.outputs, targets))

    assert_gradients(
        lambda: loss.value(outputs_with_fixed_mask(network, inputs), targets), network.parameters, gradients.parameters
    )


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("loss", ALL_LOSSES.values(), ids=ALL_LOSSES.keys())
def test_each_loss_gradient_equals_central_differences(loss: Loss, smoothing: float) -> None:
    rng = np.random.default_rng(2)
    outputs, targets = rng.normal(size=(4, 3)), one_hot(np.array([0, 2, 1, 1]), 3, smoothing=smoothing)
    assert_gradients(lambda: loss.value(outputs, targets), [outputs], [loss.gradient(outputs, targets)])


@pytest.mark.parametrize("loss", ALL_LOSSES.values(), ids=ALL_LOSSES.keys())
def test_targets_may_be_any_probabilities_as_teachers_give_them(loss: Loss) -> None:
    rng = np.random.default_rng(4)
    outputs, targets = rng.normal(size=(4, 3)), softmax(rng.normal(size=(4, 3)))
    assert_gradients(lambda: loss.value(outputs, targets), [outputs], [loss.gradient(outputs, targets)])


@pytest.mark.parametrize("name", ["dense", "dropout", *ACTIVATIONS])
def test_each_layers_input_gradient_equals_central_differences(name: str) -> None:
    rng = np.random.default_rng(3)
    layers: dict[str, Layer] = {"dense": random_dense(4, 4, rng), "dropout": Dropout(0.5)}
    layer = layers[name] if name in layers else ACTIVATIONS[name]()
    inputs, weighting = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    def forward() -> LayerTrace:
        return layer.forward(inputs, training=True, rng=np.random.default_rng(MASK_SEED))

    grad = layer.grad_inputs(forward(), weighting)
    assert_gradients(lambda: float((forward().outputs * weighting).sum()), [inputs], [grad])


def test_the_prover_rejects_a_gradient_that_is_wrong_by_a_tenth_of_a_percent() -> None:
    network = random_network("tanh", 0.0)
    loss = LOSSES["cross_entropy"]
    rng = np.random.default_rng(4)
    inputs, targets = rng.normal(size=(6, 5)), one_hot(rng.integers(0, 3, 6), 3)
    trace = network.forward(inputs)
    right = backpropagate(network, trace, loss.gradient(trace.outputs, targets)).parameters
    wrong = [gradient * 1.001 for gradient in right]

    def value() -> float:
        return loss.value(network.forward(inputs).outputs, targets)

    assert_gradients(value, network.parameters, right)
    with pytest.raises(AssertionError, match="but the loss changes by"):
        assert_gradients(value, network.parameters, wrong)


def test_the_courses_calculation_by_hand() -> None:
    # x = [0.1, 0.2, 0.4], all weights 1, bias 0, y = 1:
    #   y_predict = 0.1 + 0.2 + 0.4 = 0.7, absolute error |1 - 0.7| = 0.3
    # The prediction is too low, so d loss / d y_predict = -1 and d loss / d weight_i = -1 * x_i. Learning rate 0.5:
    #   weight_new = 1 - 0.5 * [-0.1, -0.2, -0.4] = [1.05, 1.1, 1.2]      bias_new = 0 - 0.5 * (-1) = 0.5
    # and the next prediction is 0.105 + 0.22 + 0.48 + 0.5 = 1.305.
    network = Network([Dense(np.ones((3, 1)), np.zeros(1))])
    x, y = np.array([[0.1, 0.2, 0.4]]), np.array([[1.0]])
    trace = network.forward(x)
    assert trace.outputs.item() == pytest.approx(0.7)
    assert AbsoluteError().value(trace.outputs, y) == pytest.approx(0.3)

    gradients = backpropagate(network, trace, AbsoluteError().gradient(trace.outputs, y))
    assert gradients.parameters[0].ravel() == pytest.approx([-0.1, -0.2, -0.4])
    assert gradients.parameters[1] == pytest.approx([-1.0])
    SGD().step(network.parameters, gradients.parameters, learning_rate=0.5)
    assert network.parameters[0].ravel() == pytest.approx([1.05, 1.1, 1.2])
    assert network.parameters[1] == pytest.approx([0.5])
    assert network.forward(x).outputs.item() == pytest.approx(1.305)


def test_a_2_2_1_network_by_hand() -> None:
    # x = [1, 2], y = 1, ReLU, mean squared error.
    #   hidden weights [[1, -1], [0.5, 0]], bias [0, 0.5]:
    #     pre_activation = [1 * 1 + 2 * 0.5 + 0, 1 * -1 + 2 * 0 + 0.5] = [2, -0.5]
    #     activations = relu = [2, 0]                    the second unit is silent
    #   output weights [[0.5], [3]], bias [0.25]: y_predict = 2 * 0.5 + 0 * 3 + 0.25 = 1.25
    #   loss = (1 - 1.25)^2 = 0.0625
    # Backwards: d loss / d y_predict = 2 * (1.25 - 1) = 0.5
    #   output weights: [2 * 0.5, 0 * 0.5] = [1, 0], bias 0.5
    #   d loss / d activations = 0.5 * [0.5, 3] = [0.25, 1.5]
    #   d loss / d pre_activation = [0.25 * 1, 1.5 * 0] = [0.25, 0]     the silent unit learns nothing
    #   hidden weights: [[1 * 0.25, 0], [2 * 0.25, 0]] = [[0.25, 0], [0.5, 0]], bias [0.25, 0]
    hidden = Dense(np.array([[1.0, -1.0], [0.5, 0.0]]), np.array([0.0, 0.5]))
    output = Dense(np.array([[0.5], [3.0]]), np.array([0.25]))
    network = Network([hidden, ACTIVATIONS["relu"](), output])
    trace = network.forward(np.array([[1.0, 2.0]]))
    assert trace.layers[0].outputs.tolist() == [[2.0, -0.5]]
    assert trace.layers[1].outputs.tolist() == [[2.0, 0.0]]
    assert trace.outputs.tolist() == [[1.25]]

    loss, y = MeanSquaredError(), np.array([[1.0]])
    assert loss.value(trace.outputs, y) == 0.0625
    gradients = backpropagate(network, trace, loss.gradient(trace.outputs, y))
    assert [delta.tolist() for delta in gradients.deltas] == [[[0.25, 0.0]], [[0.25, 1.5]], [[0.5]]]
    assert [gradient.tolist() for gradient in gradients.parameters] == [
        [[0.25, 0.0], [0.5, 0.0]],
        [0.25, 0.0],
        [[1.0], [0.0]],
        [0.5],
    ]
