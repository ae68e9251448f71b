"""GET /examples: digits of MNIST, of the test set or by their places in the training set."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request, Response

from model.arrays import IntArray
from model.data import dataset
from model.preprocessing.framing import to_inputs

from ..mnist import mnist, mnist_test
from ..prediction.schemas import Example, Examples
from . import failures
from .dependencies import TurnsDep

TRAINING_SIZE = 60_000
DAY_SECONDS = 24 * 3600

TrainingIndex = Annotated[int, Query(ge=0, lt=TRAINING_SIZE)]

router = APIRouter(tags=["predict"])


@router.get("/examples", responses=failures(422))
async def list_examples(
    turns: TurnsDep,
    request: Request,
    count: Annotated[int, Query(ge=1, le=100, description="How many.")] = 12,
    seed: Annotated[int, Query(ge=0, lt=2**32, description="Another seed picks other digits.")] = 0,
) -> Examples:
    """Some digits that the network has never learned from."""

    def work() -> Examples:
        test = mnist_test()
        return _described(test, np.random.default_rng(seed).choice(len(test), count, replace=False))

    return await turns.run(request, work)


@router.get("/examples/training", responses=failures(422))
async def list_training_examples(
    index: Annotated[
        list[TrainingIndex],
        Query(
            min_length=1,
            max_length=100,
            description="Its place in the training set, 0 to 59999; repeat it for more than one.",
            examples=[[31337, 5]],
        ),
    ],
    response: Response,
    turns: TurnsDep,
    request: Request,
) -> Examples:
    """Digits of the training set by their places in it, such as a prediction's neighbours, in the order asked for."""
    response.headers["Cache-Control"] = f"public, max-age={DAY_SECONDS}"  # MNIST no longer changes
    return await turns.run(request, lambda: _described(mnist().training, np.array(index)))


def _described(examples: dataset.Examples, indices: IntArray) -> Examples:
    chosen = examples.take(indices)
    pixels = to_inputs(chosen.images).round(4).astype(float).tolist()
    return Examples(
        examples=[
            Example(index=index, label=label, pixels=ink)
            for index, label, ink in zip(indices.tolist(), chosen.labels.tolist(), pixels, strict=True)
        ]
    )
