"""The arrays that everything here is made of, and the words for their shapes.

Arrays are *batch-first*: row i belongs to example i.

    images   (batch, height, width) or (batch, height, width, channels), uint8, 0 = blank paper, 255 = full ink
    inputs   (batch, features)   the same numbers from 0.0 to 1.0, one row an example
    labels   (batch,)            the right class of each example, 0 to classes - 1
    targets  (batch, classes)    labels as rows that are 1.0 at the label and 0.0 elsewhere ("one-hot")
    logits   (batch, classes)    the network's raw outputs

Networks are float32: half the memory of float64 and twice the speed, and a digit needs no more than seven decimal
places. No formula casts, though: an array keeps the type it came with, so the very same code runs in float64 when the
tests check its gradients.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
ImageArray: TypeAlias = npt.NDArray[np.uint8]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

FLOAT = np.float32
INPUTS, CLASSES = 28 * 28, 10  # of a network that reads digits
