"""Corrections: people send them, the admin accepts or rejects them, and trainings use the accepted ones."""

import base64
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from model.errors import DataError
from model.preprocessing.json_drawings import parse, to_strokes
from model.validation import json_lines

from ..auth.access import refuse_other_sites
from ..corrections import schemas as shapes
from ..corrections.inbox import NewCorrection, Row, State, as_row
from ..corrections.schemas import Decided, Decision, Feedback, Imported, ImportedLine, Inbox, Received, Refused
from ..errors import AppError, InvalidRequest, MalformedJson, TooLarge
from ..pages.api_reference import JSON_LINES
from ..server.addresses import address_of
from ..server.json_bodies import JsonRoute
from . import admin_router, failures
from .dependencies import CorrectionsDep, FeedbackLimitDep

MAX_POINTS = 2000
MAX_REFUSED = 20  # lines of an import that are named
EXAMPLE_LINE = '{"label": 7, "strokes": [[[20, 20], [80, 20], [62, 58], [45, 100]]], "state": "accepted"}\n'

visitors = APIRouter(tags=["predict"], route_class=JsonRoute)
router = admin_router()


@visitors.post(
    "/feedback",
    status_code=201,
    responses=failures(400, 403, 409, 413, 422, 429, 503),
    dependencies=[Depends(refuse_other_sites)],
)
def send_feedback(body: Feedback, corrections: CorrectionsDep, limit: FeedbackLimitDep, request: Request) -> Received:
    """Puts a drawing and its right digit into the inbox, where the admin looks at it before any network learns from it.

    Only the strokes, the digits and the version are kept; nothing of who sent them.
    """
    limit.hit(address_of(request.scope))
    return Received(new=corrections.add([_row(body)]) == 1)


@router.get("/corrections")
def list_corrections(
    corrections: CorrectionsDep,
    state: Annotated[State, Query(description="Which of them.")] = "waiting",
    before: Annotated[
        int | None, Query(ge=1, lt=2**31, description="Only those with a smaller id: the next page.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many at most.")] = 1000,
) -> Inbox:
    """The inbox as a contact sheet, newest first."""
    fields = [name for name in shapes.CorrectionEntry.model_fields if name != "picture"]
    entries = [
        shapes.CorrectionEntry.model_construct(
            **{name: getattr(correction, name) for name in fields},
            picture=base64.b64encode(correction.picture).decode(),
        )
        for correction in corrections.page(state, before, limit)
    ]
    return Inbox.model_construct(counts=shapes.Counts(**corrections.counts()), corrections=entries)


@router.post("/corrections/decisions", responses=failures(400))
def decide(body: Decision, corrections: CorrectionsDep) -> Decided:
    """Accepts, rejects or relabels many at once."""
    changed = corrections.decide(body.ids, body.state, body.label)
    return Decided(changed=changed, counts=shapes.Counts(**corrections.counts()))


@router.get(
    "/corrections/export",
    response_class=StreamingResponse,
    responses={200: {"content": {JSON_LINES: {"schema": {"type": "string"}, "example": EXAMPLE_LINE}}}},
)
def export(
    corrections: CorrectionsDep,
    state: Annotated[State | None, Query(description="Only these; all when left out.")] = None,
) -> StreamingResponse:
    """The corrections as JSON lines, one drawing a line; import reads them, and so does `--pen-digits`."""
    lines = corrections.export(state)
    first = next(lines, "")  # now, since an error after the answer has begun can't be reported
    headers = {"Content-Disposition": 'attachment; filename="corrections.jsonl"'}
    return StreamingResponse(chain([first], lines), media_type=JSON_LINES, headers=headers)


async def _content(request: Request) -> bytes:
    content = await request.body()
    if not content:
        raise InvalidRequest("Send JSON lines, one drawing a line, as GET /admin/corrections/export gives them.")
    return content


@router.post(
    "/corrections/import",
    responses=failures(400, 409, 413),
    openapi_extra={"requestBody": {"required": True, "content": {JSON_LINES: {"example": EXAMPLE_LINE}}}},
)
def import_lines(corrections: CorrectionsDep, content: Annotated[bytes, Depends(_content)]) -> Imported:
    """Takes in JSON lines. Known drawings stay as they are; lines that are no corrections are named and left out."""
    rows: list[Row] = []
    refused: list[Refused] = []
    for number, line in _lines(content):
        try:
            rows.append(_row(parse(ImportedLine, line, "It is no correction")))
        except (DataError, AppError) as error:
            if len(refused) < MAX_REFUSED:
                refused.append(Refused(line=number, reason=str(error)))
    added = corrections.add(rows)
    return Imported(added=added, known=len(rows) - added, refused=refused)


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    try:
        yield from json_lines(content)
    except UnicodeDecodeError:
        raise MalformedJson() from None


def _row(body: Feedback) -> Row:
    count = sum(map(len, body.strokes))
    if count > MAX_POINTS:
        raise TooLarge(f"A correction may have at most {MAX_POINTS} points; this one has {count}.")
    return as_row(NewCorrection(strokes=to_strokes(body.strokes), **body.model_dump(exclude={"strokes"})))
