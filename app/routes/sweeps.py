"""Sweeps: start one, look at it, cancel it or let it go on."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from model.sweep.plan import make_plan
from model.sweep.search_space import Space, space_of
from model.training.recipe import Recipe
from model.training.time_estimate import FIXED_SECONDS

from ..errors import InvalidRequest
from ..sweeps.estimate import sweep_seconds
from ..sweeps.schemas import SweepEstimate, SweepList, SweepRequest, SweepStatus
from . import admin_router, failures
from .dependencies import EstimatesDep, JobsDep, SettingsDep, SweepsDep, database_turn

CSV = "text/csv"

router = admin_router()
SweepId = Annotated[str, Path(alias="id", description="The sweep, such as s0001.", examples=["s0001"])]


@router.post("/sweeps", status_code=202, responses=failures(400, 409, 503, 507), dependencies=[Depends(database_turn)])
def start_sweep(body: SweepRequest, sweeps: SweepsDep, response: Response) -> SweepStatus:
    """Tries many settings in processes of their own, gives up the hopeless ones early, and registers the best.

    All combinations of the values are tried, or some that are drawn. What comes out best is registered as a challenger,
    and serves once it is promoted.
    """
    space, fixed, options = _asked(body)
    status = sweeps.start(space, fixed, **options)
    response.headers["Location"] = f"/admin/sweeps/{status.id}"
    return status


@router.post("/sweeps/estimate", responses=failures(400, 409, 503), dependencies=[Depends(database_turn)])
def estimate_sweep(body: SweepRequest, jobs: JobsDep, estimates: EstimatesDep, server: SettingsDep) -> SweepEstimate:
    """How many trials a sweep would have and how long it would take on this machine; starts none."""
    space, fixed, options = _asked(body)
    plan, drawings = make_plan(space, fixed, **options), jobs.drawing_count()
    seconds = sweep_seconds(
        plan, lambda settings: estimates.seconds(Recipe.from_settings(settings), drawings)[1], server.training_threads
    )
    return SweepEstimate(trials=len(plan.trials), seconds=FIXED_SECONDS + seconds)


def _asked(body: SweepRequest) -> tuple[Space, dict[str, Any], dict[str, Any]]:
    """The space to search, the settings that stay, and how it is searched. Raises InvalidRequest or ConfigError."""
    fixed = asdict(body.settings)
    if fixed.pop("parent_version"):
        raise InvalidRequest("A sweep begins with random weights: leave out parent_version.")
    space = space_of((name, [str(value) for value in values]) for name, values in body.tries.items())
    return space, fixed, body.model_dump(include={"random", "halving", "first_epochs", "committee"})


@router.get("/sweeps")
def list_sweeps(sweeps: SweepsDep) -> SweepList:
    """All sweeps, newest first."""
    return SweepList(sweeps=sweeps.all())


@router.get("/sweeps/{id}", responses=failures(404, 409))
def get_sweep(sweep_id: SweepId, sweeps: SweepsDep) -> SweepStatus:
    """How one sweep stands, its best trials first."""
    return sweeps.get(sweep_id)


@router.get(
    "/sweeps/{id}/results",
    response_class=Response,
    responses=failures(404, 409)
    | {200: {"content": {CSV: {"schema": {"type": "string"}, "example": "trial,epochs,..."}}}},
)
def get_results(sweep_id: SweepId, sweeps: SweepsDep) -> Response:
    """All its trials as a table."""
    headers = {"Content-Disposition": f'attachment; filename="{sweep_id}.csv"'}
    return Response(sweeps.table(sweep_id), media_type=CSV, headers=headers)


@router.post("/sweeps/{id}/cancel", status_code=202, responses=failures(404, 409))
def cancel_sweep(sweep_id: SweepId, sweeps: SweepsDep) -> SweepStatus:
    """Ends a sweep; what its trials have learned is kept."""
    return sweeps.cancel(sweep_id)


@router.post("/sweeps/{id}/resume", status_code=202, responses=failures(404, 409))
def resume_sweep(sweep_id: SweepId, sweeps: SweepsDep) -> SweepStatus:
    """Lets a sweep go on that was cancelled or killed."""
    return sweeps.resume(sweep_id)
