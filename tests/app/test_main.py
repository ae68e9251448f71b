"""The application: what it imports before its first answer, and the routes that come later."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx

from app.main import create_app
from app.settings import ROOT
from tests.app.conftest import make_settings
from tests.helpers.own_loop import run_in_own_loop

ASKED = {
    ("GET", "/livez"): 200,
    ("HEAD", "/livez"): 200,
    ("POST", "/livez"): 405,
    ("GET", "/admin/models"): 401,
    ("POST", "/explain"): 422,
    ("GET", "/learn"): 200,
    ("GET", "/static/no-such-file"): 404,
    ("GET", "/no-such-page"): 404,
}


def test_the_start_imports_neither_the_studios_routes_nor_what_few_requests_need() -> None:
    late = ["app.routes.routers", "app.routes.trainings", "limits", "sqlalchemy", "PIL"]
    program = f"import app.__main__, app.main, sys; print([name for name in {late} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_routes_that_are_included_later_answer_all_who_ask_at_once(tmp_path: Path, shipped_weights: Path) -> None:
    app = create_app(make_settings(tmp_path, shipped_weights))

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await asyncio.gather(*(client.request(*each) for each in 3 * list(ASKED)))

    answers = run_in_own_loop(ask())
    assert [answer.status_code for answer in answers] == 3 * list(ASKED.values())
    assert answers[2].headers["allow"] == "GET, HEAD"
