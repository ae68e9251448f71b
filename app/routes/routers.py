"""All routers, in the order in which the API's reference lists their routes."""

from . import (
    corrections,
    examinations,
    examples,
    explanations,
    exports,
    health,
    inference,
    models,
    pages,
    predictions,
    races,
    room_pupils,
    room_wall,
    rooms,
    session,
    snapshots,
    sweeps,
    trainings,
)

_STUDIO = (snapshots, trainings, sweeps, models, examinations, exports, corrections, session)
_ROOMS = (rooms, room_pupils, room_wall)
_NOUNS = (inference, explanations, examples, races, *_ROOMS, *_STUDIO, health, pages)

ROUTERS = (predictions.router, corrections.visitors, *(noun.router for noun in _NOUNS))
