"""The HTTP interface, one file a noun; each route is thin: a dependency in, one call, a schema out.

dependencies  the services that routes ask for by type, and the admin
predictions   POST /predict
inference     /v2: the Open Inference Protocol
explanations  POST /explain
examples      GET /examples: digits of MNIST
races         GET /races
room_keys     who asks in a room
rooms         /rooms, /rooms/{code}
room_pupils   /rooms/{code}/pupils, .../drawings: what pupils send
room_wall     /rooms/{code}/events and what else the wall asks for
corrections   POST /feedback, /admin/corrections
trainings     POST /admin/retrain, /admin/trainings
snapshots     the time machine: /admin/trainings/{id}/snapshots
sweeps        /admin/sweeps
models        /admin/models, /admin/models/champion
examinations  /admin/models/{version}/examination and comparison
exports       /admin/models/{version}/export/{kind}
session       /admin/session: sign in, sign out
health        /livez, /readyz, /metrics
pages         the HTML pages
routers       all of them, in the reference's order
"""

from typing import Any

from fastapi import APIRouter, Depends

from ..errors import AppError
from ..openapi import ErrorBody
from ..server.json_bodies import JsonRoute
from .dependencies import require_admin

_ERRORS = {error.status: error for error in reversed(AppError.__subclasses__())}
"""Status -> the error that the document shows for it: the first one in `errors` with this status."""

_ERROR = {"$ref": "#/components/schemas/ErrorBody"}
"""A reference, since FastAPI would build a validator for `ErrorBody` for each status of each route: 300 in all."""

DEFINED = {"model": ErrorBody}
"""Puts that schema into the document; one route has to name it."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of error answers, each with an example."""
    return {
        status: {
            "description": _ERRORS[status].code.replace("_", " ").capitalize(),
            "content": {
                "application/json": {
                    "schema": _ERROR,
                    "example": {"error": _ERRORS[status].code, "detail": _ERRORS[status].example},
                }
            },
        }
        for status in statuses
    }


LAST_EVENT_ID = "last-event-id"
"""The header with which a browser's EventSource asks for what comes after the event that has this id."""

OVER: dict[int | str, dict[str, Any]] = {204: {"description": "Over: there is nothing more to tell."}}
"""The OpenAPI description of an event stream that is over."""


def admin_router() -> APIRouter:
    """Routes under /admin that only the admin may use."""
    return APIRouter(
        prefix="/admin",
        tags=["admin"],
        dependencies=[Depends(require_admin)],
        responses=failures(401, 403, 422, 429),
        route_class=JsonRoute,
    )


NOT_ALWAYS_ADMIN: dict[str, Any] = {"security": [{}, {"HTTPBearer": []}]}
"""What the document says of a route that asks for the admin's token only where it answers from a training."""
