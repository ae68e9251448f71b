"""The worker process of a sweep: `python -m app.sweeps.worker SWEEP_DIR WEIGHTS_DIR`, at the lowest priority.

It is `python -m model sweep --resume` on a folder whose plan the server has written.
"""

import os
import signal
import sys

from model.__main__ import main
from model.threads import BLAS_THREADS

from ..jobs.subprocess_options import LOWEST_PRIORITY, lower_priority

if __name__ == "__main__":
    folder, weights = sys.argv[1:]
    # SIGTERM ends it as Ctrl-C would, which a server started in the background passes on as ignored.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lower_priority(LOWEST_PRIORITY)
    processes = os.environ[BLAS_THREADS[0]]  # as many processes of one thread as a training may have threads
    sys.exit(main(["sweep", "--output", folder, "--weights", weights, "--processes", processes, "--resume"]))
