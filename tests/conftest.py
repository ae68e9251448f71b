"""What all tests share: sloppy numerics are errors."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a busy machine is no bug
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def strict_numerics() -> Iterator[None]:
    """Overflow, division by zero and NaN raise; underflow to 0 is what softmax is meant to do."""
    with np.errstate(all="raise", under="ignore"):
        yield


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
