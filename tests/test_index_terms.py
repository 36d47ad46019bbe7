from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.romaji import to_romaji
from index.terms import highlight_spans, join_spaced_letters, romaji_names, search_terms

_TEXTS = st.text(alphabet=st.sampled_from("防犯カメラ会長ＬＩＮＥＡI- 　\n、。１2ﾌﾟｶﾞ①㈱委員がを"), max_size=40)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A I - O C Rの運用", ["ai-ocr", "ai", "ocr", "運用"]),
        ("Ｌ Ｉ Ｎ Ｅ　ＷＯＲＫＳ", ["line", "works"]),
        ("Ｌ Ｉ Ｎ Ｅ　Ｗ Ｏ Ｒ Ｋ Ｓ", ["line", "works"]),
        ("会　長", ["会長"]),
        ("ﾌﾟﾗｲﾊﾞｼｰﾏｰｸ", ["プライバシー", "マーク"]),
        ("戸越の1,121世帯", ["戸越", "1121", "世帯"]),
        ("閉まっていた", ["締まる"]),
        ("What is the plan for RPA?", ["plan", "rpa"]),
        ("をが、。 \n", []),
        ("", []),
    ],
)
def test_terms_are_folded_joined_and_lemmatised(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


def test_loan_words_lose_the_english_tail_and_meet_their_spelling_variants() -> None:
    assert search_terms("サーバ") == search_terms("サーバー") == ["サーバー"]


def test_words_that_are_set_wide_are_joined_and_nothing_else() -> None:
    assert join_spaced_letters("A I - O C Rを 会　長 が導入 する") == "AI-OCRを 会長 が導入 する"


def test_highlights_stand_in_the_text_as_it_is_written() -> None:
    text = "帳票の個人情報は、A I - O C Rサーバから月末に消す。"
    spans = highlight_spans(search_terms("AI-OCRの個人情報"), text)
    assert [text[start:end] for start, end in spans] == ["個人情報", "A I - O C R"]


def test_highlights_cross_signs_that_normalisation_lengthens() -> None:
    text = "㈱みどり電算のﾌﾟﾗｲﾊﾞｼｰ"
    spans = highlight_spans(["プライバシー"], text)
    assert [text[start:end] for start, end in spans] == ["ﾌﾟﾗｲﾊﾞｼｰ"]


@given(text=_TEXTS)
def test_highlights_are_sorted_disjoint_and_inside_the_text(text: str) -> None:
    spans = highlight_spans(search_terms(text), text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


@given(text=_TEXTS)
def test_every_text_with_terms_is_highlighted_by_them(text: str) -> None:
    terms = search_terms(text)
    assert bool(terms) == bool(highlight_spans(terms, text))


@pytest.mark.parametrize(
    ("katakana", "spelled"),
    [
        ("クルメ", "kurume"),
        ("オームタ", "omuta"),
        ("キョート", "kyoto"),
        ("サッポロ", "sapporo"),
        ("シンジュク", "shinjuku"),
        ("イッチョー", "itcho"),
        ("ジョーエツ", "joetsu"),
        ("", ""),
    ],
)
def test_katakana_is_spelled_in_latin_letters(katakana: str, spelled: str) -> None:
    assert to_romaji(katakana) == spelled


def test_names_are_spelled_as_they_are_read() -> None:
    assert romaji_names("大牟田市") == ("omuta",)
    assert romaji_names("市役所") == ()
