"""Rate limits: how often one address may do what costs us something, or fills something up."""

import math
import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ..errors import TooManyRequests


class RateLimit:
    """At most so many times for each address, such as "30/minute;300/day"; each server process counts by itself."""

    def __init__(self, limits: str) -> None:
        self._limits = parse_many(limits)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Raises TooManyRequests if one more would be too many, without counting it."""
        for limit in self._limits:
            if not self._limiter.test(limit, address):
                raise self._refusal(limit, address)

    def hit(self, address: str) -> None:
        """Counts one more. Raises TooManyRequests, which says when to come back."""
        for limit in self._limits:
            if not self._limiter.hit(limit, address):
                raise self._refusal(limit, address)

    def _refusal(self, limit: RateLimitItem, address: str) -> TooManyRequests:
        wait = max(1, math.ceil(self._limiter.get_window_stats(limit, address).reset_time - time.time()))
        error = TooManyRequests(f"That was more than {limit}; try again in {wait} seconds.")
        error.headers = {"Retry-After": str(wait)}  # type: ignore[misc]
        return error
