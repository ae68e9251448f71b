"""Health: liveness, readiness and metrics."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, get_args

from fastapi import APIRouter, Depends, Response
from prometheus_client import CollectorRegistry, Gauge

from ..errors import NotReady
from ..server.metrics import CONTENT_TYPE
from ..server.schemas import Health
from ..training.status import TrainingStateName, TrainingStatus
from . import DEFINED, failures
from .dependencies import JobsDep, MetricsDep, PredictorDep, require_admin

router = APIRouter(tags=["health"])
_SAMPLE = 'inkling_predictions_total{label="7",verdict="digit",model_version="v0001"} 42.0'
_FIGURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {CONTENT_TYPE: {"schema": {"type": "string"}, "example": _SAMPLE}}}
}


@router.get("/livez", response_model_exclude_none=True)
async def livez() -> Health:
    """The process lives; restart it if this doesn't answer."""
    return Health(status="alive")


@router.get("/readyz", responses={503: failures(503)[503] | DEFINED})
async def readyz(predictor: PredictorDep) -> Health:
    """A network is loaded, and predictions can be asked for; send no traffic while this fails."""
    return Health(status="ready", model_version=predictor.champion().version)


@router.get(
    "/metrics",
    dependencies=[Depends(require_admin)],
    response_class=Response,
    responses=failures(401, 403, 429) | _FIGURES,
)
def metrics(metrics: MetricsDep, jobs: JobsDep, predictor: PredictorDep) -> Response:
    """Figures for Prometheus: requests and their latency by route, predictions by label and verdict, trainings.

    Only for the admin: give Prometheus the token as `authorization: {credentials: ...}`.
    """
    champion = None
    with suppress(NotReady):
        champion = predictor.champion().version
    return Response(metrics.text(_gauges(jobs.all(), champion)), media_type=CONTENT_TYPE)


def _gauges(trainings: Iterable[TrainingStatus], champion: str | None) -> CollectorRegistry:
    """What is looked up at the moment, not counted: trainings by state, and the champion."""
    registry = CollectorRegistry()
    states = Counter(status.state for status in trainings)
    by_state = Gauge("inkling_trainings", "Trainings kept, by state.", ["state"], registry=registry)
    for state in get_args(TrainingStateName):
        by_state.labels(state).set(states[state])
    version = Gauge("inkling_champion", "1 for the version that answers.", ["model_version"], registry=registry)
    if champion is not None:
        version.labels(champion).set(1)
    return registry
