"""The request that signs in."""

from pydantic import BaseModel, ConfigDict, Field

from ..openapi import example
from ..setting_values import MAX_TOKEN


class SignIn(BaseModel):
    """What the admin page signs in with."""

    model_config = example({"token": "the-token-printed-at-start"}) | ConfigDict(extra="forbid")

    token: str = Field(max_length=MAX_TOKEN, description="The admin token that the server printed when it started.")
