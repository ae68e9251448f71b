"""The C library's memory: what is freed is kept for the next array, not given back to the system page by page.

By default glibc gives large arrays back as soon as they are freed, and the next one of the same size is fetched again,
each page of 4 kB by a fault that clears it. A process that makes and learns from examples spent a third of its time so.
"""

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # parameters of glibc's mallopt
KEPT_BYTES = 32 << 20


def keep_freed_memory() -> None:
    """From now on this process keeps arrays of up to 32 MB when they are freed, and 64 MB of such memory."""
    set_malloc(M_MMAP_THRESHOLD, KEPT_BYTES)
    set_malloc(M_TRIM_THRESHOLD, 2 * KEPT_BYTES)


def set_malloc(parameter: int, value: int) -> None:
    """Sets one of glibc's parameters; other C libraries have none."""
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(parameter, value)
