"""A race and those who watch it: whoever asks for the same one watches with the others, from its beginning.

The same lanes have the same figures each time, so that a class of thirty needs one race and not thirty.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from model.training.race import Lane

WAITING = "waiting"


class RaceEvent(NamedTuple):
    """A server-sent event for a visitor."""

    name: str
    data: dict[str, Any]


class Watcher:
    """One visitor, from joining a race to leaving it, and what is told to them."""

    def __init__(self, race: "Race", visitor: str, address: str) -> None:
        self.race = race
        self.visitor = visitor
        self.address = address
        self._over = False
        self._events: asyncio.Queue[RaceEvent | None] = asyncio.Queue()

    def send(self, event: RaceEvent) -> None:
        """Adds an event; ignored once it is over for this visitor."""
        if not self._over:
            self._events.put_nowait(event)

    def end(self) -> None:
        """Ends the events."""
        if not self._over:
            self._over = True
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


class Race:
    """One race in the queue, or under way. `address` is that of the visitor who asked for it first."""

    def __init__(self, address: str, request: str, work: int) -> None:
        self.address = address
        self.request = request
        self.work = work  # steps of all lanes together
        self.round = 0  # its place in the queue
        self.task: asyncio.Task[None] | None = None
        self.over = False
        self.watchers: list[Watcher] = []
        self._told: list[RaceEvent] = []  # since it began
        self._waiting: RaceEvent | None = None

    def watched_by(self, visitor: str, address: str) -> Watcher:
        """One more who watches, and is told all that was told so far."""
        watcher = Watcher(self, visitor, address)
        for event in self._told or ([self._waiting] if self._waiting else []):
            watcher.send(event)
        self.watchers.append(watcher)
        return watcher

    def send(self, name: str, **data: Any) -> None:
        """Tells all an event; ignored once the race is over."""
        if self.over:
            return
        event = RaceEvent(name, data)
        if name != WAITING:
            self._told.append(event)
        for watcher in self.watchers:
            watcher.send(event)

    def set_position(self, position: int, seconds: float) -> None:
        """Tells the place in the queue, 1 for the next to start, if it has changed, and when it is likely to start."""
        if self._waiting is None or position != self._waiting.data["place"]:
            self._waiting = RaceEvent(WAITING, {"place": position, "seconds": max(1, round(seconds))})
            self.send(WAITING, **self._waiting.data)

    def end(self) -> None:
        """Ends the events of all."""
        self.over = True
        for watcher in self.watchers:
            watcher.end()


def request_of(lanes: Sequence[Lane], steps: int) -> str:
    """A race as its child process reads it; equal for races that are the same."""
    return json.dumps({"lanes": [asdict(lane) for lane in lanes], "steps": steps})
