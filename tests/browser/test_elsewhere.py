"""Where people meet it: under a path of a host, behind a proxy; asked by another site's page; in its frame."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.conftest import TOKEN, make_settings
from tests.browser.room.conftest import TILES
from tests.browser.test_admin import MINUTE, STATE, sign_in, start_training
from tests.browser.test_drawing import DIGIT, draw_with_mouse
from tests.helpers.drawings import SEVEN
from tests.helpers.nginx import running_nginx
from tests.helpers.server import running_server
from tests.soak.trainings import free_port

pytestmark = pytest.mark.browser


@contextmanager
def under_a_path(folder: Path, weights: Path, passed_on: str) -> Iterator[str]:
    """The address of a server behind an nginx that has it under /deep/inkling, and elsewhere nothing."""
    shutil.copytree(weights, folder / "weights")
    port = free_port()
    with running_server(make_settings(folder, folder / "weights", root_path="/deep/inkling")) as behind:
        site = f"""server {{
            listen 127.0.0.1:{port};
            proxy_http_version 1.1; proxy_buffering off; proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            location /deep/inkling/ {{ proxy_pass {behind}{passed_on}; }}
        }}"""
        address = f"http://127.0.0.1:{port}/deep/inkling"
        with running_nginx(folder, site, f"{address}/readyz"):
            yield address


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here (Debian: apt-get install nginx-light)")
@pytest.mark.parametrize("passed_on", ["/", ""], ids=["stripped by the proxy", "not stripped"])
def test_under_a_path_everything_stays_under_it(
    browser: Browser, tmp_path: Path, shipped_weights: Path, passed_on: str
) -> None:
    with under_a_path(tmp_path, shipped_weights, passed_on) as address, browser.new_context(locale="en-GB") as context:
        page, strayed = context.new_page(), []
        context.on("request", lambda asked: None if asked.url.startswith(address + "/") else strayed.append(asked.url))
        context.on("response", lambda answer: strayed.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{address}/")
        page.locator(".header .theme:not([hidden])").wait_for()
        draw_with_mouse(page, SEVEN)
        expect(page.locator(DIGIT)).to_have_text("7")
        page.locator(".look-inside").click()
        expect(page).to_have_url(re.compile(re.escape(f"{address}/learn?")))
        page.locator('.panels[aria-busy="false"]').wait_for(state="attached")
        page.locator(".header .language").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh")
        page.goto(f"{address}/source/dense.py?lines=37")
        expect(page).to_have_url(f"{address}/source/nn/dense.py?lines=37")
        expect(page.locator("html")).to_have_attribute("lang", "zh")  # the cookie of the script came along
        page.locator(".header .language").click()
        page.locator('.header nav a[href$="/admin"]').click()
        sign_in(page)
        expect(page.locator(".training-form")).to_be_visible()
        start_training(page, epochs="1", training_size="500", hidden_sizes="8")
        expect(page.locator(STATE)).to_have_text(re.compile("succeeded|done|finished", re.I), timeout=3 * MINUTE)
        page.locator(".studio nav a", has_text="Versions").click()
        expect(page.locator(".version-table tbody tr")).to_have_count(2)
        page.locator(".sign-out").click()
        expect(page.locator(".sign-in")).to_be_visible()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        wishes = {"title": "Class 5b", "task": "free"}
        room = httpx.post(f"{address}/rooms", json=wishes, headers=headers).raise_for_status().json()
        pupil = context.new_page()
        page.goto(address + room["wall"])
        pupil.goto(f"{address}/room")
        pupil.locator("#room-code").fill(room["code"])
        expect(pupil.locator(".pupil-desk")).to_be_visible()
        draw_with_mouse(pupil, SEVEN)
        pupil.locator(".send").click()
        expect(page.locator(TILES)).to_have_count(1)  # an event of a stream
        assert strayed == []
        assert {(cookie["name"].split("_")[0], cookie["path"]) for cookie in context.cookies()} <= {
            ("lang", "/deep/inkling/"),
            ("inkling", "/deep/inkling/"),
        }
        assert {cookie["name"] for cookie in context.cookies()} >= {"lang"}

        tiny = {"epochs": 1, "training_size": 500, "hidden_sizes": [8]}
        started = httpx.post(f"{address}/admin/retrain", json=tiny, headers=headers).raise_for_status()
        assert started.headers["location"].startswith("/deep/inkling/admin/trainings/")
        assert httpx.get(f"{address}/openapi.json").json()["servers"] == [{"url": "/deep/inkling"}]
        assert f"curl {address}/predict" in httpx.get(f"{address}/docs").text.replace("\n", " ")
        at_root = httpx.get(address.removesuffix("/deep/inkling") + "/livez")
        assert at_root.status_code == 404


class OtherSite(BaseHTTPRequestHandler):
    """A page of another site, with a frame of the address that the query names."""

    def do_GET(self) -> None:
        framed = urlsplit(self.path).query
        frame = f'<iframe src="{framed}" width="400" height="620"></iframe>' if framed else ""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>A course</title>{frame}".encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def other_site() -> Iterator[str]:
    """Its address, under a name that makes it another site for a browser."""
    with ThreadingHTTPServer(("127.0.0.1", 0), OtherSite) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


ASK = """async ({ address, method, body, token }) => {
  const headers = { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: token }) };
  try {
    const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, label: (await answer.json().catch(() => ({}))).label };
  } catch { return null; }
}"""


def test_a_page_of_another_site_may_ask_what_visitors_may_and_show_what_fits_its_frame(
    browser: Browser, tmp_path: Path, shipped_weights: Path, other_site: str
) -> None:
    def ask(page: Page, path: str, **options: object) -> dict[str, int] | None:
        answer: dict[str, int] | None = page.evaluate(ASK, {"address": server + path, "method": "GET"} | options)
        return answer

    drawing = {"method": "POST", "body": {"strokes": SEVEN}}
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(other_site)
        with running_server(make_settings(tmp_path, shipped_weights)) as server:  # by default nobody may
            assert ask(page, "/predict", **drawing) is None
            page.goto(f"{other_site}/?{server}/")
            assert httpx.get(server).headers["x-frame-options"] == "DENY"
            assert page.frames[1].url != f"{server}/"

        ours = {"allowed_origins": other_site, "frame_ancestors": other_site}
        with running_server(make_settings(tmp_path, shipped_weights, **ours)) as server:
            page.goto(other_site)
            assert ask(page, "/predict", **drawing) == {"status": 200, "label": 7}
            assert ask(page, "/predict", method="POST", body={}) == {"status": 422, "label": None}
            assert ask(page, "/admin/models", token=f"Bearer {TOKEN}") is None
            assert ask(page, "/metrics") is None
            assert ask(page, "/predict", token=f"Bearer {TOKEN}", **drawing) is None
            stranger = httpx.post(f"{server}/predict", json=drawing["body"], headers={"Origin": "https://evil.example"})
            assert "access-control-allow-origin" not in stranger.headers
            shared = httpx.post(f"{server}/predict", json=drawing["body"], headers={"Origin": other_site}).headers
            assert shared["access-control-allow-origin"] == other_site
            assert "access-control-allow-credentials" not in shared

            page.goto(f"{other_site}/?{server}/?lang=zh")
            frame = page.frame_locator("iframe")
            frame.locator(".header .theme:not([hidden])").wait_for()
            inner = page.frames[1]
            draw_with_mouse(page, SEVEN, inner)
            expect(frame.locator(DIGIT)).to_have_text("7")
            assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
            expect(frame.locator('.header nav a[href$="/admin"]')).to_be_hidden()
            frame.locator(".header .theme").click()  # a preference, which is kept elsewhere
            frame.locator(".header .language").click()
            expect(frame.locator("html")).to_have_attribute("lang", "en")
            assert [cookie["name"] for cookie in context.cookies()] == []
            assert inner.evaluate("try { localStorage.length } catch { 'nothing' }") == "nothing"
            frame.locator('.header nav a[href$="/learn"]').click()
            frame.locator('.panels[aria-busy="false"]').wait_for(state="attached")
            with context.expect_page() as opened:  # what may stand in no frame opens beside it
                frame.locator('.header nav a[href$="/docs"]').click()
            expect(opened.value).to_have_url(f"{server}/docs")
            page.goto(f"{other_site}/?{server}/admin")
            assert json.dumps(page.frames[1].url) != json.dumps(f"{server}/admin")
