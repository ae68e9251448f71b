"""What each command of `python -m model` does; the only place in `model` that prints.

Bars are shown on a terminal alone (`disable=None`).
"""

import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..arrays import Array
from ..checkpoints.checkpoint import load_checkpoint, save_checkpoint
from ..checkpoints.training_state import load_state, save_state
from ..cpus import available_cpus
from ..data.catalogue import DATASETS
from ..data.dataset import MNIST_PATH, Dataset, build_mnist_archive, load_mnist_test
from ..data.download import fetch
from ..errors import CheckpointError, ConfigError, DataError
from ..evaluation.verdict import judge
from ..export.export import write_export
from ..nn.activations import softmax
from ..preprocessing.framing import IMAGE_SIZE, is_blank, to_inputs
from ..progress import EpochReport
from ..training.options import as_command, given_settings
from ..training.recipe import Recipe, inherited, package, start_training
from ..training.time_estimate import best_processes
from ..training.trainer import Training
from .evaluate import evaluate
from .interrupts import deferred_interrupt
from .locations import checkpoint_dir, data_folder, load

__all__ = ["MNIST_PATH", "build_mnist", "evaluate", "export", "fetch_data", "list_data", "predict", "train"]


def train(arguments: Namespace) -> None:
    """Trains with a progress bar, saves its state after each epoch, and writes the finished version."""
    output: Path = arguments.output
    if output.exists():
        raise CheckpointError(f"{output} already exists; versions are never overwritten. Choose another --output.")
    state_path = output.parent / f".{output.name}.training.npz"
    recipe, training, dataset = _prepare(arguments, state_path)
    try:
        _run_with_bar(training, recipe, state_path)
    except KeyboardInterrupt:
        done = len(training.history)
        print(f"\nStopped. {done} of {recipe.training.epochs} epochs are kept; the same command with --resume goes on.")
        raise
    command = as_command(output.name, recipe.settings(), Recipe().settings())
    checkpoint = package(training, recipe, dataset, command=command, notes=arguments.note)
    save_checkpoint(checkpoint, output)
    state_path.unlink(missing_ok=True)
    print(f"{output}: {checkpoint.metadata.metrics['test_accuracy']:.2%} of the {dataset.name} test set, ", end="")
    print(f"{training.network.parameter_count:,} parameters, {checkpoint.metadata.seconds:.0f} s of training")


def _prepare(arguments: Namespace, state_path: Path) -> tuple[Recipe, Training, Dataset]:
    """A training ready to run: a new one, or the interrupted one that `state_path` keeps."""
    given = given_settings(arguments) | ({"processes": arguments.processes} if arguments.processes else {})
    if arguments.resume:
        state, settings = load_state(state_path)
        recipe = Recipe.from_settings(settings)
        _refuse_other_settings(given, recipe.settings(), f"the interrupted training of {arguments.output}")
        dataset = load(recipe.dataset, arguments)
        training = start_training(recipe, dataset)
        training.restore(state)
        return recipe, training, dataset
    if state_path.exists():
        raise CheckpointError(
            f"A training of {arguments.output} was interrupted: add --resume, or delete {state_path}."
        )
    parent = load_checkpoint(arguments.parent) if arguments.parent else None
    if parent:
        fixed = inherited(parent.metadata)
        _refuse_other_settings(given, given | fixed, arguments.parent.name)
        given |= fixed | {"parent_version": arguments.parent.name}
    recipe = Recipe.from_settings(given)
    dataset = load(recipe.dataset, arguments)
    if arguments.processes is None:
        recipe = replace(recipe, processes=best_processes(recipe, len(dataset.training), available_cpus()))
    return recipe, start_training(recipe, dataset, parent.network if parent else None), dataset


def _refuse_other_settings(given: Mapping[str, Any], fixed: Mapping[str, Any], owner: str) -> None:
    changed = [name for name, value in given.items() if value != fixed[name]]
    if changed:
        raise ConfigError(f"These settings are those of {owner} and can't be changed: leave out {', '.join(changed)}.")


