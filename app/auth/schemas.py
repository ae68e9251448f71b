"""The request that signs in."""

from pydantic import BaseModel, ConfigDict, Field

from ..openapi import example


class SignIn(BaseModel):
    """What the admin page signs in with."""

    model_config = example({"token": "the-token-printed-at-start"}) | ConfigDict(extra="forbid")

    token: str = Field(max_length=1000, description="The admin token that the server printed when it started.")
