"""Observation: each request is counted, timed and noted in the log, by its route and never by what it holds."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

logger = logging.getLogger("inkling.requests")


class Observation:
    """Tells `metrics` and the log about every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; when the answer is out, or failed, notes it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status, started = 500, time.perf_counter()

        async def noticing_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noticing_send)
        finally:
            seconds, route = time.perf_counter() - started, _route(scope)
            self._metrics.answered(scope["method"], route, status, seconds)
            if logger.isEnabledFor(logging.INFO):
                noted = {"method": scope["method"], "route": route, "status": status, "seconds": round(seconds, 6)}
                logger.info("answered", extra=noted)


def _route(scope: Scope) -> str:
    """The route as it is declared, `/admin/trainings/{id}`: there are few of them, whatever is asked."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return "/predict" if scope["path"] == "/predict" else "/static" if scope["path"].startswith("/static/") else "none"
