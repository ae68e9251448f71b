"""POST /explain: what one network computes for one drawing, part by part."""

from anyio import to_thread
from fastapi import APIRouter, Request

from ..auth.access import BearerDep
from ..explanation.networks import is_snapshot
from ..explanation.parts import Explanation, explain
from ..explanation.question import ask
from ..explanation.request import ExplainRequest
from . import failures
from .dependencies import AccessDep, JobsDep, PredictorDep, SettingsDep, ThreadsDep

router = APIRouter(tags=["explain"])


@router.post(
    "/explain",
    responses=failures(400, 401, 403, 404, 413, 422, 503),
    response_model_exclude_unset=True,
    openapi_extra={"security": [{}, {"HTTPBearer": []}]},  # only a training's snapshot needs the admin
)
async def explain_drawing(
    body: ExplainRequest,
    predictor: PredictorDep,
    jobs: JobsDep,
    settings: SettingsDep,
    threads: ThreadsDep,
    access: AccessDep,
    request: Request,
    bearer: BearerDep,
) -> Explanation:
    """Explains what a network makes of a drawing, number by number, and how it would learn from it.

    The drawing is given as for `/predict`. All parts are answered unless `include` names some. Whatever is changed -
    a step taken, a unit silenced - is changed on a private copy for this one answer.
    """
    if is_snapshot(body.network):
        await access.require(request, bearer)
    return await to_thread.run_sync(lambda: explain(ask(body, predictor, jobs, settings)), limiter=threads)
