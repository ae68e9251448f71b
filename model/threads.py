"""How many threads the BLAS libraries that NumPy multiplies with may use; they read it once, when NumPy is imported.

With more than one, small products spin against each other and take a hundred times longer.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""The environment variables of OpenBLAS, OpenMP, Intel's MKL and Apple's Accelerate."""


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """The processes that are started meanwhile have one BLAS thread each."""
    before = {name: os.environ.get(name) for name in BLAS_THREADS}
    os.environ.update(dict.fromkeys(BLAS_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
