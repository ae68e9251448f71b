"""What this process knows of rooms: how one stood a moment ago, and which pupil has a key.

A room that somebody watches here is read a few times a second anyhow; any other is read once for all who ask.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .keys import hash_of

if TYPE_CHECKING:
    from .store import RoomStore
    from .tables import RoomRow

FRESH_SECONDS = 1.0  # for which a room is remembered as it stood
MAX_KEYS = 10_000  # that are remembered


class KnownRooms:
    """Rooms and pupils, from the database by `run` or remembered."""

    def __init__(self, run: "Callable[[Callable[[RoomStore], Any]], Awaitable[Any]]") -> None:
        self._run = run
        self._rooms: dict[str, tuple[float, RoomRow]] = {}
        self._changed_at: dict[str, float] = {}
        self._asked: dict[str, asyncio.Task[RoomRow]] = {}
        self._pupils: OrderedDict[tuple[str, str], int] = OrderedDict()

    async def room(self, code: str, *, fresh: bool = False) -> "RoomRow":
        """An open room, as it stood a moment ago, or as it stands now. Raises NotFound or Gone."""
        read_at, room = self._rooms.get(code, (0.0, None))
        if room is not None and not fresh and time.monotonic() - read_at < FRESH_SECONDS:
            return room
        self._rooms.pop(code, None)
        if fresh:
            return await self._read(code)
        if code not in self._asked:
            self._asked[code] = task = asyncio.create_task(self._read(code))
            task.add_done_callback(lambda done: self._forget_asked(code, done))
        return await asyncio.shield(self._asked[code])

    async def pupil(self, code: str, key: str, *, fresh: bool = False) -> int | None:
        """The pupil with this key, as it was or as it is now. Raises Forbidden for one that was removed."""
        name = (code, hash_of(key))
        if fresh or name not in self._pupils:
            pupil = await self._run(lambda store: store.pupil(code, key))
            if pupil is None:
                return None
            self._pupils[name] = pupil
            if len(self._pupils) > MAX_KEYS:
                self._pupils.popitem(last=False)
        self._pupils.move_to_end(name)
        return self._pupils[name]

    def remember(self, room: "RoomRow", read_at: float) -> None:
        """How a room stood at that time; not if it was changed here meanwhile."""
        if read_at >= self._changed_at.get(room.code, 0.0):
            self._rooms[room.code] = read_at, room

    def forget(self, code: str) -> None:
        """To be told that a room was changed here."""
        self._rooms.pop(code, None)
        self._changed_at[code] = time.monotonic()
        while len(self._changed_at) > MAX_KEYS:
            del self._changed_at[next(iter(self._changed_at))]

    def _forget_asked(self, code: str, done: "asyncio.Task[RoomRow]") -> None:
        del self._asked[code]
        if not done.cancelled():
            done.exception()  # everybody who asked may have left by now

    async def _read(self, code: str) -> "RoomRow":
        read_at = time.monotonic()
        room: RoomRow = await self._run(lambda store: store.room(code))
        self.remember(room, read_at)
        return room
