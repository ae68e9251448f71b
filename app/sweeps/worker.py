"""The worker process of a sweep: `python -m app.sweeps.worker SWEEP_DIR WEIGHTS_DIR [LOCK]`, at the lowest priority.

It is `python -m model sweep --resume` on a folder whose plan the server has written. LOCK is an open file that it
inherits, see jobs/worker_lock.py.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from model.__main__ import main
from model.threads import BLAS_THREADS

from ..jobs.subprocess_options import LOWEST_PRIORITY, lower_priority
from ..jobs.worker_lock import working_on

CANCELLED_FILE = "cancelled"  # as jobs.py names it, which needs not be imported for that
POLL_SECONDS = 0.5


def end_when_cancelled(folder: Path) -> None:
    """Ends this process once the sweep is cancelled, also by a server that can't send it a signal."""
    while not (folder / CANCELLED_FILE).exists():
        time.sleep(POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    folder, weights, *inherited = sys.argv[1:]
    # SIGTERM ends it as Ctrl-C would, which a server started in the background passes on as ignored.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lower_priority(LOWEST_PRIORITY)
    processes = os.environ[BLAS_THREADS[0]]  # as many processes of one thread as a training may have threads
    with working_on(Path(folder), *inherited):
        threading.Thread(target=end_when_cancelled, args=(Path(folder),), daemon=True).start()
        sys.exit(main(["sweep", "--output", folder, "--weights", weights, "--processes", processes, "--resume"]))
