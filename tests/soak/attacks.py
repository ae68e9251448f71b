"""Attacks on a real server, one after the other, while a visitor draws; each that was found once is tried again.

    python -m tests.soak.attacks [NAME ...]        four minutes; or only attacks whose names contain one of these

The server has 1,024 file descriptors and 2 GiB of address space. For each attack it prints how long the visitor's
drawing waited at worst, and how long for a server that only hands out a file: that is the machine's doing, and where it
is much the other figures tell nothing; how much memory the server had at most, how much it logged, and what else was
found. Attackers get only the processor time that the others leave, since elsewhere they come from other machines.
"""

import asyncio
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from app.settings import ROOT
from tests.soak import attacks_small  # noqa: F401  # adds its attacks, before the next one's
from tests.soak.attackers import ATTACKS, MOST_SECONDS, TOKEN, Attackers, prepare
from tests.soak.attacks_patient import VERSIONS
from tests.soak.trainings import free_port
from tests.soak.visitor import Seen

LONGEST_WAIT, MOST_MEMORY, LONGEST_HEAD, MOST_LOGGED = 0.25, 600 << 20, 2048, 50_000
FILES, ADDRESS_SPACE = 1024, 2 << 30
CHAMPION = "v0005"
MIB = 1 << 20


@dataclass
class Result:
    """What one attack did."""

    name: str
    began: float
    memory: int
    logged: int
    statuses: str
    complaints: list[str]
    seen: Sequence[Seen] = ()

    def wait(self, what: str) -> float:
        """The longest that the visitor waited for this."""
        return max((each.seconds for each in self.seen if each.what == what), default=0.0)

    def judge(self) -> None:
        """Adds what the visitor complains of."""
        draws, ready = ([each for each in self.seen if each.what == what] for what in ("draw", "ready"))
        failed = [each.status for each in draws if each.status != 200]
        refused = [each.status for each in self.seen if each.what == "large" and each.status != 200]
        wrong = [each for each in ready if (each.status, each.version) != (200, CHAMPION)]
        self.complaints += [f"{len(failed)} drawings failed: {sorted(set(failed))}"] if failed else []
        self.complaints += [f"{len(refused)} large requests refused: {sorted(set(refused))}"] if refused else []
        self.complaints += [f"/readyz said {wrong[0].status}, {wrong[0].version}"] if wrong else []
        self.complaints += ["a drawing waited too long"] if self.wait("draw") > LONGEST_WAIT else []
        self.complaints += ["too much memory"] if self.memory > MOST_MEMORY else []
        self.complaints += ["too much is logged"] if self.logged > MOST_LOGGED else []

    def row(self) -> str:
        """A line of the table."""
        waits = [each.seconds for each in self.seen if each.what == "draw"]
        usual = sorted(waits)[len(waits) // 2] if waits else 0.0
        waits_ms = "".join(f"{1000 * each:8.0f}" for each in (usual, self.wait("draw"), self.wait("bare")))
        figures = f"{waits_ms} {self.memory // MIB:6} {self.logged / 1000:7.1f}"
        return f"{self.name:34}{figures}  {self.statuses}" + "".join(f"\n{'':10}! {each}" for each in self.complaints)


def limit() -> None:
    """Runs in the server's process before it starts."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """A server with six versions, each as large as the champion."""
    for number in range(1, VERSIONS + 1):
        shutil.copytree(ROOT / "weights" / CHAMPION, folder / "weights" / f"v{number:04}")
    for classroom in (ROOT / "weights").glob("classroom-*"):
        shutil.copytree(classroom, folder / "weights" / classroom.name)
    (folder / "weights" / "champion.json").write_text(json.dumps({"version": CHAMPION}))
    settings = {"port": port, "admin_token": TOKEN, "max_corrections": 40, "races": 1, "training_threads": 1}
    settings |= {"weights_dir": folder / "weights", "data_dir": folder / "data"}
    environment = os.environ | {f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "app"], cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=limit
        )
    for _ in range(300):
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return server
        time.sleep(0.1)
    raise AssertionError((folder / "log").read_text())


async def tried(server: Attackers, name: str) -> Result:
    """Runs one attack, and gives the server a second to recover."""
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")  # sets the peak of its memory back
    log, began, complaints = server.folder / "log", time.monotonic(), []
    before = log.stat().st_size
    server.statuses.clear()
    server.longest_head = 0
    try:
        async with asyncio.timeout(2 * MOST_SECONDS):
            complaint = await ATTACKS[name](server)
            complaints += [complaint] if complaint else []
    except (OSError, TimeoutError, AssertionError, httpx.HTTPError, asyncio.IncompleteReadError) as error:
        complaints.append(f"{type(error).__name__}: {error}")
    await asyncio.sleep(1)
    if server.longest_head > LONGEST_HEAD:
        complaints.append(f"an answer's head of {server.longest_head} bytes")
    if server.statuses[500]:
        complaints.append(f"500: {log.read_text().splitlines()[-1][-300:]}")
    statuses = ", ".join(f"{number} x {status}" for status, number in sorted(server.statuses.items()))
    return Result(name, began, peak(server.pid), log.stat().st_size - before, statuses, complaints)


def peak(pid: int) -> int:
    """The most memory that a process had, in bytes; 0 if it has ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)


def soak(names: Sequence[str], folder: Path) -> list[Result]:
    """Tries these attacks; prints a line for each as it ends, without what the visitor saw."""
    prepare()
    port, seen = free_port(), folder / "seen"
    process = start(folder, port)
    run, bare = partial(subprocess.Popen, cwd=folder, stderr=subprocess.DEVNULL), str(free_port())
    beside = run([sys.executable, "-m", "http.server", bare, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
    visitor = run([sys.executable, "-m", "tests.soak.visitor", str(port), bare, str(seen)], cwd=ROOT)
    try:
        time.sleep(2)
        os.nice(10)
        server, results = Attackers(port=port, folder=folder, pid=process.pid), []
        for name in names:
            results.append(asyncio.run(tried(server, name)))
            print(f"... {name}", file=sys.stderr, flush=True)
            if process.poll() is not None:
                results[-1].complaints.append(f"the server has ended: {process.returncode}")
                break
        time.sleep(2)
    finally:
        for each in (visitor, beside, process):
            each.send_signal(signal.SIGKILL)
            each.wait()
    told = [Seen(**json.loads(line)) for line in seen.read_text().splitlines()]
    for result, ends in zip(results, [*(each.began for each in results[1:]), float("inf")], strict=True):
        result.seen = [each for each in told if result.began <= each.began < ends]
        result.judge()
    return results


def main(*wanted: str) -> int:
    """The table, and whether all is as promised."""
    names = [name for name in ATTACKS if not wanted or any(each in name for each in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        results = soak(names, Path(folder))
    print(f"{'':34}{'ms':>7} {'worst':>7} {'bare':>7} {'MiB':>6} {'kB log':>7}  answers")
    print("\n".join(result.row() for result in results))
    bad = [result.name for result in results if result.complaints]
    print(f"{len(results) - len(bad)} of {len(results)} attacks harm nobody" + "".join(f"\n- {name}" for name in bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
