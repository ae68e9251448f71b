"""Races: each runs in a child process of its own, so many at once and the others in a queue.

    enter -> waiting, told its place whenever that changes -> a child process -> what it says, event by event -> gone

A visitor has one race at a time: a new one takes the place of the old. Whoever leaves gives the place free, and the
child is killed. The server keeps nothing of a race.
"""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

from model.training.race import Lane

from ..errors import TooManyRequests
from ..jobs.subprocess_options import child_options

LONGEST_SECONDS = 20.0
MOST_WAITING = 100
MOST_FOR_AN_ADDRESS = 40  # a whole class may share one
LOST = "The race ended without a result; start it again."
TOO_SLOW = f"The race took more than {LONGEST_SECONDS:g} seconds, as the server has much to do; try again later."
REPLACED = "You started another race, and this one was stopped."

logger = logging.getLogger(__name__)


class RaceEvent(NamedTuple):
    """Something to tell a visitor."""

    name: str
    data: dict[str, Any]


class Race:
    """One race from entering to leaving. Equal only to itself."""

    def __init__(self, visitor: str, address: str, lanes: Sequence[Lane], steps: int) -> None:
        self.visitor = visitor
        self.address = address
        self.request = json.dumps({"lanes": [asdict(lane) for lane in lanes], "steps": steps})
        self.task: asyncio.Task[None] | None = None
        self.over = False
        self._place = 0
        self._events: asyncio.Queue[RaceEvent | None] = asyncio.Queue()

    def tell(self, name: str, **data: Any) -> None:
        """Notes an event for whoever listens; after the last word it is ignored."""
        if not self.over:
            self._events.put_nowait(RaceEvent(name, data))

    def set_position(self, place: int) -> None:
        """Tells the place in the queue, 1 for the next, if it is news."""
        if place != self._place:
            self._place = place
            self.tell("waiting", place=place)

    def end(self) -> None:
        """That was the last word."""
        if not self.over:
            self.over = True
            self._events.put_nowait(None)

    async def events(self, patience_seconds: float) -> AsyncIterator[RaceEvent | None]:
        """What there is to tell until it is over; None whenever nothing came for a while."""
        while True:
            try:
                event = await asyncio.wait_for(self._events.get(), patience_seconds)
            except TimeoutError:
                yield None
                continue
            if event is None:
                return
            yield event


class Races:
    """All races of one server process. Everything here happens on its event loop."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: list[Race] = []
        self._running: list[Race] = []

    def enter(self, visitor: str, address: str, lanes: Sequence[Lane], steps: int) -> Race:
        """A new race, at the end of the queue. Raises TooManyRequests when the queue or the address is full."""
        for earlier in [race for race in self._all() if race.visitor == visitor]:
            earlier.tell("error", error="replaced", detail=REPLACED)
            self.leave(earlier)
        if len(self._waiting) >= MOST_WAITING:
            raise TooManyRequests(f"{MOST_WAITING} races are waiting already; try again in a moment.")
        if sum(race.address == address for race in self._all()) >= MOST_FOR_AN_ADDRESS:
            raise TooManyRequests(f"{MOST_FOR_AN_ADDRESS} races come from your address already; let one of them end.")
        race = Race(visitor, address, lanes, steps)
        self._waiting.append(race)
        self._admit()
        return race

    def leave(self, race: Race) -> None:
        """Nobody watches it any more: its child is killed, or its place in the queue is given free."""
        race.end()
        if race in self._waiting:
            self._waiting.remove(race)
            self._tell_places()
        elif race.task is not None and not race.task.cancelling():
            race.task.cancel()  # a second time would disturb it while it waits for the child to be gone

    async def close(self) -> None:
        """Ends all races, and waits until no child is left."""
        for race in self._all():
            self.leave(race)
        while tasks := [race.task for race in self._running if race.task is not None]:
            await asyncio.wait(tasks)
            await asyncio.sleep(0)  # lets their last callbacks run

    def _all(self) -> list[Race]:
        return [*self._running, *self._waiting]

    def _admit(self) -> None:
        """Starts as many as there is room for, first come, first served."""
        while self._waiting and len(self._running) < self._at_once:
            race = self._waiting.pop(0)
            self._running.append(race)
            race.task = asyncio.create_task(_run(race))
            # Not in the task itself: one that is cancelled before its first step runs no line of it.
            race.task.add_done_callback(partial(self._ended, race))
        self._tell_places()

    def _tell_places(self) -> None:
        for place, race in enumerate(self._waiting, start=1):
            race.set_position(place)

    def _ended(self, race: Race, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            logger.error("a race failed", exc_info=error)
            race.tell("error", error="internal_error", detail=LOST)
        race.end()
        self._running.remove(race)
        self._admit()


async def _run(race: Race) -> None:
    """One race in a child process, from its first word to its last."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            if not await _relay(race):
                race.tell("error", error="internal_error", detail=LOST)
    except TimeoutError:
        race.tell("error", error="too_slow", detail=TOO_SLOW)


async def _relay(race: Race) -> bool:
    """Passes on what the child says; whether it came to a result. However it ends, no child is left behind."""
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
            race.tell(name, **data)
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    return name == "finished"
