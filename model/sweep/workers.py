"""Where trials run: in processes of this machine, or on a Dask cluster that is running already."""

import logging
import multiprocessing
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from ..errors import SweepError
from ..threads import one_blas_thread

POLL_SECONDS = 1.0
END_SECONDS = 5.0
MAX_DEATHS = 5  # of workers, before a sweep gives up


class Workers:
    """A pool of processes that is replaced when one of them dies; after MAX_DEATHS it gives up."""

    def __init__(self, make: Callable[[], Executor]) -> None:
        self._make = make
        self._pool = make()
        self._deaths = 0

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Runs `task(*arguments)` as soon as a worker is free. Raises SweepError when workers died MAX_DEATHS times."""
        try:
            return self._pool.submit(task, *arguments)
        except BrokenExecutor:
            self._deaths += 1
            if self._deaths > MAX_DEATHS:
                raise SweepError(f"Workers died {MAX_DEATHS} times; is there enough memory for so many?") from None
            self._pool.shutdown(wait=False)
            self._pool = self._make()
            return self._pool.submit(task, *arguments)

    @property
    def pool(self) -> Executor:
        """The executor in use: another one after a worker died."""
        return self._pool


@contextmanager
def local_workers(processes: int) -> Iterator[Workers]:
    """`processes` workers on this machine with one BLAS thread each."""
    context = multiprocessing.get_context("spawn")
    with one_blas_thread():
        workers = Workers(lambda: ProcessPoolExecutor(processes, context, _follow, (os.getpid(),)))
        try:
            yield workers
        finally:
            _end(workers.pool)


@contextmanager
def dask_workers(scheduler: str, say: Callable[[str], None]) -> Iterator[Workers]:
    """The workers of the Dask cluster at `scheduler`, like tcp://10.0.0.1:8786; Inkling must be installed there, too.

    `say` is called when the cluster has no worker. Raises SweepError when the scheduler can't be reached or is lost,
    and when a trial's workers die again and again.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise SweepError("A Dask cluster needs its client: pip install distributed.") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is said below, in a sentence
    try:
        client = Client(scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SweepError(f"No Dask scheduler answers at {scheduler} ({error}).") from error
    with client, warnings.catch_warnings(), _watched(client, say):
        warnings.filterwarnings("ignore", "Sending large graph")  # a training's state is ten megabytes
        executor = client.get_executor(pure=False, retries=MAX_DEATHS)  # type: ignore[no-untyped-call]
        try:
            yield Workers(lambda: executor)
        except CancelledError as error:
            raise SweepError(
                f"The Dask scheduler at {scheduler} is gone: start it and its workers again, then go on with --resume."
            ) from error
        except KilledWorker as error:
            raise SweepError("A trial's workers died again and again; give them more memory, then --resume.") from error
        finally:
            executor.shutdown(wait=False)  # which tells the workers to stop


@contextmanager
def _watched(client: Any, say: Callable[[str], None]) -> Iterator[None]:
    """Says once that the cluster has no worker: a task would wait for one for ever, silently."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(POLL_SECONDS):
            if not client.scheduler_info()["workers"]:
                say("No worker is at the Dask scheduler; the sweep waits until you start one.")
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(POLL_SECONDS)


def _follow(parent: int) -> None:
    """Initialises a worker process: it leaves Ctrl-C to its parent, and ends when its parent has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(POLL_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end(pool: Executor) -> None:
    """Ends a pool of processes at once, where `shutdown` would wait for their tasks."""
    processes = list(getattr(pool, "_processes", None) or {})
    manager: threading.Thread | None = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    if manager is not None:  # at its exit Python would write to it just while it closes
        manager.join(END_SECONDS)
