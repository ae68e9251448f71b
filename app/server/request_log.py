"""The request log: each request is counted, timed and logged with its route, never with its content."""

import logging
import random
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics

logger = logging.getLogger("inkling.requests")

_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def request_id() -> str:
    """A new id of 128 random bits; it identifies a request and protects nothing, so it need not be secret."""
    return f"{random.getrandbits(128):032x}"


def is_request_id(name: str) -> bool:
    """Whether an id that came with a request may be repeated: 32 hexadecimal digits, alone or as a UUID is written."""
    return _ID.fullmatch(name) is not None


class RequestLogMiddleware:
    """Middleware that reports every answer to `metrics` and the log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; when the answer was sent, or failed, reports it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status, started = None, time.perf_counter()

        async def observing_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, observing_send)
        except Exception:
            if status is None:  # else error_handlers.py has answered and logged it
                raise
        finally:
            seconds, route = time.perf_counter() - started, _route(scope)
            self._metrics.answered(scope["method"], route, status or 500, seconds)
            if logger.isEnabledFor(logging.INFO):
                fields = {"method": scope["method"], "route": route, "status": status, "seconds": round(seconds, 6)}
                logger.info("answered", extra=fields)


def _route(scope: Scope) -> str:
    """The route as declared, `/admin/trainings/{id}`, so that metrics have few labels whatever is requested."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return "/static" if scope["path"].startswith("/static/") else "none"
