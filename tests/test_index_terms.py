from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.romaji import to_romaji
from index.terms import highlight_spans, join_spaced_letters, read_terms, romaji_names, search_terms

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
        ("閉まっていた", ["締まり"]),
        ("申込みと申し込みと申込を申し込む", ["申し込み"] * 4),
        ("取扱いを取り扱う", ["取り扱い"] * 2),
        ("会議に出る", ["会議", "出る"]),
        ("不承認と承認", ["不承認", "承認", "承認"]),
        ("再委託先は未定", ["再委託", "委託", "先", "未定"]),
        ("附帯意見と付帯意見", ["付帯", "意見"] * 2),
        ("障がい、こども", ["障害", "子供"]),
        ("三千円と３，０００円", ["3000", "円", "3000", "円"]),
        ("令和三年と令和３年", ["令和", "3", "令和", "3"]),
        ("２億5,000万円", ["250000000", "2", "5000", "円"]),
        ("一部、一般、千代田区、万円、1.5億円", ["一部", "一般", "千代田", "区", "円", "1.5", "円"]),
        ("What is the plan for RPA?", ["plan", "rpa"]),
        ("をが、。 \n", []),
        ("", []),
    ],
)
def test_terms_are_folded_joined_and_lemmatised(text: str, terms: list[str]) -> None:
    assert search_terms(text) == terms


def test_a_text_has_pairs_and_pieces_beside_its_terms() -> None:
    read = read_terms("AI-OCRで住民の電子申請")
    assert read.terms == ("ai-ocr", "ai", "ocr", "住民", "電子", "申請")
    assert read.words == ("ai-ocr", "住民", "電子", "申請")
    assert read.pairs == ("ai-ocr|住民", "住民|電子", "電子|申請")
    assert read.pieces == ("~住民", "~電子", "~子申", "~申請")


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


def test_a_pair_is_highlighted_where_its_words_follow_each_other() -> None:
    text = "監視の強化、監視用のカメラ、監視カメラ"
    spans = highlight_spans(["監視|カメラ"], text)
    assert [text[start:end] for start, end in spans] == ["監視カメラ"]


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
