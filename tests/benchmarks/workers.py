"""Two server processes on one weights folder, beside one.

    python -m tests.benchmarks.workers [ROUNDS]        five rounds take about a minute

Pictures are asked for, since what they cost the one who asks is next to nothing: so both servers find a processor even
on a machine that has but two.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.servers import inkling, load, questions, weights


def main(rounds: int) -> None:
    """Measures one and two in turn and prints the ratio."""
    found: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        body, shared = questions(folder)["png"], weights(folder / "weights")
        with inkling(shared, folder / "one") as one, inkling(shared, folder / "two", workers=2) as two:
            for _ in range(rounds):
                for workers, address in ((1, one), (2, two)):
                    found[workers].append(load(address, body, 64, 4.0)["per_second"])
    rates = {workers: statistics.median(each) for workers, each in found.items()}
    print(f"one worker {rates[1]:,.0f} pictures a second, two {rates[2]:,.0f}: {rates[2] / rates[1]:.2f} (goal 1.8)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
