"""The server's settings, each with a default and its meaning; the environment variable is `INKLING_<NAME>`.

A value is normalised and checked here, before anything uses it: white space around it is dropped, and an empty one is
as good as none, since tools such as Docker Compose pass empty variables on.
"""

import logging
import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from model.cpus import available_cpus
from model.project import ROOT, project_folder

__all__ = ["ROOT", "Settings", "SettingsError", "load_settings"]

logger = logging.getLogger(__name__)
KUBERNETES = ("tcp://", "udp://", "sctp://")  # what it sets INKLING_PORT to, for a Service named inkling
MIN_TOKEN, MAX_TOKEN = 16, 1000
MOST = 1_000_000_000
POSTGRES = "postgresql+psycopg"
SCHEMES = {"postgres": POSTGRES, "postgresql": POSTGRES, POSTGRES: POSTGRES, "sqlite": "sqlite"}


class SettingsError(Exception):
    """Settings that can't be used; the text has a sentence for each."""


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _host(host: str) -> str:
    """An address or a name; IPv6 may stand in brackets, as in a URL."""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if any(sign in host for sign in "/[]") or host.count(":") == 1 or not host.isprintable():
        raise ValueError("must be an address or a name alone, like 0.0.0.0; the port is set by INKLING_PORT")
    return host


def _hosts(text: str) -> str:
    """Names with commas between; a browser sends those with letters beyond ASCII in their other spelling, xn--..."""
    try:
        names = [name.strip().rstrip(".").encode("idna").decode().lower() for name in text.split(",") if name.strip()]
    except UnicodeError:
        names = [""]
    if not all(name == "*" or re.fullmatch(r"[\w-]+(\.[\w-]+)*", name) for name in names):
        raise ValueError("must be names with commas between, like digits.example.org, or * for all")
    return ",".join(names)


def _token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if len(text) < MIN_TOKEN:
        raise ValueError(f"must have at least {MIN_TOKEN} characters; `openssl rand -base64 32` makes a good one")
    if len(text) > MAX_TOKEN or not (
        text.isascii() and text.isprintable()
    ):  # the header Authorization couldn't hold it
        raise ValueError(f"must have at most {MAX_TOKEN} characters, all of ASCII, in one line")
    return token


def _folder(folder: Path) -> Path:
    path = project_folder(folder)
    there = next(each for each in (path, *path.parents) if os.path.lexists(each))
    if not there.is_dir():
        raise ValueError(f"must be a folder, but {there} is none")
    return path


def _rate_limit(text: str) -> str:
    from limits import parse_many  # takes 40 ms

    try:
        amounts = [each.amount * each.multiples for each in parse_many(text)]
    except ValueError:
        amounts = [0]
    if min(amounts) < 1:
        raise ValueError("must be a rate like 30/minute, or several like 30/minute;300/day")
    return text


def _database_url(secret: SecretStr) -> SecretStr:
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


SPARE_CPUS = max(1, available_cpus() - 1)  # one is left to the server
Folder = Annotated[Path, AfterValidator(_folder)]
RateLimits = Annotated[str, AfterValidator(_rate_limit)]


