"""Writing IDX, the format of MNIST's files, of which the project itself only reads."""

import numpy as np


def write_idx(array: np.ndarray) -> bytes:
    """The IDX file, not gzipped, of a uint8 array of up to 255 axes: what `read_idx` reads."""
    return bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes() + array.tobytes()
