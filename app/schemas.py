"""The shapes of requests and answers; FastAPI checks and documents them from here."""

from dataclasses import dataclass, field, fields
from typing import Annotated, ClassVar, Literal, Self, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from model.config import NetworkConfig, TrainingConfig

from .training_status import EXAMPLE as TRAINING
from .training_status import TrainingStatus

Item = TypeVar("Item")
Many = Annotated[list[Item], Field(fail_fast=True)]
"""A list in a request, read up to its first mistake: to note a million of them would take seconds and a gigabyte."""

Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e9, le=1e9)]
Ink = Annotated[float, Field(strict=True, ge=0, le=1)]
Point = tuple[Coordinate, Coordinate]
Label = Annotated[int, Field(strict=True, ge=0, le=9)]  # strict, since true is no 1
Verdict = Literal["digit", "unsure", "not_a_digit", "blank"]

SEVEN: JsonValue = [[[20, 20], [80, 20], [62, 58], [45, 100]]]
"""A seven in one stroke, for the examples."""


PREDICTION: dict[str, JsonValue] = {
    "label": 7,
    "confidence": 0.998,
    "probabilities": [0.0, 0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.998, 0.0, 0.001],
    "verdict": "digit",
    "model_version": "v0001",
}
NEIGHBOUR: JsonValue = {"index": 31337, "label": 7, "distance": 3.2}


def example(*examples: JsonValue) -> ConfigDict:
    """Examples for the OpenAPI document, for a model's `model_config`."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class ErrorBody(BaseModel):
    """Every error has this shape."""

    error: str = Field(description="A code for programs.", examples=["invalid_request"])
    detail: str = Field(description="A sentence for people, which says what to do.")


class Drawing(BaseModel):
    """One drawing, as exactly one of `strokes`, `image` and `pixels`."""

    model_config = ConfigDict(extra="forbid")

    strokes: Many[Many[Point]] | None = Field(
        None, description="Pen strokes, each a list of [x, y]; any unit, x to the right, y down."
    )
    image: str | None = Field(
        None,
        description="A PNG, JPEG or WebP as a data URL, data:image/png;base64,...; dark on light or light on dark.",
    )
    pixels: Many[Ink] | Many[Many[Ink]] | None = Field(
        None,
        description="784 numbers or 28 x 28, 0 = blank paper, 1 = full ink, framed like MNIST and used as they are.",
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in self._kinds() if getattr(self, name) is not None]
        if len(given) != 1:
            kinds = ", ".join(self._kinds())
            raise ValueError(f"Give exactly one of {kinds}; this has {' and '.join(given) or 'none of them'}.")
        return self

    @classmethod
    def _kinds(cls) -> tuple[str, ...]:
        return "strokes", "image", "pixels"


class PredictRequest(Drawing):
    """One drawing, or many as `instances`."""

    model_config = example(
        {"strokes": SEVEN},
        {"instances": [{"strokes": SEVEN}], "include": ["image"]},
        {"strokes": SEVEN, "include": ["neighbours"]},
    )

    instances: Many[Drawing] | None = Field(None, min_length=1, description="A batch of drawings, answered in order.")
    include: Many[Literal["image", "neighbours"]] = Field(
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
        description="digit; unsure, when it may be one; not_a_digit, for scribbles, letters and the like; or blank."
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


class SignIn(BaseModel):
    """What the admin page signs in with."""

    model_config = example({"token": "the-token-printed-at-start"}) | ConfigDict(extra="forbid")

    token: str = Field(max_length=1000, description="The admin token that the server printed when it started.")


@dataclass(frozen=True, kw_only=True)
class RetrainRequest(TrainingConfig, NetworkConfig):
    """Hyperparameters, all optional; their meanings and bounds are those of `model.config`."""

    parent_version: str | None = field(
        default=None,
        metadata={"description": "Version whose weights to go on from, with its layers; random ones when empty."},
    )

    __pydantic_config__: ClassVar[ConfigDict] = example({"epochs": 5, "learning_rate": 0.001}, {}) | ConfigDict(
        extra="forbid"
    )


_NUMBERS = {name for name, kind in get_type_hints(RetrainRequest).items() if str not in (kind, *get_args(kind))} - {
    each.name for each in fields(RetrainRequest) if isinstance(each.default, str)
}


def _no_disguise(given: object) -> object:
    """Pydantic would take true for 1 and "5" for 5, where a number is wanted."""
    for name, value in given.items() if isinstance(given, dict) else ():
        parts = value if isinstance(value, list) else [value]
        if name in _NUMBERS and any(isinstance(part, bool | str) for part in parts):
            raise ValueError(f"{name} must be a number.")
    return given


Hyperparameters = Annotated[RetrainRequest, BeforeValidator(_no_disguise)]
"""What a request may say of a training."""


class Trainings(BaseModel):
    """All trainings, newest first."""

    model_config = example({"trainings": [TRAINING]})

    trainings: list[TrainingStatus]


class Health(BaseModel):
    """Whether the server lives, or is ready to answer."""

    model_config = example({"status": "ready", "model_version": "v0001"}) | ConfigDict(protected_namespaces=())

    status: Literal["alive", "ready"]
    model_version: str | None = Field(None, description="The version that answers, once it is ready.")
