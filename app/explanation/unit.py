"""Describes model/explanation/unit.py: the chosen unit's sum, term by term."""

from typing import Literal

from pydantic import BaseModel, Field

from model.arrays import Array
from model.explanation.unit import OpenUnit, open_unit
from model.nn.activations import softmax
from model.preprocessing.framing import IMAGE_SIZE

from .question import Question
from .rounding import round_significant

MAX_TERMS = 12  # listed one by one; the others are summed up

Numbers = list[float] | list[list[float]]
State = Literal["active", "silent", "saturated", "silenced"]


class Term(BaseModel):
    """One input, and what it adds to the sum."""

    source: int = Field(description="The input's place: a pixel, row by row, or a unit of the layer before.")
    input: float = Field(description="The pixel's ink, or what that unit says.")
    weight: float
    product: float = Field(description="input * weight.")


class Rest(BaseModel):
    """All inputs that aren't told one by one."""

    count: int = Field(description="How many they are.")
    zeros: int = Field(description="How many of them are 0, and so add nothing whatever their weight.")
    sum: float = Field(description="What they add together.")


class WithoutBias(BaseModel):
    """The same unit, had it no bias, while all inputs stay as they are."""

    pre_activation: float
    activation: float


class Unit(BaseModel):
    """terms + rest + bias = pre_activation, and activation = bend(pre_activation)."""

    layer: int = Field(description="Its dense layer, from 1 on.")
    index: int = Field(description="Its place in the layer, from 0 on.")
    terms: list[Term] = Field(description="The terms that add or take most, largest first.")
    rest: Rest
    bias: float
    pre_activation: float = Field(description="Exactly what the network computed.")
    activation: float = Field(description="The pre-activation, bent; of an output unit its logit.")
    slope: float = Field(description="The curve's derivative there: how much of a gradient gets through.")
    share: float | None = Field(description="Of an output unit its share of the softmax: the digit's probability.")
    state: State = Field(
        description="active; silent, a ReLU that says 0; saturated, where a sigmoid or tanh is nearly flat; silenced, "
        "when the request switches it off, so that the next layer hears 0."
    )
    without_bias: WithoutBias
    inputs: Numbers = Field(description="What it hears: 28 rows of 28 in layer 1, else a list.")
    weights: Numbers = Field(description="Its weights in the same order.")
    products: Numbers = Field(description="inputs * weights in the same order.")


def explain_unit(question: Question) -> Unit | None:
    """The request's unit; None without one."""
    chosen = question.request.unit
    if chosen is None:
        return None
    unit = open_unit(question.network, question.trace, chosen.layer, chosen.index)
    is_output = chosen.layer == len(question.network.dense_layers)
    listed = unit.largest_terms(MAX_TERMS)
    side = IMAGE_SIZE if chosen.layer == 1 else None
    return Unit(
        layer=chosen.layer,
        index=chosen.index,
        terms=_terms(unit, listed.tolist()),
        rest=Rest(
            count=unit.inputs.size - listed.size,
            zeros=int((unit.inputs == 0).sum()),  # a listed term is never 0
            sum=round_significant(unit.rest(listed)),
        ),
        bias=round_significant(unit.bias),
        pre_activation=round_significant(unit.pre_activation),
        activation=round_significant(unit.activation),
        slope=round_significant(unit.slope),
        share=round_significant(softmax(question.trace.outputs)[0, chosen.index]) if is_output else None,
        state="silenced" if chosen in question.request.silenced and not is_output else unit.standing,
        without_bias=WithoutBias(
            pre_activation=round_significant(unit.pre_activation - unit.bias),
            activation=round_significant(unit.activation_without_bias),
        ),
        inputs=_framed(unit.inputs, side),
        weights=_framed(unit.weights, side),
        products=_framed(unit.products, side),
    )


def _terms(unit: OpenUnit, sources: list[int]) -> list[Term]:
    columns = (round_significant(numbers[sources]) for numbers in (unit.inputs, unit.weights, unit.products))
    return [
        Term(source=source, input=input, weight=weight, product=product)
        for source, input, weight, product in zip(sources, *columns, strict=True)
    ]


def _framed(numbers: Array, side: int | None) -> Numbers:
    framed: Numbers = round_significant(numbers if side is None else numbers.reshape(side, side))
    return framed
