"""Shared parts of all schemas: lists validated up to their first error, examples, the shape of error answers."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Item = TypeVar("Item")

Many = Annotated[list[Item], Field(fail_fast=True)]
"""A list in a request, validated up to its first error: to report a million would take seconds and a gigabyte."""


def example(*examples: JsonValue) -> ConfigDict:
    """Examples for the OpenAPI document, for a model's `model_config`."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class ErrorBody(BaseModel):
    """Every error has this shape."""

    error: str = Field(description="A code for programs.", examples=["invalid_request"])
    detail: str = Field(description="A sentence for people, which says what to do.")
