"""Standard output, wherever it goes: a terminal of plain ASCII, a full disk, a pipe that nobody reads any more."""

import io
import os
import sys
from typing import TextIO

BROKEN_PIPE = 128 + 13  # the exit status of a program that the signal for it has ended


def show_what_can_be_shown() -> None:
    """A terminal that can't show a character gets a question mark in its place."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def flush() -> None:
    """Writes what is buffered now, since what fails when Python ends can't be caught. Raises OSError."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
        raise


def discard() -> None:
    """Lets what is still to be written go nowhere."""
    _discard(sys.stdout, sys.stderr)


def _discard(*streams: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        if stream:
            os.dup2(nowhere, stream.fileno())
