"""Knowing that the server is about to stop: an event stream never ends by itself, and would keep it waiting."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ShutdownSignal:
    """Whether a signal has asked the server to stop; long answers look at `asked` and end early."""

    def __init__(self) -> None:
        self.asked = False

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """While inside, notices the signals and passes them on to uvicorn, whose handlers are in place by then."""
        if threading.current_thread() is not threading.main_thread():  # where Python allows no handlers
            yield
            return
        handlers = {number: signal.getsignal(number) for number in SIGNALS}

        def notice(number: int, frame: FrameType | None) -> None:
            self.asked = True
            handler = handlers[signal.Signals(number)]
            if callable(handler):
                handler(number, frame)

        for number in SIGNALS:
            signal.signal(number, notice)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
