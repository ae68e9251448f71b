"""The application: FastAPI, its middleware and its routes."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Lock
from typing import Any

from anyio import to_thread
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from model import __version__
from model.project import SHIPPED, add_shipped_versions

from .auth.sessions import SessionCookies
from .auth.tokens import require_admin_token
from .errors import NotReady
from .pages.static_files import CachedStaticFiles
from .prediction.fast_path import FastPath
from .root_path import RootPath
from .routes import pages, predictions
from .server.answer_head import AnswerHead
from .server.body_limit import BodyLimit
from .server.content_encoding import LEVEL, MIN_SIZE, PackedAnswers
from .server.error_handlers import add_error_handlers
from .server.head_requests import HeadRequests
from .server.known_hosts import KnownHosts
from .server.load_shedding import ConcurrencyLimit
from .server.open_files import Connections, max_connections
from .server.other_origins import OtherOrigins
from .server.request_log import RequestLogMiddleware, is_request_id, request_id
from .server.runtime_tuning import tune_runtime
from .services import Services, make_services
from .settings import Settings, SettingsError, load_settings

STARTUP_FAILURE = 3  # the exit status after which uvicorn starts no further processes
FIRST = (predictions.router, pages.router)
"""What the server starts with; all other routes are included when the first of them is asked for."""


class Inkling(FastAPI):
    """FastAPI with its services, inside the outer middleware, which also sees requests that FastAPI fails on."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            title="Inkling",
            version=__version__,
            docs_url=None,  # FastAPI's page loads scripts from another host; ours is in routes/pages.py
            redoc_url=None,
            openapi_url=None,  # FastAPI makes the document on the event loop, in a quarter of a second
            servers=[{"url": root}] if (root := services.settings.root_path) else None,
            redirect_slashes=False,  # a redirect repeats the address, however long it is
            lifespan=_lifespan,
            telemetry={"tracing": False, "metrics": False, "logs": False},  # costs each request; we have our own
            generate_unique_id_function=lambda route: route.name,
        )
        self.services = services
        self._including, self._describing = Lock(), Lock()
        self._is_whole = False
        self._no_such_route = self.router.default
        self.router.default = self._look_further

    def include_all(self) -> None:
        """Includes the routes that the server didn't start with: to import them takes a fifth of a second."""
        with self._including:
            if not self._is_whole:
                from .routes.routers import ROUTERS

                for router in ROUTERS:
                    if router not in FIRST:
                        self.include_router(router)
                gc.freeze()  # as `tune_runtime` did with what was there at the start
                self._is_whole = True

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once, whoever asks first."""
        self.include_all()
        with self._describing:
            return super().openapi()

    async def _look_further(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Starlette comes here when no route matches."""
        if self._is_whole:
            await self._no_such_route(scope, receive, send)
        else:
            await to_thread.run_sync(self.include_all)
            await self.router(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """The outermost stands last."""
        services, settings = self.services, self.services.settings
        app: ASGIApp = FastPath(super().build_middleware_stack(), services.predictions)
        app = ConcurrencyLimit(app, settings)
        if settings.allowed_origins:
            app = OtherOrigins(app, settings.allowed_origins.split(","))
        app = HeadRequests(app)
        app = KnownHosts(app, settings.host, *(settings.hosts or "").split(","))
        app = RequestLogMiddleware(app, services.metrics)
        app = CorrelationIdMiddleware(app, generator=request_id, validator=is_request_id)
        app = AnswerHead(app, settings.frame_ancestors)
        return RootPath(app, settings.root_path) if settings.root_path else app


def create_app(settings: Settings | None = None) -> Inkling:
    """A ready application. Without `settings` they come from the environment, and mistakes in them end the process.

    Raises SettingsError for `settings` without an admin token: only `python -m app` makes one, and prints it.
    """
    settings = settings or _settings_or_exit()
    require_admin_token(settings)
    app = Inkling(make_services(settings))
    add_error_handlers(app)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(SessionCookies, settings=settings)
    app.add_middleware(PackedAnswers, minimum_size=MIN_SIZE, compresslevel=LEVEL)
    for router in FIRST:
        app.include_router(router)
    app.mount("/static", CachedStaticFiles(directory=SHIPPED / "static"))
    return app


def _settings_or_exit() -> Settings:
    """For `uvicorn app.main:create_app --factory`, which would print a traceback, and try again for ever."""
    try:
        settings = load_settings()
        require_admin_token(settings)
        add_shipped_versions(settings.weights_dir)
    except (SettingsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(STARTUP_FAILURE)
    return settings


@asynccontextmanager
async def _lifespan(app: Inkling) -> AsyncIterator[dict[str, Any]]:
    """Loads the champion before the first request; without one the server lives, but is not ready."""
    with suppress(NotReady):
        app.services.predictor.champion()
    tune_runtime()
    tidying = asyncio.create_task(app.services.rooms.keep_tidy())
    with app.services.shutdown.watch():
        # For server/http_protocol.py.
        yield {"settings": app.services.settings, "connections": Connections(max_connections())}
    tidying.cancel()
    await app.services.close()
