"""Open files: every connection is one, and a process may have only so many (`ulimit -n`).

Once they are used up nobody new gets in, and nothing can be read from disk. So the limit is raised at the start as far
as the system allows, and connections take three quarters of it at most. For one more, the connection is cut that has
waited for its client the longest: whoever connects and says nothing makes room for those who ask.
"""

import sys
from contextlib import suppress
from functools import cache
from typing import Protocol

ENOUGH = 65_536
MIN_BACKLOG = 8


@cache
def allowed_files() -> int:
    """How many files this process may have open, after raising that as far as it goes; its children inherit it."""
    if sys.platform == "win32":  # has no such limit
        return ENOUGH
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, hard = (ENOUGH if limit == resource.RLIM_INFINITY else limit for limit in (soft, hard))
    wanted = max(soft, min(hard, ENOUGH))
    with suppress(OSError, ValueError):  # macOS has a further limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        return wanted
    return soft


def max_connections() -> int:
    """How many connections one server process takes."""
    return allowed_files() * 3 // 4


def max_streams() -> int:
    """How many of them may be event streams, which never end by themselves."""
    return max_connections() // 2


def accept_backlog() -> int:
    """How many connections are accepted in one go, before the first of them is counted."""
    return max(MIN_BACKLOG, min(2048, (allowed_files() - max_connections()) // 8))


class Connection(Protocol):
    """A client's connection."""

    def cut(self) -> None:
        """Closes it at once."""


class Connections:
    """Counts the connections of a server process, and knows which of them wait for their client."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open = 0
        self._waiting: dict[Connection, None] = {}  # the one that waits longest stands first

    def opened(self, connection: Connection) -> None:
        """Counts one more; if it is one too many, the one that waits longest is cut, and be it this one."""
        self._open += 1
        self.waits(connection)
        if self._open > self._limit:
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            longest.cut()

    def closed(self, connection: Connection) -> None:
        """Counts one less."""
        self._open -= 1
        self._waiting.pop(connection, None)

    def waits(self, connection: Connection) -> None:
        """Its answer is complete, or it is new: now it is the client's turn."""
        self._waiting[connection] = None

    def is_answered(self, connection: Connection) -> None:
        """A whole request has come: now it is the server's turn."""
        self._waiting.pop(connection, None)
