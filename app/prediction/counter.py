"""The counter of predictions in /metrics, by label, verdict and model version."""

from collections.abc import Sequence
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter

from .schemas import Prediction

MAX_COUNTERS = 1024  # ten labels, four verdicts, few versions


class PredictionCounter:
    """Called with predictions, counts them in `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["label", "verdict", "model_version"]
        counter = Counter("inkling_predictions", "Drawings answered.", labels, registry=registry)
        self._counter_of = lru_cache(MAX_COUNTERS)(counter.labels)  # the look-up takes longer than counting

    def __call__(self, predictions: Sequence[Prediction]) -> None:
        """Counts the drawings of one batch."""
        for prediction in predictions:
            label = "none" if prediction.label is None else str(prediction.label)
            self._counter_of(label, prediction.verdict, prediction.model_version).inc()
