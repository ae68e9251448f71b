"""Guessing: wrong codes and keys are counted, for each address and for all together.

A code has six digits, so it could be found by trying. Whoever comes without a key from an address that has tried too
often is refused, even with the right code; whoever has a key is let in, for a school shares one address, and a key
can't be guessed.
"""

import re

from ..server.rate_limits import RateLimit

ADDRESSES = 60  # that may try as often as one may, at the same time
ALL = "all"


class Guesses:
    """What was wrong lately, counted by each server process for itself."""

    def __init__(self, limit: str) -> None:
        self._by_address = RateLimit(limit)
        self._together = RateLimit(re.sub(r"\d+(?=\s*(?:/|per))", lambda each: str(ADDRESSES * int(each[0])), limit))

    def check(self, address: str) -> None:
        """Raises TooManyRequests for one more than may be tried."""
        self._by_address.check(address)
        self._together.check(ALL)

    def wrong(self, address: str) -> None:
        """Counts a wrong code or key. Raises TooManyRequests for one more than may be tried."""
        self._by_address.hit(address)
        self._together.hit(ALL)
