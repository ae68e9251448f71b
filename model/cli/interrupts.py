"""Ctrl-C, obeyed between two steps of a training.

Python raises KeyboardInterrupt wherever it happens to be, also in the middle of writing a file, or in a clean-up where
exceptions are swallowed and the key seems to have done nothing. Here it is only noticed, and raised when asked for.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def deferred_interrupt() -> Iterator[Callable[[], None]]:
    """Yields a function that raises KeyboardInterrupt if Ctrl-C was pressed since the block began."""
    pressed = Event()
    before = signal.signal(signal.SIGINT, lambda *_: pressed.set())

    def raise_if_interrupted() -> None:
        if pressed.is_set():
            raise KeyboardInterrupt

    try:
        yield raise_if_interrupted
    finally:
        signal.signal(signal.SIGINT, before)
