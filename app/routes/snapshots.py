"""The time machine: what a drawing was read as, and how well a training's network did, epoch by epoch.

For the admin, and for visitors once a training is open to them.
"""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from model.evaluation.evaluate import evaluate

from ..auth.access import BearerDep
from ..drawings.decoding import picture_of
from ..drawings.limits import RequestLimits
from ..drawings.schemas import Drawing
from ..explanation.evolution import moments_of
from ..mnist import mnist
from ..server.json_bodies import JsonRoute
from ..settings import Settings
from ..training.jobs import TrainingJobs
from ..training.schemas import Evolution, EvolvingDrawing, Moment, SnapshotExam
from . import NOT_ALWAYS_ADMIN, failures
from .dependencies import AccessDep, JobsDep, SettingsDep, TurnsDep
from .trainings import TrainingId


async def may_watch(
    training_id: TrainingId, jobs: JobsDep, access: AccessDep, request: Request, bearer: BearerDep
) -> None:
    """Lets visitors pass if the training is open to them. Raises Unauthorized, Forbidden or TooManyRequests."""
    if not jobs.is_open(training_id):
        await access.require(request, bearer)


router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(may_watch)],
    responses=failures(401, 403, 422, 429),
    route_class=JsonRoute,
)


@router.post("/trainings/{id}/evolution", responses=failures(400, 404, 413), openapi_extra=NOT_ALWAYS_ADMIN)
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


@router.get("/trainings/{id}/snapshots/{epoch}/examination", responses=failures(404), openapi_extra=NOT_ALWAYS_ADMIN)
async def examine_snapshot(
    training_id: TrainingId,
    epoch: Annotated[int, Path(ge=0, le=9999, description="After which epoch.", examples=[0])],
    jobs: JobsDep,
    turns: TurnsDep,
    request: Request,
) -> SnapshotExam:
    """How a snapshot did on the digits that its training held back; never on the test set, which is for versions."""
    return await turns.run(request, lambda: _examined(training_id, epoch, jobs))


def _evolution(training_id: str, body: Drawing, jobs: TrainingJobs, settings: Settings) -> Evolution:
    inputs = picture_of(body, RequestLimits.of(settings)).reshape(1, -1)
    answers = {"validation_accuracy", "label", "probabilities"}
    moments = moments_of(training_id, jobs, inputs)
    return Evolution(moments=[Moment(epoch=each.at, **each.model_dump(include=answers)) for each in moments])


@lru_cache(maxsize=40)
def _examined(training_id: str, epoch: int, jobs: TrainingJobs) -> SnapshotExam:
    checkpoint = jobs.snapshot(training_id, epoch)
    training = checkpoint.metadata.training
    _, held_back = mnist().split(training.validation_size, training.training_size)
    evaluation = evaluate(checkpoint.network, held_back)
    return SnapshotExam(
        epoch=epoch, examples=evaluation.examples, accuracy=evaluation.accuracy, confusion=evaluation.confusion.tolist()
    )
