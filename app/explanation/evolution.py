"""Describes model/checkpoints/growth.py: what a drawing was read as while a network learned, moment by moment.

Of the training whose snapshot is explained; for any other network, of the small one whose growth is shipped.
"""

from collections.abc import Iterator
from contextlib import suppress

from pydantic import BaseModel, Field

from model.arrays import Array
from model.nn.network import Network

from ..errors import NotFound
from ..training.jobs import TrainingJobs
from .networks import GROWTH, growth, is_snapshot
from .question import Question
from .rounding import round_significant


class LearningMoment(BaseModel):
    """A network as it was at a moment of its training, and what it makes of the drawing."""

    at: int = Field(description="Its network is called TRAINING@AT: an epoch, or for the shipped growth a batch.")
    epochs: float = Field(description="How many epochs it had learned; 0 is before any.")
    batches: int | None = Field(description="How many batches, where that is known.")
    training_loss: float | None = Field(description="The mean loss of the digits that it learns from.")
    training_accuracy: float | None = Field(description="The share of them that it reads right.")
    validation_loss: float | None = Field(description="The same of the digits that are held back.")
    validation_accuracy: float | None
    label: int = Field(description="What it reads the drawing as.")
    probabilities: list[float]


class Evolution(BaseModel):
    """A training, from before it began to its end or to now."""

    training: str = Field(description="classroom-growth, or a training such as t0001.")
    batch_size: int
    training_examples: int | None = Field(description="How many digits it learns from; null where that isn't noted.")
    validation_examples: int | None
    test_examples: int | None
    test_accuracy: float | None = Field(description="On the test set, once, when all was over.")
    moments: list[LearningMoment]


def explain_evolution(question: Question) -> Evolution:
    """How the drawing's answer came about."""
    name = question.request.network
    if is_snapshot(name):
        return _of_training(name.partition("@")[0], question.jobs, question.inputs)
    return _shipped(question.inputs)


def _shipped(inputs: Array) -> Evolution:
    record, networks = growth().record, growth().networks
    return Evolution(
        training=GROWTH,
        batch_size=record.training.batch_size,
        training_examples=record.training_examples,
        validation_examples=record.validation_examples,
        test_examples=record.test_examples,
        test_accuracy=record.test_accuracy,
        moments=[
            LearningMoment(
                at=moment.batches,
                epochs=round_significant(moment.batches / record.batches_per_epoch),
                batches=moment.batches,
                training_loss=moment.training_loss,
                training_accuracy=moment.training_accuracy,
                validation_loss=moment.validation_loss,
                validation_accuracy=moment.validation_accuracy,
                **_answer(network, inputs),
            )
            for moment, network in zip(record.moments, networks, strict=True)
        ],
    )


def _of_training(training_id: str, jobs: TrainingJobs, inputs: Array) -> Evolution:
    status = jobs.get(training_id)
    return Evolution(
        training=training_id,
        batch_size=status.hyperparameters["batch_size"],
        training_examples=None,
        validation_examples=None,
        test_examples=None,
        test_accuracy=None,
        moments=list(moments_of(training_id, jobs, inputs)),
    )


def moments_of(training_id: str, jobs: TrainingJobs, inputs: Array) -> Iterator[LearningMoment]:
    """What each of a training's snapshots makes of the inputs, earliest first. Raises NotFound."""
    for epoch in jobs.snapshots(training_id):
        with suppress(NotFound):  # a training that goes on thins them out
            checkpoint = jobs.snapshot(training_id, epoch)
            last = checkpoint.metadata.history[-1] if checkpoint.metadata.history else None
            yield LearningMoment(
                at=epoch,
                epochs=epoch,
                batches=None,
                training_loss=last.loss if last else None,
                training_accuracy=last.training_accuracy if last else None,
                validation_loss=last.validation_loss if last else None,
                validation_accuracy=last.validation_accuracy if last else None,
                **_answer(checkpoint.network, inputs),
            )


def _answer(network: Network, inputs: Array) -> dict[str, int | list[float]]:
    probabilities = network.probabilities(inputs)[0]
    return {"label": int(probabilities.argmax()), "probabilities": round_significant(probabilities)}
