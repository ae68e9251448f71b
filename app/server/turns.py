"""Turns: work that keeps a processor busy is done in threads, a few at a time; the others wait for their turn.

Addresses take turns, so that one who asks for much waits behind the others, and not they behind all that he asked for.
A client that has gone by then loses its turn: nobody works for somebody who doesn't wait any more.
"""

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .addresses import address_of


class Waiting(Protocol):
    """Whatever waits for its turn."""

    address: str
    round: int


Kind = TypeVar("Kind", bound=Waiting)
Result = TypeVar("Result")


class FairQueue(Generic[Kind]):
    """Those who wait, in the order of their turns, and those whose turn it is, `at_once` at the same time.

    In each round every address has one turn. So whoever joins gets the round after the last one of its address, or the
    one that goes on now.
    """

    def __init__(self, at_once: int) -> None:
        self.waiting: list[Kind] = []
        self.running: list[Kind] = []
        self._at_once = at_once
        self._round = 0

    def __iter__(self) -> Iterator[Kind]:
        yield from self.running
        yield from self.waiting

    def join(self, new: Kind) -> None:
        """Adds one that waits."""
        new.round = max(self._round, *(each.round + 1 for each in self if each.address == new.address), 0)
        insort(self.waiting, new, key=attrgetter("round"))

    def leave(self, each: Kind) -> None:
        """Removes one that waits no more, or whose turn is over."""
        (self.running if each in self.running else self.waiting).remove(each)

    def begin(self) -> Iterator[Kind]:
        """Those whose turn comes now."""
        while self.waiting and len(self.running) < self._at_once:
            first = self.waiting.pop(0)
            self._round = first.round
            self.running.append(first)
            yield first


@dataclass(eq=False)
class Turn:
    """A request's turn, and the moment when it comes."""

    address: str
    comes: asyncio.Future[None]
    round: int = 0


class Turns:
    """Gives out turns, `at_once` at the same time."""

    def __init__(self, at_once: int) -> None:
        self._queue: FairQueue[Turn] = FairQueue(at_once)
        self._threads = CapacityLimiter(at_once)  # of their own, since the usual ones may all wait for the database

    async def run(self, request: Request, work: Callable[[], Result]) -> Result:
        """What `work` returns, done in a thread. Raises HTTPException 408 when the client has gone before its turn."""
        async with self.turn(request):
            return await self.thread(work)

    async def thread(self, work: Callable[[], Result]) -> Result:
        """The same for one whose turn it is."""
        return await to_thread.run_sync(work, limiter=self._threads)

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """Waits for a turn, which lasts to the end of the block. Raises HTTPException 408 when the client has gone."""
        await request.is_disconnected()  # uvicorn stops listening in a large body, and listens again once it is asked
        turn = Turn(address_of(request.scope), asyncio.get_running_loop().create_future())
        self._queue.join(turn)
        self._begin()
        try:
            await turn.comes
            if await request.is_disconnected():
                raise HTTPException(408, "The client left before its turn came; nobody reads this.")
            yield
        finally:
            self._queue.leave(turn)
            self._begin()

    def _begin(self) -> None:
        for turn in self._queue.begin():
            if not turn.comes.done():  # else it was cancelled, and is about to leave
                turn.comes.set_result(None)


class TurnRoute(APIRoute):
    """A route of plain functions, one of which runs at a time: forty threads at once would all but stop the server."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, in its turn."""
        handle = super().get_route_handler()

        async def handle_in_turn(request: Request) -> Response:
            turns: Turns = request.app.services.page_turns
            async with turns.turn(request):
                return await handle(request)

        return handle_in_turn
