"""Rendering: an HTML page from a template, in the visitor's language."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from model import __version__
from model.export.modules import modules_in_order
from model.project import SHIPPED

from ..root_path import page_under_root, root_of
from .translations import CATALOGUE, Messages, choose_language

if TYPE_CHECKING:
    from fastapi.templating import Jinja2Templates

_messages = Messages(SHIPPED / "static" / CATALOGUE)
FRAMES = frozenset({"iframe", "frame", "embed", "object"})
"""What `Sec-Fetch-Dest` says of a page within another one, which is no place to keep anything."""
_SCRIPTS = SHIPPED / "static" / "js"


def render(
    request: Request, template: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """Renders a template; besides `values` it is given `t`, the translator, `lang` and `path`."""
    accepted = ", ".join(request.headers.getlist("accept-language"))
    language = choose_language(request.query_params.get("lang"), request.cookies.get("lang"), accepted)
    context = {
        "t": _messages.translator(language),
        "lang": language,
        "preload": partial(_preload, language),
        "path": request.url.path,
        "release": __version__,
        "request": request,
        "root": (root := root_of(request)),
        "may_be_framed": request.app.services.settings.frame_ancestors is not None,
    } | values
    in_frame = request.headers.get("sec-fetch-dest") in FRAMES
    html = _templates().get_template(template).render(context)
    response = HTMLResponse(page_under_root(html, root), status_code, headers)
    response.headers.add_vary_header("Accept-Language, Cookie")
    if request.query_params.get("lang") == language and not in_frame:
        response.set_cookie("lang", language, max_age=365 * 24 * 3600, samesite="lax")
    return response


@cache
def _templates() -> "Jinja2Templates":
    from fastapi.templating import Jinja2Templates  # on the first page; a server that only predicts needs none

    templates = Jinja2Templates(SHIPPED / "templates")
    templates.env.filters["joined"] = _joined
    return templates


def _joined(links: str) -> Markup:
    """Links to style sheets -> one link to all of them in this order (static_files.py).

    A browser paints when it has them all; to ask for a dozen takes it a quarter of that time.
    """
    first, *others = re.findall(r'href="/static/css/([\w/-]+)\.css"', links)
    return Markup('\n  <link rel="stylesheet" href="/static/css/{}.css?and={}">').format(first, ",".join(others))


def _preload(language: str, entry: str) -> Markup:
    """A link for each module that the script `entry` needs, and one for its words: a browser fetches all at once.

    Without them it would have to read one module to learn of the next. They come after what the first paint needs,
    which else waits for dozens of modules that are no use before it.
    """
    words = Markup(
        '<link rel="preload" href="/static/messages.json?lang={}&amp;for={}" as="fetch" crossorigin="anonymous">'
    )
    return words.format(language, entry) + _modules(entry)


@cache
def _modules(entry: str) -> Markup:
    *needed, _ = modules_in_order(_SCRIPTS, entry, {})
    link = Markup('\n  <link rel="modulepreload" href="/static/js/{}" fetchpriority="low">')
    return Markup("").join(link.format(name) for name in needed)
