"""JSON in bodies of requests: counted, then parsed and validated, in a thread if it is large.

A parser stops all other work of the server while it reads, and a list takes it ten times as long, and fifty times as
much memory, as its two bytes suggest. So lists, numbers and names are counted before anything is read, whatever the
request's Content-Type says; of the bodies that have many of them one at a time is at work, from the first look at it to
its answer; and between two steps of a long one the others get as long as it took.

Numbers are read by pydantic's parser, in less than half of the time of Python's own. What it can't read - UTF-16, or a
mistake - goes to Python's parser, which reads it or says what is wrong.
"""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ..errors import MalformedJson
from ..settings import Settings
from .turns import Turns

SMALL_BYTES = 65_536  # parsed and validated in a few milliseconds, whatever it is
FEW_NUMBERS = 20_000  # take a megabyte
LONG_SECONDS = 0.02  # of one step; a batch of 256 takes half of it

Result = TypeVar("Result")


@dataclass(frozen=True)
class JsonLimits:
    """How much there may be in one body. At the most a parser takes a tenth of a second, and 100 MB."""

    names: int  # and texts
    lists: int  # and objects; a point is one
    numbers: int  # or rather what commas separate

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Enough for the largest batch as pixels, or with 150 points each, and for the longest drawing."""
        batch, points = settings.max_batch, settings.max_points
        return cls(names=4 * batch + 1000, lists=150 * batch + 2 * points, numbers=1000 * batch + 4 * points)

    def check(self, body: bytes) -> None:
        """Raises HTTPException 413, which FastAPI passes on from where it reads a body."""
        for count, limit, things in (
            (body.count(b'"') // 2, self.names, "names and texts"),
            (body.count(b"[") + body.count(b"{"), self.lists, "points, lists and objects"),
            (body.count(b","), self.numbers, "numbers"),
        ):
            if count > limit:
                detail = f"A request body may have at most {limit} {things}; send fewer drawings at a time"
                raise HTTPException(413, detail)


class JsonBodies:
    """Reads the bodies of all routes."""

    def __init__(self, settings: Settings) -> None:
        self.limits = JsonLimits.of(settings)
        self.turns = Turns(1)

    def read(self, body: bytes) -> Any:
        """The value. Raises HTTPException 413, ValueError or RecursionError."""
        self.limits.check(body)
        try:
            return from_json(body)
        except ValueError:
            return json.loads(body)

    async def step(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, done in a thread; if that took long, all others are given as long before it goes on."""
        seconds = 0.0

        def timed() -> Result:
            nonlocal seconds
            began = time.thread_time()
            try:
                return work()
            finally:
                seconds = time.thread_time() - began

        try:
            return await self.turns.thread(timed)
        finally:
            await asyncio.sleep(seconds if seconds > LONG_SECONDS else 0)


async def body_of(request: Request) -> bytes:
    """The whole body. Raises HTTPException 400 when the client leaves before it has come."""
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(400, "The client left before its request had come; nobody reads this") from None


class JsonRequest(Request):
    """A request whose JSON is read by JsonBodies."""

    async def json(self) -> Any:
        """The body's JSON, or what it was validated to."""
        if not hasattr(self, "_json"):
            self._json = self.app.services.json_bodies.read(await self.body())
        return self._json


class JsonRoute(APIRoute):
    """A route whose body is read by JsonBodies; a large one is validated there as well."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, called with a JsonRequest."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def handle_json(plain: Request) -> Response:
            request = JsonRequest(plain.scope, plain.receive)
            body = await body_of(request)
            if len(body) <= SMALL_BYTES:
                return await handle(request)
            bodies: JsonBodies = request.app.services.json_bodies
            async with AsyncExitStack() as turn:
                await turn.enter_async_context(bodies.turns.turn(request))
                content = await bodies.step(lambda: _parsed(bodies, body))
                request._json = await bodies.step(lambda: self._validated(content))
                if body.count(b",") <= FEW_NUMBERS:  # a picture: most of its work is still to come
                    await turn.aclose()
                return await handle(request)

        return handle_json

    def _validated(self, content: Any) -> Any:
        """What FastAPI takes as it is, since it has the type that is wanted."""
        if self.body_field is None or self._embed_body_fields:
            return content
        value, errors = self.body_field.validate(content, loc=("body",))
        if errors:
            raise RequestValidationError(errors, body=content)
        return value


def _parsed(bodies: JsonBodies, body: bytes) -> Any:
    try:
        return bodies.read(body)
    except (ValueError, RecursionError) as error:
        raise MalformedJson() from error
