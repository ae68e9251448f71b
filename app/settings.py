"""The server's settings, each with a default and its meaning; the environment variable is `INKLING_<NAME>`."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What can be set from outside. A test compares the table in app/README.md with these fields."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Lowest level that is logged, one JSON object per line; info logs every request."
    )
    workers: int = Field(1, ge=1, le=64, description="Server processes; all serve the same champion.")
    admin_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Secret of the admin, at least 16 characters; made and printed at start if empty.",
    )
    weights_dir: Path = Field(Path("weights"), description="Folder of the model versions.")
    data_dir: Path = Field(
        Path(".inkling"), description="Folder of training jobs, corrections, neighbours and downloaded data sets."
    )
    database_url: SecretStr | None = Field(
        None,
        description="Database of the corrections, as postgresql+psycopg://...; by default a file in data_dir.",
    )
    max_corrections: int = Field(100_000, ge=1, description="Maximum number of drawings in the inbox of corrections.")
    feedback_limit: str = Field("30/minute;300/day", description="Rate limit of corrections, for each address.")
    sign_in_limit: str = Field("10/minute;100/day", description="Rate limit of wrong admin tokens, for each address.")
    secure_cookies: bool = Field(False, description="Send the session cookie over HTTPS only; set it behind a proxy.")
    session_hours: float = Field(12, gt=0, le=720, description="How long the admin page stays signed in.")
    training_threads: int = Field(
        max(1, (os.cpu_count() or 2) - 1), ge=1, le=256, description="Processor threads that a training may use."
    )
    kept_versions: int = Field(
        20, ge=2, description="Versions trained in the studio to keep; the oldest are deleted when a training starts."
    )
    kept_trainings: int = Field(
        50, ge=1, le=10_000, description="Trainings to keep; the oldest finished ones are deleted."
    )
    races: int = Field(
        max(1, (os.cpu_count() or 2) - 1),
        ge=1,
        le=64,
        description="Races at once in each server process; others wait in a queue.",
    )
    max_requests: int = Field(512, ge=1, description="Requests at once in each server process; further ones get 503.")
    max_large_requests: int = Field(
        8, ge=1, description="Requests of more than 256 KiB at once in each server process; further ones get 503."
    )
    max_streams: int = Field(
        2000, ge=1, description="Event streams at once in each server process; further ones get 503."
    )
    patience_seconds: float = Field(
        30,
        gt=0,
        description="Seconds after which a request that stalls while arriving, or an answer while leaving, is cut off.",
    )
    max_body_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Largest request body, in bytes.")
    max_image_pixels: int = Field(16_000_000, ge=784, description="Largest picture, as width times height.")
    max_batch_pixels: int = Field(
        100_000_000, ge=784, description="Maximum total pixels of the pictures in one request."
    )
    max_points: int = Field(10_000, ge=2, description="Maximum number of points in one drawing.")
    max_batch: int = Field(1000, ge=1, description="Maximum number of drawings in one request.")
