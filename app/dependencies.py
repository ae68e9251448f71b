"""What routes ask for by name, and who may pass."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from .corrections import Corrections
from .errors import Forbidden, Unauthorized
from .examinations import Examinations
from .metrics import Metrics
from .model_registry import ModelRegistry
from .neighbours import Neighbours
from .predictor import Predictor
from .races import Races
from .rate_limits import RateLimit
from .sessions import is_signed_in
from .settings import Settings
from .stopping import Stopping
from .sweeps import Sweeps
from .training_estimate import TrainingEstimates
from .training_job import TrainingJobs

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_bearer = HTTPBearer(auto_error=False, description="The admin token that the server printed when it started.")
BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


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
ExaminationsDep = Annotated[Examinations, Depends(_from_state("examinations"))]
SweepsDep = Annotated[Sweeps, Depends(_from_state("sweeps"))]
EstimatesDep = Annotated[TrainingEstimates, Depends(_from_state("estimates"))]
RacesDep = Annotated[Races, Depends(_from_state("races"))]
MetricsDep = Annotated[Metrics, Depends(_from_state("metrics"))]
ThreadsDep = Annotated[CapacityLimiter, Depends(_from_state("threads"))]
"""Room for what keeps a processor busy: more threads than processors would only wait for each other."""
StoppingDep = Annotated[Stopping, Depends(_from_state("stopping"))]


def admin_token(settings: Settings) -> str:
    """The token as text; `main.create_app` makes sure that there is one."""
    assert settings.admin_token is not None  # noqa: S101  # for mypy
    return settings.admin_token.get_secret_value()


def session_secret(settings: Settings) -> str:
    """The key that signs session cookies: all server processes derive the same, and a new token ends all sessions."""
    return hmac.digest(admin_token(settings).encode(), b"inkling session", hashlib.sha256).hex()


def check_token(token: str, request: Request, settings: Settings) -> None:
    """Compares in constant time, so that the answer's delay tells nothing about the token.

    Raises Unauthorized, and TooManyRequests for an address that has guessed too often, whatever it says next.
    """
    address, guesses = address_of(request), request.app.state.wrong_tokens
    guesses.check(address)
    if not secrets.compare_digest(token.encode(), admin_token(settings).encode()):
        guesses.hit(address)
        raise Unauthorized("The token is wrong; the server printed the right one when it started.")


def address_of(request: Request) -> str:
    """Whom a rate limit counts; behind a proxy, uvicorn has put the client's address here."""
    return request.client.host if request.client else "unknown"


def _is_ours(request: Request) -> bool:
    """Whether a browser sent this from one of our own pages; a program says nothing of pages, and may pass.

    Over plain HTTP, to an address of the local network, browsers leave Sec-Fetch-Site out, but never Origin.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def refuse_other_sites(request: Request) -> None:
    """Raises Forbidden for a change that another site's page asked the admin's browser to make."""
    if request.method not in SAFE_METHODS and not _is_ours(request):
        raise Forbidden("This request comes from another site's page; make it from Inkling's own admin page.")


async def require_admin(request: Request, settings: SettingsDep, bearer: BearerDep) -> None:
    """Lets pass who shows the token, or is signed in on the admin page. Raises Unauthorized or Forbidden."""
    if bearer is not None:
        check_token(bearer.credentials, request, settings)
    elif is_signed_in(request):
        await refuse_other_sites(request)
    else:
        raise Unauthorized("Send the admin token as `Authorization: Bearer <token>`, or sign in at /admin.")


async def _who(bearer: BearerDep) -> str:
    return "API" if bearer else "admin page"


WhoDep = Annotated[str, Depends(_who)]
"""By which way the admin came; the token is one for all, so that nobody's name is known."""
