"""The application: everything is made and wired here, and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import SecretStr
from starlette.middleware.sessions import SessionMiddleware

from .dependencies import session_secret
from .error_handlers import add_error_handlers
from .errors import NotReady
from .middleware import BodyLimit, SecurityHeaders
from .model_registry import ModelRegistry
from .neighbours import Neighbours
from .predictor import Predictor
from .races import Races
from .routes import examples, explanations, exports, health, models, pages, predictions, races, session, trainings
from .settings import ROOT, Settings
from .stopping import Stopping
from .tokens import new_token
from .training_job import TrainingJobs


def create_app(settings: Settings | None = None) -> FastAPI:
    """A ready application. Without `settings` they come from the environment."""
    settings = settings or Settings()
    if settings.admin_token is None:
        settings = settings.model_copy(update={"admin_token": SecretStr(new_token())})
    registry = ModelRegistry(settings.weights_dir)
    # No /docs from FastAPI: its pages load scripts from another host. Ours is in routes/pages.py.
    app = FastAPI(title="Inkling", version="1", docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.state.registry = registry
    app.state.predictor = Predictor(registry)
    app.state.neighbours = Neighbours(settings.data_dir / "neighbours")
    app.state.jobs = TrainingJobs(settings, registry)
    app.state.races = Races(settings.races)
    app.state.stopping = Stopping()
    add_error_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(
        SessionMiddleware,
        secret_key=session_secret(settings),
        session_cookie="inkling_session",
        max_age=int(settings.session_hours * 3600),
        same_site="strict",
    )
    app.add_middleware(SecurityHeaders)
    for noun in (predictions, explanations, examples, races, trainings, models, exports, session, health, pages):
        app.include_router(noun.router)
    app.mount("/static", StaticFiles(directory=ROOT / "static"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the champion before the first request; without one the server lives, but is not ready."""
    with suppress(NotReady):
        app.state.predictor.champion()
    with app.state.stopping.noticed():
        yield
    await app.state.races.close()
