"""`python -m model grow`: trains, and keeps the network at a dozen moments, to be watched as it learns."""

from argparse import Namespace
from pathlib import Path

from ..checkpoints.growth import ARRAYS_FILE, Growth, save_growth
from ..errors import CheckpointError
from ..training.growing import grow as moments_of
from ..training.options import as_command, given_settings
from ..training.recipe import Recipe
from .locations import load


def grow(arguments: Namespace) -> None:
    """Prints a line for each moment, and writes the growth when the training is over."""
    output: Path = arguments.output
    if output.exists():
        raise CheckpointError(f"{output} already exists; nothing is overwritten. Choose another --output.")
    recipe = Recipe.from_settings(given_settings(arguments))
    command = as_command(output.name, recipe.settings(), Recipe().settings(), command="grow")
    for moment in moments_of(recipe, load(recipe.dataset, arguments), command):
        if isinstance(moment, Growth):
            save_growth(moment, output)
            print(f"{output}: {moment.record.test_accuracy:.2%} of the test set, ", end="")
            print(f"{(output / ARRAYS_FILE).stat().st_size:,} bytes")
        else:
            print(
                f"{moment.batches:6d} batches  training {moment.training_loss:.4f} {moment.training_accuracy:.2%}  "
                f"validation {moment.validation_loss:.4f} {moment.validation_accuracy:.2%}"
            )
