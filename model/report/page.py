"""The report as a page: one HTML file that needs no network, no script and no other file.

A page is the sections below, one after the other; whoever has something else to tell writes another function from an
`Examination` to markup and names it in `SECTIONS`.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import ReportError
from ..exams.examination import Examination
from ..files import replaced
from .markup import Markup, element
from .sections import calibration, confusion, figures, heading, mistakes, pens, verdict

STYLE_PATH = Path(__file__).parent / "report.css"
SECTIONS: tuple[Callable[[Examination], Markup], ...] = (
    heading,
    figures,
    verdict,
    pens,
    confusion,
    mistakes,
    calibration,
)


def as_page(examination: Examination, sections: Sequence[Callable[[Examination], Markup]] = SECTIONS) -> str:
    """The whole page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Inkling {examination.version}: how good is it?"),
        element("style", Markup(STYLE_PATH.read_text(encoding="utf-8"))),
    )
    body = element("body", element("main", *(section(examination) for section in sections)))
    return "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"


def report_path(given: Path, version: str) -> Path:
    """Where the page goes: `given` itself if it is spelled as an HTML file, else a file in the folder `given`.

    Makes the folder, and tries it, so that nobody waits for figures that can't be written. Raises ReportError.
    """
    is_file = given.suffix.lower() in {".html", ".htm"} and not given.is_dir()
    path = given if is_file else given / f"{version}.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            return path
    except OSError as error:
        raise _cannot_write(path, error) from error


def write_page(examination: Examination, path: Path) -> None:
    """Replaces `path` in one stroke: a reader sees the old one or the new one, whole. Raises ReportError."""
    try:
        with replaced(path) as draft:
            draft.write_text(as_page(examination), encoding="utf-8", newline="\n")
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> ReportError:
    return ReportError(f"The report can't be written to {path} ({error.strerror}): choose another --report.")
