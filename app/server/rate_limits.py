"""Rate limits: how often one address may send a correction or try a token."""

import math
import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ..errors import TooManyRequests


class RateLimit:
    """A limit such as "30/minute;300/day" for each address, counted by each server process for itself."""

    def __init__(self, limits: str) -> None:
        self._limits = parse_many(limits)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Raises TooManyRequests if the address has reached the limit; counts nothing."""
        for limit in self._limits:
            if not self._limiter.test(limit, address):
                raise self._refusal(limit, address)

    def hit(self, address: str) -> None:
        """Counts one request. Raises TooManyRequests, with the seconds to wait, for one beyond the limit."""
        for limit in self._limits:
            if not self._limiter.hit(limit, address):
                raise self._refusal(limit, address)

    def _refusal(self, limit: RateLimitItem, address: str) -> TooManyRequests:
        wait = max(1, math.ceil(self._limiter.get_window_stats(limit, address).reset_time - time.time()))
        error = TooManyRequests(f"That was more than {limit}; try again in {wait} seconds.")
        error.headers = {"Retry-After": str(wait)}  # type: ignore[misc]
        return error
