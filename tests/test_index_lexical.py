import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.lexical import LexicalIndex
from index.store import Store
from index.synonyms import Wanted, expand_terms, read_synonyms

_TEXTS = ["防犯カメラ 防犯カメラ 映像", "防犯カメラ 図書館", "図書館 司書 司書 予算"]


def _add(store: Store, texts: list[str], keywords: str = "") -> list[int]:
    with store.transaction():
        if not store.rows("SELECT 1 FROM meeting"):
            store.insert(
                "document", id=1, path="/a.txt", doc="a.txt", sha256="0", media_type="text/plain",
                built_by="test", warnings="[]", ingested_at="",
            )  # fmt: skip
            store.insert("meeting", id=1, document=1, meeting_id="m1", attendees="[]")
            store.insert("vector", id=1, input_sha256=b"0", vector=b"")
        ids = [
            store.insert(
                "passage", meeting=1, vector=1, kind="speech", text=text, context="", keywords=keywords,
                span_start=0, span_end=len(text),
            )
            for text in texts
        ]  # fmt: skip
        store.log("passage", ids, added=True)
    return ids


def _remove(store: Store, ids: list[int]) -> None:
    with store.transaction():
        for key in ids:
            store.execute("DELETE FROM passage WHERE id = ?", (key,))
        store.log("passage", ids, added=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "index", create=True)
    opened.lock()
    yield opened
    opened.close()


def _opened(store: Store) -> LexicalIndex:
    index = LexicalIndex(store.folder / "lexical", store.store_id)
    index.catch_up(store)
    return index


def _bm25(frequency: int, found_in: int, length: int, lengths: list[int]) -> float:
    """The textbook formula with k1 = 1.2 and b = 0.75."""
    idf = math.log(1 + (len(lengths) - found_in + 0.5) / (found_in + 0.5))
    norm = 1 - 0.75 + 0.75 * length / (sum(lengths) / len(lengths))
    return idf * frequency * 2.2 / (frequency + 1.2 * norm)


def test_scores_are_those_worked_by_hand(store: Store) -> None:
    # 防犯, カメラ (twice) and 映像; 防犯, カメラ and 図書, 館; 図書, 館, 司書 (twice) and 予算.
    first, second, _ = _add(store, _TEXTS)
    index = _opened(store)
    lengths = [5, 4, 5]
    found = index.search(["カメラ"], 10)
    assert [key for key, _ in found] == [first, second]
    assert found[0][1] == pytest.approx(_bm25(2, 2, 5, lengths), rel=1e-5)
    assert found[1][1] == pytest.approx(_bm25(1, 2, 4, lengths), rel=1e-5)
    index.close()


def test_a_term_that_is_asked_twice_weighs_twice(store: Store) -> None:
    _add(store, _TEXTS)
    index = _opened(store)
    (_, once), *_ = index.search(["カメラ"], 1)
    (_, twice), *_ = index.search(["カメラ", "カメラ"], 1)
    assert twice == pytest.approx(2 * once, rel=1e-5)
    index.close()


def test_keywords_weigh_less_than_the_text(store: Store) -> None:
    (by_keyword,) = _add(store, ["予算"], keywords="カメラ")
    (by_text,) = _add(store, ["カメラ"], keywords="予算")
    index = _opened(store)
    assert [key for key, _ in index.search(["カメラ"], 5)] == [by_text, by_keyword]
    index.close()


def test_words_in_order_come_first(store: Store) -> None:
    _, in_order = _add(store, ["申請を電子で", "電子申請の"])
    index = _opened(store)
    assert index.search(expand_terms("電子申請", read_synonyms(store.folder)), 1)[0][0] == in_order
    index.close()


def test_a_name_that_is_cut_otherwise_is_found_by_its_pieces(store: Store) -> None:
    name, _ = _add(store, ["みどり野ラクラク号", "図書館の予算"])
    index = _opened(store)
    assert index.search(["ラクラ"], 5) == []
    assert [key for key, _ in index.search(expand_terms("ラクラ", read_synonyms(store.folder)), 5)] == [name]
    index.close()


def test_a_synonym_is_found_below_the_word_asked(store: Store) -> None:
    by_synonym, asked, part = _add(store, ["個人番号カードの交付", "マイナンバーカードの交付", "番号の個人"])
    index = _opened(store)
    wanted = expand_terms("マイナンバーカード", read_synonyms(store.folder))
    found = dict(index.search(wanted, 5))
    assert found[asked] > found[by_synonym] > 0
    assert part not in found
    assert index.potential(wanted) == pytest.approx(index.potential(["マイ", "ナンバー", "カード"]))
    index.close()


