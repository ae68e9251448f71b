"""Shares of the answer: they add up, they are checked by blanking, and the smallest flips really flip."""

import numpy as np
import pytest

from app.settings import ROOT
from model.arrays import FLOAT, Array
from model.checkpoints.checkpoint import load_checkpoint
from model.config import NetworkConfig
from model.data.dataset import load_mnist
from model.explanation.attribution import attribute
from model.explanation.counterfactual import MAX_PIXELS, smallest_counterfactual
from model.explanation.occlusion import agreement, occlude, tiles
from model.explanation.silence import silenced
from model.nn.network import Network, build_network
from model.preprocessing.framing import to_inputs

DIGITS = to_inputs(load_mnist().training.images[-12:])  # no network learned from them
NAMES = ["classroom-relu", "classroom-sigmoid", "classroom-tanh", "v0003"]
NETWORKS = {name: load_checkpoint(ROOT / "weights" / name).network for name in NAMES}


def two_best(network: Network, inputs: Array) -> tuple[int, int]:
    best, second = np.argsort(-network.forward(inputs).outputs[0])[:2].tolist()
    return best, second


def surplus(network: Network, inputs: Array, shares: Array, blank: float, label: int, against: int) -> float:
    """By how much shares and blank miss the difference of the logits, worked out apart."""
    logits = network.forward(inputs).outputs[0].astype(float)
    return abs(float(shares.sum(dtype=float)) + blank - (logits[label] - logits[against]))


@pytest.mark.parametrize("name", NAMES)
def test_the_shares_add_up_to_the_difference_of_the_logits(name: str) -> None:
    for digit in DIGITS:
        inputs = digit[None]
        label, against = two_best(NETWORKS[name], inputs)
        found = attribute(NETWORKS[name], inputs, label, against)
        assert surplus(NETWORKS[name], inputs, found.shares, found.blank, label, against) < 1e-4
        assert not found.shares[digit == 0].any()
        # The prover is proved: shares that are wrong by a hundredth don't pass.
        assert surplus(NETWORKS[name], inputs, found.shares * 1.01, found.blank, label, against) > 1e-4


def test_it_holds_for_any_weights_and_with_silenced_units() -> None:
    rng = np.random.default_rng(1)
    for activation in ("relu", "sigmoid", "tanh"):
        config = NetworkConfig(hidden_sizes=(30, 20, 10), activation=activation)  # type: ignore[arg-type]
        network = build_network(config, rng, inputs=784)
        for layer in network.dense_layers:
            layer.bias[:] = rng.normal(size=layer.bias.shape)
        network = silenced(network, {(1, 4), (2, 7)})
        inputs = rng.random((1, 784)).astype(FLOAT)
        found = attribute(network, inputs, 2, 5)
        assert surplus(network, inputs, found.shares, found.blank, 2, 5) < 1e-4


def test_swapping_the_digits_swaps_the_signs() -> None:
    network = NETWORKS["classroom-tanh"]
    one, other = attribute(network, DIGITS[:1], 7, 3), attribute(network, DIGITS[:1], 3, 7)
    np.testing.assert_allclose(one.shares, -other.shares, atol=1e-6)


def test_a_tile_that_is_blanked_costs_what_the_network_says() -> None:
    network, picture = NETWORKS["classroom-relu"], DIGITS[0].reshape(28, 28)
    drops = occlude(network, picture, 7, 3)
    row, column = np.unravel_index(np.abs(drops).argmax(), drops.shape)
    blanked = picture.copy()
    blanked[row * 4 : row * 4 + 4, column * 4 : column * 4 + 4] = 0
    before, after = network.forward(np.stack([picture.ravel(), blanked.ravel()])).outputs
    assert drops[row, column] == pytest.approx((before[7] - before[3]) - (after[7] - after[3]), rel=1e-4)
    assert not drops[tiles(picture) == 0].any()


def test_shares_agree_with_blanking() -> None:
    for name, network in NETWORKS.items():
        found = []
        for digit in DIGITS:
            label, against = two_best(network, digit[None])
            shares = attribute(network, digit[None], label, against).shares.reshape(28, 28)
            found.append(agreement(shares, occlude(network, digit.reshape(28, 28), label, against)))
        assert np.median([each for each in found if each is not None]) > 0.5, name


def test_without_anything_to_compare_there_is_no_agreement() -> None:
    assert agreement(np.zeros((28, 28)), np.zeros((7, 7))) is None


@pytest.mark.parametrize("kind", ["erase", "add"])
@pytest.mark.parametrize("name", NAMES)
def test_the_smallest_flip_flips_and_has_no_pixel_too_many(name: str, kind: str) -> None:
    network, flipped = NETWORKS[name], 0
    for digit in DIGITS:
        flip = smallest_counterfactual(network, digit[None], kind)  # type: ignore[arg-type]
        if flip is None:
            continue
        flipped += 1
        label = int(network.forward(digit[None]).outputs.argmax())
        assert int(network.forward(flip.changed[None]).outputs.argmax()) == flip.label != label
        assert 0 < len(flip.pixels) <= MAX_PIXELS
        untouched = np.setdiff1d(np.arange(784), flip.pixels)
        np.testing.assert_array_equal(flip.changed[untouched], digit[untouched])
        assert (flip.changed[flip.pixels] == (0 if kind == "erase" else 1)).all()
        ink = set(np.flatnonzero(digit > 0.1).tolist())
        assert kind == "erase" or joined(set(flip.pixels.tolist()), ink)
        for pixel in flip.pixels.tolist():
            fewer = set(flip.pixels.tolist()) - {pixel}
            put_back = flip.changed[None].copy()
            put_back[0, pixel] = digit[pixel]
            needed = int(network.forward(put_back).outputs.argmax()) == label
            assert needed or (kind == "add" and not joined(fewer, ink))
    assert flipped >= 10


def joined(pixels: set[int], ink: set[int]) -> bool:
    """Whether a walk from the ink, from pixel to touching pixel, reaches them all; worked out apart."""
    reached = set(ink)
    while True:
        beside = {
            each
            for each in pixels - reached
            if any(abs(each // 28 - seen // 28) <= 1 and abs(each % 28 - seen % 28) <= 1 for seen in reached)
        }
        if not beside:
            return pixels <= reached
        reached |= beside


def test_ink_is_added_where_it_joins_the_ink() -> None:
    ink = set(range(5 * 28 + 5, 5 * 28 + 10))
    assert joined({4 * 28 + 10, 3 * 28 + 11}, ink) and not joined({3 * 28 + 11}, ink)
