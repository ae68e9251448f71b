"""The arguments of `python -m model`: each command with its options, whose `--help` is the manual."""

import argparse
from pathlib import Path

from ..cpus import available_cpus
from ..data.catalogue import DATASETS
from ..project import folder_from_environment
from ..training.options import add_hyperparameters
from ..training.teachers import TEACHER_SHARE
from . import commands
from . import grow as grow_command
from . import sweep as sweep_command


def build_parser(prog: str = "python -m model", more: str = "") -> argparse.ArgumentParser:
    """All commands with their options; `--help` of each is the manual."""
    parser = argparse.ArgumentParser(prog, None, "Inkling's network, on the command line.", more, formatter_class=_Help)
    commands_ = parser.add_subparsers(
        title="commands", required=True, metavar="train|sweep|grow|evaluate|predict|export|data"
    )
    _add_train(commands_.add_parser("train", help="train a network and save it", formatter_class=_Help))
    _add_sweep(commands_.add_parser("sweep", help="try many settings and keep the best", formatter_class=_Help))
    _add_grow(commands_.add_parser("grow", help="train, and keep a dozen moments of it", formatter_class=_Help))
    _add_evaluate(commands_.add_parser("evaluate", help="measure a saved network on test examples"))
    _add_predict(commands_.add_parser("predict", help="answer for one drawing"))
    _add_export(commands_.add_parser("export", help="take a saved network home in one file"))
    _add_data(commands_.add_parser("data", help="list, fetch or build data sets"))
    return parser


