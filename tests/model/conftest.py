"""Data that the tests of `model` share."""

import pytest

from model.data.dataset import Dataset, Examples, load_mnist


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    return load_mnist()


@pytest.fixture(scope="session")
def few_digits(mnist: Dataset) -> Dataset:
    """A thousand digits to learn from and 500 to be measured on: enough to see learning in a second."""
    training = Examples(mnist.training.images[:1000], mnist.training.labels[:1000])
    test = Examples(mnist.test.images[:500], mnist.test.labels[:500])
    return Dataset("mnist", training, test, mnist.classes, mnist.class_names)
