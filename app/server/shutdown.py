"""Shutdown signal: event streams check it and end; else they would block a graceful shutdown."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ShutdownSignal:
    """Whether a signal has asked the server to stop: `requested` is True from then on."""

    def __init__(self) -> None:
        self.requested = False

    @contextmanager
    def watch(self) -> Iterator[None]:
        """While inside, notes the signals and passes them on to uvicorn, whose handlers are installed by then."""
        if threading.current_thread() is not threading.main_thread():  # where Python allows no handlers
            yield
            return
        handlers = {number: signal.getsignal(number) for number in SIGNALS}

        def note(number: int, frame: FrameType | None) -> None:
            self.requested = True
            handler = handlers[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number in SIGNALS:
            signal.signal(number, note)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
