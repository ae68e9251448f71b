"""Shutdown signal: event streams check it and end; else they would block a graceful shutdown."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
HANG_UP = getattr(signal, "SIGHUP", None)  # as of a terminal that is closed; Windows has none


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
        if HANG_UP is not None and (before := signal.getsignal(HANG_UP)) is not signal.SIG_IGN:  # as `nohup` sets it
            handlers[HANG_UP] = before

        def note(number: int, frame: FrameType | None) -> None:
            self.requested = True
            number = signal.SIGTERM if number == HANG_UP else number
            handler = handlers[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number in handlers:
            signal.signal(number, note)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
