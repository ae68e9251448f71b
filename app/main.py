"""The application: everything is made and wired here, and nowhere else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from anyio import CapacityLimiter
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp

from .auth.access import session_secret
from .auth.tokens import new_token
from .corrections.inbox import Corrections
from .errors import NotReady
from .pages.static_files import CachedStaticFiles
from .prediction.fast_path import FastPath
from .prediction.micro_batching import MicroBatcher
from .prediction.neighbours import Neighbours
from .prediction.predictor import Predictor
from .races.queue import Races
from .registry.exams import Exams
from .registry.model_registry import ModelRegistry
from .routes import (
    corrections,
    examinations,
    examples,
    explanations,
    exports,
    health,
    inference,
    models,
    pages,
    predictions,
    races,
    session,
    snapshots,
    sweeps,
    trainings,
)
from .server.error_handlers import add_error_handlers
from .server.load_shedding import ConcurrencyLimit
from .server.metrics import Metrics
from .server.middleware import BodyLimit, SecurityHeaders
from .server.rate_limits import RateLimit
from .server.request_log import RequestLogMiddleware, request_id
from .server.runtime_tuning import settle
from .server.shutdown import ShutdownSignal
from .settings import ROOT, Settings
from .sweeps.jobs import Sweeps
from .training.jobs import TrainingJobs
from .training.time_estimate import TrainingEstimates


class Inkling(FastAPI):
    """FastAPI, and around all of it what every request passes: also those that it fails to answer."""

    def build_middleware_stack(self) -> ASGIApp:
        """What a request passes first stands last."""
        state = self.state
        app: ASGIApp = FastPath(super().build_middleware_stack(), state.settings, state.micro_batches)
        app = ConcurrencyLimit(app, state.settings)
        app = SecurityHeaders(app)
        app = RequestLogMiddleware(app, state.metrics)
        return CorrelationIdMiddleware(app, generator=request_id)


def create_app(settings: Settings | None = None) -> FastAPI:
    """A ready application. Without `settings` they come from the environment."""
    settings = settings or Settings()
    if settings.admin_token is None:
        settings = settings.model_copy(update={"admin_token": SecretStr(new_token())})
    registry = ModelRegistry(settings.weights_dir)
    # No /docs from FastAPI: its pages load scripts from another host. Ours is in routes/pages.py.
    app = Inkling(
        title="Inkling",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        # /metrics and the log tell what there is, and to be asked for more costs each request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.registry = registry
    app.state.metrics = Metrics()
    app.state.predictor = Predictor(registry)
    app.state.micro_batches = MicroBatcher(app.state.predictor, app.state.metrics)
    app.state.neighbours = Neighbours(settings.data_dir / "neighbours")
    app.state.corrections = Corrections(settings)
    app.state.feedback_limit = RateLimit(settings.feedback_limit)
    app.state.wrong_tokens = RateLimit(settings.sign_in_limit)
    app.state.examinations = Exams(settings.data_dir / "examinations", registry, app.state.corrections)
    app.state.jobs = TrainingJobs(settings, registry, app.state.corrections.lines)
    app.state.sweeps = Sweeps(settings, app.state.corrections.lines)
    app.state.estimates = TrainingEstimates(settings)
    app.state.races = Races(settings.races)
    app.state.threads = CapacityLimiter(max(1, (os.cpu_count() or 2) - 1))  # one processor is the event loop's
    app.state.stopping = ShutdownSignal()
    add_error_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, max_names=4 * settings.max_batch + 1000)
    app.add_middleware(
        SessionMiddleware,
        secret_key=session_secret(settings),
        session_cookie="inkling_session",
        max_age=int(settings.session_hours * 3600),
        same_site="strict",
        https_only=settings.secure_cookies,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.include_router(predictions.router)
    app.include_router(corrections.visitors)
    studio = (snapshots, trainings, sweeps, models, examinations, exports, corrections, session)
    for noun in (inference, explanations, examples, races, *studio, health, pages):
        app.include_router(noun.router)
    app.mount("/static", CachedStaticFiles(directory=ROOT / "static"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Settings]]:
    """Loads the champion before the first request; without one the server lives, but is not ready."""
    with suppress(NotReady):
        app.state.predictor.champion()
    settle()
    with app.state.stopping.noticed():
        yield {"settings": app.state.settings}  # for connection.py
    await app.state.races.close()
    app.state.corrections.close()
