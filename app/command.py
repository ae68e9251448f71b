"""`inkling`: both programs of the package by one name, as an installation has no folder to run `python -m` in.

inkling serve              what `python -m app` does
inkling train|predict ...  what `python -m model` does
"""

import sys

from model import __version__

MORE = """\
and beside these:
    serve               serve the pages and the API, as the INKLING_... variables say
    --version           print the version
"""


def main() -> int:
    """Runs the program that the first argument names."""
    match sys.argv[1:]:
        case ["--version" | "-V"]:
            print(f"inkling {__version__}")
            return 0
        case ["serve"]:
            import runpy

            runpy.run_module("app", run_name="__main__", alter_sys=True)
            return 0
        case ["serve", *_]:
            print("usage: inkling serve\nSettings come from the environment: INKLING_PORT=8080 inkling serve")
            return 0 if sys.argv[2] in {"-h", "--help"} else 2
        case arguments:
            from model.__main__ import build_parser
            from model.__main__ import main as run

            return run(arguments, build_parser("inkling", MORE))
