"""How fast does it answer, beside a route that does nothing? Requests a second and latency, in turn, as ratios.

    python -m tests.benchmarks.serving_speed [ROUNDS]        five rounds take about three minutes

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


def main(rounds: int) -> None:
    """Measures all in turn and prints the ratios."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        bodies = questions(folder)
        servers = {}
        for name in ("no_op", "same_parsing"):
            port = free_port()
            servers[name] = stack.enter_context(serving(reference(name, port), port))
        for name, where in (("784-800-800-10", weights(folder / "weights")), ("champion", ROOT / "weights")):
            servers[name] = stack.enter_context(inkling(where, folder / name))
        asked = [(name, "pixels", n) for name in servers for n in (64, 1)]
        asked += [(name, body, 64) for name in ("784-800-800-10", "champion") for body in ("strokes", "png", "canvas")]
        asked += [(name, "batch", 1) for name in ("784-800-800-10", "champion")]
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
    no_op, lone = found["no_op", "pixels", 64], found["no_op", "pixels", 1]
    for name in ("784-800-800-10", "champion"):
        busy = found[name, "pixels", 64]
        print(f"\n{name}")
        ratios = {
            "pixels / a pydantic no-op (goal 1.3)": busy["per_second"] / no_op["per_second"],
            "pixels / a no-op with the same parsing (0.8)": busy["per_second"]
            / found["same_parsing", "pixels", 64]["per_second"],
            "strokes / the no-op (1.2)": found[name, "strokes", 64]["per_second"] / no_op["per_second"],
            "280x280 PNG / pixels (0.4)": found[name, "png", 64]["per_second"] / busy["per_second"],
            "280x280 canvas in colour / pixels": found[name, "canvas", 64]["per_second"] / busy["per_second"],
            "p99 / p50 at 64 connections (at most 2)": busy["p99_ms"] / busy["p50_ms"],
            "p50 / the no-op's at one connection (at most 1.3)": found[name, "pixels", 1]["p50_ms"] / lone["p50_ms"],
        }
        for what, ratio in ratios.items():
            print(f"  {ratio:5.2f}  {what}")
        print(f"  a batch of 256: {256 * found[name, 'batch', 1]['per_second']:,.0f} images a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
