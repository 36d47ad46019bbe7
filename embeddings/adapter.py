"""Senrei's own adapter: what training on questions over minutes changed in the bundled encoder.

It is a safetensors file of differences, tuned minus base, by the names of BertModel's weights:

    NAME.scale, NAME.nibbles   of a matrix, row by row, as Q4_0 blocks: float16 [blocks], uint8 [blocks, 16]
    NAME                       of a vector (a bias, a LayerNorm): float32, of its shape

    metadata: "base" ("multilingual-e5-small"), "format" ("1"), "description" (free text)

A weight that did not change is not in it. Word embeddings cannot be: their rows hang on the vocabulary. All
matrices of the 12 layers take 12 MB.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from embeddings.errors import ModelUnavailableError
from embeddings.q4 import BLOCK, dequantise, pack_halves

BASE = "multilingual-e5-small"
ADAPTED = "senrei-e5-small"
"""The name of the base with the adapter."""

_FORMAT = "1"
_WORDS = "embeddings.word_embeddings.weight"
_STEPS = (-9.0, -8.5, -8.0, -7.5, -7.0, -6.5, -6.0, 7.0)
"""How many steps of a block's scale its greatest difference may be from 0; ggml tries -8 only."""


def quantise_delta(delta: NDArray[Any]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Pack a difference into Q4_0 blocks, each with the scale that errs least of several.

    Args:
        delta: Of any shape with a multiple of 32 values.

    Returns:
        The scale, shape (blocks,), and the nibbles, shape (blocks, 16).
    """
    blocks = np.asarray(delta, np.float32).reshape(-1, BLOCK)
    greatest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    least_error = np.full((len(blocks), 1), np.inf, np.float32)
    best_scale = np.zeros((len(blocks), 1), np.float16)
    best = np.zeros(blocks.shape, np.float32)
    for steps in _STEPS:
        halves = _round(blocks, greatest / np.float32(steps))
        # The least squares for these halves, then the nearest halves for that scale.
        squares = np.maximum(np.sum(halves * halves, axis=1, keepdims=True), 1)
        scale = (np.sum(halves * blocks, axis=1, keepdims=True) / squares).astype(np.float16)
        halves = _round(blocks, scale.astype(np.float32))
        error = np.sum((blocks - halves * scale) ** 2, axis=1, keepdims=True)
        better = error < least_error
        least_error = np.where(better, error, least_error)
        best_scale = np.where(better, scale, best_scale)
        best = np.where(better, halves, best)
    return best_scale[:, 0], pack_halves(best)


def save_adapter(path: Path, deltas: Mapping[str, NDArray[Any]], description: str) -> None:
    """Write an adapter.

    Args:
        path: Where to; a file that is there is replaced.
        deltas: Tuned minus base, by the names of BertModel's weights; those all 0 are left out.
        description: How it was trained, for whoever opens the file.

    Raises:
        ValueError: A difference cannot be part of an adapter.
    """
    tensors: dict[str, NDArray[Any]] = {}
    for name, delta in deltas.items():
        if not np.isfinite(delta).all():
            msg = f"{name} holds a value that is not finite"
            raise ValueError(msg)
        if not delta.any():
            continue
        if delta.ndim == 1:
            tensors[name] = np.asarray(delta, np.float32)
        elif name == _WORDS or delta.size % BLOCK:
            msg = f"{name} of shape {delta.shape} cannot be part of an adapter"
            raise ValueError(msg)
        else:
            tensors[f"{name}.scale"], tensors[f"{name}.nibbles"] = quantise_delta(delta)
    save_file(tensors, path, metadata={"base": BASE, "format": _FORMAT, "description": description})
    # The library makes it private; it is part of a package.
    path.chmod(0o644)


def apply_adapter(path: Path, weights: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Add an adapter's differences to the base.

    Args:
        path: The adapter.
        weights: The base, by the names of BertModel's weights.

    Returns:
        All weights, each of its type and shape in the base.

    Raises:
        ModelUnavailableError: The adapter cannot be read, or does not fit.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            _check_metadata(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        tuned = {name: _add(weights, name, tensors) for name in _changed(tensors)}
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelUnavailableError(ADAPTED, f"{path}: {error}; reinstall senrei") from error
    return {**weights, **tuned}


def _round(blocks: NDArray[np.float32], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    halves = np.divide(blocks, scale, out=np.zeros_like(blocks), where=scale != 0)
    return np.clip(np.rint(halves), -8, 7)


def _check_metadata(found: Mapping[str, str]) -> None:
    for key, expected in (("base", BASE), ("format", _FORMAT)):
        if found.get(key) != expected:
            msg = f"its {key} is {found.get(key)!r}, expected {expected!r}"
            raise ValueError(msg)


def _changed(tensors: Mapping[str, NDArray[Any]]) -> list[str]:
    return sorted({name.removesuffix(".scale").removesuffix(".nibbles") for name in tensors})


def _add(weights: Mapping[str, NDArray[Any]], name: str, tensors: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    base = weights.get(name)
    if base is None or name == _WORDS:
        msg = f"changes {name}, which the encoder does not have"
        raise ValueError(msg)
    delta = tensors[name] if name in tensors else _read_blocks(name, tensors)
    if delta.size != base.size or not np.isfinite(delta).all():
        msg = f"the difference of {name} does not fit its shape {base.shape}, or is not finite"
        raise ValueError(msg)
    tuned = base.astype(np.float32) + delta.reshape(base.shape)
    return tuned.astype(base.dtype)


def _read_blocks(name: str, tensors: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    scale, nibbles = tensors.get(f"{name}.scale"), tensors.get(f"{name}.nibbles")
    if scale is None or nibbles is None or nibbles.dtype != np.uint8:
        msg = f"the blocks of {name} are incomplete"
        raise ValueError(msg)
    if scale.ndim != 1 or nibbles.shape != (len(scale), BLOCK // 2):
        msg = f"the blocks of {name} have shapes {scale.shape} and {nibbles.shape}"
        raise ValueError(msg)
    return dequantise(scale.astype(np.float32), nibbles)
