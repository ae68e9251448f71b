"""The page that is taken home, opened from a disk without a network: it answers as the server does, and says so."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from app.settings import ROOT
from model.export.export import export_version
from tests.app.conftest import make_settings
from tests.browser.test_accessibility import violations
from tests.browser.test_drawing import draw_with_mouse
from tests.helpers.drawings import THREE
from tests.helpers.server import running_server
from tests.helpers.sheet import drawings_on_sheet
from tests.test_readme import example

pytestmark = pytest.mark.browser

VERSION = "v0005"
TIE = 0.002  # of two probabilities that are as close as this, either may be the larger
BATCH = 250
Open = Callable[..., Page]

ASK_ALL = """drawings => {
  const pad = document.querySelector(".drawing-pad");
  const answers = [];
  document.querySelector(".answer").addEventListener("prediction", ({ detail }) => answers.push(detail.prediction));
  for (const strokes of drawings) {
    const onPad = strokes.map((stroke) => stroke.map(([x, y]) => [x / 1000, y / 1000, 0.5]));
    pad.dispatchEvent(new CustomEvent("drawing", { detail: { strokes: onPad, pixels: null } }));
  }
  return answers.map(({ label, verdict, probabilities, image }) => ({ label, verdict, probabilities, image }));
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stick") / "inkling.html"
    path.write_bytes(export_version(ROOT / "weights" / VERSION, "html"))
    return path


@pytest.fixture
def open_file(browser: Browser, file: Path) -> Iterator[Open]:
    """Opens it offline; whatever it asks for besides itself, and whatever its console says, fails the test."""
    complaints: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith(("data:", "file:")):
            complaints.append(request.url)

    def open_page(path: Path = file, **options: object) -> Page:
        context = browser.new_context(offline=True, **({"locale": "en-GB"} | options))  # type: ignore[arg-type]
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda entry: complaints.append(entry.text))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert complaints == []


class _Folder(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


def test_the_onnx_file_runs_in_a_page_that_has_only_a_runtime(tmp_path: Path, browser: Browser) -> None:
    runtime = os.environ.get("INKLING_ONNXRUNTIME_WEB")
    if runtime is None:
        pytest.skip("INKLING_ONNXRUNTIME_WEB must name the folder of the npm package onnxruntime-web")
    shutil.copytree(Path(runtime) / "dist", tmp_path / "node_modules" / "onnxruntime-web" / "dist")
    (tmp_path / "index.html").write_text(example("browser"), encoding="utf-8")
    (tmp_path / "inkling.onnx").write_bytes(export_version(ROOT / "weights" / "classroom-relu", "onnx"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Folder, directory=tmp_path)) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{site.server_port}/")
            expect(page.locator("output")).to_have_text("1")
        site.shutdown()


def test_pictures_and_answers_are_the_servers(tmp_path: Path, open_file: Open) -> None:
    drawings = drawings_on_sheet()
    found = open_file().evaluate(ASK_ALL, drawings)
    expected: list[dict[str, Any]] = []
    with running_server(make_settings(tmp_path, ROOT / "weights")) as address:
        for first in range(0, len(drawings), BATCH):
            asked = {"instances": [{"strokes": each} for each in drawings[first : first + BATCH]], "include": ["image"]}
            expected += httpx.post(f"{address}/predict", json=asked, timeout=60).json()["predictions"]
    assert {each["model_version"] for each in expected} == {VERSION}

    def numbers(answers: list[dict[str, Any]], name: str) -> np.ndarray:
        return np.array([answer[name] for answer in answers])

    assert np.abs(numbers(found, "image") - numbers(expected, "image")).max() <= 1 / 255
    assert np.abs(numbers(found, "probabilities") - numbers(expected, "probabilities")).max() <= TIE
    ordered = np.sort(numbers(expected, "probabilities"), axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > TIE
    assert clear.mean() >= 0.99
    assert (numbers(found, "label") == numbers(expected, "label"))[clear].all()
    assert (numbers(found, "verdict") != numbers(expected, "verdict")).mean() <= 0.002  # those on the threshold


def test_it_reads_what_is_drawn_and_shows_the_network_at_work(open_file: Open) -> None:
    page = open_file()
    draw_with_mouse(page, THREE)
    expect(page.locator(".answer .digit")).to_have_text("3")
    expect(page.locator(".answer .verdict")).to_have_text("Clearly 3.")
    expect(page.locator(".answer .version")).to_contain_text(VERSION)
    layers = page.get_by_role("slider", name=re.compile("^Layer"))
    expect(layers).to_have_count(4)
    layers.last.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".network-overview figcaption")).to_contain_text("Output 1: logit")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".answer .verdict")).to_have_text("The answer follows your pen.")


def test_it_checks_itself_and_says_so_and_each_drawing_can_be_tried(open_file: Open) -> None:
    page = open_file()
    expect(page.locator(".checked")).to_have_text("✓ answers like the original")
    expect(page.locator(".self-check .told")).to_contain_text("12 drawings came out the same")
    page.get_by_role("button", name="digit 7: as in the original").click()
    expect(page.locator(".answer .digit")).to_have_text("7")
    page.get_by_role("button", name="not a digit: as in the original").last.click()
    expect(page.locator(".answer")).to_have_attribute("data-state", "not_a_digit")


@pytest.mark.parametrize(
    ("whole", "broken"),
    [("const PEN_WIDTH = 2.4;", "const PEN_WIDTH = 2.9;"), ('"activation":"relu"', '"activation":"tanh"')],
)
def test_a_copy_that_answers_otherwise_says_that_it_is_not_to_be_trusted(
    tmp_path: Path, file: Path, open_file: Open, whole: str, broken: str
) -> None:
    text = file.read_text(encoding="utf-8")
    assert whole in text
    copy = tmp_path / "broken.html"
    copy.write_text(re.sub(r"<meta http-equiv.*?>", "", text.replace(whole, broken)), encoding="utf-8")
    page = open_file(copy)
    expect(page.get_by_role("alert").filter(has_text="Don't trust this copy")).to_be_visible()
    expect(page.locator(".checked")).to_have_text("✗ differs from the original: don't trust it")
    assert page.locator(".self-check .wrong").count() > 0


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light", "locale": "en-GB"},
        {"color_scheme": "dark", "locale": "zh-CN", "viewport": {"width": 360, "height": 740}},
    ],
)
def test_it_fits_a_phone_speaks_chinese_and_stops_no_assistive_technology(
    open_file: Open, options: dict[str, object]
) -> None:
    page = open_file(**options)
    draw_with_mouse(page, THREE)
    expect(page.locator(".answer .digit")).to_have_text("3")
    chinese = options["locale"] == "zh-CN"
    expect(page.locator(".inside h2")).to_have_text("网络内部" if chinese else "Inside the network")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".language").click()
    expect(page.locator(".inside h2")).to_have_text("Inside the network" if chinese else "网络内部")
    assert violations(page) == []


def test_it_may_run_only_its_own_scripts_and_speak_to_nobody(open_file: Open) -> None:
    page = open_file()
    policy = page.evaluate("document.querySelector('meta[http-equiv]').content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy


def test_without_scripts_it_says_so_where_one_looks_first(browser: Browser, file: Path) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    expect(page.locator("noscript .trouble")).to_be_in_viewport()
    page.close()
