"""Requests and answers of POST /predict, and the digits of MNIST to try it with."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..drawings.schemas import SEVEN, Drawing
from ..openapi import Many, example

Verdict = Literal["digit", "unsure", "not_a_digit", "blank"]
Include = Literal["image", "neighbours"]

PREDICTION: dict[str, JsonValue] = {
    "label": 7,
    "confidence": 0.998,
    "probabilities": [0.0, 0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.998, 0.0, 0.001],
    "verdict": "digit",
    "model_version": "v0001",
}

NEIGHBOUR: JsonValue = {"index": 31337, "label": 7, "distance": 3.2}


class PredictRequest(Drawing):
    """One drawing, or many as `instances`."""

    model_config = example(
        {"strokes": SEVEN},
        {"instances": [{"strokes": SEVEN}], "include": ["image"]},
        {"strokes": SEVEN, "include": ["neighbours"]},
    )

    instances: Many[Drawing] | None = Field(None, min_length=1, description="A batch of drawings, answered in order.")
    include: Many[Include] = Field(
        [],
        description="What to add: image, the 28 x 28 picture that the network saw; neighbours, the five training "
        "examples nearest to it in the network's last hidden layer.",
    )

    @classmethod
    def _kinds(cls) -> tuple[str, ...]:
        return (*super()._kinds(), "instances")


class Neighbour(BaseModel):
    """A training example that the network takes to be much like the drawing."""

    model_config = example(NEIGHBOUR)

    index: int = Field(description="Its place in MNIST's training set; GET /examples/training has its picture.")
    label: int = Field(description="The digit that its writer meant.")
    distance: float = Field(description="How far its activations are from the drawing's, in the last hidden layer.")


class Prediction(BaseModel):
    """The answer to one drawing. A blank one has no label, and its probabilities are all alike."""

    model_config = example(PREDICTION, PREDICTION | {"neighbours": [NEIGHBOUR]}) | ConfigDict(protected_namespaces=())

    label: int | None = Field(description="The digit, or null for a blank drawing.")
    confidence: float = Field(
        description="The label's probability, 0 to 1, calibrated: of answers with 0.9, nine in ten are right."
    )
    probabilities: list[float] = Field(description="Ten numbers, for 0 to 9; they add up to 1.")
    verdict: Verdict = Field(
        description="digit; unsure, when it may be one; not_a_digit, for scribbles, letters and the like; or blank, "
        "also for a single dot."
    )
    model_version: str = Field(description="The version that answered.")
    image: list[list[float]] | None = Field(None, description="The picture that the network saw, 28 rows of 28.")
    neighbours: list[Neighbour] | None = Field(
        None, description="The nearest training examples, nearest first; none for a blank drawing."
    )


class Predictions(BaseModel):
    """The answers to a batch, in its order."""

    model_config = example({"predictions": [PREDICTION]})

    predictions: list[Prediction]


class Example(BaseModel):
    """A digit of MNIST."""

    index: int = Field(description="Its place in its set.")
    label: int
    pixels: list[float] = Field(description="784 numbers, as /predict takes them.")


class Examples(BaseModel):
    """Digits to look at, or to try."""

    model_config = example({"examples": [{"index": 17, "label": 7, "pixels": [0.0, 0.3294, 0.7255, 0.6235]}]})

    examples: list[Example]
