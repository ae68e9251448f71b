"""Hyperparameters as command-line options: each field of the configs becomes one, with its meaning and its default.

And back again: a version's metadata names the command that makes it anew, however often it was interrupted.
"""

import argparse
import shlex
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ..config import Config, NetworkConfig, TrainingConfig
from ..errors import ConfigError

VERSIONS = {"teachers": "--teacher", "averaged_with": "--average-with"}
FILES = ("pen_digits", "not_digit_drawings")
OF_RECIPE = ("dataset", "held_back_writers", *FILES, "teachers", "teacher_share", "averaged_with")

CONFIGS: tuple[type[Config], ...] = (NetworkConfig, TrainingConfig)


def add_hyperparameters(parser: argparse.ArgumentParser) -> None:
    """Adds every hyperparameter to `parser`. Only those that a user gives appear in the parsed namespace."""
    for config in CONFIGS:
        group = parser.add_argument_group(f"hyperparameters: {(config.__doc__ or '').rstrip('.').lower()}")
        hints = get_type_hints(config)
        for entry in config.settings():
            _add_option(group, entry, hints[entry.name])


def given_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The hyperparameters, and what else is a recipe's, that stand in `arguments`, by name."""
    names = {entry.name for config in CONFIGS for entry in config.settings()} | {*OF_RECIPE}
    given = {name: value for name, value in vars(arguments).items() if name in names and value is not None}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def read_hyperparameter(name: str, text: str) -> Any:
    """The value of one, typed as its option would take it. Raises ConfigError."""
    kinds = _kinds()
    if name not in kinds:
        raise ConfigError(f"{name} is no hyperparameter: take one of {', '.join(kinds)}.")
    try:
        return _reader(kinds[name])(text)
    except argparse.ArgumentTypeError as error:
        raise ConfigError(f"{name} {error}.") from None


@cache
def _kinds() -> dict[str, Any]:
    """The type of each hyperparameter, by name."""
    hints = {name: hint for config in CONFIGS for name, hint in get_type_hints(config).items()}
    return {entry.name: hints[entry.name] for config in CONFIGS for entry in config.settings()}


def as_command(
    version: str, settings: Mapping[str, Any], defaults: Mapping[str, Any], *, command: str = "train"
) -> str:
    """The command that trains (or grows) `version` with these settings, as far as they differ from the defaults.

    It travels with the version, so it names no folder of the machine that it was trained on.
    """
    words = ["python", "-m", "model", command, "--output", f"weights/{version}"]
    for name, value in settings.items():
        if name == "parent_version" and value is not None:
            words += ["--parent", f"weights/{value}"]
        elif name in VERSIONS and value:
            words += [VERSIONS[name], *(f"weights/{Path(folder).resolve().name}" for folder in value)]
        elif value != defaults[name]:
            words += ["--" + name.replace("_", "-"), *_spelled(name, value)]
    return shlex.join(words)


def _spelled(name: str, value: Any) -> list[str]:
    if name in FILES:
        return [Path(file).name for file in value]
    if name == "held_back_writers":
        return [str(each) for each in value]
    return [",".join(map(str, value)) if isinstance(value, tuple) else str(value)]


def _add_option(group: argparse._ArgumentGroup, entry: Field[Any], hint: Any) -> None:
    default = entry.default if entry.default is not MISSING else None
    shown = ",".join(map(str, default)) if isinstance(default, tuple) else "all" if default is None else default
    options: dict[str, Any] = {"default": argparse.SUPPRESS}
    if get_origin(hint) is Literal:
        options["choices"] = get_args(hint)
    else:
        reader = _reader(hint)
        options |= {"type": reader, "metavar": _METAVARS[reader]}
    meaning = f"{entry.metadata['description']} Default: {shown}.{_bounds(entry)}".replace("%", "%%")
    group.add_argument("--" + entry.name.replace("_", "-"), help=meaning, **options)


def _bounds(entry: Field[Any]) -> str:
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    bounds = [f"{sign} {entry.metadata[word]}" for word, sign in signs.items() if word in entry.metadata]
    return f" Must be {' and '.join(bounds)}." if bounds else ""


def _reader(hint: Any) -> Callable[[str], Any]:
    """What makes a value of this type from text. Raises ArgumentTypeError."""
    if get_origin(hint) is Literal:
        return str  # the config itself knows its choices
    if get_origin(hint) is tuple:
        return _sizes
    return _whole_number if int in (hint, *get_args(hint)) else _number


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number, not {text!r}") from None


def _sizes(text: str) -> tuple[int, ...]:
    """ "512,256" -> (512, 256); an empty text means no hidden layer."""
    try:
        return tuple(int(size) for size in text.split(",") if size.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"must be whole numbers with commas between, like 512,256, not {text!r}"
        ) from None


_METAVARS: dict[Callable[[str], Any], str] = {_whole_number: "N", _number: "X", _sizes: "N,N,..."}
