"""The files of `model/` as a page shows them: line by line, with comments, strings and keywords told apart."""

import ast
import io
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import model

from ..errors import NotFound

MODEL = Path(model.__file__).parent
STRINGS = {"STRING", "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"}  # from Python 3.12 on, an f-string is several
NEW_STATEMENT = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


@dataclass(frozen=True)
class Line:
    """One line, in pieces of one kind each: "comment", "docstring", "string", "keyword", or "" for all else."""

    number: int
    pieces: tuple[tuple[str, str], ...]


@cache
def files() -> Mapping[str, Path]:
    """Every Python file of the package by its path within; whatever is not in here is not shown."""
    return {path.relative_to(MODEL).as_posix(): path for path in sorted(MODEL.rglob("*.py"))}


@cache
def reading_order() -> tuple[tuple[str, ...], ...]:
    """The files in the order in which model/__init__.py tells to read them, one group for each of its lines."""
    groups = [["__init__.py"]]
    for line in re.findall(r"^ *\d+\. (.+)$", model.__doc__ or "", re.M):
        words = re.findall(
            r"\w+", re.split(" {2,}", line)[0]
        )  # "arrays, errors  the numbers and ...": names, then what
        groups.append([file for word in words for file in _named(word)])
    groups.append(list(files()))  # what it doesn't name comes last
    seen: set[str] = set()
    for group in groups:
        group[:] = [file for file in dict.fromkeys(group) if file not in seen]
        seen.update(group)
    return tuple(tuple(group) for group in groups if group)


def _named(word: str) -> list[str]:
    """The file of a module, a wing's files in the order of its docstring, or nothing: "arrays" -> arrays.py."""
    face = f"{word}/__init__.py"
    if face not in files():
        return [file for file in files() if file == f"{word}.py"]
    doc = ast.get_docstring(ast.parse(files()[face].read_text(encoding="utf-8"))) or ""
    return [face, *(f"{word}/{name}.py" for name in re.findall(r"^ *(\w+) {2,}", doc, re.M))]


def found_by_name(file: str) -> str | None:
    """Where a file lies by now that an old address names without its wing: "dense.py" -> "nn/dense.py"."""
    places = [place for place in files() if place.endswith(f"/{file}")]
    return places[0] if file not in files() and len(places) == 1 else None


@cache
def source_lines(file: str) -> tuple[Line, ...]:
    """A file's lines, coloured. Raises NotFound for anything that is no file of `model/`."""
    if file not in files():
        raise NotFound(f"model/ has no file {file!r}; /source/__init__.py names those that there are.")
    return highlight(files()[file].read_text(encoding="utf-8"))


def highlight(source: str) -> tuple[Line, ...]:
    """Python source -> its lines in pieces; put together again, the pieces are the source."""
    lines = source.splitlines()
    kinds = [[""] * len(line) for line in lines]  # one for each character
    for kind, (first, start), (last, end) in _tokens(source):
        for row in range(first - 1, last):
            begin, stop = start if row == first - 1 else 0, end if row == last - 1 else len(lines[row])
            kinds[row][begin:stop] = [kind] * (stop - begin)
    return tuple(Line(number, _pieces(*line)) for number, line in enumerate(zip(lines, kinds, strict=True), 1))


def _pieces(line: str, kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    grouped = groupby(zip(kinds, line, strict=True), key=lambda pair: pair[0])
    return tuple((kind, "".join(character for _, character in pairs)) for kind, pairs in grouped)


def _tokens(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """The tokens that have a kind, each with the places where it starts and ends."""
    starts_statement = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = ""
        if token.type == tokenize.COMMENT:
            kind = "comment"
        elif tokenize.tok_name[token.type] in STRINGS:
            kind = "docstring" if starts_statement else "string"
        elif token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = "keyword"
        if kind:
            yield kind, token.start, token.end
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            starts_statement = token.type in NEW_STATEMENT


def asked_lines(text: str) -> range:
    """Which lines an address asks for: "44-52" or "44"; none for anything else."""
    match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", text, re.ASCII)
    if match is None:
        return range(0)
    first, last = match.groups()
    return range(int(first), int(last or first) + 1)
