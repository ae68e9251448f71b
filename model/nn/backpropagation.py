"""Back-propagation asks, for every parameter: if I turned this up a little, how much would the loss change?

The network is a chain of functions, loss(layer_3(layer_2(layer_1(inputs)))), and the chain rule multiplies the slopes
along it. Walking from the loss backwards, each layer turns "how the loss changes with my outputs" into

    grad_parameters   how it changes with my weights and bias: kept, for the optimizer
    grad_inputs       how it changes with my inputs: handed to the layer before, whose outputs they are

Every layer is visited once, so all the gradients together cost about two forward passes, however many parameters there
are; changing each parameter in turn to see what happens would cost one forward pass for every single one.
Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..arrays import Array
from .network import ForwardTrace, Network


@dataclass(frozen=True)
class Gradients:
    """How the loss changes with everything in the network.

    parameters  one array for each of `network.parameters`, in its order and shape
    deltas      d loss / d outputs of each layer, first to last, (batch, units): the blame on its way back
    """

    parameters: tuple[Array, ...]
    deltas: tuple[Array, ...]


def backward_deltas(
    network: Network, trace: ForwardTrace, grad_outputs: Array, *, to_inputs: bool = False
) -> tuple[Array, ...]:
    """The deltas alone: walks `trace` backwards from `grad_outputs` = d loss / d logits, (batch, classes).

    `to_inputs` puts d loss / d inputs, (batch, features), before them. Training doesn't ask how the pixels should
    change, and the first layer's product is the largest of all.
    """
    deltas = [grad_outputs]
    for index in reversed(range(0 if to_inputs else 1, len(network.layers))):
        deltas.insert(0, network.layers[index].grad_inputs(trace.layers[index], deltas[0]))
    return tuple(deltas)


def backpropagate(
    network: Network, trace: ForwardTrace, grad_outputs: Array, *, out: Sequence[Array] = ()
) -> Gradients:
    """All gradients of the example or batch in `trace`, from `grad_outputs` = d loss / d logits, (batch, classes).

    Those of the parameters are written into `out`, if it has an array for each.
    """
    deltas = backward_deltas(network, trace, grad_outputs)
    parameters: list[Array] = []
    for layer, layer_trace, delta in zip(network.layers, trace.layers, deltas, strict=True):
        place = out[len(parameters) : len(parameters) + len(layer.parameters)]
        parameters += layer.grad_parameters(layer_trace, delta, place)
    return Gradients(tuple(parameters), deltas)
