"""The admin token that is made when none is configured."""

import secrets


def new_token() -> str:
    """A fresh secret of 192 random bits, safe in a URL and in a shell."""
    return secrets.token_urlsafe(24)
