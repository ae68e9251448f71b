"""The predictor: holds the champion in memory, and follows the registry when another version is promoted.

Whether the champion changed is one look at a small file's time stamp, a few microseconds, so it is done for every
request: all server processes follow a promotion at once, without being told.

Other versions can be asked by name. Each is read by one thread and once, for as long as anybody uses it.
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakValueDictionary

import numpy as np
from anyio import CapacityLimiter, to_thread

from model.arrays import CLASSES, Array
from model.checkpoints.checkpoint import Checkpoint
from model.config import NetworkConfig, TrainingConfig
from model.errors import ModelError
from model.evaluation.verdict import Thresholds, Verdict, judge
from model.nn.activations import softmax
from model.nn.network import ForwardTrace, Network
from model.preprocessing.framing import is_blank

from ..errors import Conflict, NotFound, NotReady
from ..registry.model_registry import ModelRegistry
from .schemas import Prediction

logger = logging.getLogger(__name__)
MAX_OTHERS = 2  # versions kept in memory beside the champion, for requests that name one
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0  # seconds until a champion that couldn't be read is tried again
_UNREADABLE = (ModelError, NotFound, Conflict, OSError)


@dataclass(frozen=True)
class ServedModel:
    """A version, its network and how that was made, and its verdict's thresholds: one object that can't be mixed up."""

    version: str
    network: Network
    config: NetworkConfig
    training: TrainingConfig
    thresholds: Thresholds | None


class Predictor:
    """Predicts with the champion, and tells `observe` each batch of predictions, to be counted."""

    def __init__(
        self, registry: ModelRegistry, observe: Callable[[Sequence[Prediction]], None] = lambda _: None
    ) -> None:
        self._registry = registry
        self._observe = observe
        self._champion: ServedModel | None = None
        self._tried_mtime: tuple[int, int] | None = (0, 0)
        self._pause, self._retry_at = 0.0, 0.0
        self._loading = CapacityLimiter(1)  # other versions are read one at a time
        self._in_use: WeakValueDictionary[str, ServedModel] = WeakValueDictionary()
        self._recent = lru_cache(MAX_OTHERS)(self._in_use_or_read)

    def champion(self) -> ServedModel:
        """The version in use, freshly loaded if another was promoted. Raises NotReady when there is none.

        If the new one can't be loaded, the old one goes on answering, and the new one is tried again.
        """
        mtime = self._pointer_mtime()
        if mtime != self._tried_mtime or time.monotonic() >= self._retry_at:
            self._load(mtime)
        if self._champion is None:
            raise NotReady()
        return self._champion

    async def version(self, name: str) -> ServedModel:
        """A version as if it were the champion. Raises NotFound, or Conflict when it couldn't be."""
        champion = self.champion()
        if name == champion.version:
            return champion
        model = self._in_use.get(name)
        return await to_thread.run_sync(self._recent, name, limiter=self._loading) if model is None else model

    async def require_version(self, name: str) -> None:
        """Raises NotFound or Conflict for a version that couldn't be asked, as far as is known without its network."""
        if name != self.champion().version and name not in self._in_use:
            await to_thread.run_sync(self._registry.require_servable, name)

    def predict(self, pictures: Array, model: ServedModel | None = None) -> tuple[list[Prediction], ForwardTrace]:
        """Framed pictures (n, 28, 28) -> n predictions, and the trace they came from.

        By the champion, unless another model is given.
        """
        model = model or self.champion()
        trace = model.network.forward(pictures.reshape(len(pictures), -1))
        logits = trace.outputs
        verdicts = judge(logits, model.thresholds)
        predictions = [
            _blank(model.version) if is_blank(picture) else _answer(row, verdict, model.version)
            for picture, row, verdict in zip(pictures, softmax(logits), verdicts, strict=True)
        ]
        self._observe(predictions)
        return predictions, trace

    def _load(self, mtime: tuple[int, int] | None) -> None:
        """Loads the champion. If it can't be read, and none answers yet, another one: better than none."""
        is_new, self._tried_mtime = mtime != self._tried_mtime, mtime
        self._pause = FIRST_PAUSE if is_new else min(2 * self._pause, LONGEST_PAUSE)
        self._retry_at = time.monotonic() + self._pause  # other threads needn't try meanwhile
        try:
            self._champion = self._read(self._registry.champion())
            self._retry_at = math.inf
            logger.info("champion is %s", self._champion.version)
        except _UNREADABLE as error:
            logger.log(logging.ERROR if is_new else logging.DEBUG, "the champion can't be loaded: %s", error)
            if self._champion is None:
                self._load_fallback()

    def _load_fallback(self) -> None:
        """Lets the last champion answer that can be read, or else the newest version."""
        champions = [entry["version"] for entry in reversed(self._registry.log())]
        for version in dict.fromkeys([*champions, *(name for name, _ in self._registry.all())]):
            with suppress(*_UNREADABLE):
                self._champion = self._read_fit(version)
                logger.error("%s answers instead, until a version is promoted", version)
                break

    def _in_use_or_read(self, version: str) -> ServedModel:
        """A version that a request still uses is there already."""
        model = self._in_use.get(version) or self._read_fit(version)
        self._in_use[version] = model
        return model

    def _read_fit(self, version: str) -> ServedModel:
        return _served(version, self._registry.servable(version).checkpoint)

    def _read(self, version: str) -> ServedModel:
        return _served(version, self._registry.load(version))

    def _pointer_mtime(self) -> tuple[int, int] | None:
        try:
            stat = self._registry.champion_path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino


def _served(version: str, checkpoint: Checkpoint) -> ServedModel:
    metadata = checkpoint.metadata
    return ServedModel(version, checkpoint.network, metadata.network, metadata.training, metadata.thresholds)


def _answer(probabilities: Array, verdict: Verdict, version: str) -> Prediction:
    label = int(probabilities.argmax())
    return Prediction(
        label=label,
        confidence=float(probabilities[label]),
        probabilities=probabilities.tolist(),
        verdict=verdict,
        model_version=version,
    )


def _blank(version: str) -> Prediction:
    alike = np.full(CLASSES, 1 / CLASSES).tolist()
    return Prediction(label=None, confidence=0.0, probabilities=alike, verdict="blank", model_version=version)
