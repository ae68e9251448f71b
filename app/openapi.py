"""Shared parts of all schemas: lists validated up to their first error, examples, the shape of error answers."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from model.preprocessing.json_drawings import Many

__all__ = ["ErrorBody", "Many", "example"]


def example(*examples: JsonValue) -> ConfigDict:
    """Examples for the OpenAPI document, for a model's `model_config`."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class ErrorBody(BaseModel):
    """Every error has this shape."""

    error: str = Field(description="A code for programs.", examples=["invalid_request"])
    detail: str = Field(description="A sentence for people, which says what to do.")
