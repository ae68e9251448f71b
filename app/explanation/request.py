"""The request of POST /explain: a drawing, a network, and changes to both."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from model.explanation.lens import SwitchName

from ..drawings.schemas import SEVEN, Drawing, Label
from ..openapi import Many

MAX_STEPS = 100
ShippedName = Literal["classroom-relu", "classroom-sigmoid", "classroom-tanh", "classroom-relu-dropout", "champion"]
GrownName = Annotated[str, Field(pattern=r"^classroom-growth@\d{1,5}$", examples=["classroom-growth@430"])]
"""The shipped growth after so many batches."""
SnapshotName = Annotated[str, Field(pattern=r"^t\d{4,9}@\d{1,4}$", examples=["t0001@3"])]
"""A training and an epoch: its network after that epoch; epoch 0 is the untrained network."""
NetworkName = ShippedName | GrownName | SnapshotName
LossName = Literal["cross_entropy", "mean_squared_error", "absolute_error"]  # model.config's, the usual one first
PartName = Literal[
    "layers", "lens", "unit", "activation", "bias", "why", "step", "valley", "dropout", "evolution", "pixels"
]
LearningRate = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]


class UnitName(BaseModel):
    """One unit of a network."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layer: int = Field(strict=True, ge=1, description="Its dense layer, from 1 on; the last one gives the ten logits.")
    index: int = Field(strict=True, ge=0, description="Its place in the layer, from 0 on.")


class Step(BaseModel):
    """One step against the gradient that a private copy of the network has taken on this drawing."""

    model_config = ConfigDict(extra="forbid")

    label: Label = Field(description="What the drawing was said to be.")
    loss: LossName = Field("cross_entropy", description="What the step made smaller.")
    learning_rate: LearningRate = Field(0.1, description="How long the step was.")


class ExplainRequest(Drawing):
    """A drawing, and how it is to be explained."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"strokes": SEVEN, "include": ["layers"]},
                {"strokes": SEVEN, "network": "champion", "label": 7, "loss": "cross_entropy", "learning_rate": 0.1},
            ]
        }
    )

    network: NetworkName = Field(
        "classroom-relu",
        description="Which network thinks about it. Also a training's after some epoch, as "
        "t0001@3, for the admin or once it is open to visitors.",
    )
    without: Many[SwitchName] = Field([], description="Steps from ink to 784 numbers to leave out.")
    without_bias: bool = Field(False, strict=True, description="Whether all biases are 0.")
    silenced: Many[UnitName] = Field([], max_length=4096, description="Hidden units to switch off.")
    steps: Many[Step] = Field(
        [],
        max_length=MAX_STEPS,
        description="What a private copy of the network has learned from this drawing so far, step by step. The "
        "network that is served never changes; to undo a step, leave it out.",
    )
    label: Label | None = Field(None, description="What the drawing is said to be: the label to learn.")
    loss: LossName = Field("cross_entropy", description="What the next step would make smaller.")
    learning_rate: LearningRate | None = Field(
        0.1,
        description="How long the next step would be; null for the network's own first steps, `network.learning_rate`.",
    )
    unit: UnitName | None = Field(None, description="The unit to open.")
    source: int | None = Field(
        None,
        strict=True,
        ge=0,
        description="Which of the unit's inputs has the weight whose valley is shown; when empty, that with the "
        "largest gradient.",
    )
    weight_rate: LearningRate | None = Field(
        None, description="The learning rate at which this weight descends alone; a usual one when empty."
    )
    against: Label | None = Field(None, description="The digit to compare the answer with; the runner-up when empty.")
    dream: Label | None = Field(
        None, description="The digit that pixels are to follow the gradient to; the runner-up when empty."
    )
    dream_from: Literal["drawing", "blank"] = Field("drawing", description="Where they start.")
    dropout_rate: float = Field(
        0.5, strict=True, ge=0, le=0.9, description="Probability that a hidden unit is silenced in a draw."
    )
    seed: int = Field(0, strict=True, ge=0, lt=2**32, description="Where the draws' randomness starts.")
    include: Many[PartName] | None = Field(None, description="The parts to answer with; all of them when left out.")
