"""The admin page's sessions: a signed cookie each, with a name of its own, so that signing out ends it for good.

    sessions/<name>    an empty file for each that has ended, until its cookie would have expired

A cookie can't be taken back from whoever has copied it; so all server processes look here whether it has ended.
"""

import secrets
import time
from contextlib import suppress
from pathlib import Path

from fastapi import Request

from ..settings import Settings


def begin_session(request: Request) -> None:
    """Signs in."""
    request.session["admin"] = secrets.token_urlsafe(18)


def is_signed_in(request: Request) -> bool:
    """Whether a valid session cookie came along, of a session that hasn't ended."""
    name = request.session.get("admin")
    return isinstance(name, str) and not (_folder(request) / name).exists()


def end_session(request: Request) -> None:
    """Signs out, in this browser and wherever the cookie may have been copied to."""
    name = request.session.get("admin")
    request.session.clear()
    if isinstance(name, str):
        folder = _folder(request)
        folder.mkdir(parents=True, exist_ok=True)
        _forget_expired(folder, _settings(request).session_hours * 3600)
        (folder / name).touch()


def _forget_expired(folder: Path, seconds: float) -> None:
    for ended in folder.iterdir():
        with suppress(FileNotFoundError):  # another server was faster
            if ended.stat().st_mtime < time.time() - seconds:
                ended.unlink()


def _folder(request: Request) -> Path:
    return _settings(request).data_dir / "sessions"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
