"""What routes ask for by name."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import Depends, Request

from ..auth.access import BearerDep
from ..corrections.inbox import Corrections
from ..prediction.neighbours import Neighbours
from ..prediction.predictor import Predictor
from ..races.queue import Races
from ..registry.exams import Exams
from ..registry.model_registry import ModelRegistry
from ..server.metrics import Metrics
from ..server.rate_limits import RateLimit
from ..server.shutdown import ShutdownSignal
from ..settings import Settings
from ..sweeps.jobs import Sweeps
from ..training.jobs import TrainingJobs
from ..training.time_estimate import TrainingEstimates


def _from_state(name: str) -> Callable[[Request], Awaitable[Any]]:
    """A dependency that hands out what `create_app` put on the application's state under `name`."""

    async def give(request: Request) -> Any:  # async, since FastAPI would call a plain function in a thread
        return getattr(request.app.state, name)

    return give


SettingsDep = Annotated[Settings, Depends(_from_state("settings"))]
RegistryDep = Annotated[ModelRegistry, Depends(_from_state("registry"))]
PredictorDep = Annotated[Predictor, Depends(_from_state("predictor"))]
NeighboursDep = Annotated[Neighbours, Depends(_from_state("neighbours"))]
JobsDep = Annotated[TrainingJobs, Depends(_from_state("jobs"))]
CorrectionsDep = Annotated[Corrections, Depends(_from_state("corrections"))]
FeedbackLimitDep = Annotated[RateLimit, Depends(_from_state("feedback_limit"))]
ExamsDep = Annotated[Exams, Depends(_from_state("examinations"))]
SweepsDep = Annotated[Sweeps, Depends(_from_state("sweeps"))]
EstimatesDep = Annotated[TrainingEstimates, Depends(_from_state("estimates"))]
RacesDep = Annotated[Races, Depends(_from_state("races"))]
MetricsDep = Annotated[Metrics, Depends(_from_state("metrics"))]
ThreadsDep = Annotated[CapacityLimiter, Depends(_from_state("threads"))]
"""Room for what keeps a processor busy: more threads than processors would only wait for each other."""
ShutdownDep = Annotated[ShutdownSignal, Depends(_from_state("stopping"))]


async def _who(bearer: BearerDep) -> str:
    return "API" if bearer else "admin page"


WhoDep = Annotated[str, Depends(_who)]
"""By which way the admin came; the token is one for all, so that nobody's name is known."""
