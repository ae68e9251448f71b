"""Describes model/explanation/mc_dropout.py: the answer in thirty draws, in each of which other units are silenced."""

import numpy as np
from pydantic import BaseModel, Field

from model.explanation.mc_dropout import mc_dropout_probabilities
from model.nn.activations import softmax

from .networks import classroom
from .question import Question
from .request import NetworkName
from .rounding import round_significant

DRAWS = 30
PAIR: tuple[NetworkName, NetworkName] = ("classroom-relu", "classroom-relu-dropout")


class TrainedDraws(BaseModel):
    """The draws of one network of the pair, as it is served."""

    network: NetworkName
    trained_rate: float = Field(description="The dropout rate with which it was trained.")
    draws: list[list[float]] = Field(description="The ten probabilities of each draw.")
    mean: list[float] = Field(description="The ten probabilities, averaged over the draws.")
    expectation: list[float] = Field(description="The ten probabilities with dropout off, as in use.")
    labels: list[int] = Field(description="The likeliest digit of each draw.")


class DropoutDraws(BaseModel):
    """How the answer wobbles, and what it would be with all units at work."""

    rate: float = Field(description="Probability that a hidden unit is silenced in a draw.")
    draws: list[list[float]] = Field(description="The ten probabilities of each draw.")
    mean: list[float] = Field(description="The ten probabilities, averaged over the draws.")
    expectation: list[float] = Field(description="The ten probabilities with dropout off, as in use.")
    labels: list[int] = Field(description="The likeliest digit of each draw.")
    all_units: list[float] = Field(description="The ten probabilities with no unit silenced by hand either.")
    pair: list[TrainedDraws] = Field(
        description="Two small networks that were trained without and with dropout. In each draw the same units are "
        "silenced in both."
    )


def explain_dropout(question: Question) -> DropoutDraws:
    """The answer in DRAWS draws; the same seed gives the same draws."""
    request = question.request
    rng = np.random.default_rng(request.seed)
    draws = mc_dropout_probabilities(question.network, question.inputs, request.dropout_rate, DRAWS, rng)
    return DropoutDraws(
        rate=request.dropout_rate,
        draws=round_significant(draws),
        mean=round_significant(draws.mean(axis=0)),
        expectation=round_significant(softmax(question.trace.outputs)[0]),
        labels=draws.argmax(axis=1).tolist(),
        all_units=round_significant(question.unsilenced.probabilities(question.inputs)[0]),
        pair=[_trained(question, name) for name in PAIR],
    )


def _trained(question: Question, name: NetworkName) -> TrainedDraws:
    subject, rng = classroom(name), np.random.default_rng(question.request.seed)
    draws = mc_dropout_probabilities(subject.network, question.inputs, question.request.dropout_rate, DRAWS, rng)
    return TrainedDraws(
        network=name,
        trained_rate=subject.config.dropout_rate,
        draws=round_significant(draws),
        mean=round_significant(draws.mean(axis=0)),
        expectation=round_significant(subject.network.probabilities(question.inputs)[0]),
        labels=draws.argmax(axis=1).tolist(),
    )
