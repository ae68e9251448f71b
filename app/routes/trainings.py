"""Training: start one, follow it, pause, resume or cancel it."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Body, Depends, Path, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from ..errors import NothingMore
from ..training.curve import TrainingCurve
from ..training.presets import PRESETS
from ..training.schemas import (
    Estimate,
    Hyperparameters,
    Preset,
    Presets,
    RetrainRequest,
    SettingsChange,
    Trainings,
    Visitors,
)
from ..training.status import TrainingStatus
from ..training.weight_images import WeightPictures
from . import LAST_EVENT_ID, OVER, admin_router, failures
from .dependencies import EstimatesDep, JobsDep, NewsDep, RegistryDep, SettingsDep, database_turn

router = admin_router()
_NAMED = {"parameters": {"id": "$response.body#/id"}}
_LINKS: dict[int | str, dict[str, Any]] = {
    202: {"links": {name: {"operationId": name} | _NAMED for name in ("get_training", "cancel_training")}}
}
"""The routes that take the id of the training that was started."""

TrainingId = Annotated[str, Path(alias="id", description="The training, such as t0001.", examples=["t0001"])]


@router.get("/presets")
def list_presets() -> Presets:
    """Settings that go well together, for POST /admin/retrain: from one minute to the champion's."""
    return Presets(presets=[Preset(name=name, settings=settings) for name, settings in PRESETS.items()])


@router.post("/trainings/estimate", responses=failures(400, 404, 409, 503), dependencies=[Depends(database_turn)])
def estimate_training(
    jobs: JobsDep, estimates: EstimatesDep, body: Annotated[Hyperparameters, Body(default_factory=RetrainRequest)]
) -> Estimate:
    """How long a training with these hyperparameters would take on this machine; starts none.

    The first to ask waits about two seconds, while the machine's speed is measured.
    """
    seconds, seconds_per_epoch = estimates.seconds(jobs.recipe(asdict(body)), jobs.drawing_count())
    return Estimate(seconds=seconds, seconds_per_epoch=seconds_per_epoch)


@router.post(
    "/retrain",
    status_code=202,
    responses=failures(400, 404, 409, 503, 507) | _LINKS,
    dependencies=[Depends(database_turn)],
)
def retrain(
    jobs: JobsDep,
    registry: RegistryDep,
    server: SettingsDep,
    estimates: EstimatesDep,
    response: Response,
    body: Annotated[Hyperparameters, Body(default_factory=RetrainRequest)],
) -> TrainingStatus:
    """Starts a training in a process of its own; the service goes on answering meanwhile.

    All hyperparameters are optional. The trained version is registered as a challenger, and serves once it is promoted.
    """
    recipe = jobs.recipe(asdict(body))
    status = jobs.start(recipe, estimates.seconds_if_known(recipe, jobs.drawing_count()))
    registry.prune(server.kept_versions, jobs.parents)
    response.headers["Location"] = f"/admin/trainings/{status.id}"
    return status


@router.get("/trainings")
def list_trainings(jobs: JobsDep) -> Trainings:
    """All trainings, newest first."""
    return Trainings(trainings=jobs.all())


@router.get("/trainings/{id}", responses=failures(404, 409))
def get_training(training_id: TrainingId, jobs: JobsDep) -> TrainingStatus:
    """How one training stands."""
    return jobs.get(training_id)


@router.get("/trainings/{id}/curve", responses=failures(404, 409))
def get_curve(training_id: TrainingId, jobs: JobsDep) -> TrainingCurve:
    """Its loss and accuracy step by step, with the gradients' length and the share of dead units in each layer."""
    return jobs.curve(training_id)


@router.get("/trainings/{id}/weights", responses=failures(404, 409))
def get_weights(training_id: TrainingId, jobs: JobsDep) -> WeightPictures:
    """What the first units of its first layer look for, as pictures of their weights, renewed every second."""
    return jobs.weights(training_id)


@router.post("/trainings/{id}/settings", status_code=202, responses=failures(400, 404, 409))
def change_settings(training_id: TrainingId, body: SettingsChange, jobs: JobsDep) -> TrainingStatus:
    """Changes the learning rate or the dropout of a training; it obeys after the step it is in.

    What was changed, and after which step, is noted in its `changes` and in the version's metadata: the same settings
    changed after the same steps give the same network.
    """
    return jobs.change(training_id, body.model_dump())


@router.put("/trainings/{id}/visitors", responses=failures(400, 404, 409))
def open_to_visitors(training_id: TrainingId, body: Visitors, jobs: JobsDep) -> TrainingStatus:
    """Opens a training's time machine to everybody who has its link, or closes it again."""
    return jobs.open_to_visitors(training_id, body.open)


@router.post("/trainings/{id}/cancel", status_code=202, responses=failures(404, 409))
def cancel_training(training_id: TrainingId, jobs: JobsDep) -> TrainingStatus:
    """Ends a training after the step it is in; nothing is registered."""
    return jobs.command(training_id, "cancel")


@router.post("/trainings/{id}/pause", status_code=202, responses=failures(404, 409))
def pause_training(training_id: TrainingId, jobs: JobsDep) -> TrainingStatus:
    """Halts a training after the step it is in, until it is told to resume."""
    return jobs.command(training_id, "pause")


@router.post("/trainings/{id}/resume", status_code=202, responses=failures(404, 409))
def resume_training(training_id: TrainingId, jobs: JobsDep) -> TrainingStatus:
    """Lets a paused training go on.

    One that failed, was killed or met a full disk goes on from its last finished epoch, bit for bit as if nothing had
    happened.
    """
    return jobs.command(training_id, "resume")


def _followed(training_id: TrainingId, jobs: JobsDep, request: Request) -> str:
    """Fails with 404 or NothingMore before the stream begins; afterwards it would be too late.

    An event's id is the state that it tells. An EventSource that lost the connection before the final one comes again
    with the id of another, and is told.
    """
    status = jobs.get(training_id)
    if status.is_final and request.headers.get(LAST_EVENT_ID, status.state) == status.state:
        raise NothingMore()
    return status.id


@router.get("/trainings/{id}/events", response_class=EventSourceResponse, responses=failures(404, 409) | OVER)
async def follow_training(
    followed_id: Annotated[str, Depends(_followed)], news: NewsDep
) -> AsyncIterator[ServerSentEvent]:
    """The training's status as server-sent events named `progress`, whenever it changes, until it is over."""
    async with aclosing(news.follow(followed_id)) as followed:
        async for told in followed:
            yield ServerSentEvent(event="progress", raw_data=told.json, id=told.state)