class Settings(BaseSettings):
    """What can be set from outside. A test compares the table in app/README.md with these fields."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        """White space around values goes, and so does what is then empty, and a port that isn't meant for us."""
        values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        if str(values.get("port", "")).startswith(KUBERNETES):
            logger.warning("INKLING_PORT is Kubernetes' own, for a Service named inkling, and is ignored.")
            del values["port"]
        return {name: value for name, value in values.items() if value != ""}

    host: Annotated[str, AfterValidator(_host)] = Field(
        "127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    hosts: Annotated[str, AfterValidator(_hosts)] | None = Field(
        None,
        description="Domain names that visitors call this server by, with commas; under others it doesn't answer.",
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        "warning", description="Lowest level that is logged, one JSON object per line; info logs every request."
    )
    workers: int = Field(1, ge=1, le=64, description="Server processes; all serve the same champion.")
    admin_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None,
        description="Secret of the admin, at least 16 characters; made and printed at start if empty.",
    )
    weights_dir: Folder = Field(
        Path("weights"), description="Folder of the model versions; a relative one starts at the project's folder."
    )
    data_dir: Folder = Field(
        Path(".inkling"),
        description="Folder of trainings, corrections, rooms, neighbours and downloaded data sets; relative as above.",
    )
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] | None = Field(
        None,
        description="Database of corrections and rooms, as postgresql+psycopg://...; by default a file in data_dir.",
    )
    max_corrections: int = Field(
        100_000,
        ge=1,
        le=MOST,
        description="Maximum number of drawings in the inbox; rejected ones make room.",
    )
    max_corrections_bytes: int = Field(
        512 * 1024 * 1024, ge=1024 * 1024, le=1 << 40, description="Maximum size of the inbox of corrections, in bytes."
    )
    feedback_limit: RateLimits = Field(
        "30/minute;300/day", validate_default=False, description="Rate limit of corrections, for each address."
    )
    sign_in_limit: RateLimits = Field(
        "10/minute;100/day", validate_default=False, description="Rate limit of wrong admin tokens, for each address."
    )
    max_rooms: int = Field(50, ge=1, le=10_000, description="Rooms of classes that are open at the same time.")
    max_room_pupils: int = Field(200, ge=1, le=250, description="Pupils in one room.")
    room_drawings_per_minute: int = Field(60, ge=1, le=10_000, description="Drawings a minute of one pupil in a room.")
    room_code_limit: RateLimits = Field(
        "10/minute",
        validate_default=False,
        description="Rate limit of wrong codes and keys of rooms, for each address; for all together 60 times that.",
    )
    secure_cookies: bool = Field(False, description="Send the session cookie over HTTPS only; set it behind a proxy.")
    session_hours: float = Field(
        12, ge=1 / 3600, le=720, allow_inf_nan=False, description="How long the admin page stays signed in."
    )
    training_threads: int = Field(
        min(256, available_cpus()), ge=1, le=256, description="Processors that a training may use."
    )
    kept_versions: int = Field(
        20,
        ge=2,
        le=MOST,
        description="Versions trained in the studio to keep; the oldest are deleted when a training starts.",
    )
    kept_trainings: int = Field(
        50, ge=1, le=10_000, description="Trainings to keep; the oldest finished ones are deleted."
    )
    races: int = Field(
        min(64, SPARE_CPUS),
        ge=1,
        le=64,
        description="Races at once in each server process; others wait in a queue.",
    )
    max_requests: int = Field(
        512, ge=1, le=MOST, description="Requests at once in each server process; further ones get 503."
    )
    max_large_requests: int = Field(
        8,
        ge=1,
        le=MOST,
        description="Requests of more than 256 KiB at once in each server process; further ones get 503.",
    )
    max_streams: int = Field(
        2000, ge=1, le=MOST, description="Event streams at once in each server process; further ones get 503."
    )
    patience_seconds: float = Field(
        30,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        description="Seconds after which a request that stalls while arriving, or an answer while leaving, is cut off.",
    )
    max_body_bytes: int = Field(16 * 1024 * 1024, ge=1024, le=MOST, description="Largest request body, in bytes.")
    max_image_pixels: int = Field(16_000_000, ge=784, le=MOST, description="Largest picture, as width times height.")
    max_batch_pixels: int = Field(
        100_000_000, ge=784, le=MOST, description="Maximum total pixels of the pictures in one request."
    )
    max_points: int = Field(10_000, ge=2, le=MOST, description="Maximum number of points in one drawing.")
    max_batch: int = Field(1000, ge=1, le=MOST, description="Maximum number of drawings in one request.")


def load_settings() -> Settings:
    """The settings that the environment makes. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


def _sentence(detail: ErrorDetails) -> str:
    name = f"INKLING_{str(detail['loc'][0]).upper()}"
    message = detail["msg"].removeprefix("Value error, ")
    return f"error: {name}: {message[0].lower()}{message[1:]}."
