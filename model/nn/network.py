"""A network is a row of layers: what one says is what the next one hears.

    784 inputs -> Dense -> activation -> Dropout -> ... -> Dense -> 10 logits

`forward` is the goal of the whole course in one line: from pixels to an answer. It keeps nothing; it returns a
`ForwardTrace`, which is what back-propagation walks back through and what the page draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..arrays import CLASSES, FLOAT, INPUTS, Array
from ..config import NetworkConfig
from ..errors import ShapeError
from .activations import ACTIVATIONS, Activation, softmax
from .dense import Dense
from .dropout import Dropout
from .initializers import INITIALIZERS
from .layer import Layer, LayerTrace


@dataclass(frozen=True)
class ForwardTrace:
    """Everything that happened on the way from inputs to outputs, one LayerTrace a layer."""

    layers: tuple[LayerTrace, ...]

    @property
    def outputs(self) -> Array:
        """What the last layer said: the logits (batch, classes)."""
        return self.layers[-1].outputs

    @property
    def last_hidden(self) -> Array:
        """What the last layer got to see: the last hidden activations (batch, units); without any the inputs."""
        return self.layers[-1].inputs


class Network:
    """Ordered layers. Safe to share between threads as long as nobody trains it."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)

    @property
    def dense_layers(self) -> tuple[Dense, ...]:
        """The layers that have weights and a bias, first to last."""
        return tuple(layer for layer in self.layers if isinstance(layer, Dense))

    @property
    def parameters(self) -> tuple[Array, ...]:
        """All weights and biases, first layer first: the arrays that an optimizer changes in place.

        For each dense layer its weights (fan_in, fan_out), then its bias (fan_out,).
        """
        return tuple(parameter for layer in self.layers for parameter in layer.parameters)

    def put_in(self, arrays: Sequence[Array]) -> None:
        """Moves the parameters into other arrays of the same shapes: what those hold is what they are from now on."""
        for layer, weights, bias in zip(self.dense_layers, arrays[::2], arrays[1::2], strict=True):
            layer.weights, layer.bias = weights, bias

    @property
    def parameter_count(self) -> int:
        """How many numbers training learns."""
        return sum(parameter.size for parameter in self.parameters)

    @property
    def inputs(self) -> int:
        """How many numbers one example has: 784 for a 28x28 picture."""
        return int(self.dense_layers[0].weights.shape[0])

    @property
    def classes(self) -> int:
        """How many answers there are: 10 for digits."""
        return int(self.dense_layers[-1].weights.shape[1])

    def forward(self, inputs: Array, *, training: bool = False, rng: np.random.Generator | None = None) -> ForwardTrace:
        """inputs (batch, features) -> trace whose `outputs` are the logits (batch, classes).

        `training` and `rng` go to every layer. Raises ShapeError for inputs of another width, and ConfigError when a
        network with dropout trains without an `rng`.
        """
        if inputs.ndim != 2 or inputs.shape[1] != self.inputs:
            raise ShapeError(f"This network takes inputs (batch, {self.inputs}), not {inputs.shape}.")
        traces: list[LayerTrace] = []
        for layer in self.layers:
            trace = layer.forward(inputs, training=training, rng=rng)
            traces.append(trace)
            inputs = trace.outputs
        return ForwardTrace(tuple(traces))

    def probabilities(self, inputs: Array) -> Array:
        """The answer: inputs (batch, features) -> softmax(logits) (batch, classes), each row adding up to 1."""
        return softmax(self.forward(inputs).outputs)


def assemble(config: NetworkConfig, dense_layers: Sequence[Dense]) -> Network:
    """Puts the bends and the dropout that `config` asks for between dense layers made elsewhere."""
    layers: list[Layer] = []
    for hidden in dense_layers[:-1]:
        layers += [hidden, ACTIVATIONS[config.activation]()]
    return with_dropout(Network([*layers, dense_layers[-1]]), config.dropout_rate)


def with_dropout(network: Network, dropout_rate: float) -> Network:
    """The same network, sharing its parameters, with that much dropout after each bend instead of what it had."""
    layers: list[Layer] = []
    for layer in network.layers:
        if type(layer) is not Dropout:  # its subclass, units silenced by hand, stays
            layers.append(layer)
        if isinstance(layer, Activation) and dropout_rate > 0.0:
            layers.append(Dropout(dropout_rate))
    return Network(layers)


def build_network(
    config: NetworkConfig, rng: np.random.Generator, *, inputs: int = INPUTS, classes: int = CLASSES
) -> Network:
    """A new network with random weights and zero biases, from `inputs` numbers to `classes` logits."""
    initialize = INITIALIZERS[config.activation]
    sizes = [inputs, *config.hidden_sizes, classes]
    return assemble(
        config,
        [Dense(initialize(fan_in, fan_out, rng), np.zeros(fan_out, FLOAT)) for fan_in, fan_out in pairwise(sizes)],
    )
