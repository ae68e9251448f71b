"""Micro-batching: drawings that arrive at the same moment are framed and predicted together.

Most of an answer's time goes into reading the weights, and a batch reads them once for all. While others keep arriving,
round after round of the event loop, a drawing waits for them; after two rounds in a row without a new one (a request
takes two, to be received and to be parsed), what has gathered is a batch. A lone drawing waits for two empty rounds,
which take microseconds.
"""

import asyncio
from dataclasses import dataclass

from model.arrays import Array

from ..drawings.decoding import Drawn, frame
from .predictor import Predictor, ServedModel
from .schemas import Prediction

MAX_BATCH = 64  # drawings; in a larger crowd the first needn't wait for the last
IDLE_TICKS = 2


@dataclass(slots=True)
class Waiting:
    """A decoded drawing, who is asked, and where its prediction and its picture (28, 28) are to go."""

    drawing: Drawn
    answer: asyncio.Future[tuple[Prediction, Array]]
    model: ServedModel | None


class MicroBatcher:
    """Predicts single drawings in batches of as many as there happen to be, with the champion or another model."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._waiting: list[Waiting] = []
        self._gathered = self._idle_ticks = 0

    async def predict(self, drawing: Drawn, model: ServedModel | None = None) -> tuple[Prediction, Array]:
        """The prediction for one drawing, and the picture (28, 28) that the network saw."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._gather)
        waiting = Waiting(drawing, loop.create_future(), model)
        self._waiting.append(waiting)
        return await waiting.answer

    def _gather(self) -> None:
        """Once in each round of the event loop, until there are enough, or no more arrive."""
        arrived = len(self._waiting) - self._gathered
        self._gathered, self._idle_ticks = len(self._waiting), 0 if arrived else self._idle_ticks + 1
        if self._gathered >= MAX_BATCH or self._idle_ticks >= IDLE_TICKS:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            self._gathered = self._idle_ticks = 0
            for version in {waiting.model.version if waiting.model else None for waiting in batch}:
                self._predict([each for each in batch if (each.model.version if each.model else None) == version])
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._gather)

    def _predict(self, batch: list[Waiting]) -> None:
        try:
            pictures = frame([waiting.drawing for waiting in batch])
            predictions, _ = self._predictor.predict(pictures, batch[0].model)
        except Exception as error:
            if len(batch) > 1:  # each by itself, since one that fails must not fail the others
                for waiting in batch:
                    self._predict([waiting])
            elif not batch[0].answer.done():
                batch[0].answer.set_exception(error)
            return
        for waiting, prediction, picture in zip(batch, predictions, pictures, strict=True):
            if not waiting.answer.done():  # its client left, and it was cancelled
                waiting.answer.set_result((prediction, picture))
