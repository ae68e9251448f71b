"""Access control: the admin, by the token or from a signed-in page of our own, never from another site's page."""

import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..errors import Forbidden, Unauthorized
from ..server.addresses import address_of
from ..server.rate_limits import RateLimit
from ..settings import Settings
from .sessions import Sessions
from .tokens import admin_token

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="The admin token that the server printed when it started.")

BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _is_ours(request: Request) -> bool:
    """Whether the request comes from one of our own pages, or from a program, which sends no such headers.

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


class AdminAccess:
    """Checks the admin's token and sessions, and counts wrong tokens for each address."""

    def __init__(self, settings: Settings) -> None:
        self._token = admin_token(settings)
        self._wrong_tokens = RateLimit(settings.sign_in_limit)
        self.sessions = Sessions(settings)

    async def require(self, request: Request, bearer: HTTPAuthorizationCredentials | None) -> None:
        """Lets a request pass with the token, or from a signed-in page of our own.

        Raises Unauthorized, Forbidden or TooManyRequests.
        """
        if bearer is not None:
            self.check_token(bearer.credentials, request)
        elif self.sessions.is_signed_in(request):
            await refuse_other_sites(request)
        else:
            raise Unauthorized()

    async def is_admin(self, request: Request, token: str | None) -> bool:
        """Whether a request is the admin's, where others may pass as well; a wrong token is counted there.

        Raises Forbidden for a change that another site's page asks for.
        """
        if token is not None:
            return secrets.compare_digest(token.encode(), self._token)
        if not self.sessions.is_signed_in(request):
            return False
        await refuse_other_sites(request)
        return True

    def check_token(self, token: str, request: Request) -> None:
        """Compares in constant time, so that the answer's delay tells nothing about the token.

        Raises Unauthorized for a wrong token, or TooManyRequests for one more than an address may try. The right one
        always passes: an address may be shared with somebody who guesses.
        """
        if not secrets.compare_digest(token.encode(), self._token):
            self._wrong_tokens.hit(address_of(request.scope))
            raise Unauthorized("The token is wrong; the server printed the right one when it started.")
