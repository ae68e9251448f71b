"""What came out of a sweep: one row a trial, the best first, as text and as CSV."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..files import replaced
from .record import Trial
from .sweep import Sweep


def rows(sweep: Sweep) -> list[dict[str, Any]]:
    """A row for each trial: those trained for the most epochs first, by accuracy; the failed last."""
    in_the_race = {trial.number for trial in sweep.survivors()} | {trial.number for trial in sweep.committee()}
    order = sorted(sweep.trials, key=lambda trial: (bool(trial.failure), -trial.epochs, -trial.accuracy()))
    return [_row(trial, sweep.plan.varied, trial.number not in in_the_race) for trial in order]


def _row(trial: Trial, varied: Sequence[str], given_up: bool) -> dict[str, Any]:
    last = trial.history[-1] if trial.history else None
    outcome = trial.failure or ("given up" if given_up else "")
    figures: dict[str, Any] = {
        "trial": trial.number,
        "epochs": trial.epochs,
        "validation_accuracy": last and last.validation_accuracy,
        "validation_loss": last and round(last.validation_loss, 6),
        "seconds": round(sum(report.seconds for report in trial.history), 1),
        "outcome": outcome,
    }
    return figures | {name: _spelled(trial.settings[name]) for name in [*varied, "seed"]}


def as_text(table: Sequence[dict[str, Any]], most: int = 20) -> str:
    """The first `most` rows in aligned columns."""
    names = [name for name in table[0] if name not in {"validation_loss", "outcome"}]
    shown = [[_short(name, row[name]) for name in names] for row in table[:most]]
    widths = [max(len(name), *(len(cells[column]) for cells in shown)) for column, name in enumerate(names)]
    lines = [names, *shown]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def as_csv(table: Sequence[dict[str, Any]]) -> bytes:
    """All rows as CSV with a header."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return file.getvalue().encode()


def write_csv(table: Sequence[dict[str, Any]], path: Path) -> None:
    """Replaces `path` by all rows."""
    with replaced(path) as draft:
        draft.write_bytes(as_csv(table))


def _short(name: str, value: Any) -> str:
    return "" if value is None else f"{value:.2%}" if name == "validation_accuracy" else str(value)


def _spelled(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else value
