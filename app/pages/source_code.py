"""The files of `model/` as a page shows them: line by line, with comments, strings and keywords highlighted."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import model

from ..errors import NotFound

MODEL = Path(model.__file__).parent
KINDS = {"Comment": "comment", "Doc": "docstring", "String": "string", "Keyword": "keyword", "Word": "keyword"}
"""Name in a Pygments token type -> CSS class; `Word` is an operator that is a word, such as `in`."""


@dataclass(frozen=True)
class Line:
    """One line, in pieces of one kind each: "comment", "docstring", "string", "keyword", or "" for all else."""

    number: int
    pieces: tuple[tuple[str, str], ...]


@cache
def files() -> Mapping[str, Path]:
    """Path within `model/` -> file, for every Python file in it; nothing else is shown."""
    return {path.relative_to(MODEL).as_posix(): path for path in sorted(MODEL.rglob("*.py"))}


@cache
def reading_order() -> tuple[tuple[str, ...], ...]:
    """The files in the order that the docstring of model/__init__.py gives, one group for each of its lines."""
    groups = [["__init__.py"]]
    for line in re.findall(r"^ *\d+\. (.+)$", model.__doc__ or "", re.M):
        names, *_ = re.split(" {2,}", line)  # "arrays, errors  the numbers and ..." -> "arrays, errors"
        groups.append([file for name in re.findall(r"\w+", names) for file in _files_of(name)])
    groups.append(list(files()))  # files that the docstring doesn't name come last
    seen: set[str] = set()
    for group in groups:
        group[:] = [file for file in dict.fromkeys(group) if file not in seen]
        seen.update(group)
    return tuple(tuple(group) for group in groups if group)


def _files_of(name: str) -> list[str]:
    """A module -> its file; a wing -> its `__init__.py`, then its files in the order of its docstring."""
    init = f"{name}/__init__.py"
    if init not in files():
        return [file for file in files() if file == f"{name}.py"]
    doc = ast.get_docstring(ast.parse(files()[init].read_text(encoding="utf-8"))) or ""
    return [init, *(f"{name}/{module}.py" for module in re.findall(r"^ *(\w+) {2,}", doc, re.M))]


def moved_to(file: str) -> str | None:
    """The new path of a file that an old address names without its wing: "dense.py" -> "nn/dense.py"."""
    paths = [path for path in files() if path.endswith(f"/{file}")]
    return paths[0] if file not in files() and len(paths) == 1 else None


@cache
def source_lines(file: str) -> tuple[Line, ...]:
    """The highlighted lines of a file. Raises NotFound for anything that is no file of `model/`."""
    if file not in files():
        raise NotFound(f"model/ has no file {file!r}; /source/__init__.py names those that there are.")
    return highlight(files()[file].read_text(encoding="utf-8"))


def highlight(source: str) -> tuple[Line, ...]:
    """Python source -> its lines in pieces; joined again, the pieces are the source."""
    from pygments.lexers.python import PythonLexer  # on the first page: 20 ms, which the server's start can do without

    tokens = PythonLexer(stripnl=False).get_tokens(source)
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, group in groupby(tokens, key=lambda token: _kind(token[0])):
        first, *others = "".join(text for _, text in group).split("\n")
        lines[-1].append((kind, first))
        lines += [[(kind, text)] for text in others]
    # The last line break ends the last line; what follows it is empty.
    return tuple(
        Line(number, tuple(piece for piece in pieces if piece[1])) for number, pieces in enumerate(lines[:-1], start=1)
    )


def _kind(token_type: Sequence[str]) -> str:
    """("Literal", "String", "Doc") -> "docstring": the class of the most specific name that has one, or ""."""
    return next((KINDS[name] for name in reversed(token_type) if name in KINDS), "")


def line_range(text: str) -> range:
    """The lines that an address marks: "44-52" or "44"; none for anything else."""
    match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", text, re.ASCII)
    if match is None:
        return range(0)
    first, last = match.groups()
    return range(int(first), int(last or first) + 1)
