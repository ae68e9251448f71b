"""The admin token: as it was configured, or a new one."""

import secrets

from ..settings import Settings, SettingsError


def new_token() -> str:
    """A fresh secret of 192 random bits, safe in a URL and in a shell."""
    return secrets.token_urlsafe(24)


def require_admin_token(settings: Settings) -> None:
    """Raises SettingsError without a token: one that nobody has seen would let nobody in."""
    if settings.admin_token is None:
        raise SettingsError("error: INKLING_ADMIN_TOKEN: must be set; only `python -m app` makes one, and prints it.")


def admin_token(settings: Settings) -> bytes:
    """The token; `main.create_app` makes sure that there is one."""
    assert settings.admin_token is not None  # noqa: S101  # for mypy
    return settings.admin_token.get_secret_value().encode()
