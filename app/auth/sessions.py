"""The admin page's sessions: each is a signed cookie with a random name; signing out ends it on the server too.

    sessions/<name>    an empty file for each session that has ended, until its cookie would have expired

A copied cookie can't be taken back; so all server processes look here whether its session has ended.
"""

import hashlib
import hmac
import secrets
import time
from contextlib import suppress
from functools import lru_cache, partial

from fastapi import Request
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ..server.known_hosts import host_of, split_host
from ..settings import Settings
from .tokens import admin_token

MAX_PORT_DIGITS = 5
MAX_PORTS = 64  # a server is reached by one or two


class SessionCookies:
    """Middleware: Starlette's SessionMiddleware, with a name of the cookie for each port.

    A browser sends a host's cookies to all of its ports: with one name, two servers on one host would sign each other
    out. The port is the browser's, from the Host header; a proxy's visitors see no other.
    All server processes derive the same key from the admin token, and a new token ends all sessions.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        middleware = partial(
            SessionMiddleware,
            app,
            secret_key=hmac.digest(admin_token(settings), b"inkling session", hashlib.sha256).hex(),
            max_age=int(settings.session_hours * 3600),
            same_site="strict",
            https_only=settings.secure_cookies,
        )
        self._named = lru_cache(MAX_PORTS)(lambda name: middleware(session_cookie=name))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with its session."""
        _, port = split_host(host_of(scope)) if scope["type"] == "http" else ("", "")
        name = f"inkling_session_{port}" if port.isdecimal() and len(port) <= MAX_PORT_DIGITS else "inkling_session"
        await self._named(name)(scope, receive, send)


class Sessions:
    """Begins and ends sessions, and tells whether a request has one."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / "sessions"
        self._seconds = settings.session_hours * 3600

    def begin(self, request: Request) -> None:
        """Signs in."""
        request.session["admin"] = secrets.token_urlsafe(18)

    def is_signed_in(self, request: Request) -> bool:
        """Whether the request has a valid session cookie, of a session that hasn't ended."""
        name = request.session.get("admin")
        return isinstance(name, str) and not (self._folder / name).exists()

    def end(self, request: Request) -> None:
        """Signs out, in this browser and wherever its cookie may have been copied to."""
        name = request.session.get("admin")
        request.session.clear()
        if isinstance(name, str):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._remove_expired()
            (self._folder / name).touch()

    def _remove_expired(self) -> None:
        for ended in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another server process was faster
                if ended.stat().st_mtime < time.time() - self._seconds:
                    ended.unlink()
