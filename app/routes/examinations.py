"""Exams: a version's results and mistakes, and its comparison with another version."""

from typing import Annotated

from fastapi import Path, Query, Request

from ..errors import NotFound
from ..registry.exam_schemas import Cell, Comparison, Exam, ExamComparison, Examination, Refusal, pictures
from ..registry.exams import ExamName
from . import admin_router, failures
from .dependencies import DrawingsDep, ExamsDep, PredictorDep, TurnsDep

router = admin_router()

Version = Annotated[str, Path(description="The version, such as v0003.", examples=["v0003"])]


@router.get("/models/{version}/examination", responses=failures(404, 409, 503))
async def examine(
    version: Version, examinations: ExamsDep, drawings: DrawingsDep, turns: TurnsDep, request: Request
) -> Examination:
    """How a version did in both exams; the first to ask waits about a second until it has taken them."""

    def work() -> Examination:
        return Examination(
            version=version,
            exams=[Exam.of(answers) for (answers,) in examinations.of(drawings, version)],
            refusal=Refusal.over(examinations.refusal(version)),
        )

    return await turns.run(request, work)


@router.get("/models/{version}/examination/{exam}/{label}/{answered}", responses=failures(404, 409, 503))
async def open_cell(
    version: Version,
    exam: Annotated[ExamName, Path(description="Which of the two exams.", examples=["mnist"])],
    label: Annotated[int, Path(ge=0, le=9, description="The digit that it is.", examples=[7])],
    answered: Annotated[int, Path(ge=0, le=9, description="The digit that was answered.", examples=[1])],
    examinations: ExamsDep,
    drawings: DrawingsDep,
    turns: TurnsDep,
    request: Request,
) -> Cell:
    """The drawings of one cell of a confusion matrix: a `label` that was read as `answered`."""

    def work() -> Cell:
        answers = next((answers for (answers,) in examinations.of(drawings, version) if answers.exam == exam), None)
        if answers is None:
            raise NotFound("This exam has no drawings yet; accept some corrections first.")
        indices = ((answers.labels == label) & (answers.predictions == answered)).nonzero()[0]
        return Cell(count=len(indices), drawings=pictures(answers, indices))

    return await turns.run(request, work)


@router.get("/models/{version}/comparison", responses=failures(404, 409, 503))
async def compare(
    version: Version,
    examinations: ExamsDep,
    drawings: DrawingsDep,
    predictor: PredictorDep,
    turns: TurnsDep,
    request: Request,
    champion: Annotated[str | None, Query(description="Another version; the champion when left out.")] = None,
) -> Comparison:
    """Two versions side by side, on the same drawings: what the challenger wins, and what it loses."""
    other = champion or predictor.champion().version

    def work() -> Comparison:
        exams = [ExamComparison.of(ours, theirs) for ours, theirs in examinations.of(drawings, version, other)]
        refusal = Refusal.over(examinations.refusal(other))
        return Comparison(challenger=version, champion=other, exams=exams, refusal=refusal)

    return await turns.run(request, work)
