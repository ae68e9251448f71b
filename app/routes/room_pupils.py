"""Pupils of a room: they join, draw and vote; the wall may remove one."""

from fastapi import APIRouter, Depends, Response

from ..auth.access import refuse_other_sites
from ..rooms.schemas import Joined, NewDrawing, NewPupil, Pupil, RoomDrawing, Vote
from ..server.json_bodies import JsonRoute
from . import failures
from .dependencies import RoomsDep
from .room_keys import DrawingId, KnownDep, PupilDep, PupilId, WallDep

router = APIRouter(
    tags=["rooms"],
    route_class=JsonRoute,
    responses=failures(403, 404, 410, 422, 429, 503),
)


@router.post(
    "/rooms/{code}/pupils",
    status_code=201,
    responses=failures(400, 409),
    dependencies=[Depends(refuse_other_sites)],
)
async def join_room(body: NewPupil, visitor: KnownDep, rooms: RoomsDep) -> Joined:  # noqa: ARG001
    """Joins a room: no name, no account; an animal and a colour, and a key to draw with."""
    pupil, key = await rooms.join(visitor.room)
    return Joined(id=pupil.id, key=key, animal=pupil.animal, color=pupil.color)


@router.get("/rooms/{code}/pupils/me", responses=failures(401))
async def get_pupil(pupil: PupilDep, rooms: RoomsDep) -> Pupil:
    """What a pupil may know of themselves: the name, and how many of their digits were read."""
    from ..rooms.results import about_pupil  # imports SQLAlchemy

    return await rooms.run(lambda store: about_pupil(store, pupil.code, pupil.pupil or 0))


@router.delete("/rooms/{code}/pupils/{pupil:int}", status_code=204, responses=failures(401))
async def remove_pupil(pupil_id: PupilId, wall: WallDep, rooms: RoomsDep) -> None:
    """Removes a pupil, with all that the pupil drew; the key opens nothing any more."""
    await rooms.change(wall.code, lambda store: store.remove(wall.code, pupil_id))


@router.post(
    "/rooms/{code}/drawings",
    status_code=201,
    response_model=RoomDrawing,
    responses=failures(400, 401, 409, 413, 507),
)
async def draw_in_room(body: NewDrawing, pupil: PupilDep, rooms: RoomsDep) -> Response:
    """Puts a drawing on the wall, with the network's answer.

    Once it is answered it is stored. Whoever gets no answer sends it again with the same `nonce`: it is kept once.
    """
    return Response(await rooms.draw(pupil.code, pupil.pupil or 0, body), 201, media_type="application/json")


@router.post("/rooms/{code}/drawings/{drawing}/votes", status_code=204, responses=failures(400, 401, 409))
async def vote_on_drawing(drawing_id: DrawingId, body: Vote, pupil: PupilDep, rooms: RoomsDep) -> None:
    """Says whether a drawing of somebody else fooled the network fairly; another vote replaces the first."""
    await rooms.vote(pupil.code, drawing_id, pupil.pupil or 0, body.fair)
