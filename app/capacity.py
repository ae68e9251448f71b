"""Capacity: a server that takes more than it can do does nothing well, so what is too much is told to come back.

Requests beyond `max_requests` at once are answered 503 on the spot, and so are event streams beyond `max_streams`:
those cost next to nothing, but must not be endless. Who sends a body, or reads an answer, so slowly that nothing moves
for `patience_seconds` has to go, and makes room for others.
"""

import asyncio
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .settings import Settings

ALWAYS = frozenset({"/livez", "/readyz", "/metrics"})
"""Whoever watches a server asks these most when it is busy."""
BUFFERED = 65_536  # bytes that uvicorn takes without waiting for the reader
TOO_SLOW = "The body did not arrive: nothing came for {:g} seconds. Send it again"


@dataclass
class Room:
    """So many at once."""

    most: int
    taken: int = 0


class Capacity:
    """Lets in as many requests as there is room for, and only those that move on."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._requests, self._streams = Room(settings.max_requests), Room(settings.max_streams)
        self._patience = settings.patience_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 503 when it is full, and 408 when a body doesn't come."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            return await self.app(scope, receive, send)
        room = self._streams if _is_stream(scope["path"]) else self._requests
        if room.taken >= room.most:
            return await _refuse(503, "busy", "The server is busy; try again in a second.", {"Retry-After": "1"})(
                scope, receive, send
            )
        room.taken += 1
        try:
            await self.app(scope, self._impatient(receive), self._unblocked(send))
        except HTTPException as error:  # a body that nobody further in was there to miss
            await _refuse(error.status_code, "too_slow", f"{error.detail}.", {"Connection": "close"})(
                scope, receive, send
            )
        finally:
            room.taken -= 1

    def _impatient(self, receive: Receive) -> Receive:
        whole = False

        async def next_part() -> Message:
            nonlocal whole
            if whole:  # what comes now is that the client goes, which may take as long as it likes
                return await receive()
            try:
                async with asyncio.timeout(self._patience):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, TOO_SLOW.format(self._patience), {"Connection": "close"}) from None
            whole = not message.get("more_body", False)
            return message

        return next_part

    def _unblocked(self, send: Send) -> Send:
        async def send_on(message: Message) -> None:
            if not message.get("more_body") and len(message.get("body", b"")) <= BUFFERED:
                return await send(message)
            async with asyncio.timeout(self._patience):
                await send(message)

        return send_on


def _is_stream(path: str) -> bool:
    return path == "/races" or path.endswith("/events")


def _refuse(status: int, code: str, detail: str, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse({"error": code, "detail": detail}, status, headers)
