"""Answers about exams: results, confusion matrices, and two versions compared."""

import base64
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from model.arrays import CLASSES, IntArray
from model.evaluation.metrics import confusion_matrix
from model.evaluation.significance import sign_test, wilson_interval
from model.exams.non_digits import KindResult

from ..openapi import example
from .exams import ExamAnswers, ExamName

MAX_PICTURES = 60


class Mistake(BaseModel):
    """A drawing that was read wrong, or by one of two versions only."""

    label: int = Field(description="The digit that it is.")
    answered: int
    confidence: float
    other_answered: int | None = Field(None, description="What the other version answered, in a comparison.")
    picture: str = Field(description="28 x 28 bytes in base64, 255 = full ink.")


class Result(BaseModel):
    """How many were right, and where the true share lies, 95 times out of 100."""

    examples: int
    right: int
    accuracy: float
    low: float
    high: float

    @classmethod
    def of(cls, answers: ExamAnswers) -> "Result":
        """The result of an exam."""
        low, high = wilson_interval(answers.right, len(answers.labels))
        return cls(examples=len(answers.labels), right=answers.right, accuracy=answers.accuracy, low=low, high=high)


class Exam(BaseModel):
    """One exam of a version."""

    name: ExamName
    result: Result
    confusion: list[list[int]] = Field(description="Ten rows of ten: entry [label][answered] counts the drawings.")
    mistakes: list[Mistake] = Field(description="The surest mistakes, the worst first.")

    @classmethod
    def of(cls, answers: ExamAnswers) -> "Exam":
        """The exam in which these answers were given."""
        wrong = (answers.predictions != answers.labels).nonzero()[0]
        surest = wrong[(-answers.confidence[wrong]).argsort(kind="stable")]
        confusion = confusion_matrix(answers.predictions, answers.labels, CLASSES)
        mistakes = pictures(answers, surest)
        return cls(name=answers.exam, result=Result.of(answers), confusion=confusion.tolist(), mistakes=mistakes)


class Refusal(Result):
    """How many drawings that are no digits a version refuses: scribbles, letters, crosses and the like."""

    @classmethod
    def over(cls, kinds: Sequence[KindResult]) -> "Refusal":
        """All kinds together."""
        refused, drawings = sum(kind.refused for kind in kinds), sum(kind.drawings for kind in kinds)
        low, high = wilson_interval(refused, drawings)
        return cls(examples=drawings, right=refused, accuracy=refused / drawings, low=low, high=high)


class Examination(BaseModel):
    """All exams of a version."""

    model_config = example({"version": "v0003", "exams": []})

    version: str
    exams: list[Exam]
    refusal: Refusal = Field(description="What is no digit and was called unsure or none: no exam of reading.")


class Cell(BaseModel):
    """One cell of a confusion matrix, opened."""

    model_config = example({"count": 0, "drawings": []})

    count: int
    drawings: list[Mistake]


class ExamComparison(BaseModel):
    """One exam, taken by two versions."""

    name: ExamName
    challenger: Result
    champion: Result
    won: int = Field(description="Drawings that the challenger alone reads right.")
    lost: int = Field(description="Drawings that the champion alone reads right.")
    chance: float = Field(description="How likely so uneven a result is if neither is better; below 0.05 it tells.")
    won_drawings: list[Mistake]
    lost_drawings: list[Mistake]

    @classmethod
    def of(cls, challenger: ExamAnswers, champion: ExamAnswers) -> "ExamComparison":
        """Compares the answers of two versions to the same drawings."""
        ours, theirs = (answers.predictions == answers.labels for answers in (challenger, champion))
        won, lost = (ours & ~theirs).nonzero()[0], (theirs & ~ours).nonzero()[0]
        return cls(
            name=challenger.exam,
            challenger=Result.of(challenger),
            champion=Result.of(champion),
            won=len(won),
            lost=len(lost),
            chance=sign_test(len(won), len(lost)),
            won_drawings=pictures(challenger, won, champion),
            lost_drawings=pictures(challenger, lost, champion),
        )


class Comparison(BaseModel):
    """Two versions in all exams."""

    model_config = example({"challenger": "v0004", "champion": "v0003", "exams": []}) | ConfigDict()

    challenger: str
    champion: str
    exams: list[ExamComparison]
    refusal: Refusal = Field(description="The champion's; the challenger's stands in its examination.")


def pictures(
    answers: ExamAnswers, indices: IntArray | Sequence[int], other: ExamAnswers | None = None
) -> list[Mistake]:
    """The first MAX_PICTURES of these drawings, with the answers to them."""
    return [
        Mistake(
            label=int(answers.labels[index]),
            answered=int(answers.predictions[index]),
            confidence=float(answers.confidence[index]),
            other_answered=None if other is None else int(other.predictions[index]),
            picture=base64.b64encode(answers.images[index].tobytes()).decode(),
        )
        for index in indices[:MAX_PICTURES]
    ]
