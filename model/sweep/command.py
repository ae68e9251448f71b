"""`python -m model sweep`: tries many settings, and prints how it goes."""

from argparse import Namespace
from contextlib import AbstractContextManager
from pathlib import Path

from tqdm import tqdm

from ..dataset import load_dataset
from ..errors import SweepError
from ..options import given_hyperparameters
from .planning import make_plan
from .record import TABLE_FILE, Plan, SweepRecord, Trial
from .sweep import Sweep
from .table import as_text, rows, write_csv
from .workers import Workers, dask_workers, local_workers

OF_RECIPE = ("dataset", "pen_digits", "held_back_writers")


def sweep(arguments: Namespace) -> None:
    """Plans a sweep, or goes on with one, and registers what came out best."""
    record = SweepRecord(arguments.output)
    if record.exists() and not arguments.resume:
        raise SweepError(f"{arguments.output} holds a sweep already: add --resume, or choose another --output.")
    if not record.exists():
        record.begin(_plan(arguments))
    running = Sweep(record)
    dataset = running.trials[0].settings["dataset"]
    folder = None if dataset == "mnist" else arguments.data_dir / "datasets" / dataset
    if record.version() is None:
        with _workers(arguments) as workers:
            _run_with_bar(running, workers, folder)
    found = rows(running)
    write_csv(found, arguments.output / TABLE_FILE)
    print(as_text(found))
    version = running.register(arguments.weights, load_dataset(dataset, folder))
    print(f"{arguments.weights / version}: a challenger; all results are in {arguments.output / TABLE_FILE}")


def _plan(arguments: Namespace) -> Plan:
    fixed = given_hyperparameters(arguments)
    fixed |= {name: getattr(arguments, name) for name in OF_RECIPE if getattr(arguments, name) is not None}
    space = {words[0]: words[1:] for words in arguments.tries or []}
    names = ("random", "draw_seed", "halving", "first_epochs", "committee")
    return make_plan(space, fixed, **{name: getattr(arguments, name) for name in names})


def _workers(arguments: Namespace) -> AbstractContextManager[Workers]:
    return dask_workers(arguments.scheduler) if arguments.scheduler else local_workers(arguments.processes)


def _run_with_bar(running: Sweep, workers: Workers, folder: Path | None) -> None:
    ladder = ", then ".join(f"{rung.trials} up to epoch {rung.epochs}" for rung in running.plan.rungs)
    print(f"{len(running.plan.trials)} trials: {ladder}")
    with tqdm(total=running.planned_epochs(), initial=running.done_epochs(), unit="epoch", leave=False) as bar:
        try:
            for trial in running.run(workers, folder):
                bar.write(_line(trial, running.best()))
                bar.update(running.done_epochs() - bar.n)
        except KeyboardInterrupt:
            print("\nStopped. What is done is kept; the same command with --resume goes on.")
            raise
        finally:
            write_csv(rows(running), running.record.folder / TABLE_FILE)


def _line(trial: Trial, best: Trial | None) -> str:
    reached = trial.failure or f"{trial.accuracy():.2%} of the validation examples"
    leading = f"best so far: trial {best.number}, {best.accuracy():.2%}" if best else "none has come through so far"
    return f"trial {trial.number:3d}  epoch {trial.epochs:3d}  {reached}  ({leading})"
