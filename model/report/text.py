"""The report as text, for a terminal."""

from collections.abc import Iterator

from ..evaluation.evaluate import Evaluation
from ..exams.examination import Examination
from ..exams.non_digits import VerdictExam
from ..exams.pens import PenExam


def as_text(examination: Examination) -> str:
    """Figures, confusion matrix and, if there was one, the pen exam: one line a row."""
    evaluation = examination.evaluation
    lines = [
        f"{examination.dataset.name}: {evaluation.examples:,} test examples",
        f"accuracy           {evaluation.accuracy:.4f}",
        f"loss               {evaluation.loss:.4f}",
        f"calibration error  {evaluation.calibration_error:.4f}",
        f"refused            {evaluation.refused:.4f}",
        f"one image          {examination.forward_seconds * 1000:.2f} ms, {examination.parameter_count:,} parameters",
        "",
        *_confusion(evaluation),
    ]
    if examination.verdict:
        lines += ["", *_verdict(examination.verdict)]
    for pens in examination.pens:
        lines += ["", *_pens(pens)]
    return "\n".join(lines)


def _confusion(evaluation: Evaluation) -> Iterator[str]:
    yield "rows: label, columns: prediction"
    yield "      " + " ".join(f"{column:5d}" for column in range(len(evaluation.confusion)))
    for label, counts in enumerate(evaluation.confusion):
        yield f"{label:5d} " + " ".join(f"{count:5d}" for count in counts)


def _verdict(verdict: VerdictExam) -> Iterator[str]:
    yield f"no digits: {verdict.refused:.1%} refused"
    for result in verdict.kinds:
        yield f"{result.kind:14}  {result.refused / result.drawings:7.1%}"
    yield "evidence: area under the ROC curve"
    for name, area in verdict.areas.items():
        yield f"{name:32}  {area:.4f}"


def _pens(pens: PenExam) -> Iterator[str]:
    yield f"{pens.file}: {pens.subject}"
    if pens.warning:
        yield pens.warning
    for result in pens.results:
        yield (
            f"{result.condition:14}  {result.sent_as:8}  {result.accuracy:7.2%}  {result.right:6,} right  "
            f"{result.refused:6.2%} refused  calibration error {result.calibration_error:.4f}"
        )
