"""Texts to vectors with a sentence-transformers model: the bundled one, or any other on this machine.

Importing this module loads neither torch nor sentence-transformers, which take seconds; `load_encoder` only
finds the model, and its weights are loaded when the first text is encoded. So a command that turns out to
have nothing to encode ends at once. Nothing is ever fetched from the network.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from embeddings.bundled import ADAPTERS, BUNDLED, FACTS_FILE, unpack_bundled_model
from embeddings.errors import ModelUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

PRECISIONS = ("auto", "bf16", "fp32")

_PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""The names under which models keep the prompt for the texts searched; the first that is not empty counts."""

_NOT_THE_MODEL = ("README.md", ".gitattributes", ".gitignore")
_OTHER_FORMATS = {"onnx", "openvino", ".cache", ".git"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderSpec:
    """Which model to load, and how to run it.

    Attributes:
        model: The name of a bundled model, a folder, or the name of a model in the local Hugging Face cache.
        query_prompt: Put before a query; None takes the model's own, "" none.
        passage_prompt: Put before a passage; None takes the model's own, "" none.
        device: ``auto`` (CUDA where there is one), or a torch device such as ``cpu`` or ``cuda:1``.
        precision: ``auto`` (bf16 where the processor computes in it), ``bf16`` or ``fp32``.
        batch_size: Texts encoded at a time.
    """

    model: str = BUNDLED
    query_prompt: str | None = None
    passage_prompt: str | None = None
    device: str = "auto"
    precision: str = "auto"
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            msg = f"precision is {self.precision!r}, expected one of {', '.join(PRECISIONS)}"
            raise ValueError(msg)
        if self.batch_size < 1:
            msg = f"batch_size is {self.batch_size}, expected 1 or more"
            raise ValueError(msg)


def load_encoder(spec: EncoderSpec | None = None) -> "Encoder":
    """Find the model of a spec on this machine; the bundled one is unpacked if need be.

    Raises:
        ModelUnavailableError: It is not here.
    """
    spec = spec or EncoderSpec()
    if spec.model in ADAPTERS:
        folder = unpack_bundled_model(adapter=ADAPTERS[spec.model])
    else:
        folder = _find_model(spec.model)
    return Encoder(spec, folder)


class Encoder:
    """A sentence-transformers model that encodes queries and passages.

    Several threads may share one; they take turns.

    Attributes:
        spec: What it was loaded from.
        query_prompt: What is put before a query, possibly nothing.
        passage_prompt: What is put before a passage, possibly nothing.
    """

    def __init__(self, spec: EncoderSpec, folder: Path) -> None:
        self.spec = spec
        self._folder = folder
        own = _own_prompts(spec.model, folder)
        own_passage = next((own[name] for name in _PASSAGE_PROMPTS if own.get(name)), "")
        self.query_prompt = own.get("query", "") if spec.query_prompt is None else spec.query_prompt
        self.passage_prompt = own_passage if spec.passage_prompt is None else spec.passage_prompt
        self._facts: dict[str, Any] = {}
        if (folder / FACTS_FILE).is_file():
            self._facts = _read_json(spec.model, folder / FACTS_FILE)
        self._model: SentenceTransformer | None = None
        # Not only for loading: a tokenizer's padding is a setting of the shared object, set by every call.
        self._lock = threading.RLock()

    @property
    def fingerprint(self) -> str:
        """A hash of weights, tokenizer, pooling and prompts, whatever the device and precision."""
        with self._lock:
            if "fingerprint" not in self._facts:
                self._facts["fingerprint"] = _hash_folder(self._folder)
            prompts = f"{self._facts['fingerprint']}\0{self.query_prompt}\0{self.passage_prompt}"
        return sha256(prompts.encode()).hexdigest()

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        if "dimension" not in self._facts:
            self._facts["dimension"] = self.load().get_embedding_dimension()
        return int(self._facts["dimension"])

    @property
    def max_tokens(self) -> int:
        """The most tokens that the model reads of a text, prompt included; the rest is cut off."""
        if "max_tokens" not in self._facts:
            self._facts["max_tokens"] = self.load().max_seq_length
        return int(self._facts["max_tokens"])

    def load(self) -> "SentenceTransformer":
        """Load the weights now, rather than with the first text.

        Raises:
            ModelUnavailableError: The model's files cannot be used.
        """
        with self._lock:
            if self._model is None:
                self._model = _load_model(self.spec, self._folder)
            return self._model

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode texts to be searched.

        Args:
            texts: In any order; texts of like length are encoded together.
            on_progress: Called with the number of texts encoded so far.

        Returns:
            float32, shape (len(texts), dimension), rows of L2 norm 1 in the order of the texts.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Longest first: if memory does not suffice, that shows at once.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        for done in range(0, len(order), self.spec.batch_size):
            batch = order[done : done + self.spec.batch_size]
            vectors[batch] = self._encode([texts[i] for i in batch], self.passage_prompt)
            if on_progress is not None:
                on_progress(done + len(batch))
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Encode a question.

        Returns:
            float32, shape (dimension,), of L2 norm 1.
        """
        vector: NDArray[np.float32] = self._encode([text], self.query_prompt)[0]
        return vector

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of passages, prompt and marks included and nothing cut off."""
        if not texts:
            return []
        with self._lock:
            tokenizer: Any = self.load().tokenizer
            tokens = tokenizer(
                [self.passage_prompt + text for text in texts], truncation=False, verbose=False
            )
        return [len(ids) for ids in tokens["input_ids"]]

    def _encode(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        with self._lock:
            # An empty prompt is not None: the model's default prompt stays out.
            found = self.load().encode(
                texts, prompt=prompt, batch_size=len(texts), show_progress_bar=False, convert_to_tensor=True
            )
        vectors: NDArray[np.float32] = found.float().cpu().numpy()
        # Norms are off by up to a hundredth after bf16, and models without a normalising module exist.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(norms, np.finfo(np.float32).tiny)
        return vectors


def _find_model(name: str) -> Path:
    """Find the folder of a model that is a folder, or in the local Hugging Face cache."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    # A fifth of a second that the bundled model does not need.
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except HFValidationError as error:
        problem = "no such folder; name a folder that holds a sentence-transformers model"
        raise ModelUnavailableError(name, problem) from error
    except LocalEntryNotFoundError as error:
        problem = (
            "neither a folder nor in the local Hugging Face cache; "
            f"run hf download {name} where there is a network, or name a folder that holds the model"
        )
        raise ModelUnavailableError(name, problem) from error


def _read_json(model: str, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            model, f"{path} cannot be read ({error}); fetch or unpack it again"
        ) from error
    return found if isinstance(found, dict) else {}


def _own_prompts(model: str, folder: Path) -> dict[str, str]:
    path = folder / "config_sentence_transformers.json"
    if not path.is_file():
        return {}
    prompts = _read_json(model, path).get("prompts")
    return prompts if isinstance(prompts, dict) else {}


def _hash_folder(folder: Path) -> str:
    """Hash all that decides a vector: weights, tokenizer and settings, by name and content."""
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in _NOT_THE_MODEL
        and not _OTHER_FORMATS.intersection(path.relative_to(folder).parts)
    ]
    # Where both forms of the weights are there, this is the one that is loaded.
    if any(path.suffix == ".safetensors" for path in paths):
        paths = [path for path in paths if path.suffix != ".bin"]
    total = sha256()
    for path in paths:
        with path.open("rb") as file:
            content = file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return total.hexdigest()


def _load_model(spec: EncoderSpec, folder: Path) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer

    device = spec.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    precision = _best_precision(device) if spec.precision == "auto" else spec.precision
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    logger.info("Loading the embedding model %s on %s in %s", spec.model, device, precision)
    try:
        with _no_progress_bars():
            return SentenceTransformer(
                str(folder), device=device, local_files_only=True, model_kwargs={"dtype": dtype}
            )
    # What the libraries raise for files missing, damaged or of an unknown kind, or an unknown device.
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        remedy = "remove the folder" if spec.model in ADAPTERS else "check that it holds a whole model"
        problem = f"{folder} cannot be loaded on {device} ({reason}); {remedy}, or choose another device"
        raise ModelUnavailableError(spec.model, problem) from error


def _best_precision(device: str) -> str:
    """Choose bf16 where it is fast: emulated, it is slower than fp32."""
    import torch

    if device.startswith("cuda"):
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    capabilities = torch.cpu.get_capabilities()
    has_bf16 = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return "bf16" if device == "cpu" and has_bf16 else "fp32"


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Keep the bar of the weights being loaded off the user's terminal."""
    # Loaded with sentence-transformers, and as slow.
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    bars: Any = transformers_logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()
