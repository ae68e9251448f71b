"""Rate limits: how often one address may send a correction or try a token."""

import math
import threading
import time
from array import array
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import TooManyRequests

if TYPE_CHECKING:
    from limits import RateLimitItem

MAX_ADDRESSES = 10_000  # that are remembered; beyond, those that were quiet longest are forgotten


class RateLimit:
    """A limit such as "30/minute;300/day" for each address, counted by each server process for itself.

    Of each address the times of its last requests are kept, as many as the largest of the limits needs, and as long.
    """

    def __init__(self, limits: str) -> None:
        self._text = limits
        self._times: dict[str, array[float]] = {}  # the address whose last request is longest ago stands first
        self._lock = threading.Lock()

    @cached_property
    def _limits(self) -> list["RateLimitItem"]:
        """Parsed for the first request that is counted, since the import takes a twelfth of the server's start."""
        from limits import parse_many

        return parse_many(self._text)

    def hit(self, address: str) -> None:
        """Counts one request. Raises TooManyRequests, with the seconds to wait, for one beyond the limit."""
        now = time.monotonic()
        with self._lock:
            times = self._checked(address, now)
            times.append(now)
            del times[: -max(limit.amount for limit in self._limits)]
            self._times.pop(address, None)
            self._times[address] = times
            self._forget(now)

    def check(self, address: str) -> None:
        """Raises TooManyRequests as `hit` would, and counts nothing."""
        with self._lock:
            self._checked(address, time.monotonic())

    def _checked(self, address: str, now: float) -> "array[float]":
        times = self._times.get(address, array("d"))
        for limit in self._limits:
            if len(times) >= limit.amount and (wait := times[-limit.amount] + limit.get_expiry() - now) > 0:
                raise _refusal(str(limit), math.ceil(wait))
        return times

    def _forget(self, now: float) -> None:
        quiet = next(iter(self._times))
        oldest = now - max(limit.get_expiry() for limit in self._limits)
        while len(self._times) > MAX_ADDRESSES or self._times[quiet][-1] < oldest:
            del self._times[quiet]
            quiet = next(iter(self._times))


def _refusal(limit: str, seconds: int) -> TooManyRequests:
    error = TooManyRequests(f"That was more than {limit}; try again in {seconds} seconds.")
    error.headers = {"Retry-After": str(seconds)}  # type: ignore[misc]
    return error
