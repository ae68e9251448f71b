"""The HTML pages."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from ..pages.api_reference import describe_routes, grouped
from ..pages.chapters import chapter_number, chapters, chapters_in
from ..pages.rendering import render
from ..pages.source_code import line_range, moved_to, reading_order, source_lines
from ..pages.translations import LANGUAGES
from ..server.turns import TurnRoute
from ..training.form import form_fields
from ..training.presets import PRESETS
from .dependencies import SignedInDep

router = APIRouter(include_in_schema=False, route_class=TurnRoute)


@router.get("/")
def draw(request: Request) -> HTMLResponse:
    """The page to draw a digit and see the answer."""
    return render(request, "pages/draw.html")


@router.get("/learn")
def learn(request: Request, chapter: str = "") -> HTMLResponse:
    """The course, chapter by chapter, on the visitor's own drawing."""
    return render(request, "pages/learn.html", chapter=chapter_number(chapter), chapters=chapters())


FIRST_FILE = "__init__.py"
"""What `/source/` shows; all others are listed beside it."""


@router.get("/source/{file:path}")
def source(request: Request, file: str, lines: str = "") -> Response:
    """A file of `model/`, with the lines marked that a chapter explains."""
    if path := moved_to(file) if file else FIRST_FILE:
        return RedirectResponse(f"/source/{path}{_kept_query(request.query_params)}")
    return render(
        request,
        "pages/source.html",
        file=file,
        lines=source_lines(file),
        marked=line_range(lines),
        order=reading_order(),
        chapters=chapters_in(file),
    )


def _kept_query(asked: Mapping[str, str]) -> str:
    """What the page understands; a head repeats nothing else."""
    lines = {"lines": asked["lines"]} if line_range(asked.get("lines", "")) else {}
    language = {"lang": asked["lang"]} if asked.get("lang") in LANGUAGES else {}
    query = urlencode(lines | language)
    return f"?{query}" if query else ""


@router.get("/admin")
def admin(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page of trainings."""
    return render(request, "pages/train.html", signed_in=signed_in, settings=form_fields(), presets=PRESETS)


@router.get("/admin/compare")
def compare(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page that compares trainings."""
    return render(request, "pages/compare.html", signed_in=signed_in)


@router.get("/admin/search")
def search(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page of hyperparameter searches."""
    return render(request, "pages/search.html", signed_in=signed_in, settings=form_fields())


@router.get("/admin/versions")
def versions(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page of versions: promote, roll back."""
    return render(request, "pages/versions.html", signed_in=signed_in)


@router.get("/admin/inbox")
def inbox(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page of corrections."""
    return render(request, "pages/inbox.html", signed_in=signed_in)


@router.get("/admin/rooms")
def rooms(request: Request, signed_in: SignedInDep) -> HTMLResponse:
    """The studio's page of rooms for classes."""
    return render(request, "pages/rooms.html", signed_in=signed_in)


@router.get("/room")
def room(request: Request) -> HTMLResponse:
    """A pupil's page: join a room by its code, draw."""
    return render(request, "pages/room.html", in_room=True)


@router.get("/wall")
def wall(request: Request) -> HTMLResponse:
    """The wall of a room; the key stays behind the "#" of its address."""
    return render(request, "pages/wall.html")


@router.get("/openapi.json")
def openapi(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The API reference."""
    routes = describe_routes(request.app.openapi(), str(request.base_url).rstrip("/"))
    return render(request, "pages/docs.html", groups=grouped(routes))
