"""Encoding: predictions -> the JSON of POST /predict."""

from .schemas import Prediction, Predictions


def encode_one(predictions: list[Prediction]) -> bytes:
    """The answer to a single drawing."""
    (prediction,) = predictions
    return prediction.__pydantic_serializer__.to_json(prediction, exclude_unset=True)


def encode_batch(predictions: list[Prediction]) -> bytes:
    """The answer to a batch, in its order."""
    answer = Predictions(predictions=predictions)
    return answer.__pydantic_serializer__.to_json(answer, exclude_unset=True)
