import logging
from pathlib import Path

import pytest

from index.synonyms import FILE_NAME, expand_terms, read_synonyms
from index.terms import highlight_spans


def _expanded(folder: Path, query: str) -> set[str]:
    return {wanted.term for wanted in expand_terms(query, read_synonyms(folder)) if wanted.instead_of}


def _write(folder: Path, text: str) -> Path:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_is_all_of_use(tmp_path: Path) -> None:
    synonyms = read_synonyms(tmp_path)
    assert synonyms.problems == ()
    assert len(synonyms.instead) > 400


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("マイナンバーカードの交付", "番号|カード"),
        ("LINE WORKSの利用", "ライン|ワーク"),
        ("ラインワークスの利用", "line|works"),
        ("住基の閲覧", "基本|台帳"),
        ("国保", "国民|健康"),
        ("ごみの出し方", "廃棄"),
        ("先送りになった", "継続|審議"),
    ],
)
def test_everyday_words_and_abbreviations_are_expanded(tmp_path: Path, query: str, term: str) -> None:
    assert term in _expanded(tmp_path, query)


def test_the_terms_of_the_query_come_first_and_are_counted(tmp_path: Path) -> None:
    wanted = expand_terms("予算と予算", read_synonyms(tmp_path))
    assert [(w.term, w.count) for w in wanted] == [("予算", 2), ("予算|予算", 1), ("~予算", 2)]


def test_the_longest_word_is_taken(tmp_path: Path) -> None:
    _write(tmp_path, "鶴亀園\t松竹館\n鶴亀園バス\t松竹号\n")
    assert _expanded(tmp_path, "鶴亀園バス") == _expanded(tmp_path, "鶴亀園バス") >= {"松竹|号"}
    assert "松竹|館" not in _expanded(tmp_path, "鶴亀園バス")


def test_a_word_with_an_arrow_is_expanded_one_way(tmp_path: Path) -> None:
    _write(tmp_path, "鶴亀→\t松竹\t梅花\n")
    assert _expanded(tmp_path, "鶴亀") == {"松竹", "梅花"}
    assert _expanded(tmp_path, "松竹") == set()


def test_an_edited_file_takes_effect_at_once(tmp_path: Path) -> None:
    assert _expanded(tmp_path, "鶴亀") == set()
    _write(tmp_path, "鶴亀\t松竹\n")
    assert _expanded(tmp_path, "鶴亀") == {"松竹"}
    _write(tmp_path, "鶴亀\t松竹梅花\n")
    assert _expanded(tmp_path, "鶴亀") != {"松竹"}
    (tmp_path / FILE_NAME).unlink()
    assert _expanded(tmp_path, "鶴亀") == set()


def test_a_line_that_is_wrong_is_told_once_and_the_others_are_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(
        "\ufeff# 注\n\n鶴亀　松竹\nの\t予算\n".encode() + "鶴\n".encode("cp932") + "鶴亀\t松竹".encode()
    )
    with caplog.at_level(logging.WARNING):
        read_synonyms(tmp_path)
        problems = read_synonyms(tmp_path).problems
    expected = "left out; expected words set apart by tabs"
    assert problems == (
        f"{path}, line 3: 「鶴亀　松竹」 names nothing that means the same, {expected}",
        f"{path}, line 4: 「の」 holds no word to search for, {expected}",
        f"{path}, line 5: not UTF-8, left out; save the file as UTF-8",
    )
    assert [record.getMessage() for record in caplog.records] == [*problems]
    assert _expanded(tmp_path, "鶴亀") == {"松竹"}


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    (problem,) = read_synonyms(tmp_path).problems
    assert problem == f"{tmp_path / FILE_NAME}: it cannot be read (Is a directory); check its permissions"


def test_synonyms_are_highlighted(tmp_path: Path) -> None:
    text = "留守家庭児童育成室の番号と個人番号カードを扱う。"
    terms = [w.term for w in expand_terms("マイナンバーカード", read_synonyms(tmp_path))]
    assert [text[start:end] for start, end in highlight_spans(terms, text)] == ["個人番号カード"]
