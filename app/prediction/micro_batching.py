"""Micro-batches: drawings that come in at the same moment are answered together.

Most of an answer's time goes into reading the weights, and a batch reads them once for all. While others keep coming
in, round after round of the event loop, a drawing waits for them; when two rounds in a row bring nobody (a request
takes two, one to be heard and one to be read), what has gathered is a batch. A lone drawing waits for two empty rounds,
which take microseconds.
"""

import asyncio

import numpy as np

from model.arrays import Array

from ..server.metrics import Metrics
from .predictor import Predictor
from .schemas import Prediction

LARGEST = 64  # the others of a larger crowd needn't wait for its last
QUIET_ROUNDS = 2


class MicroBatcher:
    """Answers single drawings through `predictor`, as many at once as there happen to be."""

    def __init__(self, predictor: Predictor, metrics: Metrics) -> None:
        self._predictor = predictor
        self._metrics = metrics
        self._waiting: list[tuple[Array, asyncio.Future[Prediction]]] = []
        self._gathered = self._quiet_rounds = 0

    async def predict(self, picture: Array) -> Prediction:
        """The answer to one framed picture (28, 28)."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._gather)
        future: asyncio.Future[Prediction] = loop.create_future()
        self._waiting.append((picture, future))
        return await future

    def _gather(self) -> None:
        """Once in each round, until there are enough, or no more come."""
        came = len(self._waiting) - self._gathered
        self._gathered, self._quiet_rounds = len(self._waiting), 0 if came else self._quiet_rounds + 1
        if self._gathered >= LARGEST or self._quiet_rounds >= QUIET_ROUNDS:
            batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
            self._gathered = self._quiet_rounds = 0
            self._answer(batch)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._gather)

    def _answer(self, batch: list[tuple[Array, asyncio.Future[Prediction]]]) -> None:
        try:
            predictions, _ = self._predictor.predict(np.stack([picture for picture, _ in batch]))
        except Exception as error:
            for _, future in batch:
                if not future.done():  # whoever asked may have gone
                    future.set_exception(error)
            return
        for (_, future), prediction in zip(batch, predictions, strict=True):
            if not future.done():
                future.set_result(prediction)
        self._metrics.predicted(predictions)
