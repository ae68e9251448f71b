"""POST /explain: what one network computes for one drawing, part by part."""

from fastapi import APIRouter, Request

from ..auth.access import BearerDep
from ..explanation.networks import is_snapshot
from ..explanation.parts import Explanation, explain
from ..explanation.question import ask
from ..explanation.request import ExplainRequest
from ..server.json_bodies import JsonRoute
from . import NOT_ALWAYS_ADMIN, failures
from .dependencies import AccessDep, JobsDep, PredictorDep, SettingsDep, TurnsDep

router = APIRouter(tags=["explain"], route_class=JsonRoute)


@router.post(
    "/explain",
    responses=failures(400, 401, 403, 404, 413, 422, 503),
    response_model_exclude_unset=True,
    openapi_extra=NOT_ALWAYS_ADMIN,
)
async def explain_drawing(
    body: ExplainRequest,
    predictor: PredictorDep,
    jobs: JobsDep,
    settings: SettingsDep,
    turns: TurnsDep,
    access: AccessDep,
    request: Request,
    bearer: BearerDep,
) -> Explanation:
    """Explains what a network makes of a drawing, number by number, and how it would learn from it.

    The drawing is given as for `/predict`. All parts are answered unless `include` names some. Whatever is changed -
    a step taken, a unit silenced - is changed on a private copy for this one answer.
    """
    if is_snapshot(body.network) and not jobs.is_open(body.network.partition("@")[0]):
        await access.require(request, bearer)
    return await turns.run(request, lambda: explain(ask(body, predictor, jobs, settings)))
