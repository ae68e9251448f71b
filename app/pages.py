"""Rendering the HTML pages: templates, language, and the words in it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from .messages import CATALOGUE, Messages, choose_language
from .settings import ROOT

_templates = Jinja2Templates(ROOT / "templates")
_messages = Messages(ROOT / "static" / CATALOGUE)


def render(
    request: Request, template: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A template in the visitor's language, with `t`, `lang` and `path` beside its own `values`."""
    language = choose_language(
        request.query_params.get("lang"), request.cookies.get("lang"), request.headers.get("accept-language")
    )
    context = {"t": _messages.translator(language), "lang": language, "path": request.url.path} | values
    response = _templates.TemplateResponse(request, template, context, status_code, headers=dict(headers or {}))
    if request.query_params.get("lang") == language:
        response.set_cookie("lang", language, max_age=365 * 24 * 3600, samesite="lax")
    return response
