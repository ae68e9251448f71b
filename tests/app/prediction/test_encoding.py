"""The JSON of answers is the JSON that pydantic writes, byte for byte."""

import numpy as np
import pytest

from app.prediction.encoding import LEVELS, encode_batch, encode_one
from app.prediction.schemas import Neighbour, Prediction, Predictions
from model.arrays import FLOAT, Array


def prediction(*neighbours: Neighbour) -> Prediction:
    values = {"label": 3, "confidence": 1 / 3, "probabilities": [1e-9, 0.1, 2.5e-5], "verdict": "unsure"}
    added = {"neighbours": list(neighbours)} if neighbours else {}
    return Prediction(**values, model_version="v0001", **added)


def rounded(image: Array) -> list[list[float]]:
    return [[round(ink, 4) for ink in row] for row in image.tolist()]


def images() -> Array:
    """All levels, what lies a hair beside and halfway between two of them, and any numbers."""
    levels = np.arange(LEVELS + 1) / LEVELS
    halves = np.arange(1, LEVELS, 2) / (2 * LEVELS)
    values = np.concatenate([levels, halves, np.arange(257) / 256, np.random.default_rng(4).random(40_000)]).astype(
        FLOAT
    )
    values = np.concatenate([values, np.nextafter(values, FLOAT(0)), np.nextafter(values, FLOAT(1))])
    return np.append(values, np.zeros(-len(values) % 784, FLOAT)).reshape(-1, 28, 28)


def test_an_image_is_written_as_pydantic_writes_the_rounded_numbers() -> None:
    for image in images():
        expected = prediction().model_copy(update={"image": rounded(image)})
        assert encode_one([prediction()], image[None]) == expected.model_dump_json(exclude_unset=True).encode()


@pytest.mark.parametrize("neighbours", [(), (Neighbour(index=1, label=2, distance=0.5),) * 2])
@pytest.mark.parametrize("with_images", [False, True])
def test_a_batch_is_written_as_pydantic_writes_it(neighbours: tuple[Neighbour, ...], with_images: bool) -> None:
    predictions, pictures = [prediction(*neighbours)] * 3, images()[:3]
    expected = Predictions(
        predictions=[
            one.model_copy(update={"image": rounded(image)} if with_images else {})
            for one, image in zip(predictions, pictures, strict=True)
        ]
    )
    content = encode_batch(predictions, pictures if with_images else None)
    assert content == expected.model_dump_json(exclude_unset=True).encode()
