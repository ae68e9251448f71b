"""Errors become answers here, and only here: `{"error": code, "detail": sentence}`, or a page for a browser."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from filelock import Timeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from model.errors import CheckpointError, ConfigError, DivergedError, ExportError, ModelError

from .errors import (
    FULL,
    NO_ROOM,
    NOT_WRITABLE,
    READ_ONLY,
    AppError,
    Conflict,
    InvalidRequest,
    NoRoom,
    NotReady,
    NotWritable,
    RanAway,
)
from .pages import render

logger = logging.getLogger(__name__)

CODES = {400: "malformed_json", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
NOT_AN_OBJECT = {"missing", "model_attributes_type", "dataclass_type"}
REWORDED = {"Input should": "must", "Field required": "is required", "Extra inputs are not permitted": "is not known"}
MOST_COMPLAINTS = 3  # of a request with many mistakes, name only the first few


def add_error_handlers(app: FastAPI) -> None:
    """Registers one handler for each family of errors."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(ConfigError, _config_error)
    app.add_exception_handler(DivergedError, _ran_away)
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
    """A page for someone who typed an address, JSON for everyone else, and what the protocol wants under /v2."""
    if request.url.path.startswith("/v2"):
        return JSONResponse({"error": detail}, 400 if status == 422 else status, headers)
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return render(
            request, "error.html", status_code=status, headers=headers, status=status, error=code, detail=detail
        )
    return JSONResponse({"error": code, "detail": detail}, status, headers)


def _app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101  # Starlette's signature is wider than the registration
    return _answer(request, error.status, error.code, error.detail, error.headers)


def _config_error(request: Request, error: Exception) -> Response:
    return _app_error(request, InvalidRequest(str(error)))


def _ran_away(request: Request, error: Exception) -> Response:
    return _app_error(request, RanAway(str(error)))


def _no_champion(request: Request, error: Exception) -> Response:
    logger.error("%s", error)
    return _app_error(
        request, NotReady("The weights folder has no champion that can be read; the server's log says why.")
    )


def _os_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)  # noqa: S101
    if error.errno not in NO_ROOM | NOT_WRITABLE:
        return _unexpected(request, error)
    logger.error("%s %s: %s", request.method, request.url.path, error)
    if error.errno in NOT_WRITABLE:
        return _app_error(request, NotWritable(READ_ONLY))
    return _app_error(request, NoRoom(FULL))


def _locked(request: Request, error: Exception) -> Response:
    logger.error("%s %s: %s", request.method, request.url.path, error)
    return _app_error(request, NotReady("Another server is at the same work and takes long; try again in a moment."))


def _no_export(request: Request, error: Exception) -> Response:
    return _app_error(request, Conflict(str(error)))


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    complaints = error.errors()
    if any(complaint["type"] == "json_invalid" for complaint in complaints):
        return _answer(request, 400, CODES[400], "The body is not valid JSON; check its quotes, commas and brackets.")
    if complaints[0]["type"] in NOT_AN_OBJECT and complaints[0]["loc"] == ("body",):
        return _answer(
            request, 422, "invalid_request", "Send a JSON object, with the header Content-Type: application/json."
        )
    sentences = dict.fromkeys(map(_sentence, complaints))
    return _answer(request, 422, "invalid_request", " ".join(list(sentences)[:MOST_COMPLAINTS]))


def _sentence(complaint: dict[str, Any]) -> str:
    """{"loc": ("body", "epochs"), "msg": "Input should be greater than 0"} -> "epochs must be greater than 0." """
    place, message = _place(complaint["loc"]), complaint["msg"].removeprefix("Value error, ").rstrip(".")
    for said, meant in REWORDED.items():
        if message.startswith(said):
            return f"{place or 'The body'} {message.replace(said, meant, 1)}."
    return f"{place}: {message}." if place else f"{message}."


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the body: ("body", "strokes", 0, 3) -> "strokes[0][3]"."""
    path = ""
    for part in location[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = CODES.get(error.status_code, HTTPStatus(error.status_code).phrase.lower().replace(" ", "_"))
    detail = f"{error.detail}."
    if error.status_code == 404:
        detail = f"There is nothing at {request.url.path}; /docs lists what there is."
    elif error.status_code == 405:
        allowed = ", ".join(sorted(_methods(request)))
        detail = f"{request.method} is not possible at {request.url.path}; use {allowed}."
        return _answer(request, error.status_code, code, detail, {"Allow": allowed})
    return _answer(request, error.status_code, code, detail, error.headers)


def _methods(request: Request) -> set[str]:
    """What is possible at this path: Starlette names the methods of the first route alone."""
    methods: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= getattr(route, "methods", None) or set()
    return methods


def _unexpected(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(
        request, 500, "internal_error", "Something went wrong on our side; it is in the server's log. Try again."
    )
