"""Rooms of classes: open one, look at it, change it, close it."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from ..errors import InvalidRequest
from ..rooms.qr import qr_code
from ..rooms.schemas import NewRoom, OpenedRoom, Room, RoomChange, Rooms
from ..server.json_bodies import JsonRoute
from . import failures
from .dependencies import RoomsDep, require_admin
from .room_keys import KnownDep, WallDep

router = APIRouter(tags=["rooms"], route_class=JsonRoute, responses=failures(403, 422, 429, 503))
_NAMED = {"parameters": {"code": "$response.body#/code"}}
_LINKED = (
    *("get_room", "change_room", "get_qr_code", "join_room", "get_room_results", "keep_drawings", "download_room"),
    *("train_room", "compare_in_room", "close_room"),
)
_LINKS: dict[int | str, dict[str, Any]] = {201: {"links": {name: {"operationId": name} | _NAMED for name in _LINKED}}}
"""The routes that take the code of the room that was opened."""

SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}, "example": "<svg>...</svg>"}}}
}


@router.post(
    "/rooms", status_code=201, responses=failures(400, 401, 409, 507) | _LINKS, dependencies=[Depends(require_admin)]
)
async def open_room(body: NewRoom, rooms: RoomsDep, response: Response) -> OpenedRoom:
    """Opens a room for a class, with a code for pupils and a secret for the wall.

    Of its pupils nothing is kept but what they draw, and that until the room closes.
    """
    room, key = await rooms.run(lambda store: store.open(body, rooms.settings.max_rooms))
    response.headers["Location"] = f"/rooms/{room.code}"
    shown = {name: getattr(room, name) for name in ("code", "title", "task", "opened_at", "closes_at")}
    return OpenedRoom(**shown, key=key, wall=f"/wall#{room.code}.{key}", join=f"/room?code={room.code}")


@router.get("/rooms", responses=failures(401), dependencies=[Depends(require_admin)])
async def list_rooms(rooms: RoomsDep) -> Rooms:
    """All open rooms, newest first."""
    return Rooms(rooms=[Room.model_validate(room) for room in await rooms.run(lambda store: store.all())])


@router.get("/rooms/{code}", responses=failures(404, 410))
async def get_room(visitor: KnownDep) -> Room:
    """A room as it stands, for anybody who knows its code.

    A code that was wrong too often from one address, or from all together, is answered 429; one of a room that is
    closed 410, for a day.
    """
    return Room.model_validate(visitor.room)


@router.patch("/rooms/{code}", responses=failures(400, 401, 404, 410))
async def change_room(body: RoomChange, wall: WallDep, rooms: RoomsDep) -> Room:
    """Changes the task, locks the door, freezes the wall, covers or reveals it, or lets another version answer."""
    changes = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    if "model_version" in body.model_fields_set:
        changes["model_version"] = body.model_version
        if body.model_version not in {None, wall.room.challenger}:
            raise InvalidRequest("In a room its own challenger may answer, or the champion, which is null.")
    return Room.model_validate(await rooms.change(wall.code, lambda store: store.change(wall.code, changes)))


@router.delete("/rooms/{code}", status_code=204, responses=failures(401, 404, 410))
async def close_room(wall: WallDep, rooms: RoomsDep) -> None:
    """Closes a room and deletes all that was in it: pupils, drawings, votes."""
    await rooms.close(wall.code)


@router.get("/rooms/{code}/qr.svg", response_class=Response, responses=failures(404, 410) | SVG)
def get_qr_code(visitor: KnownDep, request: Request) -> Response:
    """The QR code of the page where pupils join, under the address by which this server was asked."""
    return Response(qr_code(f"{request.base_url}room?code={visitor.code}"), media_type="image/svg+xml")
