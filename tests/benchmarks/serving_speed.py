"""How fast does it answer, beside a route that does nothing? Requests a second and latency, in turn, as ratios.

    python -m tests.benchmarks.serving_speed [ROUNDS]        five rounds take about four minutes

All servers run the same uvicorn with the same options, one after the other is asked in every round, and medians over
rounds are compared. "784-800-800-10" is a network of that shape with random weights, to compare with other servers;
"champion" is the one that is shipped.
"""

import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from app.settings import ROOT
from tests.benchmarks.servers import inkling, load, questions, reference, serving, weights
from tests.soak.trainings import free_port

OURS = ("784-800-800-10", "champion")


def main(rounds: int) -> None:
    """Measures all in turn and prints the ratios."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        bodies = questions(folder)
        servers = {}
        for name in ("no_op", "same_parsing", "no_op_strokes"):
            port = free_port()
            servers[name] = stack.enter_context(serving(reference(name, port), port))
        for name, where in (("784-800-800-10", weights(folder / "weights")), ("champion", ROOT / "weights")):
            servers[name] = stack.enter_context(inkling(where, folder / name))
        asked = [(name, "page", n) for n in (64, 1) for name in servers if name in ("no_op_strokes", *OURS)]
        asked += [(name, "strokes", 64) for name in ("no_op_strokes", *OURS)]
        asked += [(name, "pixels", n) for n in (64, 1) for name in servers if name != "no_op_strokes"]
        asked += [(name, body, 64) for name in OURS for body in ("png", "canvas")]
        asked += [(name, "batch", 1) for name in OURS]
        found: dict[tuple[str, str, int], list[dict[str, float]]] = {each: [] for each in asked}
        for _ in range(rounds):
            for server, body, connections in asked:
                found[server, body, connections].append(load(servers[server], bodies[body], connections))
    report(
        {key: {name: statistics.median(one[name] for one in each) for name in each[0]} for key, each in found.items()}
    )


def report(found: dict[tuple[str, str, int], dict[str, float]]) -> None:
    """Prints figures, and the ratios that count."""
    for (server, body, connections), figures in found.items():
        print(
            f"{server:>15} {body:8} {connections:3} connections: {figures['per_second']:7,.0f} a second, "
            f"p50 {figures['p50_ms']:6.2f} ms, p99 {figures['p99_ms']:6.2f} ms"
        )
    rate = {key: figures["per_second"] for key, figures in found.items()}
    p50 = {key: figures["p50_ms"] for key, figures in found.items()}
    for name in OURS:
        print(f"\n{name}")
        ratios = {
            "a stroke and its image, as the page sends it / a no-op of the same body (1.0)": rate[name, "page", 64]
            / rate["no_op_strokes", "page", 64],
            "p50 of that / the no-op's at one connection (at most 1.5)": p50[name, "page", 1]
            / p50["no_op_strokes", "page", 1],
            "strokes alone / a no-op of the same body": rate[name, "strokes", 64]
            / rate["no_op_strokes", "strokes", 64],
            "strokes alone / a no-op with pixels": rate[name, "strokes", 64] / rate["no_op", "pixels", 64],
            "pixels / a no-op of the same body (1.3)": rate[name, "pixels", 64] / rate["no_op", "pixels", 64],
            "pixels / a no-op with the same parsing (0.8)": rate[name, "pixels", 64]
            / rate["same_parsing", "pixels", 64],
            "280x280 PNG / pixels (0.4)": rate[name, "png", 64] / rate[name, "pixels", 64],
            "280x280 canvas in colour / pixels": rate[name, "canvas", 64] / rate[name, "pixels", 64],
            "p99 / p50 at 64 connections (at most 2)": found[name, "pixels", 64]["p99_ms"] / p50[name, "pixels", 64],
            "p50 / the no-op's at one connection (at most 1.3)": p50[name, "pixels", 1] / p50["no_op", "pixels", 1],
        }
        for what, ratio in ratios.items():
            print(f"  {ratio:5.2f}  {what}")
        print(f"  a batch of 256: {256 * rate[name, 'batch', 1]:,.0f} images a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
