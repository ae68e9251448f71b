"""MNIST in the server's memory: read when first asked for, 55 MB that a server without such visitors never needs."""

from functools import cache

from model.data.dataset import Dataset, Examples, load_mnist, load_mnist_test


@cache
def mnist() -> Dataset:
    """The data set that the champion learned from, one copy for the whole process."""
    return load_mnist()


@cache
def mnist_test() -> Examples:
    """The digits that no network has learned from: 8 MB."""
    return load_mnist_test()
