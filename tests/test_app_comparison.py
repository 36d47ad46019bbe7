"""A comparison, its file, and that every word of both is on record."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.comparison import Comparison, compare
from app.export_comparison import comparison_as_csv, comparison_as_excel, comparison_rows
from app.matters import cases_like, cases_on
from app.wording import Language
from app.wording_compare import COMPARE_WORDINGS
from embeddings.model import Encoder
from index.cases import all_cases, all_items
from index.reading import turns_of
from index.search import Index, open_index
from ingest.records import Outcome


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


@pytest.fixture(scope="module")
def comparison(index: Index) -> Comparison:
    return compare(index, cases_on(index, "AI-OCR"))


def _turns(index: Index) -> dict[tuple[int, int], str]:
    meetings = {item.meeting_key for item in all_items(index)}
    return {(key, turn.n): turn.text for key in meetings for turn in turns_of(index, key)}


def test_all_that_dealt_with_the_matter_are_compared(comparison: Comparison) -> None:
    assert {*comparison.places} == {"琴ノ原市", "梓ヶ原市", "霧沢町", "楓ノ台市", "雁ヶ瀬市", "汐凪市"}
    assert comparison.absent == ()
    assert {*comparison.found_places.values()} == {1}


def test_named_places_are_compared_and_one_without_a_record_is_said_to_have_none(index: Index) -> None:
    found = compare(index, cases_on(index, "AI-OCR"), ("霧沢町", "潮見崎市"))
    assert (found.places, found.absent) == (("霧沢町",), ("潮見崎市",))
    assert len(found.found_places) == 6


def test_places_that_the_matter_names_are_compared(index: Index) -> None:
    found = compare(index, cases_on(index, "霧沢町と潮見崎市のAI-OCR"))
    assert (found.places, found.absent) == (("霧沢町",), ("潮見崎市",))


def test_questions_stand_under_their_concern_and_place(index: Index, comparison: Comparison) -> None:
    turns = _turns(index)
    by_key = {concern.concern.key: concern for concern in comparison.concerns if concern.concern}
    assert {*by_key["subcontracting"].by_place} == {"汐凪市"}
    assert {"琴ノ原市", "霧沢町"} <= {*by_key["location"].by_place}
    for concern in comparison.concerns:
        for place, questions in concern.by_place.items():
            for question in questions:
                item = comparison.items[question.meeting_key, question.agenda_id]
                assert item.municipality == place
                said = turns[question.meeting_key, question.n]
                assert all(part.text in said for part in question.parts)
                assert all(turns[question.meeting_key, one.n] == one.text for one in question.answers)


def test_an_answered_question_is_shown_first(comparison: Comparison) -> None:
    for concern in comparison.concerns:
        for questions in concern.by_place.values():
            answered = [bool(question.answers) for question in questions]
            assert answered == sorted(answered, reverse=True)


def test_of_a_budget_only_the_questions_on_the_matter_count(comparison: Comparison) -> None:
    asked = [q for concern in comparison.concerns for q in concern.by_place.get("雁ヶ瀬市", ())]
    assert asked
    assert all("ＡＩ－ＯＣＲ" in question.whole.text for question in asked)


def test_years_hold_every_item_once_and_the_empty_years_between(comparison: Comparison, index: Index) -> None:
    years = comparison.by_year()
    assert [year for year, _ in years] == [2021, 2022, 2023, 2024]
    items = [item for _, of_year in years for item in of_year]
    assert len(items) == len({(item.meeting_key, item.agenda_id) for item in items}) == 7
    assert [item.outcome for item in dict(years)[2024]] == [Outcome.REJECTED]
    gap = compare(index, cases_on(index, "コンビニ交付")).by_year()
    assert [(year, len(of_year)) for year, of_year in gap] == [
        (2020, 1),
        (2021, 0),
        (2022, 0),
        (2023, 0),
        (2024, 1),
    ]


def test_invented_municipalities_have_no_prefecture(comparison: Comparison) -> None:
    assert [(name, len(cases)) for name, cases in comparison.by_prefecture()] == [(None, 6)]


def test_the_tables_show_so_many_cases_and_the_charts_all(index: Index) -> None:
    found = compare(index, cases_on(index, "AI-OCR"), shown=2)
    assert (len(found.rows), len(found.cases)) == (2, 6)
    assert {place for concern in found.concerns for place in concern.by_place} <= {*found.places}


def test_a_case_is_compared_with_those_like_it(index: Index) -> None:
    own = next(c for c in all_cases(index) if c[0].municipality == "青嶺市" and "カメラ" in c[0].title)
    found = compare(index, cases_like(index, own[0].case_id))
    assert found.cases[0].items == own
    assert {*found.places} == {"青嶺市", "蒼原市", "白鷺野市"}


def test_a_case_that_only_touches_on_the_matter_is_told_apart(comparison: Comparison) -> None:
    assert [case.place for case in comparison.cases if not case.named] == ["雁ヶ瀬市"]
    assert comparison.cases[-1].place == "雁ヶ瀬市"


def test_the_workbook_holds_the_same_rows(comparison: Comparison) -> None:
    words = COMPARE_WORDINGS[Language.JA]
    sheet = load_workbook(io.BytesIO(comparison_as_excel(comparison, words))).worksheets[0]
    held = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert held == [words.columns, *comparison_rows(comparison, words)]


@pytest.mark.parametrize("language", [*Language])
def test_the_file_holds_every_cell_with_its_source(index: Index, language: Language) -> None:
    words = COMPARE_WORDINGS[language]
    found = compare(index, cases_on(index, "AI-OCR"), ("霧沢町", "梓ヶ原市", "潮見崎市"))
    data = comparison_as_csv(found, words)
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert tuple(head) == words.columns
    assert {len(row) for row in rows} == {len(words.columns)}
    kinds = [row[0] for row in rows]
    assert kinds.count(words.kind_outcome) == 3
    assert kinds.count(words.kind_condition) == 2
    assert [row[1] for row in rows if row[0] == words.kind_absent] == ["潮見崎市"]
    texts = _turns(index).values()
    for row in rows:
        if row[0] in {words.kind_question, words.kind_answer}:
            assert any(all(part in text for part in row[7].split(" … ")) for text in texts)
        if row[0] != words.kind_absent:
            assert row[9] in row[11]
    proof = next(row for row in rows if row[1] == "梓ヶ原市" and row[0] == words.kind_outcome)
    assert proof[8] == "会長"
