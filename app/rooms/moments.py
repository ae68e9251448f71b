"""Moments in UTC as they are stored: texts that sort by time."""

from datetime import UTC, datetime, timedelta

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def moment(hours: float = 0.0) -> str:
    """Now, or so many hours later."""
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime(FORMAT)
