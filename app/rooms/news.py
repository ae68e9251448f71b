"""The news of rooms: while somebody watches, one task of this process looks for what is new, for all who watch.

A watcher that is behind what is remembered here reads the database itself, page by page. So resumption, a late joiner
and a reader who is slow are one and the same, and none of them takes memory.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile

from anyio import CapacityLimiter, to_thread

from ..database.database import Database
from ..database.held_connection import HeldConnection
from ..errors import AppError, TooManyRequests
from .changes import ChangeReader, Changes, first_page
from .encoding import Change, as_event
from .notices import Notices
from .tables import RoomRow

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.25  # for what other processes have changed
PAUSE_SECONDS = 0.1  # between two looks, however much there is to see
ALIVE_SECONDS = 15.0  # after which a quiet stream says that it lives
REMEMBERED, REMEMBERED_BYTES = 1000, 4 << 20  # changes of a room
OF_PUPIL, OF_WALL = 8, 60  # streams at once
READERS = 4  # threads for watchers that are behind
ALIVE = b": alive\n\n"
CLOSED = as_event("closed", b"{}")


@dataclass
class Feed:
    """A room's last changes: all after number `since`, up to number `upto`."""

    since: int
    upto: int
    changes: deque[Change] = field(default_factory=deque)
    size: int = 0  # of their events
    watchers: Counter[int | None] = field(default_factory=Counter)
    closed: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, news: Changes) -> None:
        """Takes in what is new, and wakes all who watch."""
        self.changes.extend(news.events)
        self.size += sum(len(change.event) for change in news.events)
        is_new, self.upto, self.closed = news.upto > self.upto, max(self.upto, news.upto), news.room is None
        while len(self.changes) > REMEMBERED or self.size > REMEMBERED_BYTES:
            forgotten = self.changes.popleft()
            self.since, self.size = forgotten.sequence, self.size - len(forgotten.event)
        if is_new or self.closed:
            self.wake()

    def after(self, number: int) -> list[Change]:
        """The changes after a number; most who watch have seen all but the last few."""
        return [*takewhile(lambda change: change.sequence > number, reversed(self.changes))][::-1]

    def wake(self) -> None:
        """Lets all who watch look."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()


class RoomNews:
    """Follows rooms until they are over or the server `is_stopping`."""

    def __init__(
        self, database: Database, on_room: Callable[[RoomRow, float], None], is_stopping: Callable[[], bool]
    ) -> None:
        self._held = HeldConnection(database, isolation_level="AUTOCOMMIT")  # each question sees what is committed
        self._polled = ChangeReader(self._held.session, REMEMBERED_BYTES)  # for all, or one room could hold up others
        self._missed = ChangeReader(database.session)
        self._notices = Notices(database)
        self._on_room = on_room
        self._is_stopping = is_stopping
        self._feeds: dict[str, Feed] = {}
        self._task: asyncio.Task[None] | None = None
        self._look = asyncio.Event()
        self._stopped = False
        self._polling, self._listening, self._reading = CapacityLimiter(1), CapacityLimiter(1), CapacityLimiter(READERS)

    def changed(self, code: str) -> None:
        """To be told that a room has changed: those who watch it needn't wait for the next look."""
        if code in self._feeds:
            self._look.set()

    def require_few(self, code: str, pupil: int | None) -> None:
        """Raises TooManyRequests for one stream more than a pupil, or the wall, may have at once."""
        feed = self._feeds.get(code)
        if feed is not None and feed.watchers[pupil] >= (OF_WALL if pupil is None else OF_PUPIL):
            raise TooManyRequests("This key has many event streams open already; close one first.")

    def close(self) -> None:
        """Gives the connections back."""
        self._held.close()
        self._notices.close()

    async def follow(self, room: RoomRow, after: int, pupil: int | None) -> AsyncGenerator[bytes, None]:
        """A room's events after a number, as the wall or one pupil is told of them, until the room is over."""
        code, feed = room.code, self._join(room, pupil)
        try:
            while True:
                if after < feed.since:
                    news = await self._read(code, after)
                    after = max(news.upto, after)
                    closed, events = news.room is None, news.events
                    if not events and after < feed.since:  # its last changes were deleted
                        after = feed.since
                else:
                    known = feed.after(after)
                    events = [*first_page(known, lambda change: len(change.event))]
                    is_all = len(events) == len(known)
                    closed, after = feed.closed and is_all, max(feed.upto, after) if is_all else events[-1].sequence
                events = [each for each in events if each.is_for(pupil)]
                if events:
                    yield b"".join(each.event for each in events)
                if closed:
                    yield CLOSED
                if closed or self._stopped or (pupil is not None and any(each.is_last for each in events)):
                    return
                if after >= feed.upto and not feed.closed and not await _has_changed(feed.changed):
                    yield ALIVE
        finally:
            feed.watchers[pupil] -= 1
            if not feed.watchers.total() and self._feeds.get(code) is feed:
                del self._feeds[code]

    def _join(self, room: RoomRow, pupil: int | None) -> Feed:
        feed = self._feeds.setdefault(room.code, Feed(room.sequence, room.sequence))
        feed.watchers[pupil] += 1
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        return feed

    async def _read(self, code: str, after: int) -> Changes:
        return (await to_thread.run_sync(self._missed.read, {code: after}, limiter=self._reading))[code]

    async def _news(self, positions: dict[str, int]) -> dict[str, Changes]:
        try:
            return await to_thread.run_sync(self._polled.read, positions, limiter=self._polling)
        except AppError:  # a database that stands still is asked again
            return {}
        except Exception:  # all who watch depend on this task
            logger.exception("what is new in the rooms can't be read")
            return {}

    async def _listen(self) -> None:
        """Hears from the database which rooms others have changed, if it tells, for as long as this task lives."""
        try:
            while await to_thread.run_sync(lambda: self._notices.are_given, limiter=self._listening):
                for code in await to_thread.run_sync(self._notices.wait, limiter=self._listening):
                    self.changed(code)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._notices.close()

    async def _watch(self) -> None:
        listening = asyncio.create_task(self._listen())
        try:
            while self._feeds and not self._is_stopping():
                self._look.clear()
                began = time.monotonic()
                positions = {code: feed.upto for code, feed in self._feeds.items()}
                for code, news in (await self._news(positions)).items():
                    if news.room is not None:
                        self._on_room(news.room, began)
                    if code in self._feeds:
                        self._feeds[code].tell(news)
                await asyncio.sleep(PAUSE_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS - PAUSE_SECONDS):
                        await self._look.wait()
        finally:
            listening.cancel()
            self._task = None
            self._stopped = self._is_stopping()
            for feed in self._feeds.values():
                feed.wake()


async def _has_changed(changed: asyncio.Event) -> bool:
    """Returns when there is news, or False when there was none for long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ALIVE_SECONDS):
            await changed.wait()
    return changed.is_set()
