"""People's drawings, laid into a job's folder as JSON lines, so that its process needs no database.

people.jsonl    the drawings to learn from
exam.jsonl      the drawings to be measured on, from a training alone

The format is that of `model/augmentation/pen_digits.py`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

PEOPLE_FILE, EXAM_FILE = "people.jsonl", "exam.jsonl"

DrawingSource = Callable[[Literal["training", "exam"]], Iterable[str]]
"""Gives the accepted drawings of a part of the inbox, one JSON object a line."""


def no_drawings(_part: Literal["training", "exam"]) -> Iterable[str]:
    """A source without any drawings."""
    return ()


def write_drawings(lines: Iterable[str], path: Path) -> int:
    """Writes the drawings to `path`, if there are any, and counts them."""
    ended = [line.rstrip("\n") + "\n" for line in lines]
    if ended:
        path.write_text("".join(ended), encoding="utf-8")
    return len(ended)
