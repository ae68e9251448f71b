"""Training: it learns, it repeats itself bit for bit, it resumes, and it stops with advice when it runs away."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.checkpoints.training_state import load_state, save_state
from model.config import NetworkConfig, TrainingConfig
from model.data.dataset import Dataset, Examples
from model.errors import ConfigError, DivergedError
from model.progress import EpochReport, StepReport
from model.training.recipe import Recipe, package, start_training
from model.training.trainer import Training

QUICK = Recipe(
    network=NetworkConfig(hidden_sizes=(32,), dropout_rate=0.2),
    training=TrainingConfig(epochs=4, batch_size=50, validation_size=200, learning_rate=0.01, not_digits=0.0, seed=3),
)


def with_training(recipe: Recipe, **changes: object) -> Recipe:
    return replace(recipe, training=replace(recipe.training, **changes))  # type: ignore[arg-type]


def epochs(reports: Iterable[StepReport | EpochReport]) -> list[EpochReport]:
    return [report for report in reports if isinstance(report, EpochReport)]


def parameters_of(training: Training) -> list[bytes]:
    return [parameter.tobytes() for parameter in training.network.parameters]


def test_the_loss_falls_and_most_digits_are_read(few_digits: Dataset) -> None:
    reports = epochs(start_training(with_training(QUICK, epochs=12), few_digits).run())
    assert reports[-1].loss < 0.6 * reports[0].loss
    assert reports[-1].validation_accuracy > 0.8


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("loss", ["absolute_error", "mean_squared_error", "cross_entropy"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_every_combination_learns_eight_examples_by_heart(
    few_digits: Dataset, activation: str, loss: str, optimizer: str
) -> None:
    deformations = ("rotation_degrees", "scaling", "shear", "shift_pixels", "elastic_pixels", "thickness")
    still = dict.fromkeys([*deformations, "styles", "not_digits"], 0.0)
    # Losses on probabilities have gradients some ten times smaller, and absolute error the smallest of all.
    rate = {"sgd": 1.0, "momentum": 0.1, "adam": 0.01}[optimizer] * (1 if loss == "cross_entropy" else 4)
    recipe = Recipe.from_settings(
        still
        | {"hidden_sizes": (24,), "activation": activation, "dropout_rate": 0.0, "loss": loss, "optimizer": optimizer}
        | {"learning_rate": rate if optimizer != "adam" else 0.01, "schedule": "constant", "epochs": 300}
        | {"training_size": 8, "batch_size": 8, "validation_size": 100, "weight_decay": 0.0}
    )
    reports = epochs(start_training(recipe, few_digits).run())
    assert reports[-1].loss < 0.5 * reports[0].loss
    assert reports[-1].training_accuracy >= 7 / 8


def test_one_seed_gives_one_network_and_another_gives_another(few_digits: Dataset) -> None:
    def trained(recipe: Recipe) -> list[bytes]:
        training = start_training(recipe, few_digits)
        list(training.run())
        return parameters_of(training)

    assert trained(QUICK) == trained(QUICK)
    assert trained(QUICK) != trained(with_training(QUICK, seed=4))


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_an_interrupted_training_resumes_bit_for_bit(few_digits: Dataset, tmp_path: Path, optimizer: str) -> None:
    recipe = with_training(QUICK, optimizer=optimizer)
    whole = start_training(recipe, few_digits)
    list(whole.run())

    interrupted = start_training(recipe, few_digits)
    for report in interrupted.run():
        if isinstance(report, EpochReport):
            save_state(interrupted.state(), recipe.settings(), tmp_path / "state.npz")
        if report.epoch == 3:
            break  # in the middle of the third epoch, whose steps are lost
    state, settings = load_state(tmp_path / "state.npz")
    resumed = start_training(Recipe.from_settings(settings), few_digits)
    resumed.restore(state)
    rest = epochs(resumed.run())

    assert [report.epoch for report in rest] == [3, 4]
    assert parameters_of(resumed) == parameters_of(whole)
    measured = [(report.loss, report.validation_accuracy) for report in whole.history]
    assert [(report.loss, report.validation_accuracy) for report in resumed.history] == measured


def test_settings_changed_after_a_step_hold_from_the_next_one_and_can_be_repeated(few_digits: Dataset) -> None:
    def changed(**changes: float) -> tuple[list[StepReport], list[bytes]]:
        training = start_training(with_training(QUICK, epochs=2), few_digits)
        steps = []
        for report in training.run():
            if isinstance(report, StepReport):
                steps.append(report)
                if len(steps) == 20:
                    training.change_settings(**changes)
        return steps, parameters_of(training)

    as_it_was, plain = changed()
    halved, slower = changed(learning_rate=QUICK.training.learning_rate / 2)
    assert halved[:20] == as_it_was[:20]
    rates = [(step.learning_rate, before.learning_rate) for step, before in zip(halved, as_it_was, strict=True)]
    assert all(rate == pytest.approx(before / 2) for rate, before in rates[20:])  # the cosine keeps its course
    assert slower != plain and changed(learning_rate=QUICK.training.learning_rate / 2)[1] == slower
    undropped, whole = changed(dropout_rate=0.0)
    assert undropped[:20] == as_it_was[:20] and undropped[20] != as_it_was[20] and whole != plain
    with pytest.raises(ConfigError, match="learning_rate"):
        changed(learning_rate=-1.0)


def test_where_time_is_short_there_are_fewer_epochs_and_the_learning_rate_still_comes_down(
    few_digits: Dataset,
) -> None:
    short = with_training(QUICK, epochs=50, max_seconds=0.001)
    training = start_training(short, few_digits)
    (only,) = epochs(training.run())
    assert (only.epoch, only.epochs, only.seconds_left) == (1, 1, 0)
    assert "time for 1 of 50 epochs" in package(training, short, few_digits).metadata.notes[-1]

    hurried = start_training(with_training(QUICK, epochs=50, max_seconds=1e6), few_digits)
    state = start_training(with_training(QUICK, epochs=50), few_digits).state()
    first = replace(only, epochs=3)  # as if there had been time for two more
    hurried.restore(replace(state, history=(first,), optimizer_steps=16))
    steps = [report for report in hurried.run() if isinstance(report, StepReport)]
    assert [report.epochs for report in hurried.history] == [3, 3, 3]
    rates = [step.learning_rate for step in steps]
    assert len(steps) == 32 and rates == sorted(rates, reverse=True)
    assert rates[0] > 0.99 * QUICK.training.learning_rate and rates[-1] < 0.01 * QUICK.training.learning_rate


def test_layers_are_looked_at_every_twenty_steps(few_digits: Dataset) -> None:
    reports = [report for report in start_training(QUICK, few_digits).run() if isinstance(report, StepReport)]
    assert [number for number, report in enumerate(reports) if report.layers] == list(range(0, len(reports), 20))
    assert [len(report.layers) for report in reports[:2]] == [2, 0]


def test_a_loss_that_runs_away_stops_with_advice(few_digits: Dataset) -> None:
    # Whatever the gradients are, weight decay multiplies the weights by 1 - 10 * 10 = -99 in each step.
    recipe = with_training(QUICK, optimizer="sgd", learning_rate=10.0, schedule="constant", weight_decay=10.0)
    with pytest.raises(DivergedError, match=r"learning_rate \(it was 10 here\)"):
        list(start_training(recipe, few_digits).run())


def test_weights_that_ran_away_in_an_epochs_last_step_are_found_when_they_are_measured(few_digits: Dataset) -> None:
    training = start_training(with_training(QUICK, epochs=1), few_digits)
    reports = training.run()
    with pytest.raises(DivergedError, match=r"in epoch 1, step 16: .*learning_rate \(it was "):
        for report in reports:
            if isinstance(report, StepReport) and report.step == report.steps:
                training.network.parameters[0][...] = np.nan


def test_everything_stays_float32(few_digits: Dataset) -> None:
    training = start_training(with_training(QUICK, epochs=1), few_digits)
    list(training.run())
    arrays = [
        *training.network.parameters,
        *(each for slot in training.state().optimizer_slots.values() for each in slot),
    ]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_reports_tell_where_the_training_is(few_digits: Dataset) -> None:
    reports = list(start_training(with_training(QUICK, epochs=2), few_digits).run())
    # 800 examples in batches of 50 are 16 steps, then the epoch's report
    assert [type(report) for report in reports] == ([StepReport] * 16 + [EpochReport]) * 2
    first = reports[16]
    assert isinstance(first, EpochReport)
    assert (first.epoch, first.epochs) == (1, 2)
    assert first.images_per_second * first.seconds >= 800  # validation takes the rest of the seconds
    assert first.seconds_left == pytest.approx(first.seconds)


def test_finish_measures_on_the_test_set_and_names_its_data(few_digits: Dataset) -> None:
    training = start_training(QUICK, few_digits)
    list(training.run())
    metadata = package(training, QUICK, few_digits, command="a test", notes=["tried once"]).metadata
    assert metadata.dataset_checksum == few_digits.checksum
    assert metadata.metrics["test_accuracy"] > 0.6
    assert metadata.machine is not None and "NumPy" in metadata.machine
    assert metadata.metrics["validation_accuracy"] == training.history[-1].validation_accuracy
    assert (metadata.command, metadata.notes, len(metadata.history)) == ("a test", ("tried once",), 4)


def test_a_parent_passes_its_weights_on(few_digits: Dataset) -> None:
    parent = start_training(QUICK, few_digits).network
    child = start_training(with_training(QUICK, seed=99), few_digits, parent).network
    assert all(np.array_equal(mine, theirs) for mine, theirs in zip(child.parameters, parent.parameters, strict=True))
    assert child.parameters[0] is not parent.parameters[0]


def test_colour_pictures_and_a_hundred_classes_are_learned_too() -> None:
    # Every picture of a class has one colour, which no deformation changes in the middle.
    rng = np.random.default_rng(0)
    labels = np.arange(600, dtype=np.uint8) % 100
    colours = rng.integers(0, 256, (100, 3)).astype(np.uint8)
    images = np.broadcast_to(colours[labels][:, None, None, :], (600, 32, 32, 3)).copy()
    examples = Examples(images, labels)
    dataset = Dataset("cifar100", examples, examples, 100, tuple(map(str, range(100))))
    recipe = with_training(QUICK, epochs=60, validation_size=100, batch_size=25, learning_rate=0.001, shift_pixels=0)
    network = NetworkConfig(hidden_sizes=(64,), dropout_rate=0.0)
    reports = epochs(start_training(replace(recipe, network=network, dataset="cifar100"), dataset).run())
    assert reports[-1].validation_accuracy > 0.2  # guessing would give 0.01
