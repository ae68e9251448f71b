"""Who asks in a room: the wall or the admin, one of its pupils, or somebody who knows its code."""

from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..errors import Unauthorized
from ..server.addresses import address_of
from .dependencies import AccessDep, RoomsDep

if TYPE_CHECKING:
    from ..rooms.tables import RoomRow

WALL = "Send the wall's key, or the admin token, as `Authorization: Bearer <key>`."
PUPIL = "Send your key, which you were told when you joined, as `Authorization: Bearer <key>`."

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="RoomKey",
    description="The key of a room's wall, or of a pupil; the admin's token opens what the wall's key opens.",
)

RoomCode = Annotated[
    str, Path(alias="code", pattern=r"^\d{6}$", description="The room's six digits.", examples=["271828"])
]
PupilId = Annotated[int, Path(alias="pupil", ge=1, lt=2**31, description="The pupil.", examples=[17])]
DrawingId = Annotated[int, Path(alias="drawing", ge=1, lt=2**31, description="The drawing.", examples=[140])]


class Visitor:
    """Whoever asks in a room: the pupil with this id, or somebody else, as the dependency says."""

    def __init__(self, room: "RoomRow", pupil: int | None = None) -> None:
        self.room = room
        self.code = room.code
        self.pupil = pupil


async def _key(bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str | None:
    return bearer.credentials if bearer else None


KeyDep = Annotated[str | None, Depends(_key)]


async def _visitor(code: RoomCode, request: Request, key: KeyDep, access: AccessDep, rooms: RoomsDep) -> Visitor:
    """The wall, the admin or a pupil; one who posts may have been removed a moment ago, which the database tells.

    Raises Unauthorized, Forbidden, NotFound, Gone or TooManyRequests."""
    is_admin, address = await access.is_admin(request, key), address_of(request.scope)
    if key is None and not is_admin:
        raise Unauthorized(PUPIL)
    room = await rooms.known(code, address, has_key=True)
    if key is None or is_admin or rooms.is_wall(room, key):
        return Visitor(room)
    pupil = await rooms.known_rooms.pupil(code, key, fresh=request.method != "POST")
    if pupil is None:
        rooms.guesses.wrong(address)
        raise Unauthorized(PUPIL)
    return Visitor(room, pupil)


VisitorDep = Annotated[Visitor, Depends(_visitor)]
"""The wall, or one of the pupils."""


async def _wall(visitor: VisitorDep) -> Visitor:
    if visitor.pupil is not None:
        raise Unauthorized(WALL)
    return visitor


async def _pupil(visitor: VisitorDep) -> Visitor:
    if visitor.pupil is None:
        raise Unauthorized(PUPIL)
    return visitor


WallDep = Annotated[Visitor, Depends(_wall)]
"""The wall, or the admin."""

PupilDep = Annotated[Visitor, Depends(_pupil)]
"""One of the pupils."""


async def _known(code: RoomCode, request: Request, rooms: RoomsDep) -> Visitor:
    return Visitor(await rooms.known(code, address_of(request.scope), has_key=False))


KnownDep = Annotated[Visitor, Depends(_known)]
"""Anybody who knows the room's code."""
