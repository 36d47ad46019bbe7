import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from embeddings import model as model_module
from embeddings.errors import EmbeddingError, ModelUnavailableError
from embeddings.model import Encoder, EncoderSpec, load_encoder

PASSAGES = [
    "会長　それでは、諮問第3号についてお諮りします。",
    "防犯カメラの映像は30日で消去し、外部には提供しない。" * 6,
    "傍聴人は2名でした。",
    "",
    "AI-OCRの利用について、委員から誤読の割合を問う質問があった。" * 30,
    "オンライン申請システムの導入を承認した。",
]


@pytest.fixture(scope="module")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, str] | None], Path]:
    """A sentence-transformers folder of a very small model, with the prompts given."""
    bert = tmp_path_factory.mktemp("bert")
    torch.manual_seed(1)
    BertModel(
        BertConfig(
            vocab_size=8,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=8,
            max_position_embeddings=32,
        )
    ).save_pretrained(bert)
    pieces = {piece: i for i, piece in enumerate(["[PAD]", "[UNK]", "案", "審", "議", "答", "申", "問"])}
    tokenizer = Tokenizer(models.WordLevel(pieces, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(bert / "tokenizer.json"))
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    (bert / "tokenizer_config.json").write_text(json.dumps(names))

    def make(prompts: dict[str, str] | None) -> Path:
        folder = tmp_path_factory.mktemp("model")
        # No normalising module: norms are the encoder's own work.
        SentenceTransformer(str(bert), prompts=prompts, device="cpu").save(str(folder))
        return folder

    return make


def test_importing_the_module_loads_no_torch() -> None:
    script = (
        "import sys, embeddings.model as m; m.load_encoder().fingerprint; m.load_encoder().dimension;"
        "sys.exit(sum(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_default_setup_needs_no_network(tmp_path: Path) -> None:
    script = """
import socket, sys

def refuse(*args, **kwargs):
    sys.exit(f"reached for the network: {args}")

socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse

from embeddings.model import load_encoder

encoder = load_encoder()
assert encoder.encode_passages(["審議会は導入を承認した。"]).shape == (1, 384)
assert encoder.encode_query("導入は承認されたか").shape == (384,)
print("done")
"""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))
    }
    environment |= {"HF_HOME": str(tmp_path / "hub"), "SENREI_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    # Nor does loading leave its own progress bars on the user's terminal.
    assert done.stderr == ""


def test_vectors_are_float32_of_norm_1_in_the_order_given(encoder: Encoder) -> None:
    progress: list[int] = []
    vectors = encoder.encode_passages(PASSAGES, on_progress=progress.append)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(PASSAGES), encoder.dimension) == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert progress == [6]
    for text, vector in zip(PASSAGES, vectors, strict=True):
        assert encoder.encode_passages([text])[0] @ vector > 0.999, text


def test_progress_counts_texts_so_far(encoder: Encoder) -> None:
    progress: list[int] = []
    encoder.encode_passages(["案件"] * 70, on_progress=progress.append)
    assert progress == [32, 64, 70]


def test_nothing_to_encode_gives_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_passages([]).dtype == np.float32
    assert encoder.count_tokens([]) == []


def test_query_finds_its_passage(encoder: Encoder) -> None:
    passages = encoder.encode_passages(PASSAGES)
    query = encoder.encode_query("監視カメラの記録はどれだけ保存されるか")
    assert query.shape == (384,)
    assert query.dtype == np.float32
    assert int(np.argmax(passages @ query)) == 1
    assert int(np.argmax(passages @ encoder.encode_query("傍聴した人の数"))) == 2


def test_bf16_agrees_with_fp32(encoder: Encoder) -> None:
    texts = [text for text in PASSAGES if text]
    fp32 = load_encoder(EncoderSpec(precision="fp32", device="cpu")).encode_passages(texts)
    bf16 = load_encoder(EncoderSpec(precision="bf16", device="cpu")).encode_passages(texts)
    assert np.sum(fp32 * bf16, axis=1).min() > 0.999
    assert np.sum(fp32 * encoder.encode_passages(texts), axis=1).min() > 0.999


def test_tokens_are_counted_beyond_the_limit(encoder: Encoder) -> None:
    assert encoder.max_tokens == 512
    short, long = encoder.count_tokens(["審議", "審議会" * 600])
    assert short < 10
    assert long > 600


def test_text_beyond_the_limit_is_cut(encoder: Encoder) -> None:
    long = "個人情報の取扱いについて審議した。" * 100
    first, second = encoder.encode_passages([long, long + "公園の遊具を点検する。"])
    assert first @ second > 0.9999


def test_threads_may_share_an_encoder(encoder: Encoder) -> None:
    texts = [f"諮問第{n}号" * (1 + n % 7) for n in range(24)]
    expected = [encoder.encode_query(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode_query, texts))
    np.testing.assert_array_equal(found, expected)


def test_fingerprint_is_of_the_model_not_of_how_it_runs() -> None:
    standard = load_encoder().fingerprint
    assert standard == load_encoder().fingerprint
    assert standard == load_encoder(EncoderSpec(device="cpu", precision="fp32", batch_size=4)).fingerprint
    assert standard == load_encoder(EncoderSpec(query_prompt="query: ")).fingerprint
    assert standard != load_encoder(EncoderSpec(query_prompt="")).fingerprint
    assert standard != load_encoder(EncoderSpec(passage_prompt="query: ")).fingerprint


