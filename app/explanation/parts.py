"""The answer to POST /explain: the prediction of the network, and the parts that the request includes."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from model.nn.activations import softmax

from .activation import Bend, explain_activation
from .bias import Bias, explain_bias
from .dropout import DropoutDraws, explain_dropout
from .evolution import Evolution, explain_evolution
from .layers import Layers, explain_layers
from .lens import Lens, explain_lens
from .pixels import Pixels, explain_pixels
from .question import Question
from .request import NetworkName, PartName
from .rounding import round_significant
from .step import StepAhead, explain_step
from .unit import Unit, explain_unit
from .valley import Valley, explain_valley
from .why import Why, explain_why

EXAMPLE: JsonValue = {
    "label": 7,
    "confidence": 0.998,
    "probabilities": [0.0, 0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.998, 0.0, 0.001],
    "logits": [-3.1, 0.4, 2.9, 1.2, -2.2, -4.0, -8.5, 9.8, -1.7, 2.8],
    "blank": False,
    "network": {
        "name": "classroom-relu",
        "version": "classroom-relu",
        "sizes": [784, 24, 16, 10],
        "activation": "relu",
        "dropout_rate": 0.0,
        "parameters": 19410,
        "learning_rate": 0.001,
    },
}


class NetworkFacts(BaseModel):
    """Which network was looked into."""

    name: NetworkName
    version: str
    sizes: list[int] = Field(description="Inputs, the units of each hidden layer, classes.")
    activation: str
    dropout_rate: float = Field(description="With which it was trained.")
    parameters: int = Field(description="How many numbers it learned.")
    learning_rate: float = Field(description="At which its first steps on one drawing can be watched.")


class Explanation(BaseModel):
    """What the network makes of the drawing. A part that wasn't asked for is left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    label: int = Field(description="The likeliest digit, also of a blank drawing.")
    confidence: float = Field(description="Its probability, 0 to 1.")
    probabilities: list[float] = Field(description="Ten numbers, for 0 to 9; they add up to 1.")
    logits: list[float] = Field(description="What the last layer adds up to, before softmax.")
    blank: bool = Field(description="Whether there is next to no ink.")
    network: NetworkFacts
    picture: list[list[float]] = Field(description="The picture that the network saw, 28 rows of 28.")
    layers: Layers | None = Field(None, description="What every unit says.")
    lens: Lens | None = Field(None, description="How the drawing became the picture, step by step.")
    unit: Unit | None = Field(None, description="The unit that was chosen, opened; null when none is.")
    activation: Bend | None = Field(None, description="The curve that bends, with all units of a layer on it.")
    bias: Bias | None = Field(None, description="The answer with and without any bias.")
    why: Why | None = Field(None, description="What spoke for the answer; null for a blank drawing.")
    step: StepAhead | None = Field(None, description="One step against the gradient; null without a label.")
    valley: Valley | None = Field(None, description="The loss against one weight; null without a label.")
    dropout: DropoutDraws | None = Field(None, description="The answer in draws with dropout.")
    pixels: Pixels | None = Field(None, description="The gradient by the pixels, and where it leads.")
    evolution: Evolution | None = Field(None, description="The answer while a network learned, moment by moment.")


PARTS: dict[PartName, Callable[[Question], Any]] = {
    "layers": explain_layers,
    "lens": explain_lens,
    "unit": explain_unit,
    "activation": explain_activation,
    "bias": explain_bias,
    "why": explain_why,
    "step": explain_step,
    "valley": explain_valley,
    "dropout": explain_dropout,
    "evolution": explain_evolution,
    "pixels": explain_pixels,
}
"""Part of the answer -> function that computes it."""


def explain(question: Question) -> Explanation:
    """The prediction, with the parts that the request includes, or with all."""
    logits = question.trace.outputs
    probabilities = softmax(logits)[0]
    label = int(probabilities.argmax())
    dense = question.network.dense_layers
    include = question.request.include
    parts = {name: part(question) for name, part in PARTS.items() if include is None or name in include}
    return Explanation(
        label=label,
        confidence=round_significant(probabilities[label]),
        probabilities=round_significant(probabilities),
        logits=round_significant(logits[0]),
        blank=question.is_blank,
        network=NetworkFacts(
            name=question.subject.name,
            version=question.subject.version,
            sizes=[question.network.inputs, *(layer.bias.size for layer in dense)],
            activation=question.config.activation,
            dropout_rate=question.config.dropout_rate,
            parameters=question.network.parameter_count,
            learning_rate=question.first_rate,
        ),
        picture=round_significant(question.picture),
        **parts,
    )
