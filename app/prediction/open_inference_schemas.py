"""The shapes of requests and answers of the Open Inference Protocol, version 2."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticUseDefault
from pydantic_core.core_schema import no_info_before_validator_function

from model import __version__
from model.arrays import CLASSES
from model.preprocessing.framing import IMAGE_SIZE

from ..openapi import Many, example

MODEL = "inkling"
PIXELS = IMAGE_SIZE * IMAGE_SIZE
OutputName = Literal["probabilities", "label"]
WholeNumber = Annotated[int, Field(strict=True)]
ParameterValue = bool | int | float | str


class NullIsLeftOut:
    """For an optional member: clients made from a schema send all members, as null those that they don't set."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(_left_out, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        member = handler(schema)
        described = {"description": handler.resolve_ref_schema(member).get("description", "")}
        return {"anyOf": [member, {"type": "null"}]} | described


def _left_out(value: Any) -> Any:
    if value is None:
        raise PydanticUseDefault()
    return value


_STROKE: list[JsonValue] = [int(4 <= row < 24 and column in {13, 14}) for row in range(28) for column in range(28)]
ONE: JsonValue = {"inputs": [{"name": "pixels", "shape": [1, PIXELS], "datatype": "FP32", "data": _STROKE}]}


class TensorMetadata(BaseModel):
    """What a tensor must look like; -1 is any number of drawings."""

    name: str
    datatype: str
    shape: list[int]


class ServerMetadata(BaseModel):
    """Who answers, and which extensions of the protocol it knows."""

    model_config = example({"name": "inkling", "version": __version__, "extensions": ["binary_tensor_data"]})

    name: str = "inkling"
    version: str
    extensions: list[str] = ["binary_tensor_data"]


class ModelMetadata(BaseModel):
    """What goes in and what comes out."""

    model_config = example(
        {
            "name": MODEL,
            "versions": ["v0002", "v0001"],
            "platform": "numpy",
            "inputs": [{"name": "pixels", "datatype": "FP32", "shape": [-1, PIXELS]}],
            "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, CLASSES]}],
        }
    )

    name: str = MODEL
    versions: list[str]
    platform: str = "numpy"
    inputs: list[TensorMetadata] = [TensorMetadata(name="pixels", datatype="FP32", shape=[-1, PIXELS])]
    outputs: list[TensorMetadata] = [
        TensorMetadata(name="probabilities", datatype="FP32", shape=[-1, CLASSES]),
        TensorMetadata(name="label", datatype="INT64", shape=[-1]),
    ]


class Live(BaseModel):
    """The server lives."""

    model_config = example({"live": True})

    live: bool


class Ready(BaseModel):
    """A network is loaded."""

    model_config = example({"ready": True})

    ready: bool


class ModelReady(Ready):
    """Whether this model, or this version of it, can be asked."""

    model_config = example({"ready": True, "name": MODEL})

    name: str = MODEL


class Parameters(BaseModel):
    """What a client may add; those that nobody here knows are left alone, as the protocol wants it."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, ParameterValue | None] = Field(init=False)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, members: Any) -> Any:
        if not isinstance(members, dict):
            return members
        return {name: value for name, value in members.items() if value is not None}


class InputParameters(Parameters):
    """Of a tensor that comes in."""

    binary_data_size: int | None = Field(
        None, strict=True, description="How many bytes after the JSON are its numbers, if they aren't in it."
    )


class OutputParameters(Parameters):
    """Of a tensor that goes out."""

    binary_data: bool | None = Field(None, strict=True, description="true for bytes instead of JSON.")
    classification: int | None = Field(None, strict=True, description="Triton's class_count, which is not known here.")

    @field_validator("classification")
    @classmethod
    def _unknown(cls, count: int | None) -> int | None:
        if count:
            raise ValueError("Leave out class_count, which is not known here; probabilities holds all ten.")
        return count


class RequestParameters(Parameters):
    """Of the whole request."""

    binary_data_output: bool | None = Field(
        None, strict=True, description="true for bytes instead of JSON, where an output says nothing else."
    )


class InputTensor(BaseModel):
    """Pixels as MNIST frames them: 0 = paper, 1 = full ink."""

    name: Literal["pixels"]
    shape: Many[WholeNumber] = Field(description="[n, 784] or [n, 28, 28].", min_length=2, max_length=3)
    datatype: Literal["FP32"]
    parameters: Annotated[InputParameters, NullIsLeftOut()] = Field(default_factory=InputParameters)
    data: list[Any] | None = Field(None, description="The numbers, nested as `shape` says or in one row.")


class RequestedOutput(BaseModel):
    """One of the tensors to answer with."""

    name: OutputName
    parameters: Annotated[OutputParameters, NullIsLeftOut()] = Field(default_factory=OutputParameters)


class InferRequest(BaseModel):
    """What to infer, and which answers to send."""

    model_config = example(ONE)

    id: str | None = Field(None, description="Comes back with the answer.")
    parameters: Annotated[RequestParameters, NullIsLeftOut()] = Field(default_factory=RequestParameters)
    inputs: Many[InputTensor] = Field(min_length=1, max_length=1, description="The drawings' pixels.")
    outputs: Annotated[Many[RequestedOutput], NullIsLeftOut()] = Field(
        [], max_length=2, description="Both when left out."
    )


class OutputTensor(BaseModel):
    """One answer for each drawing."""

    name: OutputName
    shape: list[int]
    datatype: Literal["FP32", "INT64"]
    parameters: dict[str, ParameterValue] | None = None
    data: list[float] | list[int] | None = None


class ProtocolError(BaseModel):
    """The protocol's own shape of an error."""

    error: str


def error_content(sentence: str) -> dict[str, JsonValue]:
    """An error as the OpenAPI document shows it."""
    return {"application/json": {"example": {"error": sentence}}}


class InferResponse(BaseModel):
    """The answers, in one row each."""

    model_config = example(
        {
            "model_name": MODEL,
            "model_version": "v0001",
            "outputs": [
                {"name": "probabilities", "shape": [1, 10], "datatype": "FP32", "data": [0.0, 1.0, *[0.0] * 8]},
                {"name": "label", "shape": [1], "datatype": "INT64", "data": [1]},
            ],
        }
    )

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[OutputTensor]
