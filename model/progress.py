"""What training says while it goes on: typed reports, for whoever drives it to print, draw or send."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerReport:
    """How one dense layer was doing in a step.

    `gradient_norm` is the length of its weights' gradient, sqrt(sum(grad_weights^2)). `dead_share` is the share of its
    units whose bend was as good as flat for every example of the batch, so that nothing could change what they say;
    None for the last layer, which has no bend.
    """

    gradient_norm: float
    dead_share: float | None


@dataclass(frozen=True)
class StepReport:
    """One step against the gradient. `loss` and `accuracy` are of its batch, before the step.

    `layers` has a report for each dense layer, but only in every so many steps: it costs time to look.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    learning_rate: float
    layers: tuple[LayerReport, ...] = ()


@dataclass(frozen=True)
class EpochReport:
    """One pass over the training examples.

    `loss` and `training_accuracy` are averages over the epoch's steps as they went, on deformed images and with dropout
    on: that costs nothing extra, and explains why they may look worse than the validation figures, which are measured
    at the epoch's end on untouched images. `epochs` is how many are planned: fewer than asked for, where time is short.
    `seconds` is this epoch's wall-clock time, `seconds_left` a forecast.
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
