"""Training: start one, follow it, pause, resume or cancel it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import Body, Depends, Path, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from ..dependencies import JobsDep, RegistryDep, SettingsDep, StoppingDep
from ..schemas import RetrainRequest, Trainings
from ..training_status import TrainingStatus
from . import admin_router, failures

SECONDS_BETWEEN_LOOKS = 0.25

router = admin_router()

TrainingId = Annotated[str, Path(alias="id", description="The training, such as t0001.", examples=["t0001"])]


@router.post("/retrain", status_code=202, responses=failures(400, 409))
def retrain(
    jobs: JobsDep,
    registry: RegistryDep,
    settings: SettingsDep,
    response: Response,
    body: Annotated[RetrainRequest, Body(default_factory=RetrainRequest)],
) -> TrainingStatus:
    """Starts a training in a process of its own; the service goes on answering meanwhile.

    All hyperparameters are optional. The trained version is registered as a challenger, and serves once it is promoted.
    """
    status = jobs.start(asdict(body))
    registry.prune(settings.kept_versions)
    response.headers["Location"] = f"/admin/trainings/{status.id}"
    return status


@router.get("/trainings")
def list_trainings(jobs: JobsDep) -> Trainings:
    """All trainings, newest first."""
    return Trainings(trainings=jobs.all())


@router.get("/trainings/{id}", responses=failures(404))
def get_training(training_id: TrainingId, jobs: JobsDep) -> TrainingStatus:
    """How one training stands."""
    return jobs.get(training_id)


@router.post("/trainings/{id}/{command}", status_code=202, responses=failures(404, 409))
def command_training(
    training_id: TrainingId,
    command: Annotated[Literal["cancel", "pause", "resume"], Path(description="What to do.")],
    jobs: JobsDep,
) -> TrainingStatus:
    """Tells a training to cancel, pause or resume; it obeys after the step it is in."""
    return jobs.command(training_id, command)


def _known(training_id: TrainingId, jobs: JobsDep) -> str:
    """Fails with 404 before the stream begins; afterwards it would be too late."""
    return jobs.get(training_id).id


@router.get("/trainings/{id}/events", response_class=EventSourceResponse, responses=failures(404))
async def follow_training(
    known_id: Annotated[str, Depends(_known)], jobs: JobsDep, stopping: StoppingDep
) -> AsyncIterator[ServerSentEvent]:
    """The training's status as server-sent events named `progress`, whenever it changes, until it is over."""
    shown: TrainingStatus | None = None
    while not stopping.asked and (shown is None or not shown.is_final):
        status = jobs.get(known_id)
        if status != shown:
            yield ServerSentEvent(event="progress", data=status)
            shown = status
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
