"""The server's settings: read from the environment, each `INKLING_<NAME>`, each with a default and its meaning."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What can be set from outside; the README's table is checked against these fields."""

    model_config = SettingsConfigDict(env_prefix="INKLING_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="What is logged, as a JSON object a line; info has a line for each request."
    )
    workers: int = Field(1, ge=1, le=64, description="Server processes; all follow one champion.")
    admin_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Secret of the admin, at least 16 characters; made and printed at start if empty.",
    )
    weights_dir: Path = Field(Path("weights"), description="Where the model versions lie.")
    data_dir: Path = Field(
        Path(".inkling"), description="Where training jobs, corrections, neighbours and downloaded data sets lie."
    )
    database_url: SecretStr | None = Field(
        None,
        description="Database of the corrections, as postgresql+psycopg://...; by default a file in data_dir.",
    )
    max_corrections: int = Field(100_000, ge=1, description="Most drawings in the inbox of corrections.")
    feedback_limit: str = Field("30/minute;300/day", description="Corrections that one address may send.")
    sign_in_limit: str = Field("10/minute;100/day", description="Wrong admin tokens that one address may try.")
    secure_cookies: bool = Field(False, description="Send the session cookie over HTTPS only; set it behind a proxy.")
    session_hours: float = Field(12, gt=0, le=720, description="How long the admin page stays signed in.")
    training_threads: int = Field(
        max(1, (os.cpu_count() or 2) - 1), ge=1, le=256, description="Processor threads that a training may use."
    )
    kept_versions: int = Field(
        20, ge=2, description="Versions trained in the studio that are kept; the oldest go when a training starts."
    )
    kept_trainings: int = Field(50, ge=1, le=10_000, description="Trainings kept; the oldest that are over go first.")
    races: int = Field(
        max(1, (os.cpu_count() or 2) - 1), ge=1, le=64, description="Races at once in each server process; others wait."
    )
    max_requests: int = Field(
        512, ge=1, description="Requests answered at once by each server process; more are told to come back."
    )
    max_large_requests: int = Field(
        8, ge=1, description="Requests of more than 256 KiB at once in each server process, likewise."
    )
    max_streams: int = Field(2000, ge=1, description="Event streams at once in each server process, likewise.")
    patience_seconds: float = Field(
        30, gt=0, description="How long a request may hardly move on its way in, or an answer on its way out."
    )
    max_body_bytes: int = Field(16 * 1024 * 1024, ge=1024, description="Largest request body, in bytes.")
    max_image_pixels: int = Field(16_000_000, ge=784, description="Largest picture, as width times height.")
    max_batch_pixels: int = Field(100_000_000, ge=784, description="Most pixels of all pictures in one request.")
    max_points: int = Field(10_000, ge=2, description="Most points in one drawing's strokes.")
    max_batch: int = Field(1000, ge=1, description="Most drawings in one request.")
