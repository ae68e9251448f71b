"""The answer of the health routes."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ..openapi import example


class Health(BaseModel):
    """Whether the server lives, or is ready to answer."""

    model_config = example({"status": "ready", "model_version": "v0001"}) | ConfigDict(protected_namespaces=())

    status: Literal["alive", "ready"]
    model_version: str | None = Field(None, description="The version that answers, once it is ready.")
