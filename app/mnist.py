"""MNIST in the server's memory, 55 MB, loaded when a request first needs it."""

from functools import cache

from model.data.dataset import Dataset, Examples, load_mnist, load_mnist_test


@cache
def mnist() -> Dataset:
    """The data set that the champion was trained on, one copy for the whole process."""
    return load_mnist()


@cache
def mnist_test() -> Examples:
    """MNIST's test set, which no network is trained on: 8 MB."""
    return load_mnist_test()
