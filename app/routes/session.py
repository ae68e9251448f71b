"""The admin page's session: sign in with the token, get a signed cookie; sign out."""

from fastapi import APIRouter, Depends, Request

from ..auth.access import check_token, refuse_other_sites
from ..auth.schemas import SignIn
from ..auth.sessions import begin_session, end_session
from . import failures
from .dependencies import SettingsDep

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(refuse_other_sites)])


@router.post("/session", status_code=204, responses=failures(400, 401, 403, 422, 429))
def sign_in(body: SignIn, request: Request, settings: SettingsDep) -> None:
    """Trades the admin token for a session cookie."""
    check_token(body.token, request, settings)
    begin_session(request)


@router.delete("/session", status_code=204, responses=failures(403, 507))
def sign_out(request: Request) -> None:
    """Ends the session, also for whoever has copied its cookie."""
    end_session(request)
