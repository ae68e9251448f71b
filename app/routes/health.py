"""Health: is the server alive, and is it ready to answer?"""

from fastapi import APIRouter

from ..dependencies import PredictorDep
from ..schemas import Health
from . import failures

router = APIRouter(tags=["health"])


@router.get("/livez", response_model_exclude_none=True)
async def livez() -> Health:
    """The process lives; restart it if this doesn't answer."""
    return Health(status="alive")


@router.get("/readyz", responses=failures(503))
async def readyz(predictor: PredictorDep) -> Health:
    """A network is loaded, and predictions can be asked for; send no traffic while this fails."""
    return Health(status="ready", model_version=predictor.champion().version)
