"""The server's settings, each with a default and its meaning; the environment variable is `INKLING_<NAME>`.

A value is normalised and checked here, before anything uses it: white space around it is dropped, and an empty one is
as good as none, since tools such as Docker Compose pass empty variables on.
"""

import logging
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from model.cpus import available_cpus
from model.project import ROOT

from . import setting_values as values_of

__all__ = ["ROOT", "Settings", "SettingsError", "load_settings"]

logger = logging.getLogger(__name__)
KUBERNETES = ("tcp://", "udp://", "sctp://")  # what it sets INKLING_PORT to, for a Service named inkling
MOST = 1_000_000_000


class SettingsError(Exception):
    """Settings that can't be used; the text has a sentence for each."""


SPARE_CPUS = max(1, available_cpus() - 1)  # one is left to the server
Folder = Annotated[Path, AfterValidator(values_of.folder)]
RateLimits = Annotated[str, AfterValidator(values_of.rate_limit)]


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

    host: Annotated[str, AfterValidator(values_of.host)] = Field(
        "127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    hosts: Annotated[str, AfterValidator(values_of.hosts)] | None = Field(
        None,
        description="Domain names that visitors call this server by, with commas; under others it doesn't answer.",
    )
    root_path: Annotated[str, AfterValidator(values_of.root_path)] | None = Field(
        None, description="Path on its host that a proxy serves this under, like /inkling; it may strip it or not."
    )
    allowed_origins: Annotated[str, AfterValidator(values_of.origins)] | None = Field(
        None,
        description="Other sites whose pages may ask what visitors may, like https://school.example.org.",
    )
    frame_ancestors: Annotated[str, AfterValidator(values_of.framing_origins)] | None = Field(
        None, description="Other sites whose pages may show `/` and `/learn` in a frame, like https://*.example.org."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(values_of.lower)] = Field(
        "warning", description="Lowest level that is logged, one JSON object per line; info logs every request."
    )
    workers: int = Field(1, ge=1, le=64, description="Server processes; all serve the same champion.")
    admin_token: Annotated[SecretStr, AfterValidator(values_of.token)] | None = Field(
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
    database_url: Annotated[SecretStr, AfterValidator(values_of.database_url)] | None = Field(
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
