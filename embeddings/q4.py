"""Q4_0 blocks, ggml's form of packed weights: a float16 scale and 16 bytes for each 32 weights in a row.

Byte j holds weight j (low half) and weight j + 16 (high half), each from 0 to 15; a weight is its half
minus 8, times the scale.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 32


def dequantise(scale: NDArray[Any], nibbles: NDArray[np.uint8]) -> NDArray[Any]:
    """Expand blocks.

    Args:
        scale: Shape (blocks,), of a float type.
        nibbles: Shape (blocks, 16).

    Returns:
        Of the scale's type, shape (blocks, 32).
    """
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(scale.dtype)
    weights -= 8
    weights *= scale[:, None]
    return weights


def pack_halves(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Pack whole numbers from -8 to 7, shape (blocks, 32), into nibbles."""
    halves = (values + 8).astype(np.uint8)
    packed: NDArray[np.uint8] = np.bitwise_or(halves[:, : BLOCK // 2], halves[:, BLOCK // 2 :] << 4)
    return packed
