"""The report as text, for a terminal."""

from collections.abc import Iterator

from .evaluation import Evaluation
from .examination import Examination
from .pen_exam import PenExam


def as_text(examination: Examination) -> str:
    """Figures, confusion matrix and, if there was one, the pen exam: one line a row."""
    evaluation = examination.evaluation
    lines = [
        f"{examination.dataset.name}: {evaluation.examples:,} test examples",
        f"accuracy           {evaluation.accuracy:.4f}",
        f"loss               {evaluation.loss:.4f}",
        f"calibration error  {evaluation.calibration_error:.4f}",
        "",
        *_confusion(evaluation),
    ]
    if examination.pens:
        lines += ["", *_pens(examination.pens)]
    return "\n".join(lines)


def _confusion(evaluation: Evaluation) -> Iterator[str]:
    yield "rows: label, columns: prediction"
    yield "      " + " ".join(f"{column:5d}" for column in range(len(evaluation.confusion)))
    for label, counts in enumerate(evaluation.confusion):
        yield f"{label:5d} " + " ".join(f"{count:5d}" for count in counts)


def _pens(pens: PenExam) -> Iterator[str]:
    yield f"{pens.file}: {pens.subject}"
    if pens.warning:
        yield pens.warning
    for result in pens.results:
        yield f"{result.condition:14}  {result.sent_as:8}  {result.accuracy:7.2%}  {result.right:6,} right"
