"""GET /examples: digits of the MNIST test set, to try."""

from functools import cache
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query

from model import dataset
from model.preprocessing import to_inputs

from ..schemas import Example, Examples
from . import failures

router = APIRouter(tags=["predict"])


@router.get("/examples", responses=failures(422))
def list_examples(
    count: Annotated[int, Query(ge=1, le=100, description="How many.")] = 12,
    seed: Annotated[int, Query(ge=0, lt=2**32, description="Another seed picks other digits.")] = 0,
) -> Examples:
    """Some digits that the network has never learned from."""
    test = _test_examples()
    chosen = np.random.default_rng(seed).choice(len(test), count, replace=False)
    inputs = to_inputs(test.images[chosen]).round(4).astype(float)
    return Examples(
        examples=[
            Example(index=int(index), label=int(test.labels[index]), pixels=pixels)
            for index, pixels in zip(chosen, inputs.tolist(), strict=True)
        ]
    )


@cache
def _test_examples() -> dataset.Examples:
    """Read at the first visit: 8 MB that a server without visitors never needs."""
    return dataset.load_mnist_test()
