from collections.abc import Sequence
from pathlib import Path

import pytest

from index.english import english_names, in_japanese, is_english, read_glosses
from index.synonyms import read_synonyms


def _glossed(folder: Path, text: str, held: frozenset[str] = frozenset()) -> str:
    def is_held(words: Sequence[str]) -> bool:
        return held.issuperset(words)

    return in_japanese(text, read_glosses(text, read_synonyms(folder), is_held))


@pytest.mark.parametrize(
    ("text", "english"),
    [("Was it approved?", True), ("LINE WORKS", False), ("AIの利用", False), ("2021", False), ("", False)],
)
def test_a_question_is_english_by_a_word_in_small_letters(text: str, english: bool) -> None:
    assert is_english(text) is english


def test_names_are_what_has_two_capitals() -> None:
    assert english_names("Does LINE run ChatGPT or AI-OCR at the City?") == ["LINE", "ChatGPT", "AI-OCR"]


@pytest.mark.parametrize(
    ("text", "glossed"),
    [
        ("What is the conversion rate of AI-OCR?", "What is the 変換率 of AI-OCR?"),
        ("data leaks", "データ 漏えい"),
        # No word that means the reverse, though it holds the same word.
        ("Was it approved or rejected?", "Was it 承認 or 不承認?"),
        ("Were leaked addresses deleted?", "Were 漏えい 住所 削除?"),
        ("the hometown tax site", "the ふるさと納税 敷地"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_words_are_put_in_japanese_whatever_their_endings(tmp_path: Path, text: str, glossed: str) -> None:
    assert _glossed(tmp_path, text) == glossed


def test_of_several_translations_one_on_record_is_taken(tmp_path: Path) -> None:
    assert _glossed(tmp_path, "storage") == "保存"
    assert _glossed(tmp_path, "storage", frozenset({"保管"})) == "保管"


def test_a_name_on_record_stays(tmp_path: Path) -> None:
    assert _glossed(tmp_path, "the use of LINE WORKS") == "the use of ラインワークス"
    assert (
        _glossed(tmp_path, "the use of LINE WORKS", frozenset({"line", "works"})) == "the use of LINE WORKS"
    )


def test_a_gloss_says_whether_it_is_on_record(tmp_path: Path) -> None:
    synonyms = read_synonyms(tmp_path)
    (gloss,) = read_glosses("Cloud?", synonyms, lambda _: False)
    assert (gloss.span, gloss.written, gloss.words, gloss.on_record) == (
        (0, 5),
        "クラウド",
        ("クラウド",),
        False,
    )
    (gloss,) = read_glosses("Cloud?", synonyms, lambda words: words == ("クラウド",))
    assert gloss.on_record
