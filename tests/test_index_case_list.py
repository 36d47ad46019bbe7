from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.case_list import CaseOrder, agenda_kinds, list_cases
from index.cases import all_cases, cases_of
from index.filters import Filters
from index.reading import turns_at, turns_of
from index.search import Index, open_index
from ingest.records import Outcome

EVERY = Filters()


@pytest.fixture(scope="module")
def index(encoder: Encoder, sample_index: Path) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


@pytest.mark.parametrize(
    "filters",
    [
        EVERY,
        Filters(municipality=("霧沢",), outcome=(Outcome.APPROVED,)),
        Filters(outcome=(Outcome.CONTINUED, Outcome.POSTPONED), date_from="2022-01-01"),
        Filters(agenda_kind=("請願",)),
    ],
)
def test_the_list_holds_the_cases_that_meet_the_filters(index: Index, filters: Filters) -> None:
    expected = {items[0].case_id for items in all_cases(index, filters)}
    assert {*list_cases(index, filters).case_ids} == expected
    assert expected


def test_counts_are_those_that_each_outcome_would_list(index: Index) -> None:
    filters = Filters(municipality=("霧沢町", "青嶺市"), outcome=(Outcome.APPROVED,))
    listed = list_cases(index, filters)
    for outcome, count in listed.counts.items():
        assert len(list_cases(index, replace(filters, outcome=(outcome,))).case_ids) == count
    assert len(list_cases(index, replace(filters, outcome=())).case_ids) == listed.total


def test_a_case_that_was_continued_is_listed_though_it_was_approved_later(index: Index) -> None:
    kirisawa = Filters(municipality=("霧沢町",))
    both = [
        {*list_cases(index, replace(kirisawa, outcome=(outcome,))).case_ids}
        for outcome in (Outcome.CONTINUED, Outcome.APPROVED)
    ]
    (followed,) = set.intersection(*both)
    assert [item.outcome for item in cases_of(index, [followed])[0]] == [Outcome.CONTINUED, Outcome.APPROVED]


@pytest.mark.parametrize(
    "words",
    ["AI-OCR", "ＡＩ－ＯＣＲ", "a i - o c r", "  AI-OCR　申請書 "],
)
def test_words_are_found_however_they_are_written(index: Index, words: str) -> None:
    listed = cases_of(index, list_cases(index, EVERY, words).case_ids)
    assert any("AI-OCR" in items[-1].title for items in listed)
    assert len(listed) < 20


def test_every_case_listed_for_words_holds_them(index: Index) -> None:
    listed = cases_of(index, list_cases(index, EVERY, "再委託").case_ids)
    assert listed
    for items in listed:
        said = "".join(
            turn.text
            for item in items
            for turn in turns_of(index, item.meeting_key)
            if turn.agenda_id == item.agenda_id
        )
        assert "再委託" in said or any("再委託" in item.title for item in items)


def test_words_that_no_case_holds_list_nothing(index: Index) -> None:
    assert list_cases(index, EVERY, "宇宙エレベーター").case_ids == ()
    assert list_cases(index, EVERY, "AI-OCR 宇宙エレベーター").total == 0


def test_the_orders(index: Index) -> None:
    latest = {
        order: [items[-1] for items in cases_of(index, list_cases(index, EVERY, "", order).case_ids)]
        for order in CaseOrder
    }
    dates = [item.date or "" for item in latest[CaseOrder.NEWEST]]
    assert dates == sorted(dates, reverse=True)
    assert [item.date for item in latest[CaseOrder.OLDEST]] == sorted(dates)
    places = [item.municipality or "" for item in latest[CaseOrder.MUNICIPALITY]]
    assert places == sorted(places)
    ranks = [[*Outcome].index(item.outcome) for item in latest[CaseOrder.OUTCOME]]
    assert ranks == sorted(ranks)


def test_kinds_and_turns_are_those_of_the_index(index: Index) -> None:
    assert agenda_kinds(index)[0] == "審議"
    first = turns_of(index, 1)[0]
    assert turns_at(index, [(1, first.n), (1, 9999)]) == {(1, first.n): first}
    assert turns_at(index, []) == {}
