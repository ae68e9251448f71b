"""Values of settings: how each kind is normalised, and what is refused, with what to write instead."""

import os
import re
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from model.project import project_folder

MIN_TOKEN, MAX_TOKEN = 16, 1000
MAX_ORIGINS = 600  # characters; they stand in the head of an answer
POSTGRES = "postgresql+psycopg"
SCHEMES = {"postgres": POSTGRES, "postgresql": POSTGRES, POSTGRES: POSTGRES, "sqlite": "sqlite"}
_ORIGIN = r"https?://{}[a-z0-9.-]+(:[0-9]{{1,5}})?"
ORIGIN, FRAMING_ORIGIN = re.compile(_ORIGIN.format("")), re.compile(_ORIGIN.format(r"(\*\.)?"))


def lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def host(host: str) -> str:
    """An address or a name; IPv6 may stand in brackets, as in a URL."""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if any(sign in host for sign in "/[]") or host.count(":") == 1 or not host.isprintable():
        raise ValueError("must be an address or a name alone, like 0.0.0.0; the port is set by INKLING_PORT")
    return host


def hosts(text: str) -> str:
    """Names with commas between; a browser sends those with letters beyond ASCII in their other spelling, xn--..."""
    try:
        names = [name.strip().rstrip(".").encode("idna").decode().lower() for name in text.split(",") if name.strip()]
    except UnicodeError:
        names = [""]
    if not all(name == "*" or re.fullmatch(r"[\w-]+(\.[\w-]+)*", name) for name in names):
        raise ValueError("must be names with commas between, like digits.example.org, or * for all")
    return ",".join(names)


def token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if len(text) < MIN_TOKEN:
        raise ValueError(f"must have at least {MIN_TOKEN} characters; `openssl rand -base64 32` makes a good one")
    if len(text) > MAX_TOKEN or not (
        text.isascii() and text.isprintable()
    ):  # the header Authorization couldn't hold it
        raise ValueError(f"must have at most {MAX_TOKEN} characters, all of ASCII, in one line")
    return token


def folder(folder: Path) -> Path:
    path = project_folder(folder)
    there = next(each for each in (path, *path.parents) if os.path.lexists(each))
    if not there.is_dir():
        raise ValueError(f"must be a folder, but {there} is none")
    return path


def rate_limit(text: str) -> str:
    from limits import parse_many  # takes 40 ms

    try:
        amounts = [each.amount * each.multiples for each in parse_many(text)]
    except ValueError:
        amounts = [0]
    if min(amounts) < 1:
        raise ValueError("must be a rate like 30/minute, or several like 30/minute;300/day")
    return text


def database_url(secret: SecretStr) -> SecretStr:
    """The URL with the driver that we install; other programs call the same database postgres://."""
    from sqlalchemy.engine import make_url  # takes a fifth of a second, so only where there is one
    from sqlalchemy.exc import ArgumentError

    scheme, separator, rest = secret.get_secret_value().partition("://")
    known = SCHEMES.get(scheme.lower())
    try:
        url = make_url(f"{known}{separator}{rest}")
    except (ArgumentError, ValueError):  # the error itself would show the password
        known = None
    if known is None:
        raise ValueError("must be the address of a database, like postgresql+psycopg://user:password@host/name")
    if known == POSTGRES and find_spec("psycopg") is None:
        raise ValueError("needs PostgreSQL's driver: pip install -e '.[postgres]'")
    if known == "sqlite" and url.database not in {None, "", ":memory:"}:
        path = project_folder(url.database or "")
        if not path.parent.is_dir():
            raise ValueError(f"must name a file in a folder that is there, and {path.parent} isn't")
        url = url.set(database=str(path))
    return SecretStr(url.render_as_string(hide_password=False))


def root_path(path: str) -> str:
    """ "inkling/" -> "/inkling"."""
    path = f"/{path.strip('/')}"
    if not re.fullmatch(r"(/[\w~-][\w.~-]*)+", path, re.ASCII):
        raise ValueError("must be a path like /inkling, of letters and digits")
    return path


def origins(text: str) -> str:
    """Origins with commas or white space between, as a browser writes them."""
    return _origins(text, ORIGIN, "https://school.example.org")


def framing_origins(text: str) -> str:
    """Origins as `origins`, which may stand for all names under one."""
    return _origins(text, FRAMING_ORIGIN, "https://school.example.org or https://*.example.org")


def _origins(text: str, kind: re.Pattern[str], example: str) -> str:
    names = [name.rstrip("/") for name in re.split(r"[,\s]+", text.lower()) if name]
    if len(text) > MAX_ORIGINS or not all(name == "*" or kind.fullmatch(name) for name in names):
        raise ValueError(f"must be origins like {example}, with commas between, or *: {MAX_ORIGINS} characters at most")
    return ",".join(names)
