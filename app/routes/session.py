"""The admin page's session: sign in with the token for a signed cookie; sign out."""

from fastapi import APIRouter, Depends, Request

from ..auth.access import refuse_other_sites
from ..auth.schemas import SignIn
from ..server.json_bodies import JsonRoute
from . import failures
from .dependencies import AccessDep

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(refuse_other_sites)], route_class=JsonRoute)


@router.post("/session", status_code=204, responses=failures(400, 401, 403, 422, 429))
def sign_in(body: SignIn, request: Request, access: AccessDep) -> None:
    """Trades the admin token for a session cookie."""
    access.check_token(body.token, request)
    access.sessions.begin(request)


@router.delete("/session", status_code=204, responses=failures(403, 507))
def sign_out(request: Request, access: AccessDep) -> None:
    """Ends the session, also for whoever has copied its cookie."""
    access.sessions.end(request)
