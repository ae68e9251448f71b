"""Coroutines run from a test, whatever else the test's thread does: a browser's event loop may be running in it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")
THREAD = "own-loop"
"""How the name of the thread begins in which the loop runs."""


def run_in_own_loop(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What `asyncio.run(coroutine)` gives, in a thread of its own."""
    with ThreadPoolExecutor(1, THREAD) as thread:
        return thread.submit(asyncio.run, coroutine).result()