class _Help(argparse.RawDescriptionHelpFormatter):
    """Wide enough that an option and its meaning stand side by side."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=110)


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=commands.train)
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR",
        help="folder of the finished version, such as weights/v0002; it must not exist yet",
    )  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted training of this output")
    parser.add_argument("--parent", type=Path, metavar="DIR", help="start from the weights of this version")
    parser.add_argument(
        "--teacher", dest="teachers", nargs="+", action="extend", metavar="DIR",
        help="learn from what these versions answer as well; several answer with the mean of their probabilities",
    )  # fmt: skip
    parser.add_argument(
        "--teacher-share", type=float, metavar="X",
        help=f"share of the targets that is theirs, from 0 to 1; the rest is the labels'. Default: {TEACHER_SHARE}.",
    )  # fmt: skip
    parser.add_argument(
        "--average-with", dest="averaged_with", nargs="+", action="extend", metavar="DIR",
        help="at the end, take the mean of the weights and those of these versions, which began with the same parent",
    )  # fmt: skip
    parser.add_argument(
        "--processes", type=_count, metavar="N",
        help="share the work among N; another number gives another network. Default: as many as are worth while.",
    )  # fmt: skip
    parser.add_argument("--note", action="append", default=[], metavar="TEXT", help="a line for the version's metadata")
    _add_recipe(parser)


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=sweep_command.sweep)
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="folder of the sweep, such as .inkling/sweeps/first"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the sweep in that folder")
    parser.add_argument(
        "--try", dest="tries", action="append", nargs="+", metavar="NAME|VALUE",
        help="a hyperparameter and the values to try, like --try learning-rate 0.001 0.002; once for each",
    )  # fmt: skip
    parser.add_argument(
        "--random", type=_count, default=argparse.SUPPRESS, metavar="N",
        help="draw N trials instead of trying all combinations; a value may then be a range, like 0.0005..0.005",
    )  # fmt: skip
    parser.add_argument(
        "--draw-seed", type=int, default=argparse.SUPPRESS, metavar="N", help="what they are drawn by. Default: 1."
    )
    parser.add_argument(
        "--halving", type=_count, default=argparse.SUPPRESS, metavar="N",
        help="of each N trials the best goes on, for N times as many epochs; 1 gives nobody up. Default: 3.",
    )  # fmt: skip
    parser.add_argument(
        "--first-epochs", type=_count, default=argparse.SUPPRESS, metavar="N",
        help="epochs that everybody gets. Default: 1.",
    )  # fmt: skip
    parser.add_argument(
        "--committee", type=_count, default=argparse.SUPPRESS, metavar="N",
        help="train the winner with N seeds, and make one network of them. Default: 1.",
    )  # fmt: skip
    parser.add_argument(
        "--processes", type=_count, default=available_cpus(), metavar="N", help="trials at once. Default: one a core."
    )
    parser.add_argument("--scheduler", metavar="URL", help="run on this Dask cluster instead, like tcp://10.0.0.1:8786")
    parser.add_argument(
        "--weights", type=Path, metavar="DIR",
        help="where the winner is registered. Default: INKLING_WEIGHTS_DIR, else weights.",
    )  # fmt: skip
    _add_recipe(parser)


def _add_grow(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=grow_command.grow)
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR",
        help="folder of what is kept, such as weights/classroom-growth; it must not exist yet",
    )  # fmt: skip
    _add_recipe(parser)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not {text!r}")
    return int(text)


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", choices=list(DATASETS), help="what to learn. Default: mnist.")
    parser.add_argument(
        "--pen-digits", nargs="+", action="extend", metavar="FILE",
        help="drawings to learn from as well, as model/augmentation/pen_digits.py says",
    )  # fmt: skip
    _add_held_back_writers(parser)
    parser.add_argument(
        "--not-digit-drawings", nargs="+", action="extend", metavar="FILE",
        help="letters and the like to learn from as well, as what is no digit; in the format that is named there",
    )  # fmt: skip
    _add_data_dir(parser)
    add_hyperparameters(parser)


def _add_held_back_writers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--held-back-writers", type=_writers, nargs="+", action="extend", metavar="N|NAME,...",
        help="writers that are only measured on: the last N by name, or all whose names begin so; one value for all "
        "files of --pen-digits, or one for each in their order. Default: 6.",
    )  # fmt: skip


def _writers(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=commands.evaluate)
    _add_checkpoint(parser)
    parser.add_argument("--dataset", choices=list(DATASETS), help="default: the one that it was trained on")
    parser.add_argument(
        "--report", type=Path, metavar="PATH",
        help="write a page with the figures, the surest mistakes as pictures and charts: PATH itself if it ends in "
        ".html, else <version>.html in the folder PATH",
    )  # fmt: skip
    parser.add_argument(
        "--pen-digits", type=Path, nargs="+", action="extend", metavar="FILE",
        help="drawings to measure on as well, in many conditions; as model/augmentation/pen_digits.py says",
    )  # fmt: skip
    _add_held_back_writers(parser)
    parser.add_argument(
        "--not-digit-drawings", type=Path, nargs="+", action="extend", metavar="FILE",
        help="letters and the like to measure on as well; in the format that is named there",
    )  # fmt: skip
    _add_data_dir(parser)


def _add_predict(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=commands.predict)
    _add_checkpoint(parser)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--drawing", type=Path, metavar="FILE",
        help='JSON as POST /predict takes it, {"strokes": [[[x, y], ...], ...]} or {"pixels": [...]}',
    )  # fmt: skip
    source.add_argument("--test-example", type=int, metavar="N", help="the N-th digit of the MNIST test set, from 0")


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=commands.export)
    _add_checkpoint(parser)
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FILE",
        help="its ending says what is made: .html a page that works offline, .onnx a file for other runtimes, "
        ".zip the arrays and metadata as they are",
    )  # fmt: skip


def _add_data(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True, metavar="list|fetch|build")
    listing = actions.add_parser("list", help="what there is, and what is on this machine")
    listing.set_defaults(run=commands.list_data)
    _add_data_dir(listing)
    fetching = actions.add_parser("fetch", help="download a data set, check it, resume where it broke off")
    fetching.set_defaults(run=commands.fetch_data)
    fetching.add_argument("dataset", choices=list(DATASETS))
    _add_data_dir(fetching)
    building = actions.add_parser("build", help="rebuild the shipped mnist.npz from the four IDX files")
    building.set_defaults(run=commands.build_mnist)
    building.add_argument("idx_dir", type=Path, help="folder with train-images-idx3-ubyte and its three companions")
    building.add_argument("--output", type=Path, default=commands.MNIST_PATH, help="default: the shipped file")


def _add_checkpoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checkpoint",
        type=Path,
        metavar="DIR",
        help="a version's folder. Default: the champion in INKLING_WEIGHTS_DIR.",
    )


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir", type=Path, default=folder_from_environment("INKLING_DATA_DIR", ".inkling"), metavar="DIR",
        help="data sets lie in DIR/datasets/<name>. Default: INKLING_DATA_DIR, else .inkling.",
    )  # fmt: skip
