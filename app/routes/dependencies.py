"""What routes ask for by type: the application's services, and who the admin is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, TypeVar

from anyio import to_thread
from fastapi import Depends, Request

from model.data.dataset import Examples

from ..auth.access import AdminAccess, BearerDep
from ..corrections.inbox import Corrections
from ..errors import NotReady
from ..prediction.predictor import Predictor
from ..prediction.service import PredictionService
from ..races.queue import Races
from ..registry.exams import Exams
from ..registry.model_registry import ModelRegistry
from ..rooms.rooms import Rooms
from ..server.json_bodies import JsonBodies
from ..server.metrics import Metrics
from ..server.rate_limits import RateLimit
from ..server.shutdown import ShutdownSignal
from ..server.turns import Turns
from ..services import Services
from ..settings import Settings
from ..sweeps.jobs import SweepJobs
from ..training.jobs import TrainingJobs
from ..training.news import TrainingNews
from ..training.time_estimate import TrainingEstimates

T = TypeVar("T")
TURN_SECONDS = 5


def _service(pick: Callable[[Services], T]) -> Callable[[Request], Awaitable[T]]:
    """A dependency that gives one of the application's services."""

    async def give(request: Request) -> T:  # async, since FastAPI would call a plain function in a thread
        services: Services = request.app.services
        return pick(services)

    return give


async def database_turn(request: Request) -> AsyncIterator[None]:
    """Few requests ask the database at once, so that threads are left for all else when it stands still.

    Raises NotReady when no turn comes.
    """
    services: Services = request.app.services
    try:
        async with asyncio.timeout(TURN_SECONDS):
            await services.database_turns.acquire()
    except TimeoutError:
        raise NotReady("The database of corrections takes long; try again in a moment.") from None
    try:
        yield
    finally:
        services.database_turns.release()


TurnDep = Annotated[None, Depends(database_turn)]


async def _corrections(request: Request, _: TurnDep) -> Corrections:
    corrections: Corrections = request.app.services.corrections
    return corrections


async def _drawings(request: Request, _: TurnDep) -> Examples:
    return await to_thread.run_sync(request.app.services.exams.drawings)


SettingsDep = Annotated[Settings, Depends(_service(lambda services: services.settings))]
AccessDep = Annotated[AdminAccess, Depends(_service(lambda services: services.access))]
FeedbackLimitDep = Annotated[RateLimit, Depends(_service(lambda services: services.feedback_limit))]
MetricsDep = Annotated[Metrics, Depends(_service(lambda services: services.metrics))]
RegistryDep = Annotated[ModelRegistry, Depends(_service(lambda services: services.registry))]
ExamsDep = Annotated[Exams, Depends(_service(lambda services: services.exams))]
PredictorDep = Annotated[Predictor, Depends(_service(lambda services: services.predictor))]
PredictionsDep = Annotated[PredictionService, Depends(_service(lambda services: services.predictions))]
CorrectionsServiceDep = Annotated[Corrections, Depends(_service(lambda services: services.corrections))]
"""For those who wait for their turn with the database themselves."""
CorrectionsDep = Annotated[Corrections, Depends(_corrections)]
DrawingsDep = Annotated[Examples, Depends(_drawings)]
"""The drawings of the exam "our handwriting"."""
RoomsDep = Annotated[Rooms, Depends(_service(lambda services: services.rooms))]
JobsDep = Annotated[TrainingJobs, Depends(_service(lambda services: services.trainings))]
NewsDep = Annotated[TrainingNews, Depends(_service(lambda services: services.news))]
EstimatesDep = Annotated[TrainingEstimates, Depends(_service(lambda services: services.estimates))]
SweepsDep = Annotated[SweepJobs, Depends(_service(lambda services: services.sweeps))]
RacesDep = Annotated[Races, Depends(_service(lambda services: services.races))]
JsonBodiesDep = Annotated[JsonBodies, Depends(_service(lambda services: services.json_bodies))]
TurnsDep = Annotated[Turns, Depends(_service(lambda services: services.turns))]
ShutdownDep = Annotated[ShutdownSignal, Depends(_service(lambda services: services.shutdown))]


async def require_admin(request: Request, bearer: BearerDep, access: AccessDep) -> None:
    """Lets only the admin pass. Raises Unauthorized, Forbidden or TooManyRequests."""
    await access.require(request, bearer)


async def _signed_in(request: Request, access: AccessDep) -> bool:
    return access.sessions.is_signed_in(request)


SignedInDep = Annotated[bool, Depends(_signed_in)]
"""Whether a page of the studio shows what it has, or the form to sign in."""


async def _who(bearer: BearerDep) -> str:
    return "API" if bearer else "admin page"


WhoDep = Annotated[str, Depends(_who)]
"""How the admin came in, for the promotion log; all admins share one token, so there is no name to keep."""
