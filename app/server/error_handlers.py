"""Error handlers: errors become answers, `{"error": code, "detail": sentence}` or a page, here and nowhere else."""

import logging
import os
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from filelock import Timeout
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from model.errors import CheckpointError, ConfigError, DivergedError, ExportError, ModelError
from model.validation_messages import describe_errors

from ..content_negotiation import prefers_html
from ..errors import (
    MISPLACED,
    NO_ROOM,
    NOT_WRITABLE,
    AppError,
    Conflict,
    Damaged,
    Diverged,
    InvalidRequest,
    MalformedJson,
    NoRoom,
    NothingMore,
    NotReady,
    NotWritable,
)
from ..pages.rendering import render

logger = logging.getLogger(__name__)

CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 503: "busy"}
NOT_AN_OBJECT = {"missing", "model_attributes_type", "dataclass_type"}
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


def add_error_handlers(app: FastAPI) -> None:
    """Registers one handler for each family of errors."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(NothingMore, _nothing_more)
    app.add_exception_handler(ConfigError, _config_error)
    app.add_exception_handler(DivergedError, _diverged)
    app.add_exception_handler(CheckpointError, _no_champion)
    app.add_exception_handler(ExportError, _no_export)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OSError, _os_error)
    app.add_exception_handler(Timeout, _locked)
    app.add_exception_handler(ModelError, _unexpected)
    app.add_exception_handler(Exception, _unexpected)


def _answer(
    request: Request, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """An HTML page for a browser, the protocol's own shape under /v2, JSON otherwise."""
    detail = detail.encode("utf-8", "backslashreplace").decode()  # it may quote characters that UTF-8 can't encode
    if request.url.path.startswith("/v2"):
        return JSONResponse({"error": detail}, 400 if status == 422 else status, headers)
    if request.method != "GET":
        return JSONResponse({"error": code, "detail": detail}, status, headers)
    response: Response = JSONResponse({"error": code, "detail": detail}, status, headers)
    if prefers_html(", ".join(request.headers.getlist("accept"))):
        response = render(
            request, "pages/error.html", status_code=status, headers=headers, status=status, error=code, detail=detail
        )
    response.headers.add_vary_header("Accept")
    return response


def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101  # Starlette's signature is wider than the registration
    return _answer(request, error.status, error.code, error.detail, error.headers)


def _nothing_more(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return Response(status_code=204)


def _config_error(request: Request, error: Exception) -> Response:
    return _app_error(request, InvalidRequest(str(error)))


def _diverged(request: Request, error: Exception) -> Response:
    return _app_error(request, Diverged(str(error)))


def _no_champion(request: Request, error: Exception) -> Response:
    logger.error("%s", error)
    return _app_error(request, NotReady())


def _os_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)  # noqa: S101  # Starlette's signature is wider than the registration
    if error.errno not in NO_ROOM | NOT_WRITABLE | MISPLACED:
        return _unexpected(request, error)
    logger.error("%s %s: %s", request.method, request.url.path, error)
    if error.errno in MISPLACED:
        return _app_error(request, _misplaced(error))
    if error.errno in NOT_WRITABLE:
        return _app_error(request, NotWritable())
    return _app_error(request, NoRoom())


def _misplaced(error: OSError) -> Damaged:
    """Names the file without the server's folders. A rename fails at its second file."""
    name = "/".join(Path(os.fsdecode(error.filename2 or error.filename or "A file")).parts[-2:])
    return Damaged(f"{name} in the server's folders is not what it should be ({error.strerror}); move it away.")


def _locked(request: Request, error: Exception) -> Response:
    logger.error("%s %s: %s", request.method, request.url.path, error)
    return _app_error(request, NotReady("Another server is at the same work and takes long; try again in a moment."))


def _no_export(request: Request, error: Exception) -> Response:
    return _app_error(request, Conflict(str(error)))


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # Starlette's signature is wider than the registration
    details = error.errors()
    if any(detail["type"] == "json_invalid" for detail in details):
        return _app_error(request, MalformedJson())
    if details[0]["type"] in NOT_AN_OBJECT and details[0]["loc"] == ("body",):
        return _answer(
            request, 422, "invalid_request", "Send a JSON object, with the header Content-Type: application/json."
        )
    return _answer(request, 422, "invalid_request", describe_errors(details, error.body))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # Starlette's signature is wider than the registration
    if error.status_code == 400:  # FastAPI raises it for any body that it can't read
        return _app_error(request, MalformedJson())
    code = CODES.get(error.status_code, HTTPStatus(error.status_code).phrase.lower().replace(" ", "_"))
    detail = f"{error.detail}."
    if error.status_code == 404:
        detail = f"There is nothing at {request.url.path}; /docs lists what there is."
    elif error.status_code == 405:
        allowed = ", ".join(_methods(request))
        detail = f"{request.method} is not possible at {request.url.path}; use {allowed}."
        return _answer(request, error.status_code, code, detail, {"Allow": allowed})
    return _answer(request, error.status_code, code, detail, error.headers)


def _methods(request: Request) -> list[str]:
    """The methods allowed at this path: those of every route that matches it.

    For a path that the OpenAPI document names, only that path counts: .../trainings/estimate is no training's id.
    """
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    documented = request.app.openapi()["paths"].get(request.url.path)

    def is_allowed(method: str) -> bool:
        if documented is not None and method.lower() not in documented:
            return False
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in routes)

    allowed = [method for method in METHODS if is_allowed(method)] or ["GET"]  # of a file
    return sorted({*allowed, "HEAD"}) if "GET" in allowed else allowed


def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _app_error(request, AppError())
