"""How long until the first answer, how much memory, how heavy is a page, and how soon can it be used?

    python -m tests.benchmarks.start_up [ROUNDS]        five rounds take about a minute; the pages need a Chromium

The server's start is compared with that of an empty FastAPI application under the same uvicorn, in turn, both with
their byte code at hand as after any first start: by the clock, and by the processor's time, which other programs on the
machine change less. Memory is what is resident; of a worker, what it doesn't share with others (USS), and that with its
part of what they share (PSS), which Linux alone tells. The pages are opened with the processor throttled four times, as
on a phone of the middling kind.
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


def first_answer(command: list[str], port: int, body: object, settings: dict[str, str]) -> tuple[float, float, float]:
    """(seconds from the start to the first answer, seconds of the processor, MiB of memory then)."""
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
        passed, process = time.perf_counter() - started, psutil.Process(server.pid)
        return passed, sum(process.cpu_times()[:2]), process.memory_info().rss / 2**20
    finally:
        server.terminate()
        server.wait(20)


def starts(rounds: int, folder: str) -> None:
    """Prints the two starts and their ratio."""
    found: dict[str, list[tuple[float, float, float]]] = {"empty FastAPI": [], "Inkling": []}
    byte_code = {"PYTHONPYCACHEPREFIX": f"{folder}/byte-code"}
    for warmed_up in [False] + rounds * [True]:
        port = free_port()
        found["empty FastAPI"].append(first_answer(reference("no_op", port), port, {"pixels": [0.0]}, byte_code))
        port = free_port()
        settings = {"INKLING_PORT": str(port), "INKLING_DATA_DIR": folder} | byte_code
        found["Inkling"].append(first_answer([sys.executable, "-m", "app"], port, {"strokes": SEVEN}, settings))
        if not warmed_up:
            found = {name: [] for name in found}
    medians = {
        name: [statistics.median(each) for each in zip(*all_of_it, strict=True)] for name, all_of_it in found.items()
    }
    for name, (seconds, busy, memory) in medians.items():
        print(f"{name:>14}: first answer after {seconds:.2f} s, {busy:.2f} s of the processor's; {memory:.0f} MiB")
    clock, processor, _ = (ours / theirs for theirs, ours in zip(*medians.values(), strict=True))
    print(f"ratio {clock:.2f} by the clock, {processor:.2f} by the processor's time (goal 1.5); memory goal 75 MiB")


def workers(folder: str) -> None:
    """Prints the memory of each of three workers once all have answered."""
    port = free_port()
    environment = os.environ | {"INKLING_PORT": str(port), "INKLING_DATA_DIR": folder, "INKLING_WORKERS": "3"}
    server = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment, **QUIET)  # type: ignore[call-overload]
    try:
        time.sleep(4)
        for _ in range(60):  # a connection each, so that all of them answer
            httpx.post(f"http://127.0.0.1:{port}/predict", json={"strokes": SEVEN}, timeout=5).raise_for_status()
        each = [child.memory_full_info() for child in psutil.Process(server.pid).children()]
        own, part = (statistics.median(getattr(one, kind) for one in each) / 2**20 for kind in ("uss", "pss"))
        print(
            f"each of three workers: {own:.0f} MiB of its own, {part:.0f} MiB with its part of what is shared (goal 45)"
        )
    finally:
        server.terminate()
        server.wait(20)


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
                    "(goals 150 kB, 450 ms, 1000 ms)"
                )
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as place:
        starts(rounds, str(Path(place)))
        workers(str(Path(place)))
        pages(rounds, str(Path(place)))
