"""Describes model/explanation/connections.py: every unit's activation, and which connections matter most."""

from pydantic import BaseModel, Field

from model.arrays import Array
from model.explanation.connections import strongest_connections

from .question import Question
from .rounding import round_significant

MAX_CONNECTIONS = 48  # between two layers: as many as an eye can follow


class Connection(BaseModel):
    """A connection from a unit of the layer before to a unit of this layer."""

    source: int = Field(description="The unit it comes from: its place in the layer before.")
    target: int = Field(description="The unit it leads to.")
    weight: float = Field(description="How much the one listens to the other.")
    product: float = Field(description="activation * weight: what this connection adds to the target now.")


class Layer(BaseModel):
    """One dense layer with its activation; the last one has none, and its pre-activations are the logits."""

    units: int
    pre_activations: list[float] = Field(description="inputs @ weights + bias, unit by unit.")
    activations: list[float] = Field(description="What each unit says: its pre-activation, bent.")
    bias: list[float] = Field(description="What each unit would add up to without any input.")
    connections: list[Connection] = Field(
        description="Those that add or take most, largest first; none into the first layer, whose inputs are pixels."
    )


class Layers(BaseModel):
    """All dense layers, first to last."""

    dense: list[Layer]


def explain_layers(question: Question) -> Layers:
    """All dense layers, from the trace of the network."""
    dense = question.network.dense_layers
    traces = question.dense_traces
    activations = [trace.inputs for trace in traces[1:]] + [traces[-1].outputs]  # the inputs of the next layer
    return Layers(
        dense=[
            Layer(
                units=layer.bias.size,
                pre_activations=round_significant(trace.outputs[0]),
                activations=round_significant(activation[0]),
                bias=round_significant(layer.bias),
                connections=_connections(trace.inputs[0], layer.weights) if index > 0 else [],
            )
            for index, (layer, trace, activation) in enumerate(zip(dense, traces, activations, strict=True))
        ]
    )


def _connections(inputs: Array, weights: Array) -> list[Connection]:
    sources, targets = strongest_connections(inputs, weights, MAX_CONNECTIONS)
    weight = weights[sources, targets]
    columns = zip(
        sources.tolist(),
        targets.tolist(),
        round_significant(weight),
        round_significant(inputs[sources] * weight),
        strict=True,
    )
    return [Connection(source=s, target=t, weight=w, product=p) for s, t, w, p in columns]
