"""`python -m model sweep`: runs a hyperparameter search and prints its progress."""

from argparse import Namespace
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from tqdm import tqdm

from ..data.dataset import Dataset, load_dataset
from ..errors import SweepError
from ..project import weights_folder
from ..sweep.plan import Plan, make_plan
from ..sweep.record import TABLE_FILE, SweepRecord, Trial
from ..sweep.search_space import space_of
from ..sweep.sweep import Sweep
from ..sweep.table import as_text, rows, write_csv
from ..sweep.workers import Workers, dask_workers, local_workers
from ..training.options import FILES, given_settings
from ..training.recipe import Recipe

OF_PLAN = ("random", "draw_seed", "halving", "first_epochs", "committee")


def sweep(arguments: Namespace) -> None:
    """Plans a sweep, or resumes one, and registers the best network."""
    record = SweepRecord(arguments.output)
    if not arguments.resume:
        record.refuse_another()
    goes_on = record.exists()
    plan = _as_it_was_planned(record, arguments) if goes_on else _plan(arguments)
    dataset = _load(plan, arguments)
    arguments.weights = arguments.weights or weights_folder()
    _require_writable(arguments.weights)
    with record.locked():
        if not goes_on:
            record.begin(plan)
        _run(Sweep(record), dataset, arguments)


def _run(running: Sweep, dataset: Dataset, arguments: Namespace) -> None:
    if running.record.version() is None:
        with _workers(arguments) as workers:
            _run_with_bar(running, workers, _data_folder(running.plan, arguments))
    table = rows(running)
    write_csv(table, arguments.output / TABLE_FILE)
    print(as_text(table))
    version = running.register(arguments.weights, dataset)
    print(f"{arguments.weights / version}: a challenger; all results are in {arguments.output / TABLE_FILE}")


def _typed(arguments: Namespace) -> dict[str, Any]:
    """The options of a plan that were typed."""
    options = {name: getattr(arguments, name, None) for name in ("tries", *OF_PLAN)}
    return {name: value for name, value in options.items() if value is not None} | given_settings(arguments)


def _plan(arguments: Namespace) -> Plan:
    fixed = _typed(arguments)
    space = space_of((words[0], words[1:]) for words in fixed.pop("tries", []))
    options = {name: fixed.pop(name) for name in OF_PLAN if name in fixed}
    for files in {*FILES} & {*fixed}:  # workers and later runs may be in another folder
        fixed[files] = tuple(str(Path(file).absolute()) for file in fixed[files])
    return make_plan(space, fixed, **options)


def _as_it_was_planned(record: SweepRecord, arguments: Namespace) -> Plan:
    """The plan on disk. Raises SweepError when the command names another one; naming none is fine."""
    typed, plan = _typed(arguments), record.plan()
    if typed and not ("tries" in typed and plan.is_like(_plan(arguments))):
        options = ", ".join("--" + name.replace("tries", "try").replace("_", "-") for name in typed)
        raise SweepError(
            f"The sweep in {record.folder} was planned otherwise: leave out {options}, or choose another --output."
        )
    return plan


def _data_folder(plan: Plan, arguments: Namespace) -> Path | None:
    name = plan.trials[0]["dataset"]
    return None if name == "mnist" else (arguments.data_dir / "datasets" / name).absolute()


def _load(plan: Plan, arguments: Namespace) -> Dataset:
    """The data of the trials, read before the sweep is written down, since a mistake in a plan can't be mended."""
    dataset = load_dataset(plan.trials[0]["dataset"], _data_folder(plan, arguments))
    recipes = [Recipe.from_settings(settings) for settings in plan.trials]
    recipes[0].pens()
    recipes[0].others()
    for recipe in recipes:
        dataset.split(recipe.training.validation_size, recipe.training.training_size)
    return dataset


def _require_writable(weights: Path) -> None:
    """Makes the folder where the winner is registered in the end. Raises SweepError when it can't be."""
    try:
        weights.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=weights).close()
    except OSError as error:
        raise SweepError(
            f"Nothing can be written into {weights} ({error.strerror}): choose another --weights."
        ) from None


def _workers(arguments: Namespace) -> AbstractContextManager[Workers]:
    return dask_workers(arguments.scheduler, tqdm.write) if arguments.scheduler else local_workers(arguments.processes)


def _run_with_bar(running: Sweep, workers: Workers, folder: Path | None) -> None:
    ladder = ", then ".join(f"{rung.trials} up to epoch {rung.epochs}" for rung in running.plan.rungs)
    trials = len(running.plan.trials)
    print(f"{trials} trial{'s' * (trials > 1)}: {ladder}")
    with tqdm(
        total=running.planned_epochs(), initial=running.done_epochs(), unit="epoch", leave=False, disable=None
    ) as bar:
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
