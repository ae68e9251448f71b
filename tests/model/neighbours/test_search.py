"""Neighbours: what the sieves let through is what comparing with every example would find."""

from pathlib import Path

import numpy as np
import pytest

from model.arrays import Array, IntArray
from model.config import ActivationName, NetworkConfig
from model.data.dataset import Dataset, Examples
from model.errors import CheckpointError
from model.neighbours.index import NeighbourIndex, build_index, fingerprint, load_index, save_index
from model.neighbours.search import nearest
from model.nn.network import Network, build_network
from model.preprocessing.framing import to_inputs


def network_of(*hidden_sizes: int, activation: ActivationName = "relu", seed: int = 0) -> Network:
    return build_network(
        NetworkConfig(hidden_sizes=hidden_sizes, activation=activation, dropout_rate=0.2), np.random.default_rng(seed)
    )


def hidden(network: Network, inputs: Array) -> Array:
    return network.forward(inputs).last_hidden


def nearest_to(network: Network, examples: Examples, inputs: Array) -> tuple[IntArray, Array]:
    return nearest(network, build_index(network, examples), examples, hidden(network, inputs))


@pytest.fixture(scope="module")
def examples(mnist: Dataset) -> Examples:
    return mnist.training.take(slice(3000))


@pytest.mark.parametrize("hidden_sizes", [(), (1,), (6,), (64,), (65, 100), (300,)], ids=str)
@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_they_are_those_that_comparing_with_all_examples_finds(
    mnist: Dataset, examples: Examples, hidden_sizes: tuple[int, ...], activation: ActivationName
) -> None:
    network = network_of(*hidden_sizes, activation=activation)
    inputs = to_inputs(mnist.test.images[:40])  # more than are asked about at once
    which, distances = nearest_to(network, examples, inputs)

    everything, asked = (hidden(network, each) for each in (to_inputs(examples.images), inputs))
    all_distances = np.linalg.norm(everything[None] - asked[:, None], axis=2)  # (40, 3000)
    assert which.shape == distances.shape == (40, 5)
    assert np.array_equal(distances, np.sort(distances, axis=1))
    assert distances == pytest.approx(np.take_along_axis(all_distances, which, axis=1), rel=1e-4, abs=1e-5)
    # By distance, as examples that are equally far may be named in any order.
    truly = np.sort(all_distances, axis=1)[:, :5]
    assert (distances <= truly * 1.0001 + 1e-5).mean() >= 0.99


def test_hidden_is_what_the_last_layer_sees() -> None:
    network = network_of(6, 5)
    inputs = np.random.default_rng(1).random((2, 784), np.float32)
    last = network.dense_layers[-1]
    seen = hidden(network, inputs)
    assert seen.shape == (2, 5)
    assert seen @ last.weights + last.bias == pytest.approx(network.forward(inputs).outputs)
    assert np.array_equal(hidden(network_of(), inputs), inputs)


def test_an_example_is_its_own_nearest_neighbour(examples: Examples) -> None:
    network = network_of(300)
    which, distances = nearest_to(network, examples, to_inputs(examples.images[100:120]))
    assert which[:, 0].tolist() == list(range(100, 120))
    assert distances[:, 0] == pytest.approx([0] * 20, abs=1e-4)


def test_few_examples_have_few_neighbours(examples: Examples) -> None:
    few, network = examples.take(slice(3)), network_of(8)
    which, distances = nearest_to(network, few, to_inputs(examples.images[5:7]))
    assert which.shape == distances.shape == (2, 3)


def test_a_network_that_sees_no_difference_has_neighbours_all_the_same(examples: Examples) -> None:
    network = network_of(8)
    for parameter in network.parameters:
        parameter[...] = 0
    which, distances = nearest_to(network, examples, to_inputs(examples.images[:1]))
    assert len(set(which[0].tolist())) == 5
    assert not distances.any()


def test_large_activations_fit_into_small_numbers(examples: Examples) -> None:
    network = network_of(300)
    network.parameters[0][...] *= 1e6  # float16 ends at 65,504
    index = build_index(network, examples)
    assert np.isfinite(index.fine).all()
    assert nearest(network, index, examples, hidden(network, to_inputs(examples.images[7:8])))[0][0, 0] == 7


def test_a_saved_index_is_read_back_bit_for_bit(tmp_path: Path, examples: Examples) -> None:
    network = network_of(80)
    index = build_index(network, examples)
    save_index(index, tmp_path / "index.npz")
    loaded = load_index(tmp_path / "index.npz", network, examples)
    for name, array in vars(index).items():
        assert getattr(loaded, name).tobytes() == array.tobytes(), name
    assert [path.name for path in tmp_path.iterdir()] == ["index.npz"]


@pytest.mark.parametrize("kind", ["cut short", "a flipped byte", "pickled", "not finite", "of another", "fewer"])
def test_an_index_that_does_not_fit_is_refused(tmp_path: Path, examples: Examples, kind: str) -> None:
    network, path = network_of(80), tmp_path / "index.npz"
    save_index(build_index(network_of(81) if kind == "of another" else network, examples), path)
    content, arrays = path.read_bytes(), dict(np.load(path))
    if kind == "cut short":
        path.write_bytes(content[:-100])
    elif kind == "a flipped byte":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif kind == "pickled":
        np.savez(path, **arrays | {"mean": np.array([{}], dtype=object)})
    elif kind == "not finite":
        arrays["lengths"][7] = np.nan
        np.savez(path, **arrays)
    asked = examples.take(slice(100)) if kind == "fewer" else examples
    with pytest.raises(CheckpointError, match=r"index\.npz"):
        load_index(path, network, asked)


def test_a_fingerprint_belongs_to_one_set_of_parameters() -> None:
    network, same, other = network_of(6), network_of(6), network_of(6, seed=1)
    assert fingerprint(network) == fingerprint(same) != fingerprint(other)
    same.parameters[-1][3] += 1
    assert fingerprint(network) != fingerprint(same)


def test_an_index_holds_the_examples_as_the_network_sees_them(examples: Examples) -> None:
    network = network_of(100)
    index = build_index(network, examples)
    assert isinstance(index, NeighbourIndex)
    projected = index.project(hidden(network, to_inputs(examples.images)))
    assert index.coarse == pytest.approx(projected[:, :64].T, abs=1e-3)
    assert index.fine == pytest.approx(projected[:, 64:], abs=1e-2)
    # Perpendicular directions, shortened alike: all of them together keep the examples' distances but for one factor.
    gram = index.directions.T @ index.directions
    assert gram / gram[0, 0] == pytest.approx(np.eye(100), abs=1e-4)
