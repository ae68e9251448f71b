"""Describes model/explanation/bias.py: the biases, and what the answer would be without any of them."""

from pydantic import BaseModel, Field

from model.explanation.bias import without_bias
from model.nn.activations import softmax
from model.nn.network import Network

from .question import Question
from .rounding import round_significant


class Answer(BaseModel):
    """What a network says of the drawing."""

    label: int
    probabilities: list[float]


class Bias(BaseModel):
    """The same drawing before the same weights, with the biases and without."""

    with_bias: Answer
    without_bias: Answer = Field(description="All biases of all layers are 0.")
    biases: list[list[float]] = Field(
        description="The biases of each dense layer, whether or not they are switched off."
    )


def explain_bias(question: Question) -> Bias:
    """The answers with and without biases, whatever the request's `without_bias` is."""
    biased = question.biased
    return Bias(
        with_bias=_answer(biased, question),
        without_bias=_answer(without_bias(biased), question),
        biases=[round_significant(layer.bias) for layer in biased.dense_layers],
    )


def _answer(network: Network, question: Question) -> Answer:
    probabilities = softmax(network.forward(question.inputs).outputs)[0]
    return Answer(label=int(probabilities.argmax()), probabilities=round_significant(probabilities))
