"""Describes model/explanation/connections.py: every unit's activation, and which connections matter most."""

from pydantic import BaseModel, Field

from model.arrays import Array
from model.explanation.connections import strongest_connections

from .numbers import short
from .question import Question

STRONGEST = 48  # connections told between two layers: as many as an eye can follow


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
    """From the trace of the whole network."""
    dense = question.network.dense_layers
    traces = question.dense_traces
    spoken = [trace.inputs for trace in traces[1:]] + [traces[-1].outputs]  # what the next layer hears
    return Layers(
        dense=[
            Layer(
                units=layer.bias.size,
                pre_activations=short(trace.outputs[0]),
                activations=short(said[0]),
                bias=short(layer.bias),
                connections=_connections(trace.inputs[0], layer.weights) if place > 0 else [],
            )
            for place, (layer, trace, said) in enumerate(zip(dense, traces, spoken, strict=True))
        ]
    )


def _connections(inputs: Array, weights: Array) -> list[Connection]:
    sources, targets = strongest_connections(inputs, weights, STRONGEST)
    weight = weights[sources, targets]
    told = zip(sources.tolist(), targets.tolist(), short(weight), short(inputs[sources] * weight), strict=True)
    return [Connection(source=s, target=t, weight=w, product=p) for s, t, w, p in told]