def test_fingerprint_follows_the_files(make_model: Callable[[dict[str, str] | None], Path]) -> None:
    folder = make_model({"query": "問: "})
    first = load_encoder(EncoderSpec(model=str(folder))).fingerprint
    (folder / "README.md").write_text("other words")
    assert load_encoder(EncoderSpec(model=str(folder))).fingerprint == first
    config = json.loads((folder / "1_Pooling" / "config.json").read_text())
    config["pooling_mode"] = "cls"
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(config))
    assert load_encoder(EncoderSpec(model=str(folder))).fingerprint != first


def test_bundled_model_has_its_prompts() -> None:
    encoder = load_encoder()
    assert (encoder.query_prompt, encoder.passage_prompt) == ("query: ", "passage: ")
    encoder = load_encoder(EncoderSpec(query_prompt="問: ", passage_prompt=""))
    assert (encoder.query_prompt, encoder.passage_prompt) == ("問: ", "")


def test_any_folder_is_a_model(make_model: Callable[[dict[str, str] | None], Path]) -> None:
    encoder = load_encoder(EncoderSpec(model=str(make_model({"query": "問", "document": "答"}))))
    assert (encoder.query_prompt, encoder.passage_prompt) == ("問", "答")
    assert (encoder.dimension, encoder.max_tokens) == (16, 32)
    vectors = encoder.encode_passages(["審議", "答申"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    plain = load_encoder(EncoderSpec(model=encoder.spec.model, query_prompt="", passage_prompt=""))
    np.testing.assert_allclose(plain.encode_passages(["答審議"])[0], vectors[0], atol=1e-2)
    np.testing.assert_allclose(plain.encode_query("問審議"), encoder.encode_query("審議"), atol=1e-2)
    assert encoder.encode_query("審議") @ vectors[0] < 0.999
    assert encoder.count_tokens(["審議"]) == [3]


def test_model_without_prompts_gets_none(make_model: Callable[[dict[str, str] | None], Path]) -> None:
    encoder = load_encoder(EncoderSpec(model=str(make_model(None))))
    assert (encoder.query_prompt, encoder.passage_prompt) == ("", "")
    assert encoder.encode_query("審議") @ encoder.encode_passages(["審議"])[0] > 0.9999


def test_model_of_the_local_hub_cache(
    make_model: Callable[[dict[str, str] | None], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = "0123456789abcdef0123456789abcdef01234567"
    snapshots = tmp_path / "models--mizuhono--tiny" / "snapshots"
    snapshots.mkdir(parents=True)
    make_model({"query": "問"}).rename(snapshots / revision)
    (tmp_path / "models--mizuhono--tiny" / "refs").mkdir()
    (tmp_path / "models--mizuhono--tiny" / "refs" / "main").write_text(revision)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    encoder = load_encoder(EncoderSpec(model="mizuhono/tiny"))
    assert encoder.query_prompt == "問"
    assert encoder.encode_query("審議").shape == (16,)


def test_model_that_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelUnavailableError) as caught:
        load_encoder(EncoderSpec(model="mizuhono/none"))
    assert str(caught.value) == (
        "embedding model mizuhono/none: neither a folder nor in the local Hugging Face cache; "
        "run hf download mizuhono/none where there is a network, or name a folder that holds the model"
    )


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    missing = f"{tmp_path}/no/such/model"
    with pytest.raises(ModelUnavailableError) as caught:
        load_encoder(EncoderSpec(model=missing))
    assert str(caught.value) == (
        f"embedding model {missing}: no such folder; name a folder that holds a sentence-transformers model"
    )


def test_damaged_weights(make_model: Callable[[dict[str, str] | None], Path]) -> None:
    folder = make_model(None)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    encoder = load_encoder(EncoderSpec(model=str(folder), device="cpu"))
    with pytest.raises(ModelUnavailableError) as caught:
        encoder.encode_query("審議")
    message = str(caught.value)
    assert message.startswith(f"embedding model {folder}: {folder} cannot be loaded on cpu (")
    assert "\n" not in message


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError) as caught:
        load_encoder(EncoderSpec(model=str(tmp_path))).load()
    assert f"{tmp_path} cannot be loaded on " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_damaged_prompts(make_model: Callable[[dict[str, str] | None], Path]) -> None:
    folder = make_model(None)
    (folder / "config_sentence_transformers.json").write_text("{")
    with pytest.raises(ModelUnavailableError, match=r"config_sentence_transformers\.json cannot be read"):
        load_encoder(EncoderSpec(model=str(folder)))


def test_unknown_device() -> None:
    with pytest.raises(ModelUnavailableError, match="cannot be loaded on abacus"):
        load_encoder(EncoderSpec(device="abacus")).load()


def test_precision_follows_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for capabilities, expected in [
        ({"avx512_bf16": True, "amx_bf16": False}, "bf16"),
        ({"amx_bf16": True}, "bf16"),
        ({"avx2": True, "avx512_bf16": False}, "fp32"),
        ({}, "fp32"),
    ]:
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda found=capabilities: found)
        assert model_module._best_precision("cpu") == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"precision": "int8"}, "precision is 'int8', expected one of auto, bf16, fp32"),
        ({"batch_size": 0}, "batch_size is 0, expected 1 or more"),
    ],
)
def test_spec_is_checked(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EncoderSpec(**settings)  # type: ignore[arg-type]


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(ModelUnavailableError("mizuhono/none", "is not here")))
    assert str(error) == "embedding model mizuhono/none: is not here"
    assert isinstance(error, EmbeddingError)
