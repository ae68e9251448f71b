"""Metrics: requests and their latency by route, for Prometheus; what other wings count joins the same registry.

With several server processes each writes its numbers to a file in the folder that PROMETHEUS_MULTIPROC_DIR names
(`python -m app` makes one), and the process that answers /metrics adds them up.
"""

import os
from functools import lru_cache

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
MAX_COUNTERS = 1024  # methods, routes and statuses are few
BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds


class Metrics:
    """What one server process has counted, in `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        requests = Counter("inkling_requests", "Requests answered.", labels, registry=self.registry)
        seconds = Histogram(
            "inkling_request_seconds",
            "Time until the whole answer was sent, by route.",
            ["route"],
            registry=self.registry,
            buckets=BUCKETS,
        )
        # To look a counter up by its labels takes longer than to count.
        self._request_of = lru_cache(MAX_COUNTERS)(requests.labels)
        self._time_of = lru_cache(MAX_COUNTERS)(seconds.labels)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._request_of(method, route, status).inc()
        self._time_of(route).observe(seconds)

    def text(self, *gauges: CollectorRegistry) -> bytes:
        """Everything counted, and then `gauges`, in Prometheus's format."""
        counted = self.registry
        if MULTIPLE in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return b"".join(map(generate_latest, (counted, *gauges)))
