"""POST /predict: drawings in, digits out."""

from typing import Any

from fastapi import APIRouter, Request, Response

from ..prediction.encoding import encode_batch, encode_one
from ..prediction.schemas import Prediction, Predictions, PredictRequest
from ..server.json_bodies import JsonRoute
from . import failures
from .dependencies import PredictionsDep

router = APIRouter(tags=["predict"], route_class=JsonRoute)


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
async def predict(request: Request, body: PredictRequest, predictions: PredictionsDep) -> Response:
    """Answers one drawing, or a batch of them in order.

    A drawing is exactly one of `strokes`, `image` and `pixels`. Strokes and images are framed as MNIST was: the ink's
    box is scaled to 20 x 20, and its centre of mass laid in the middle of 28 x 28. The first request for `neighbours`
    of a version waits some seconds until they can be looked up, or is told with 503 to come back.
    """
    drawings, encode = ([body], encode_one) if body.instances is None else (body.instances, encode_batch)
    content = await predictions.answer(drawings, body.include, encode, request)
    return Response(content, media_type="application/json")
