"""The report as a page: report.html rendered into one file that needs no network, no script and no other file."""

import math
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ReportError
from ..exams.examination import Examination
from ..files import replaced
from . import calibration_chart
from .png import png_url

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER = Path(__file__).parent


def as_page(examination: Examination) -> str:
    """The page's HTML, its stylesheet inlined; what wasn't measured is left out."""
    evaluation, names = examination.evaluation, examination.dataset.class_names
    counts = np.log1p(evaluation.confusion)
    return _template().render(
        examination=examination,
        style=(FOLDER / "report.css").read_text(encoding="utf-8"),
        facts=_facts(examination),
        wrong=round(evaluation.examples * (1 - evaluation.accuracy)),
        titles={label: name for label, name in enumerate(names) if name != str(label)},
        depths=counts / max(counts.max(), math.log(2)),  # of a cell's colour, 0 to 1
        chart=calibration_chart,
        png_url=png_url,
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # here, since only a report needs it

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = format
    return environment.get_template("report.html")


def _facts(examination: Examination) -> dict[str, str]:
    """What the version is and how it came to be; empty texts are left out."""
    metadata, config = examination.metadata, examination.metadata.network
    layers = " - ".join(f"{size:,}" for size in (metadata.inputs, *config.hidden_sizes, metadata.classes))
    data = f"{metadata.dataset} (SHA-256 {metadata.dataset_checksum[:12]}...)"
    drawings = "".join(
        f" and {each.get('training_drawings', '?')} drawings of {each.get('file', '?')}"
        for each in (*metadata.pen_digits, *metadata.not_digit_drawings)
    )
    seconds = f", {metadata.seconds:,.0f} s" if metadata.seconds is not None else ""
    return {
        "Layers": f"{layers}, {config.activation}, dropout {config.dropout_rate:g}",
        "Parameters": f"{examination.parameter_count:,}",
        "Learned from": data + drawings,
        "Training": f"{metadata.training.epochs:,} epochs{seconds}, finished {metadata.created_at}",
        "Machine": metadata.machine or "",
        "Starts from": metadata.parent_version or "",
    }


def report_path(given: Path, version: str) -> Path:
    """Where the page goes: `given` itself if it is spelled as an HTML file, else a file in the folder `given`.

    Makes the folder, and tries whether it can be written, before anything is measured. Raises ReportError.
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
    """Replaces `path` in one step: a reader sees the old page or the new one, whole. Raises ReportError."""
    try:
        with replaced(path) as draft:
            draft.write_text(as_page(examination), encoding="utf-8", newline="\n")
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> ReportError:
    return ReportError(f"The report can't be written to {path} ({error.strerror}): choose another --report.")
