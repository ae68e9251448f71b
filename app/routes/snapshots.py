"""The time machine: what a drawing was read as, and how well a training's network did, epoch by epoch."""

from contextlib import suppress
from typing import Annotated

from fastapi import Path, Request

from model.arrays import Array
from model.checkpoints.checkpoint import Checkpoint
from model.evaluation.evaluate import evaluate

from ..drawings.decoding import picture_of
from ..drawings.limits import RequestLimits
from ..drawings.schemas import Drawing
from ..errors import NotFound
from ..mnist import mnist
from ..settings import Settings
from ..training.jobs import TrainingJobs
from ..training.schemas import Evolution, EvolvingDrawing, Moment, SnapshotExam
from . import admin_router, failures
from .dependencies import JobsDep, SettingsDep, TurnsDep
from .trainings import TrainingId

router = admin_router()


@router.post("/trainings/{id}/evolution", responses=failures(400, 404, 413))
async def evolve(
    training_id: TrainingId,
    body: EvolvingDrawing,
    jobs: JobsDep,
    settings: SettingsDep,
    turns: TurnsDep,
    request: Request,
) -> Evolution:
    """What each of a training's snapshots makes of a drawing, from before it learned anything to the newest."""
    return await turns.run(request, lambda: _evolution(training_id, body, jobs, settings))


@router.get("/trainings/{id}/snapshots/{epoch}/examination", responses=failures(404))
async def examine_snapshot(
    training_id: TrainingId,
    epoch: Annotated[int, Path(ge=0, le=9999, description="After which epoch.", examples=[0])],
    jobs: JobsDep,
    turns: TurnsDep,
    request: Request,
) -> SnapshotExam:
    """How a snapshot did on the digits that its training held back; never on the test set, which is for versions."""
    return await turns.run(request, lambda: _examined(jobs.snapshot(training_id, epoch), epoch))


def _evolution(training_id: str, body: Drawing, jobs: TrainingJobs, settings: Settings) -> Evolution:
    inputs = picture_of(body, RequestLimits.of(settings)).reshape(1, -1)
    moments = []
    for epoch in jobs.snapshots(training_id):
        with suppress(NotFound):  # a training that goes on thins them out
            moments.append(_moment(epoch, jobs.snapshot(training_id, epoch), inputs))
    return Evolution(moments=moments)


def _moment(epoch: int, checkpoint: Checkpoint, inputs: Array) -> Moment:
    history = checkpoint.metadata.history
    probabilities = checkpoint.network.probabilities(inputs)[0]
    return Moment(
        epoch=epoch,
        validation_accuracy=history[-1].validation_accuracy if history else None,
        label=int(probabilities.argmax()),
        probabilities=probabilities.tolist(),
    )


def _examined(checkpoint: Checkpoint, epoch: int) -> SnapshotExam:
    training = checkpoint.metadata.training
    _, held_back = mnist().split(training.validation_size, training.training_size)
    evaluation = evaluate(checkpoint.network, held_back)
    return SnapshotExam(
        epoch=epoch, examples=evaluation.examples, accuracy=evaluation.accuracy, confusion=evaluation.confusion.tolist()
    )
