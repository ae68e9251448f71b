"""The admin token: as it was configured, or a new one."""

import secrets

from pydantic import SecretStr

from ..settings import Settings


def new_token() -> str:
    """A fresh secret of 192 random bits, safe in a URL and in a shell."""
    return secrets.token_urlsafe(24)


def with_admin_token(settings: Settings) -> Settings:
    """The settings, with a new token if none is configured."""
    if settings.admin_token is not None:
        return settings
    return settings.model_copy(update={"admin_token": SecretStr(new_token())})


def admin_token(settings: Settings) -> bytes:
    """The token; `main.create_app` makes sure that there is one."""
    assert settings.admin_token is not None  # noqa: S101  # for mypy
    return settings.admin_token.get_secret_value().encode()
