"""`python -m model`: train, evaluate and use networks from the command line."""

import signal

if __name__ == "__main__":  # while the rest is being imported, Ctrl-C ends the process without a traceback
    interrupt = signal.getsignal(signal.SIGINT)
    if interrupt is signal.default_int_handler:  # and not where whoever started it wants it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import sys
from collections.abc import Sequence

from .cli import output
from .cli.arguments import build_parser
from .errors import ModelError

__all__ = ["build_parser", "main"]


def main(arguments: Sequence[str] | None = None, parser: argparse.ArgumentParser | None = None) -> int:
    """Runs one command; a mistake or a failure gets one sentence on standard error and exit status 1."""
    output.show_what_can_be_shown()
    try:
        return _run(parser or build_parser(), arguments)
    except BrokenPipeError:  # as after `| head -1`: nobody reads the rest
        output.discard()
        return output.BROKEN_PIPE


def _run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    try:
        try:
            parsed = parser.parse_args(arguments)
            parsed.run(parsed)
        finally:
            output.flush()
    except BrokenPipeError:
        raise
    except (ModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, interrupt)
    sys.exit(main())
