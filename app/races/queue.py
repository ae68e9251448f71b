"""The queue of races: each race runs in a child process, a limited number at once.

    join -> waiting, with an event for each new position -> a child process, whose events are passed on -> leave

Visitors who ask for the same race watch one. A visitor has one race at a time: a new one replaces the old. When nobody
watches any more, the child is killed. Addresses take turns, and when the queue is full, the last race of the address
that has most of them gives way to one that has fewer. The server stores nothing of a race.
"""

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from model.training.race import Lane

from ..errors import TooManyRequests
from ..jobs.subprocess_options import child_options
from ..server.turns import FairQueue
from .race import Race, RaceEvent, Watcher, request_of

MAX_SECONDS = 20.0
MAX_WAITING = 100
TELLING_SECONDS = 0.2  # between two times that all are told their places
MAX_FOR_AN_ADDRESS = 40  # a whole class may share one
MAX_WATCHERS = 300  # of one race
USUAL_SECONDS = 4 / 6000  # for a step of a lane, until races have told better; the start of a process included
NEWS = 0.3  # share of the last race in what is known of how long they take
WORKER_DIED = "The race ended without a result; start it again."
TOO_SLOW = f"The race took more than {MAX_SECONDS:g} seconds, as the server has much to do; try again later."
REPLACED = "You started another race, and this one was stopped."
GAVE_WAY = "Too many races wait, and most of them come from your address; start this one again in a moment."

logger = logging.getLogger(__name__)


class Races:
    """All races of one server process; its methods run on the event loop."""

    def __init__(self, max_running: int) -> None:
        self._queue: FairQueue[Race] = FairQueue(max_running)
        self._telling: asyncio.TimerHandle | None = None
        self._at_once = max_running
        self._pace = USUAL_SECONDS

    def join(self, visitor: str, address: str, lanes: Sequence[Lane], steps: int) -> Watcher:
        """Lets a visitor watch a race: one that is there already, or a new one in the queue.

        Raises TooManyRequests if the queue is full, has too many from one address, or too many watch.
        """
        for earlier in [each for race in self._queue for each in race.watchers if each.visitor == visitor]:
            earlier.send(RaceEvent("error", {"error": "replaced", "detail": REPLACED}))
            self.leave(earlier)
        request = request_of(lanes, steps)
        same = next((race for race in self._queue if race.request == request and not race.over), None)
        if same is not None:
            if len(same.watchers) >= MAX_WATCHERS:
                raise TooManyRequests(f"{MAX_WATCHERS} watch this race already; ask for another, or come again soon.")
            return same.watched_by(visitor, address)
        if sum(race.address == address for race in self._queue) >= MAX_FOR_AN_ADDRESS:
            raise TooManyRequests(f"{MAX_FOR_AN_ADDRESS} races come from your address already; let one of them end.")
        if len(self._queue.waiting) >= MAX_WAITING:
            self._make_room(address)
        race = Race(address, request, len(lanes) * steps)
        watcher = race.watched_by(visitor, address)
        self._queue.join(race)
        self._admit()
        if race in self._queue.waiting:
            self._tell_position(self._queue.waiting.index(race))
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Lets a visitor go; a race that nobody watches any more is taken out of the queue, or its child is killed."""
        watcher.end()
        race = watcher.race
        if watcher in race.watchers:
            race.watchers.remove(watcher)
        if not race.watchers:
            self._end(race)

    def _end(self, race: Race) -> None:
        race.end()
        if race in self._queue.waiting:
            self._queue.leave(race)
            self._send_positions()
        elif race.task is not None and not race.task.cancelling():
            race.task.cancel()  # once: a second time would interrupt its wait for the killed child

    async def close(self) -> None:
        """Ends all races and waits until no child is left."""
        for race in list(self._queue):
            self._end(race)
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
        self._end(last)

    def _admit(self) -> None:
        """Starts as many races as may run at once, in the order of their turns."""
        for race in self._queue.begin():
            race.task = asyncio.create_task(_run(race))
            # A callback, not a `finally` in the task: a task that is cancelled before its first step runs no line.
            race.task.add_done_callback(partial(self._ended, race, asyncio.get_running_loop().time()))
        self._send_positions()

    def _send_positions(self) -> None:
        """Soon, so that all changes until then are told once: each of a hundred who come or go moves all others."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(TELLING_SECONDS, self._tell_positions)

    def _tell_positions(self) -> None:
        self._telling = None
        for index in range(len(self._queue.waiting)):
            self._tell_position(index)

    def _tell_position(self, index: int) -> None:
        """With the time until its turn: those under way are half done, on the average."""
        ahead = sum(race.work for race in self._queue.waiting[:index])
        ahead += sum(race.work for race in self._queue.running) // 2
        self._queue.waiting[index].set_position(index + 1, ahead * self._pace / self._at_once)

    def _ended(self, race: Race, began: float, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not task.exception():
            seconds = asyncio.get_running_loop().time() - began
            self._pace += NEWS * (seconds / race.work - self._pace)
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
