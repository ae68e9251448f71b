"""Who may pass: the admin, by the token or a signed-in page, and nobody through another site's page."""

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..errors import Forbidden, Unauthorized
from ..settings import Settings
from .sessions import is_signed_in

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="The admin token that the server printed when it started.")

BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def admin_token(settings: Settings) -> str:
    """The token as text; `main.create_app` makes sure that there is one."""
    assert settings.admin_token is not None  # noqa: S101  # for mypy
    return settings.admin_token.get_secret_value()


def session_secret(settings: Settings) -> str:
    """The key that signs session cookies: all server processes derive the same, and a new token ends all sessions."""
    return hmac.digest(admin_token(settings).encode(), b"inkling session", hashlib.sha256).hex()


def check_token(token: str, request: Request, settings: Settings) -> None:
    """Compares in constant time, so that the answer's delay tells nothing about the token.

    Raises Unauthorized, and TooManyRequests for an address that has guessed too often, whatever it says next.
    """
    address, guesses = address_of(request), request.app.state.wrong_tokens
    guesses.check(address)
    if not secrets.compare_digest(token.encode(), admin_token(settings).encode()):
        guesses.hit(address)
        raise Unauthorized("The token is wrong; the server printed the right one when it started.")


def address_of(request: Request) -> str:
    """Whom a rate limit counts; behind a proxy, uvicorn has put the client's address here."""
    return request.client.host if request.client else "unknown"


def _is_ours(request: Request) -> bool:
    """Whether a browser sent this from one of our own pages; a program says nothing of pages, and may pass.

    Over plain HTTP, to an address of the local network, browsers leave Sec-Fetch-Site out, but never Origin.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def refuse_other_sites(request: Request) -> None:
    """Raises Forbidden for a change that another site's page asked the admin's browser to make."""
    if request.method not in SAFE_METHODS and not _is_ours(request):
        raise Forbidden()


async def require_admin(request: Request, bearer: BearerDep) -> None:
    """Lets pass who shows the token, or is signed in on the admin page. Raises Unauthorized or Forbidden."""
    if bearer is not None:
        check_token(bearer.credentials, request, request.app.state.settings)
    elif is_signed_in(request):
        await refuse_other_sites(request)
    else:
        raise Unauthorized()
