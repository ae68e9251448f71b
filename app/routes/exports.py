"""Exports: a version as one file that predicts without Inkling."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from model.export.export import Kind, export_version

from . import admin_router, failures
from .dependencies import RegistryDep, TurnsDep

router = admin_router()

MEDIA_TYPES: dict[Kind, str] = {
    "onnx": "application/octet-stream",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {media_type.partition(";")[0]: BINARY for media_type in MEDIA_TYPES.values()},
        "description": "The file, named inkling-v0001.html or the like.",
    }
}


@router.get("/models/{version}/export/{kind}", response_class=Response, responses=FILE | failures(404, 409))
async def export_model(
    version: Annotated[str, Path(description="As GET /admin/models lists them.", examples=["v0001"])],
    kind: Annotated[Kind, Path(description="A file for other runtimes, a page that works offline, or the arrays.")],
    registry: RegistryDep,
    turns: TurnsDep,
    request: Request,
) -> Response:
    """One file that holds a version and works without Inkling."""
    content = await turns.run(request, lambda: export_version(registry.require_intact(version), kind))
    name = f'attachment; filename="inkling-{version}.{kind}"'
    return Response(content, media_type=MEDIA_TYPES[kind], headers={"Content-Disposition": name})
