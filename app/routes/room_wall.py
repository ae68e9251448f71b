"""The wall of a room: its events, and what its teacher does with drawings."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from ..errors import NotFound
from ..rooms.result_schemas import Comparison, Kept, Results, RoomTraining
from ..rooms.schemas import DrawingChange, RoomDrawing
from ..server.json_bodies import JsonRoute
from . import LAST_EVENT_ID, failures
from .dependencies import CorrectionsServiceDep, RoomsDep
from .room_keys import DrawingId, VisitorDep, WallDep

router = APIRouter(tags=["rooms"], route_class=JsonRoute, responses=failures(401, 403, 404, 410, 422, 429, 503))

EXAMPLE = """event: pupil
id: 2
data: {"id": 17, "animal": "otter", "color": "blue", "removed": false}

event: drawing
id: 3
data: {"id": 140, "pupil": 17, "strokes": [[[20.0, 20.0], [80.0, 20.0], [45.0, 100.0]]], "label": 7, "sequence": 3}
"""
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"example": EXAMPLE}}}}
NOT_KEPT: Mapping[str, str] = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class EventStream(StreamingResponse):
    """Server-sent events that are bytes already; FastAPI would write each anew for each who watches."""

    media_type = "text/event-stream"


@router.get("/rooms/{code}/events", response_class=EventStream, responses=EVENTS)
async def follow_room(visitor: VisitorDep, rooms: RoomsDep, request: Request) -> Response:
    """What happens in a room, as server-sent events numbered in their order, until it is closed.

    The wall is told of `room` (as GET /rooms/{code}), `pupil` {id, animal, color, removed}, `drawing` (as it was
    answered, again whenever it changes), `training` and at last `closed`. A pupil is told of the room, of the pupil's
    own drawings, and in the task "fool" of everybody's. With `Last-Event-ID` the stream goes on after that event;
    without, it begins with all that is in the room.
    """
    rooms.news.require_few(visitor.code, visitor.pupil)
    room = await rooms.known_rooms.room(visitor.code, fresh=True)
    asked = request.headers.get(LAST_EVENT_ID, "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    after = after if after <= room.sequence else 0  # it is another room's
    return EventStream(rooms.events(room, after, visitor.pupil), headers=NOT_KEPT)


@router.get("/rooms/{code}/drawings/{drawing}", response_model=RoomDrawing)
async def get_room_drawing(drawing_id: DrawingId, visitor: VisitorDep, rooms: RoomsDep) -> Response:
    """One drawing, for the wall and for the pupil who drew it."""
    from ..rooms.encoding import encode_drawing

    drawing = await rooms.run(lambda store: store.drawing(visitor.code, drawing_id))
    if visitor.pupil not in {None, drawing.pupil}:
        raise NotFound(f"You have no drawing {drawing_id} in room {visitor.code}.")
    return Response(encode_drawing(drawing), media_type="application/json")


@router.patch("/rooms/{code}/drawings/{drawing}", response_model=RoomDrawing, responses=failures(400))
async def change_room_drawing(drawing_id: DrawingId, body: DrawingChange, wall: WallDep, rooms: RoomsDep) -> Response:
    """Hides a drawing at once, shows it again, or marks it as one to be kept."""
    from ..rooms.encoding import encode_drawing

    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    drawing = await rooms.change(wall.code, lambda store: store.change_drawing(wall.code, drawing_id, changes))
    return Response(encode_drawing(drawing), media_type="application/json")


ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "PK..."}}}
}


@router.get("/rooms/{code}/results")
async def get_room_results(wall: WallDep, rooms: RoomsDep) -> Results:
    """The class's digits, round by round: the accuracy with its interval, each pupil's result, the confusion matrix.

    And in which order the drawings stand that fooled the network.
    """
    from ..rooms.results import results_of

    return await rooms.run(lambda store: results_of(store, wall.code))


@router.post("/rooms/{code}/trainings", status_code=202, responses=failures(409, 507))
async def train_room(wall: WallDep, rooms: RoomsDep) -> RoomTraining:
    """Lets the network learn from the room: two in three pupils teach, the others examine, for about a minute.

    It begins from the champion's weights. The new version answers in this room as soon as it is there, and nowhere
    else; in the studio it is a challenger like others. The stream's event `training` tells how it stands. There must be
    20 digits of two pupils at least, and no other training.
    """
    return await rooms.train(wall.code)


@router.get("/rooms/{code}/comparison", responses=failures(409))
async def compare_in_room(wall: WallDep, rooms: RoomsDep) -> Comparison:
    """The champion and the room's own version, on the digits of the pupils who did not teach."""
    return await rooms.run(lambda _: rooms.trainings.comparison(wall.code))


@router.post("/rooms/{code}/corrections", responses=failures(409, 507))
async def keep_drawings(wall: WallDep, rooms: RoomsDep, corrections: CorrectionsServiceDep) -> Kept:
    """Keeps the accepted drawings as corrections: they wait in the studio's inbox for the admin.

    Those that are in the inbox already count as kept.
    """
    from ..rooms.take_home import keep_accepted

    return Kept(kept=await rooms.run(lambda store: keep_accepted(store, corrections, wall.code)))


@router.get("/rooms/{code}/download", response_class=StreamingResponse, responses=ZIP)
async def download_room(wall: WallDep, rooms: RoomsDep) -> StreamingResponse:
    """A zip of the room to take home: drawings as JSON lines, results as CSV, without names."""
    from ..rooms.take_home import pieces, zip_of

    file = await rooms.run(lambda store: zip_of(store, wall.code))
    headers = {"Content-Disposition": f'attachment; filename="room-{wall.code}.zip"'}
    return StreamingResponse(pieces(file), media_type="application/zip", headers=headers)
