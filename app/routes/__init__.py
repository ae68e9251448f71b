"""The HTTP interface, one file a noun; each route is thin: a dependency in, one call, a schema out.

dependencies  what routes ask for by name
predictions   POST /predict
inference     /v2: the Open Inference Protocol
explanations  POST /explain
examples      GET /examples: digits of MNIST
races         GET /races
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
"""

from typing import Any

from fastapi import APIRouter, Depends

from ..auth.access import require_admin
from ..errors import NO_CHAMPION
from ..openapi import ErrorBody

_SENTENCES = {
    400: (
        "malformed_json",
        "The body is not valid JSON; check its quotes, commas and brackets, and send it in UTF-8, not compressed.",
    ),
    401: ("unauthorized", "Send the admin token as `Authorization: Bearer <token>`, or sign in at /admin."),
    403: ("forbidden", "This request comes from another site's page; make it from Inkling's own admin page."),
    404: ("not_found", "There is no version 'v0099'; GET /admin/models lists them."),
    409: ("conflict", "Training t0001 is running; wait for it, or cancel it first."),
    413: ("too_large", "A request body may have at most 16777216 bytes; send fewer drawings at a time."),
    422: ("invalid_request", "epochs must be greater than or equal to 1."),
    429: ("too_many_requests", "100 races are waiting already; try again in a moment."),
    503: ("not_ready", NO_CHAMPION),
    507: ("no_room", "The server's disk is full, so nothing was changed; make room and try again."),
}


_ERROR = {"$ref": "#/components/schemas/ErrorBody"}
"""As a model it would be given a validator of its own for each status of each route, three hundred in all."""

DEFINED = {"model": ErrorBody}
"""What puts that schema into the document: one route needs it."""


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of error answers, each with an example."""
    return {
        status: {
            "description": _SENTENCES[status][0].replace("_", " ").capitalize(),
            "content": {
                "application/json": {
                    "schema": _ERROR,
                    "example": dict(zip(("error", "detail"), _SENTENCES[status], strict=True)),
                }
            },
        }
        for status in statuses
    }


def admin_router() -> APIRouter:
    """Routes under /admin that only the admin may use."""
    return APIRouter(
        prefix="/admin", tags=["admin"], dependencies=[Depends(require_admin)], responses=failures(401, 403, 422, 429)
    )
