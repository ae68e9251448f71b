"""How long until the first answer, how much memory, how heavy is a page, and how soon can it be used?

    python -m tests.benchmarks.start_up [ROUNDS]        five rounds take about a minute; the pages need a Chromium

The server's start is compared with that of an empty FastAPI application under the same uvicorn, in turn, both with
their byte code at hand as after any first start. The pages are opened with the processor throttled four times, as on a
phone of the middling kind.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import Browser, sync_playwright

from app.settings import ROOT
from tests.benchmarks.servers import QUIET, reference
from tests.helpers.drawings import SEVEN
from tests.soak.trainings import free_port

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# The pad measures its canvas when its script runs. Asked within the page, since whoever asks from outside waits longer.
USABLE = """requestAnimationFrame(function look() {
  if (document.querySelector(".drawing-pad canvas")?.hasAttribute("width")) window.usableAfter = performance.now();
  else requestAnimationFrame(look);
})"""


def first_answer(command: list[str], port: int, body: object, settings: dict[str, str]) -> tuple[float, float]:
    """(seconds from the start to the first answer, MiB of memory then)."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"} | settings
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, env=environment, **QUIET)  # type: ignore[call-overload]
    try:
        while time.perf_counter() - started < 30:
            try:
                httpx.post(f"http://127.0.0.1:{port}/predict", json=body, timeout=5).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.005)
        return time.perf_counter() - started, psutil.Process(server.pid).memory_info().rss / 2**20
    finally:
        server.terminate()
        server.wait(20)


def starts(rounds: int, folder: str) -> None:
    """Prints the two starts and their ratio."""
    found: dict[str, list[tuple[float, float]]] = {"empty FastAPI": [], "Inkling": []}
    byte_code = {"PYTHONPYCACHEPREFIX": f"{folder}/byte-code"}
    for warmed_up in [False] + rounds * [True]:
        port = free_port()
        found["empty FastAPI"].append(first_answer(reference("no_op", port), port, {"pixels": [0.0]}, byte_code))
        port = free_port()
        settings = {"INKLING_PORT": str(port), "INKLING_DATA_DIR": folder} | byte_code
        found["Inkling"].append(first_answer([sys.executable, "-m", "app"], port, {"strokes": SEVEN}, settings))
        if not warmed_up:
            found = {name: [] for name in found}
    seconds = {name: statistics.median(one[0] for one in each) for name, each in found.items()}
    memory = {name: statistics.median(one[1] for one in each) for name, each in found.items()}
    for name in found:
        print(f"{name:>14}: first answer after {seconds[name]:.2f} s, {memory[name]:.0f} MiB")
    print(f"ratio {seconds['Inkling'] / seconds['empty FastAPI']:.2f} (goal 1.15), memory below 90 MiB")


def opened(browser: Browser, address: str) -> tuple[float, float, float]:
    """(kilobytes, first paint, usable), both in milliseconds since a new visitor asked for the page."""
    page, weight = browser.new_page(), list[int]()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    session.on("Network.loadingFinished", lambda event: weight.append(event["encodedDataLength"]))
    page.add_init_script(USABLE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = sum(weight) / 1000, page.evaluate(PAINT), page.evaluate("window.usableAfter")
    page.close()
    return found


def pages(rounds: int, folder: str) -> None:
    """Prints weight, first paint, and when the first answer to a drawing could be asked for."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return print("no Chromium here: pages are not measured")
    port = free_port()
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "INKLING_PORT": str(port), "INKLING_DATA_DIR": folder}
    server = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment, **QUIET)  # type: ignore[call-overload]
    try:
        time.sleep(4)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for path in ("/", "/learn"):
                each = [opened(browser, f"http://127.0.0.1:{port}{path}") for _ in range(rounds)]
                weight, paint, usable = (statistics.median(values) for values in zip(*each, strict=True))
                print(
                    f"{path:7} {weight:4.0f} kB, first paint {paint:4.0f} ms, usable after {usable:4.0f} ms "
                    "(goals 150 kB, 500 ms, 1000 ms)"
                )
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as place:
        starts(rounds, str(Path(place)))
        pages(rounds, str(Path(place)))
