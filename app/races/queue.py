"""The queue of races: each race runs in a child process, a limited number at once.

    join -> waiting, with an event for each new position -> a child process, whose events are passed on -> leave

A visitor has one race at a time: a new one replaces the old. When a visitor leaves, its child is killed. Addresses take
turns, and when the queue is full, the last race of the address that has most of them gives way to one that has fewer.
The server stores nothing of a race.
"""

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

from model.training.race import Lane

from ..errors import TooManyRequests
from ..jobs.subprocess_options import child_options
from ..server.turns import FairQueue

MAX_SECONDS = 20.0
MAX_WAITING = 100
TELLING_SECONDS = 0.2  # between two times that all are told their places
MAX_FOR_AN_ADDRESS = 40  # a whole class may share one
WORKER_DIED = "The race ended without a result; start it again."
TOO_SLOW = f"The race took more than {MAX_SECONDS:g} seconds, as the server has much to do; try again later."
REPLACED = "You started another race, and this one was stopped."
GAVE_WAY = "Too many races wait, and most of them come from your address; start this one again in a moment."

logger = logging.getLogger(__name__)


class RaceEvent(NamedTuple):
    """A server-sent event for the visitor."""

    name: str
    data: dict[str, Any]


class Race:
    """One race, from joining the queue to leaving it, and its events."""

    def __init__(self, visitor: str, address: str, lanes: Sequence[Lane], steps: int) -> None:
        self.visitor = visitor
        self.address = address
        self.round = 0  # its place in the queue
        self.request = json.dumps({"lanes": [asdict(lane) for lane in lanes], "steps": steps})
        self.task: asyncio.Task[None] | None = None
        self.over = False
        self._position = 0
        self._events: asyncio.Queue[RaceEvent | None] = asyncio.Queue()

    def send(self, name: str, **data: Any) -> None:
        """Adds an event; ignored once the race is over."""
        if not self.over:
            self._events.put_nowait(RaceEvent(name, data))

    def set_position(self, position: int) -> None:
        """Sends the position in the queue, 1 for the next to start, if it has changed."""
        if position != self._position:
            self._position = position
            self.send("waiting", place=position)

    def end(self) -> None:
        """Ends the events."""
        if not self.over:
            self.over = True
            self._events.put_nowait(None)

    async def events(self, poll_seconds: float) -> AsyncIterator[RaceEvent | None]:
        """The events until the race is over; None whenever there was none for `poll_seconds`."""
        while True:
            try:
                event = await asyncio.wait_for(self._events.get(), poll_seconds)
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event


class Races:
    """All races of one server process; its methods run on the event loop."""

    def __init__(self, max_running: int) -> None:
        self._queue: FairQueue[Race] = FairQueue(max_running)
        self._telling: asyncio.TimerHandle | None = None

    def join(self, visitor: str, address: str, lanes: Sequence[Lane], steps: int) -> Race:
        """Adds a race to the queue. Raises TooManyRequests if the queue is full, or has too many from one address."""
        for earlier in [race for race in self._queue if race.visitor == visitor]:
            earlier.send("error", error="replaced", detail=REPLACED)
            self.leave(earlier)
        if sum(race.address == address for race in self._queue) >= MAX_FOR_AN_ADDRESS:
            raise TooManyRequests(f"{MAX_FOR_AN_ADDRESS} races come from your address already; let one of them end.")
        if len(self._queue.waiting) >= MAX_WAITING:
            self._make_room(address)
        race = Race(visitor, address, lanes, steps)
        self._queue.join(race)
        self._admit()
        if race in self._queue.waiting:
            race.set_position(self._queue.waiting.index(race) + 1)
        return race

    def leave(self, race: Race) -> None:
        """Removes a race that is no longer watched: kills its child, or takes it out of the queue."""
        race.end()
        if race in self._queue.waiting:
            self._queue.leave(race)
            self._send_positions()
        elif race.task is not None and not race.task.cancelling():
            race.task.cancel()  # once: a second time would interrupt its wait for the killed child

    async def close(self) -> None:
        """Ends all races and waits until no child is left."""
        for race in list(self._queue):
            self.leave(race)
        while tasks := [race.task for race in self._queue.running if race.task is not None]:
            await asyncio.wait(tasks)
            await asyncio.sleep(0)  # lets their last callbacks run

    def _make_room(self, address: str) -> None:
        """Sends away the last race of the address that has most of those waiting.

        Raises TooManyRequests if this address would then have as many.
        """
        waiting = Counter(race.address for race in self._queue.waiting)
        last = max(reversed(self._queue.waiting), key=lambda race: waiting[race.address])
        if waiting[address] + 1 >= waiting[last.address]:
            raise TooManyRequests(f"{MAX_WAITING} races are waiting already; try again in a moment.")
        last.send("error", error="too_many_requests", detail=GAVE_WAY)
        self.leave(last)

    def _admit(self) -> None:
        """Starts as many races as may run at once, in the order of their turns."""
        for race in self._queue.begin():
            race.task = asyncio.create_task(_run(race))
            # A callback, not a `finally` in the task: a task that is cancelled before its first step runs no line.
            race.task.add_done_callback(partial(self._ended, race))
        self._send_positions()

    def _send_positions(self) -> None:
        """Soon, so that all changes until then are told once: each of a hundred who come or go moves all others."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(TELLING_SECONDS, self._tell_positions)

    def _tell_positions(self) -> None:
        self._telling = None
        for position, race in enumerate(self._queue.waiting, start=1):
            race.set_position(position)

    def _ended(self, race: Race, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            logger.error("a race failed", exc_info=error)
            race.send("error", error="internal_error", detail=WORKER_DIED)
        race.end()
        self._queue.leave(race)
        self._admit()


async def _run(race: Race) -> None:
    """Runs one race in a child process, for MAX_SECONDS at most."""
    try:
        async with asyncio.timeout(MAX_SECONDS):
            if not await _relay(race):
                race.send("error", error="internal_error", detail=WORKER_DIED)
    except TimeoutError:
        race.send("error", error="too_slow", detail=TOO_SLOW)


async def _relay(race: Race) -> bool:
    """Passes on the child's events and tells whether the last one was a result; the child is killed in any case."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.races.worker", race.request),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        **child_options(threads=1),
    )
    assert child.stdout is not None  # noqa: S101  # it was started with a pipe
    name = ""
    try:
        async for line in child.stdout:
            data = json.loads(line)
            name = data.pop("event")
            race.send(name, **data)
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    return name == "finished"
