"""The request log: each request is counted, timed and noted in the log, by its route and never by what it holds."""

import logging
import random
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

logger = logging.getLogger("inkling.requests")


def request_id() -> str:
    """A fresh one: 128 random bits, which name a request and guard nothing, so that they needn't be secret."""
    return f"{random.getrandbits(128):032x}"


class RequestLogMiddleware:
    """Tells `metrics` and the log about every answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; when the answer is out, or failed, notes it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status, started = None, time.perf_counter()

        async def noticing_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noticing_send)
        except Exception:
            if status is None:  # else the client was told, and the log too (error_handlers.py)
                raise
        finally:
            seconds, route = time.perf_counter() - started, _route(scope)
            self._metrics.answered(scope["method"], route, status or 500, seconds)
            if logger.isEnabledFor(logging.INFO):
                noted = {"method": scope["method"], "route": route, "status": status, "seconds": round(seconds, 6)}
                logger.info("answered", extra=noted)


def _route(scope: Scope) -> str:
    """The route as it is declared, `/admin/trainings/{id}`: there are few of them, whatever is asked."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return "/predict" if scope["path"] == "/predict" else "/static" if scope["path"].startswith("/static/") else "none"
