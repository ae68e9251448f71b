"""The Open Inference Protocol beside /predict: what /v2 says of itself and of its model, and .../infer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from model.arrays import Array

from ..errors import NotFound, NotReady
from ..pages.api_reference import inlined
from ..prediction import open_inference as protocol
from ..prediction import open_inference_schemas as shapes
from ..prediction.predictor import ServedModel
from ..prediction.service import PredictionService
from ..server.content_encoding import decompress
from ..server.json_bodies import SMALL_BYTES, JsonBodies, body_of
from ..settings import Settings
from .dependencies import JsonBodiesDep, PredictionsDep, PredictorDep, RegistryDep, SettingsDep, TurnsDep

MODEL = f"/models/{shapes.MODEL}"
VERSION = f"{MODEL}/versions/{{version}}"

_errors: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.ProtocolError, "description": description, "content": shapes.error_content(sentence)}
    for status, description, sentence in (
        ("4XX", "Not as it should be", "pixels must have the shape [n, 784] or [n, 28, 28], not [784, 1]."),
        (503, "Not ready", NotReady.example),
    )
}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_infer: dict[str, Any] = {
    "responses": {200: {"model": shapes.InferResponse, "content": _BINARY}},  # as JSON, or with bytes after it
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": inlined(shapes.InferRequest)}},
        }
    },
}
router = APIRouter(prefix="/v2", tags=["open inference protocol"], responses=_errors)


VersionName = Annotated[str, Path(description="The version, such as v0001.", examples=["v0001"])]


@contextmanager
def _found(version: str) -> Iterator[None]:
    try:
        yield
    except NotFound as error:  # which names the admin's list, and these clients have no token
        raise NotFound(f"There is no version {version!r}; GET /v2{MODEL} lists them.") from error


async def _of_version(predictor: PredictorDep, version: VersionName) -> ServedModel:
    with _found(version):
        return await predictor.version(version)


async def _known(predictor: PredictorDep, version: VersionName) -> str:
    with _found(version):
        await predictor.require_version(version)
    return version


VersionDep = Annotated[ServedModel, Depends(_of_version)]
KnownDep = Annotated[str, Depends(_known)]
"""A version's name alone, for what needs no network."""


@router.get("/", include_in_schema=False)
@router.get("")
async def server_metadata(request: Request) -> shapes.ServerMetadata:
    """Who answers by the Open Inference Protocol, version 2, and which of its extensions are known."""
    return shapes.ServerMetadata(version=request.app.version)


@router.get("/health/live")
async def server_live() -> shapes.Live:
    """The process lives."""
    return shapes.Live(live=True)


@router.get("/health/ready")
async def server_ready(predictor: PredictorDep) -> shapes.Ready:
    """A network is loaded."""
    predictor.champion()
    return shapes.Ready(ready=True)


@router.get(MODEL)
async def model_metadata(
    registry: RegistryDep, predictor: PredictorDep, turns: TurnsDep, request: Request
) -> shapes.ModelMetadata:
    """The model's versions, and the tensors that go in and come out; without a version, the champion answers."""
    predictor.champion()
    versions = await turns.run(request, registry.all)
    return shapes.ModelMetadata(versions=[version for version, _ in versions])


@router.get(VERSION)
async def version_metadata(version: KnownDep) -> shapes.ModelMetadata:
    """The same of one version."""
    return shapes.ModelMetadata(versions=[version])


@router.get(f"{MODEL}/ready")
async def model_ready(predictor: PredictorDep) -> shapes.ModelReady:
    """The champion can be asked."""
    predictor.champion()
    return shapes.ModelReady(ready=True)


@router.get(f"{VERSION}/ready")
async def version_ready(_: KnownDep) -> shapes.ModelReady:
    """This version can be asked."""
    return shapes.ModelReady(ready=True)


@router.post(f"{MODEL}/infer", **_infer)
async def infer(
    request: Request, predictor: PredictorDep, predictions: PredictionsDep, bodies: JsonBodiesDep, settings: SettingsDep
) -> Response:
    """Answers drawings as tensors: pixels FP32 [n, 784] or [n, 28, 28] in, probabilities [n, 10] and labels [n] out.

    Pixels are framed like MNIST and used as they are. A blank sheet has the label -1. Numbers may follow the JSON as
    bytes, as Triton's clients send them; the header Inference-Header-Content-Length then says where the JSON ends.
    """
    predictor.champion()  # without one, the body isn't looked at
    return await _infer_by(None, request, predictions, bodies, settings)


@router.post(f"{VERSION}/infer", **_infer)
async def infer_with_version(
    model: VersionDep, request: Request, predictions: PredictionsDep, bodies: JsonBodiesDep, settings: SettingsDep
) -> Response:
    """The same by one version, whichever is the champion."""
    return await _infer_by(model, request, predictions, bodies, settings)


async def _infer_by(
    model: ServedModel | None,
    request: Request,
    predictions: PredictionService,
    bodies: JsonBodies,
    settings: Settings,
) -> Response:
    body, coding = await body_of(request), request.headers.get("Content-Encoding")
    header_length = request.headers.get(protocol.HEADER_LENGTH)

    def parse() -> tuple[shapes.InferRequest, bytes]:
        unpacked = decompress(body, coding, settings.max_body_bytes)
        try:
            return protocol.parse(unpacked, header_length, bodies.limits)
        except ValidationError as error:
            errors = [found | {"loc": ("body", *found["loc"])} for found in error.errors()]
            raise RequestValidationError(errors) from error

    def pictures_of(infer_request: shapes.InferRequest, content: bytes) -> Array:
        return protocol.pictures_of(infer_request, content, settings.max_batch)

    async def answer(infer_request: shapes.InferRequest, pictures: Array) -> Response:
        content, headers = await predictions.infer(pictures, model, partial(protocol.encode, infer_request), request)
        return Response(content, headers=headers)

    if coding is None and len(body) <= SMALL_BYTES:
        infer_request, numbers = parse()
        return await answer(infer_request, pictures_of(infer_request, numbers))
    async with bodies.turns.turn(request):
        infer_request, numbers = await bodies.step(parse)
        return await answer(infer_request, await bodies.step(lambda: pictures_of(infer_request, numbers)))
