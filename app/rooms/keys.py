"""Codes and keys: a room's six digits, and the secrets of its wall and its pupils, of which only a hash is stored."""

import hashlib
import secrets

CODE_DIGITS = 6


def new_code() -> str:
    """Six digits, any of them."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_key() -> str:
    """A secret of 144 random bits, safe in a URL."""
    return secrets.token_urlsafe(18)


def hash_of(key: str) -> str:
    """What is stored of a key; as random as it is, it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(key: str, stored: str) -> bool:
    """Whether a key has the stored hash, in constant time."""
    return secrets.compare_digest(hash_of(key), stored)
