"""Logging configuration: one JSON object a line on standard error, with the request's id, never with a drawing."""

import time
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from .log_flood import RepetitionFilter

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s %(correlation_id)s"
NAMES = {"asctime": "at", "levelname": "level", "name": "logger", "correlation_id": "request_id"}


class UtcJsonFormatter(JsonFormatter):
    """Times in UTC, like 2026-01-31T09:30:00.123Z, wherever the server stands."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


def log_config(level: str) -> dict[str, Any]:
    """The configuration for `logging.config.dictConfig` and uvicorn; at level "info" each request has a line."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "asgi_correlation_id.CorrelationIdFilter"},
            "repetition": {"()": RepetitionFilter},
        },
        "formatters": {
            "json": {
                "()": UtcJsonFormatter,
                "fmt": FORMAT,
                "rename_fields": NAMES,
                "json_ensure_ascii": False,
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["request_id", "repetition"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {"httpx": {"level": "WARNING"}, "asgi_correlation_id": {"level": "ERROR"}},
    }
