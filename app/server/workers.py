"""Workers: several server processes on one socket, watched by one that starts them.

On Linux they are forks of the watching process once it has imported the application: they share that memory, and a
worker that is started again answers at once. Elsewhere each imports for itself, as uvicorn has it: the libraries of
macOS and Windows don't bear a fork.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable
from importlib import import_module
from socket import socket

import uvicorn
from uvicorn import _subprocess
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import SIGNALS

from .listening import lengthen_queues


class Workers(Multiprocess):
    """uvicorn's server processes. SIGHUP, as of a terminal that is closed, ends them as SIGTERM does."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket], shared: Iterable[str]) -> None:
        """`shared` names the modules that all processes need."""
        if sys.platform == "linux":
            _fork_after_importing(shared)
        gc.enable()
        hang_up = getattr(signal, "SIGHUP", signal.SIGTERM)  # Windows has none
        before = signal.getsignal(hang_up)
        super().__init__(config, sockets)
        if before is signal.SIG_IGN:  # `nohup`
            signal.signal(hang_up, before)

    def keep_subprocess_alive(self) -> None:
        """Comes by twice a second; a process that begins has shortened the queue, which all of them share."""
        lengthen_queues(self.sockets)
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        """Also stops to listen: else visitors would be kept waiting who can't be answered any more."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def handle_hup(self) -> None:
        """Ends all gracefully, where uvicorn would begin anew."""
        self.handle_term()


def _fork_after_importing(modules: Iterable[str]) -> None:
    """Lets uvicorn fork. A garbage collection would write to all objects, and so copy them: it skips those of now."""
    for name in modules:
        import_module(name)
    gc.freeze()
    os.register_at_fork(after_in_child=_forget_handlers)
    _subprocess.spawn = multiprocessing.get_context("fork")  # type: ignore[assignment]


def _forget_handlers() -> None:
    """A signal ends a worker that isn't a server yet; the watching process would only note it."""
    for number in SIGNALS:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
