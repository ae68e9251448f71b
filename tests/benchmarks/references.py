"""What the server is measured against: routes that parse the same question and answer without a network."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

Message = MutableMapping[str, Any]

ANSWER = {"label": 7, "confidence": 0.998, "probabilities": [0.1] * 10}


class Question(BaseModel):
    """784 numbers, each checked to be one."""

    pixels: list[float]


class Answer(BaseModel):
    """What a network would say."""

    label: int
    confidence: float
    probabilities: list[float]


no_op = FastAPI()
"""A route as FastAPI's tutorial writes it."""


@no_op.post("/predict")
async def answer(question: Question) -> Answer:  # noqa: ARG001
    """Says the same whatever is asked."""
    return Answer(**ANSWER)  # type: ignore[arg-type]


class StrokesQuestion(BaseModel):
    """What the page sends: strokes, and what to include."""

    strokes: list[list[tuple[float, float]]]
    include: list[str] = []


no_op_strokes = FastAPI()
"""The same for strokes."""


@no_op_strokes.post("/predict")
async def answer_strokes(question: StrokesQuestion) -> Answer:  # noqa: ARG001
    """Says the same whatever is asked."""
    return Answer(**ANSWER)  # type: ignore[arg-type]


async def same_parsing(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """The least that can be done with pydantic: the bytes are checked, and an answer is sent."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message.get("more_body", False)
    Question.model_validate_json(body)
    content = Answer(**ANSWER).model_dump_json().encode()  # type: ignore[arg-type]
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})