def _run_with_bar(training: Training, recipe: Recipe, state_path: Path) -> None:
    bar = tqdm(
        desc=f"epoch {len(training.history) + 1}/{recipe.training.epochs}", unit="step", leave=False, disable=None
    )
    with bar, deferred_interrupt() as raise_if_interrupted:
        for report in training.run():
            if isinstance(report, EpochReport):
                save_state(training.state(), recipe.settings(), state_path)
                bar.write(_line(report), file=sys.stdout)
                bar.reset()
                bar.set_description(f"epoch {report.epoch + 1}/{report.epochs}")
            else:
                bar.total = report.steps
                bar.update()
                bar.set_postfix(loss=f"{report.loss:.3f}", refresh=False)
            raise_if_interrupted()  # after an epoch's report was saved, so that what is said to be kept is


def _line(report: EpochReport) -> str:
    return (
        f"epoch {report.epoch:3d}/{report.epochs}  loss {report.loss:.4f}  training {report.training_accuracy:.2%}  "
        f"validation {report.validation_accuracy:.2%}  {report.images_per_second:,.0f} images/s  "
        f"{report.seconds_left:.0f} s left"
    )


def predict(arguments: Namespace) -> None:
    """Prints the picture that the network saw, its answer, the verdict and the ten probabilities."""
    checkpoint = load_checkpoint(checkpoint_dir(arguments))
    network, picture = checkpoint.network, _picture(arguments)
    if network.inputs != picture.size:
        raise DataError(f"This network takes {network.inputs} inputs, not a {IMAGE_SIZE}x{IMAGE_SIZE} digit.")
    logits = network.forward(picture.reshape(1, -1)).outputs
    for row in picture:
        print("".join(" .:-=+*#%@"[min(9, int(ink * 10))] * 2 for ink in row).rstrip())
    if is_blank(picture):
        print("answer: blank")
        return
    print(f"answer: {logits.argmax()}")
    print(f"verdict: {judge(logits, checkpoint.metadata.thresholds)[0]}")
    for label, probability in enumerate(softmax(logits)[0]):
        print(f"{label}  {probability:7.2%}  {'#' * round(40 * float(probability))}")


def _picture(arguments: Namespace) -> Array:
    """The framed picture (28, 28) that the arguments name."""
    if arguments.test_example is not None:
        examples = load_mnist_test()
        if not 0 <= arguments.test_example < len(examples):
            raise DataError(f"--test-example must be from 0 to {len(examples) - 1}.")
        return to_inputs(examples.images[[arguments.test_example]]).reshape(IMAGE_SIZE, IMAGE_SIZE)
    from ..preprocessing.json_drawings import read_picture  # imports pydantic, so only for a drawing

    return read_picture(arguments.drawing)


def export(arguments: Namespace) -> None:
    """Writes one file that holds a version and works without Inkling."""
    folder = checkpoint_dir(arguments)
    size = write_export(folder, arguments.output)
    print(f"{arguments.output}: {folder.resolve().name}, {size / 1e6:.1f} MB")


def list_data(arguments: Namespace) -> None:
    """Prints each data set, its licence and source, and whether it is on this machine."""
    for info in DATASETS.values():
        folder = data_folder(info.name, arguments)
        here = info.name == "mnist" or (
            folder is not None and all((folder / file.name).exists() for file in info.files)
        )
        shape = "x".join(map(str, info.image_shape))
        print(f"{info.name:14} {shape:8} {info.classes:3} classes  {'here' if here else 'not here':9} {info.licence}")
        print(f"{'':14} {info.source}")


def fetch_data(arguments: Namespace) -> None:
    """Downloads a data set with a progress bar and checks it."""
    folder = arguments.data_dir / "datasets" / arguments.dataset
    with tqdm(unit="B", unit_scale=True, unit_divisor=1024, disable=None) as bar:

        def show(name: str, done: int, total: int) -> None:
            bar.set_description(name, refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        paths = fetch(DATASETS[arguments.dataset], folder, show)
    print(f"{folder}: {len(paths)} files, all as they should be")


def build_mnist(arguments: Namespace) -> None:
    """Writes mnist.npz from the canonical IDX files after checking their MD5."""
    build_mnist_archive(arguments.idx_dir, arguments.output)
    print(f"{arguments.output}: built from {arguments.idx_dir}")
