"""A real Chromium and a real server. Without a Chromium on this machine these tests skip and say how to get one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.app.conftest import make_settings, shipped_weights
from tests.helpers.server import running_server

__all__ = ["shipped_weights"]

# The first is the same Chromium without windows, menus and extensions: the tests take half of the processor time.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
GUESSES = ("flip", "silent", "pixels", "rate", "learned")
SKIP_GUESSES = f"try {{ localStorage.guesses ??= '{','.join(f'{name}:skipped' for name in GUESSES)}'; }} catch {{}}"
NewPage = Callable[..., Page]

expect.set_options(timeout=20_000)  # a busy machine is no bug


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium here; install one (Debian: apt-get install chromium) to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shipped_weights: Path) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(shipped_weights, folder / "weights")
    with running_server(make_settings(folder, folder / "weights")) as address:
        yield address


@pytest.fixture
def new_page(browser: Browser, server: str) -> Iterator[NewPage]:
    """Opens a page with the options of a Playwright context; complaints in its console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", guesses: bool = False, **options: object) -> Page:
        context = browser.new_context(**({"locale": "en-GB"} | options))  # type: ignore[arg-type]
        if not guesses:  # a learner who has skipped the course's questions sees all at once
            context.add_init_script(SKIP_GUESSES)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda entry: complaints.append(entry.text) if "Content Security" in entry.text else None)
        page.goto(server + path)
        if options.get("java_script_enabled", True):
            # What is drawn or typed before the scripts listen is lost; the header's button appears once they do.
            page.locator(".header .theme:not([hidden])").wait_for(state="attached")
            if "#token=" in path:  # to go on earlier would cut the sign-in off
                page.locator(".opening").wait_for(state="attached")
            if path.startswith("/learn"):  # whose panels come a little later
                page.locator('.panels[aria-busy="false"]').wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
