"""Micro-batches: drawings that come in at the same moment are answered together.

Most of an answer's time goes into reading the weights, and a batch reads them once for all. The event loop hears of all
requests that came in while it was busy in one round, so it waits for nobody: what has gathered when the round is over
is a batch, and a lone drawing is a batch of one.
"""

import asyncio

import numpy as np

from model.arrays import Array

from .metrics import Metrics
from .predictor import Predictor
from .schemas import Prediction

LARGEST = 64  # the others of a larger crowd needn't wait for its last


class MicroBatches:
    """Answers single drawings through `predictor`, as many at once as there happen to be."""

    def __init__(self, predictor: Predictor, metrics: Metrics) -> None:
        self._predictor = predictor
        self._metrics = metrics
        self._waiting: list[tuple[Array, asyncio.Future[Prediction]]] = []

    async def predict(self, picture: Array) -> Prediction:
        """The answer to one framed picture (28, 28)."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._answer)
        future: asyncio.Future[Prediction] = loop.create_future()
        self._waiting.append((picture, future))
        return await future

    def _answer(self) -> None:
        batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._answer)
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
