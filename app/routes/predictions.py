"""POST /predict: drawings in, digits out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from anyio import to_thread
from fastapi import APIRouter, Request, Response

from ..drawings.decoding import picture_of
from ..drawings.limits import RequestLimits
from ..drawings.schemas import Drawing
from ..errors import TooLarge
from ..prediction.neighbours import Search
from ..prediction.predictor import Predictor
from ..prediction.schemas import Prediction, Predictions, PredictRequest
from ..server.fast_json import FastJsonRoute
from ..server.metrics import Metrics
from ..settings import Settings
from . import failures
from .dependencies import MetricsDep, NeighboursDep, PredictorDep, SettingsDep, ThreadsDep

router = APIRouter(tags=["predict"], route_class=FastJsonRoute)


_CORRECTION = {"strokes": "$request.body#/strokes", "label": "$response.body#/label"}
_LINKS: dict[int | str, dict[str, Any]] = {
    200: {"links": {"correct": {"operationId": "send_feedback", "requestBody": _CORRECTION}}}
}


@router.post(
    "/predict",
    response_model=Prediction | Predictions,
    responses=failures(400, 413, 422, 503) | _LINKS,
    response_model_exclude_unset=True,
)
async def predict(
    request: Request,
    body: PredictRequest,
    predictor: PredictorDep,
    neighbours: NeighboursDep,
    settings: SettingsDep,
    threads: ThreadsDep,
    metrics: MetricsDep,
) -> Prediction | Response:
    """Answers one drawing, or a batch of them in order.

    A drawing is exactly one of `strokes`, `image` and `pixels`. Strokes and images are framed as MNIST was: the ink's
    box is scaled to 20 x 20, and its centre of mass laid in the middle of 28 x 28. The first request for `neighbours`
    of a version waits some seconds until they can be looked up, or is told with 503 to come back.
    """
    with_image = "image" in body.include
    drawings = [body] if body.instances is None else body.instances
    if len(drawings) > settings.max_batch:
        raise TooLarge(f"A batch may have at most {settings.max_batch} drawings; this one has {len(drawings)}.")
    search = await neighbours.search(predictor.champion()) if "neighbours" in body.include else None
    asked = (drawings, with_image, search, predictor, settings, metrics)
    if body.instances is None and body.image is None:  # less time than handing it to a thread
        return _answer(*asked)[0]
    await request.is_disconnected()  # uvicorn, which stops listening in a large body, listens again when it is asked
    async with threads:
        if await request.is_disconnected():  # while it waited for its turn: nobody hears this
            return Response(status_code=408)
        if body.instances is None:
            return (await to_thread.run_sync(_answer, *asked))[0]
        return Response(await to_thread.run_sync(_batch, *asked), media_type="application/json")


def _batch(*asked: Any) -> bytes:
    """The answers as they leave: nothing but bytes is to wait for a client that reads slowly."""
    return Predictions(predictions=_answer(*asked)).model_dump_json(exclude_unset=True).encode()


def _answer(
    drawings: Sequence[Drawing],
    with_image: bool,
    search: Search | None,
    predictor: Predictor,
    settings: Settings,
    metrics: Metrics,
) -> list[Prediction]:
    allowance = RequestLimits.of(settings)
    pictures = np.stack([picture_of(drawing, allowance) for drawing in drawings])  # (n, 28, 28)
    predictions, trace = predictor.predict(pictures, search.champion if search else None)
    metrics.predicted(predictions)
    if with_image:
        rounded = [[[round(ink, 4) for ink in row] for row in picture] for picture in pictures.tolist()]
        predictions = _with("image", rounded, predictions)
    if search:
        predictions = _with("neighbours", search.of(pictures, trace.last_hidden), predictions)
    return predictions


def _with(name: str, values: Sequence[object], predictions: Sequence[Prediction]) -> list[Prediction]:
    return [prediction.model_copy(update={name: value}) for prediction, value in zip(predictions, values, strict=True)]
