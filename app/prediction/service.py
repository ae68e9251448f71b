"""The prediction service: drawings in, predictions out; the only caller of the predictor.

    decode     a request's drawing -> strokes, or a picture (28, 28)
    predict    pictures (n, 28, 28) -> n predictions
    complete   the parts that the request includes: images, neighbours
    encode     the answer's bytes, in the form of the route

A single small drawing is decoded on the event loop and predicted in a micro-batch, which takes less time than handing
it to a thread. Everything else - batches, photos, long strokes, neighbours - goes through the same steps in a thread.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import numpy as np
from starlette.requests import Request

from model.arrays import Array

from ..drawings.decoding import Drawn, frame, read
from ..drawings.limits import RequestLimits
from ..drawings.schemas import Drawing
from ..errors import TooLarge
from ..server.turns import Turns
from ..settings import Settings
from .micro_batching import MicroBatcher
from .neighbours import Neighbours, Search
from .predictor import Predictor, ServedModel
from .schemas import Include, Prediction

SMALL_POINTS = 500  # inked in half a millisecond; the event loop has no time for more
SMALL_PIXELS = 512 * 512  # decoded in two milliseconds
SMALL_IMAGE = 1 << 20  # characters of a picture's data URL

Answer = TypeVar("Answer")
Encode = Callable[[list[Prediction], Array | None], Answer]
"""Predictions, and the images (n, 28, 28) if they are to be included -> what goes out."""


class PredictionService:
    """Answers drawings with the champion."""

    def __init__(self, predictor: Predictor, neighbours: Neighbours, settings: Settings, turns: Turns) -> None:
        self._predictor = predictor
        self._neighbours = neighbours
        self._settings = settings
        self._turns = turns
        self._batcher = MicroBatcher(predictor)
        self._small_points = min(settings.max_points, SMALL_POINTS)
        self._small_pixels = min(settings.max_image_pixels, settings.max_batch_pixels, SMALL_PIXELS)

    async def answer(
        self, drawings: Sequence[Drawing], include: Collection[Include], encode: Encode[Answer], request: Request
    ) -> Answer:
        """The encoded predictions of drawings.

        Raises InvalidRequest, TooLarge or NotReady, and HTTPException 408 when the client has left.
        """
        if len(drawings) > self._settings.max_batch:
            raise TooLarge(
                f"A batch may have at most {self._settings.max_batch} drawings; this one has {len(drawings)}."
            )
        if len(drawings) == 1:
            answer = await self.answer_small(drawings[0], include, encode)
            if answer is not None:
                return answer
        search = await self._neighbours.search(self._predictor.champion()) if "neighbours" in include else None
        return await self._turns.run(request, lambda: encode(*self._answer(drawings, include, search)))

    async def answer_small(
        self, drawing: Drawing, include: Collection[Include], encode: Encode[Answer]
    ) -> Answer | None:
        """The encoded prediction of one small drawing; None if it, or what to include, takes a thread."""
        decoded = None if "neighbours" in include else self._decode_small(drawing)
        if decoded is None:
            return None
        prediction, picture = await self._batcher.predict(decoded)
        return encode([prediction], picture[np.newaxis] if "image" in include else None)

    async def predict_one(self, drawing: Drawing, model: ServedModel | None = None) -> Prediction:
        """The prediction of one drawing, by the champion unless another model is given.

        Raises InvalidRequest, TooLarge or NotReady.
        """
        decoded = self._decode_small(drawing)
        if decoded is None:
            limits = RequestLimits.of(self._settings)
            decoded = Drawn(picture=await self._turns.thread(lambda: frame([read(drawing, limits)])[0]))
        return (await self._batcher.predict(decoded, model))[0]

    async def infer(
        self, pictures: Array, model: ServedModel | None, encode: Encode[Answer], request: Request
    ) -> Answer:
        """The encoded predictions of framed pictures (n, 28, 28), by the champion unless another model is given."""
        if len(pictures) == 1 and model is None:
            prediction, _ = await self._batcher.predict(Drawn(picture=pictures[0]))
            return encode([prediction], None)
        return await self._turns.run(request, lambda: encode(self._predictor.predict(pictures, model)[0], None))

    def _decode_small(self, drawing: Drawing) -> Drawn | None:
        if drawing.image and len(drawing.image) > SMALL_IMAGE:
            return None
        try:
            decoded = read(drawing, RequestLimits(self._small_points, self._small_pixels, self._small_pixels))
        except TooLarge:  # for the event loop, if not for the settings
            return None
        return decoded if decoded.ink is None else Drawn(picture=frame([decoded])[0])

    def _answer(
        self, drawings: Sequence[Drawing], include: Collection[Include], search: Search | None
    ) -> tuple[list[Prediction], Array | None]:
        limits = RequestLimits.of(self._settings)
        pictures = frame([read(drawing, limits) for drawing in drawings])
        predictions, trace = self._predictor.predict(pictures, search.champion if search else None)
        if search:
            pairs = zip(predictions, search.of(pictures, trace.last_hidden), strict=True)
            predictions = [prediction.model_copy(update={"neighbours": nearest}) for prediction, nearest in pairs]
        return predictions, pictures if "image" in include else None
