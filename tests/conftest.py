"""What all tests share: sloppy numerics are errors, and BLAS has one thread.

Two test processes with two BLAS threads each, on two processors, wait for each other by spinning: the same tests took
six times the processor time, and on a busy machine twenty times as long. Child processes inherit it.
"""

import os
from collections.abc import Iterator
from functools import cache

from model.threads import BLAS_THREADS

for variable in BLAS_THREADS:
    os.environ.setdefault(variable, "1")  # before NumPy is imported, which reads it once

import numpy as np
import pytest
from httpx._config import DEFAULT_TIMEOUT_CONFIG
from httpx._transports import default as transports
from hypothesis import settings

for phase in ("connect", "read", "write", "pool"):
    setattr(DEFAULT_TIMEOUT_CONFIG, phase, 60)  # seconds; httpx takes 5 where nothing else is said

transports.create_ssl_context = cache(transports.create_ssl_context)
"""Each client would read all certificates of this machine, though no test speaks TLS: a quarter of the time of most."""

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
