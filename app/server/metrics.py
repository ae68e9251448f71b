"""Metrics: what Prometheus is told of requests, answers and trainings.

With several server processes each writes its numbers to a file in the folder that PROMETHEUS_MULTIPROC_DIR names
(`python -m app` makes one), and whichever of them is asked adds them up.
"""

import os
from collections import Counter as Count
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import get_args

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from ..prediction.schemas import Prediction
from ..training.status import TrainingStateName, TrainingStatus

MULTIPLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
LABELLED = 1024  # counters; there are few routes, verdicts and versions
BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds


class Metrics:
    """What one server process has counted."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        requests = Counter("inkling_requests", "Requests answered.", ["method", "route", "status"], registry=self._own)
        seconds = Histogram(
            "inkling_request_seconds",
            "Time until the whole answer was sent, by route.",
            ["route"],
            registry=self._own,
            buckets=BUCKETS,
        )
        predictions = Counter(
            "inkling_predictions",
            "Drawings answered.",
            ["label", "verdict", "model_version"],
            registry=self._own,
        )
        # To look a counter up by its labels takes longer than to count.
        self._request_of = lru_cache(LABELLED)(requests.labels)
        self._time_of = lru_cache(LABELLED)(seconds.labels)
        self._prediction_of = lru_cache(LABELLED)(predictions.labels)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._request_of(method, route, status).inc()
        self._time_of(route).observe(seconds)

    def predicted(self, predictions: Sequence[Prediction]) -> None:
        """Counts the drawings of one batch."""
        for prediction in predictions:
            label = "none" if prediction.label is None else str(prediction.label)
            self._prediction_of(label, prediction.verdict, prediction.model_version).inc()

    def text(self, trainings: Iterable[TrainingStatus], champion: str | None) -> bytes:
        """Everything in Prometheus's format; how trainings stand, and who is champion, is looked up now."""
        counted = self._own
        if MULTIPLE in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        looked_up = CollectorRegistry()
        states = Count(status.state for status in trainings)
        by_state = Gauge("inkling_trainings", "Trainings kept, by state.", ["state"], registry=looked_up)
        for state in get_args(TrainingStateName):
            by_state.labels(state).set(states[state])
        version = Gauge("inkling_champion", "1 for the version that answers.", ["model_version"], registry=looked_up)
        if champion is not None:
            version.labels(champion).set(1)
        return generate_latest(counted) + generate_latest(looked_up)
