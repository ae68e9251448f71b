"""What training says while it goes on: typed reports, for whoever drives it to print, draw or send."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepReport:
    """One step against the gradient. `loss` and `accuracy` are of its batch, before the step."""

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True)
class EpochReport:
    """One pass over the training examples.

    `loss` and `training_accuracy` are averages over the epoch's steps as they went, on deformed images and with dropout
    on: that costs nothing extra, and explains why they may look worse than the validation figures, which are measured
    at the epoch's end on untouched images. `seconds` is this epoch's wall-clock time, `seconds_left` a forecast.
    """

    epoch: int
    epochs: int
    loss: float
    training_accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float
    images_per_second: float
    seconds_left: float
