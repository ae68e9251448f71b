"""POST /predict: drawings in, digits out."""

from collections.abc import Sequence

import numpy as np
from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool

from ..dependencies import PredictorDep, SettingsDep
from ..drawings import picture_of
from ..errors import TooLarge
from ..predictor import Predictor
from ..schemas import Drawing, Prediction, Predictions, PredictRequest
from ..settings import Settings
from . import failures

router = APIRouter(tags=["predict"])


@router.post("/predict", responses=failures(400, 413, 422, 503), response_model_exclude_unset=True)
async def predict(body: PredictRequest, predictor: PredictorDep, settings: SettingsDep) -> Prediction | Predictions:
    """Answers one drawing, or a batch of them in order.

    A drawing is exactly one of `strokes`, `image` and `pixels`. Strokes and images are framed as MNIST was: the ink's
    box is scaled to 20 x 20, and its centre of mass laid in the middle of 28 x 28.
    """
    with_image = "image" in body.include
    drawings = [body] if body.instances is None else body.instances
    if len(drawings) > settings.max_batch:
        raise TooLarge(f"A batch may have at most {settings.max_batch} drawings; this one has {len(drawings)}.")
    if body.instances is None and body.image is None:  # takes less time than handing it to a thread
        return _answer(drawings, with_image, predictor, settings)[0]
    predictions = await run_in_threadpool(_answer, drawings, with_image, predictor, settings)
    return predictions[0] if body.instances is None else Predictions(predictions=predictions)


def _answer(
    drawings: Sequence[Drawing], with_image: bool, predictor: Predictor, settings: Settings
) -> list[Prediction]:
    limits = {"max_points": settings.max_points, "max_image_pixels": settings.max_image_pixels}
    pictures = np.stack([picture_of(drawing, **limits) for drawing in drawings])  # (n, 28, 28)
    predictions = predictor.predict(pictures)
    if not with_image:
        return predictions
    rounded = [[[round(ink, 4) for ink in row] for row in picture] for picture in pictures.tolist()]
    return [
        prediction.model_copy(update={"image": image}) for prediction, image in zip(predictions, rounded, strict=True)
    ]
