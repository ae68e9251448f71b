"""A limit on how often the log says the same: whoever sends a thousand bad requests a second must not fill the disk."""

import logging
import threading
import time
from dataclasses import dataclass

SECONDS = 60.0
ALWAYS = 10  # times in SECONDS that the same is logged; after that the 100th time, the 1000th, and so on
MAX_KINDS = 1000  # that are told apart


@dataclass
class _Kind:
    since: float
    count: int = 0


class RepetitionFilter(logging.Filter):
    """Lets the first warnings and errors of a kind pass in each minute; then the 100th, the 1000th, with that number.

    Of a kind are those that one logger has from one format, about one type of exception. The lines below warnings, one
    for each request where the admin wants them, are not limited.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[tuple[object, ...], _Kind] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged; one that stands for others says so."""
        if record.levelno < logging.WARNING:
            return True
        number = self._number_of(record)
        if number <= ALWAYS:
            return True
        if str(number).strip("0") != "1":
            return False
        record.msg, record.args = f"{record.getMessage()} ({number} times in a minute; most are not logged)", None
        return True

    def _number_of(self, record: logging.LogRecord) -> int:
        """How many of its kind there were in this minute, this one included."""
        now, exception = time.monotonic(), record.exc_info[0] if record.exc_info else None
        with self._lock:
            if len(self._kinds) > MAX_KINDS:
                self._kinds.clear()
            key = (record.name, record.levelno, str(record.msg)[:200], exception)
            kind = self._kinds.setdefault(key, _Kind(now))
            if now - kind.since > SECONDS:
                kind.since, kind.count = now, 0
            kind.count += 1
            return kind.count