def test_a_rare_synonym_weighs_no_more_than_the_common_word(store: Store) -> None:
    rare, *_ = _add(store, ["廃材", *["木材"] * 6, "石材"])
    index = _opened(store)
    wanted = [Wanted(term="木材"), Wanted(term="廃材", instead_of=("木材",), among=("廃材",))]
    scores = dict(index.search(wanted, 10))
    assert scores[rare] < 0.5 * min(score for key, score in scores.items() if key != rare)
    index.close()


def test_the_potential_is_never_reached(store: Store) -> None:
    _add(store, _TEXTS)
    index = _opened(store)
    terms = ["防犯", "カメラ", "映像"]
    (_, best), *_ = index.search(terms, 1)
    assert 0.3 * index.potential(terms) < best < index.potential(terms)
    assert index.potential([*terms, "宇宙"]) > index.potential(terms)
    index.close()


def test_a_filter_is_kept_to_exactly_and_leaves_scores_alone(store: Store) -> None:
    first, second, third = _add(store, _TEXTS)
    index = _opened(store)
    scores = dict(index.search(["カメラ", "図書"], 10))
    assert dict(index.search(["カメラ", "図書"], 10, [second])) == pytest.approx({second: scores[second]})
    assert set(dict(index.search(["図書"], 10, [first, third, 999]))) == {third}
    assert index.search(["図書"], 10, []) == []
    index.close()


def test_changes_are_replayed_on_a_kept_index(store: Store) -> None:
    first, second, third = _add(store, _TEXTS)
    _opened(store).close()
    _remove(store, [second])
    (fourth,) = _add(store, ["カメラの予算"])
    index = _opened(store)
    assert {key for key, _ in index.search(["カメラ", "図書"], 10)} == {first, third, fourth}
    index.close()


def test_a_change_that_is_replayed_twice_counts_once(store: Store) -> None:
    # As after a crash between tantivy's commit and the note of the sequence.
    _add(store, _TEXTS[:1])
    index = _opened(store)
    note = (store.folder / "lexical" / "sequence.json").read_bytes()
    second, third = _add(store, _TEXTS[1:])
    index.catch_up(store)
    index.close()
    (store.folder / "lexical" / "sequence.json").write_bytes(note)
    index = _opened(store)
    assert [key for key, _ in index.search(["図書"], 10)] == [second, third]
    index.close()


@pytest.mark.parametrize("damaged", ["meta.json", "sequence.json"])
def test_a_damaged_folder_is_built_anew(store: Store, damaged: str) -> None:
    _add(store, _TEXTS)
    _opened(store).close()
    (store.folder / "lexical" / damaged).write_text("{", encoding="utf-8")
    index = _opened(store)
    assert len(index.search(["カメラ"], 10)) == 2
    index.close()


def test_a_reader_sees_what_another_index_has_written(store: Store) -> None:
    _add(store, _TEXTS[:1])
    writer = _opened(store)
    reader = LexicalIndex(store.folder / "lexical", store.store_id)
    assert len(reader.search(["カメラ"], 10)) == 1
    _add(store, _TEXTS[1:])
    writer.catch_up(store)
    reader.reload()
    assert (reader.sequence, len(reader.search(["カメラ"], 10))) == (store.sequence, 2)
    writer.close()


def test_an_english_word_counts_as_what_it_is_translated_to(store: Store) -> None:
    _add(store, ["粗大ごみの収集", "図書館の司書"])
    index = _opened(store)
    synonyms = read_synonyms(store.folder)
    english = expand_terms("how is bulky waste zzz", synonyms)
    assert [key for key, _ in index.search(english, 5)] == [1]
    # Words that no passage holds take nothing from those that were translated.
    assert index.potential(english) == pytest.approx(index.potential(expand_terms("bulky waste", synonyms)))


def test_words_are_held_in_their_order_or_together_in_keywords(store: Store) -> None:
    _add(store, ["生成AIの利用", "防犯 カメラ"], keywords="市の個人情報の保護")
    index = _opened(store)
    assert index.holds(("生成", "ai"))
    assert not index.holds(("ai", "生成"))
    assert index.holds(("個人", "情報"))
    assert not index.holds(("個人", "カメラ"))
    assert index.holds(("カメラ",))
