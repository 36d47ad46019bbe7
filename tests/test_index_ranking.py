import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.preferences import Preferences
from index.ranking import in_context, of_near_items, preferred, prior, relevance, without_overlaps
from ingest.records import Outcome

_SPANS = st.tuples(st.integers(1, 2), st.integers(0, 50), st.integers(1, 30))


def _row(**values: object) -> sqlite3.Row:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    columns = ", ".join(f"? AS {name}" for name in values)
    row: sqlite3.Row = connection.execute(f"SELECT {columns}", [*values.values()]).fetchone()
    connection.close()
    return row


def _rows(spans: list[tuple[int, int, int]]) -> list[sqlite3.Row]:
    return [
        _row(id=n, document=document, span_start=start, span_end=start + length)
        for n, (document, start, length) in enumerate(spans)
    ]


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(1, 0, 10), (1, 10, 10)], [0, 1]),
        ([(1, 0, 10), (1, 5, 10)], [0, 1]),
        ([(1, 0, 10), (1, 4, 10)], [0]),
        ([(1, 0, 10), (2, 0, 10)], [0, 1]),
        ([(1, 0, 100), (1, 20, 3)], [0]),
        ([(1, 20, 3), (1, 0, 100), (1, 100, 5)], [0, 2]),
    ],
)
def test_what_a_better_hit_shows_is_not_shown_again(
    spans: list[tuple[int, int, int]], kept: list[int]
) -> None:
    assert without_overlaps(_rows(spans), 10) == kept


@given(spans=st.lists(_SPANS, max_size=12), k=st.integers(1, 12))
def test_the_best_hit_is_always_kept_and_the_order_stays(spans: list[tuple[int, int, int]], k: int) -> None:
    kept = without_overlaps(_rows(spans), k)
    assert kept == sorted(kept)
    assert kept[:1] == [0][: len(spans)]
    assert kept == without_overlaps(_rows(spans), 12)[:k]


@pytest.mark.parametrize(
    ("preferences", "gained"),
    [
        (Preferences(), 0.0),
        (Preferences(municipality=("汐見町",)), 0.2),
        (Preferences(date_from="2022-04-01", date_to="2023-03-31"), 0.2),
        (Preferences(section=("市民課",)), 0.4),
        (Preferences(section=("防災課",)), 0.0),
        (Preferences(decision=True), 0.6),
        (Preferences(decision=True, outcome=(Outcome.APPROVED,)), 0.9),
        (Preferences(decision=True, outcome=(Outcome.REJECTED,)), 0.0),
        # A decision of another place or time is not the one that is asked for.
        (Preferences(decision=True, municipality=("みどり野市",)), 0.0),
        (Preferences(decision=True, municipality=("みどり野市", "汐見町")), 0.8),
        (Preferences(decision=True, date_from="2023-04-01", date_to="2024-03-31"), 0.0),
    ],
)
def test_a_passage_gains_by_what_the_question_names(preferences: Preferences, gained: float) -> None:
    row = _row(municipality="汐見町", section="市民部市民課", date="2022-11-02", outcome="approved")
    assert preferred(row, preferences, near=True) == pytest.approx(gained)


def test_the_decision_of_an_item_that_is_far_from_the_question_gains_nothing() -> None:
    rows = {
        1: _in_meeting("a1"),
        2: _in_meeting("a1"),
        3: _in_meeting("a2"),
        4: _in_meeting(None),
    }
    assert of_near_items({1: 1.0, 2: 0.1, 3: 0.4, 4: 0.5}, rows) == {1, 2, 4}
    assert of_near_items({}, {}) == frozenset()
    row = _row(municipality="汐見町", section=None, date="2022-11-02", outcome="approved")
    assert preferred(row, Preferences(decision=True), near=False) == 0.0


def test_unknown_places_and_dates_gain_nothing() -> None:
    row = _row(municipality=None, section=None, date=None, outcome=None)
    asked = Preferences(municipality=("汐見町",), date_from="2022-04-01", date_to="2023-03-31", decision=True)
    assert preferred(row, asked, near=True) == 0.0
    assert preferred(row, Preferences(), near=True) == 0.0


def _in_meeting(item: str | None, turn: int | None = None, question: int | None = None) -> sqlite3.Row:
    return _row(meeting=1, agenda_id=item, turn=turn, question=question)


def test_a_passage_gains_by_the_one_before_it_in_its_item_and_by_the_items_best() -> None:
    rows = {key: _in_meeting(item) for key, item in enumerate(("a1", "a1", "a2"), start=1)}
    assert in_context({1: 1.0, 2: 0.5, 3: 0.5}, rows) == pytest.approx(
        {1: 1.0 + 0.2 * 0.75, 2: 0.5 + 0.2 * 1.0 + 0.2 * 0.75, 3: 0.5 + 0.2 * 0.5}
    )


def test_only_the_best_of_an_item_count_and_nothing_is_lost_by_what_is_before() -> None:
    rows = {key: _in_meeting(None) for key in range(1, 11)}
    scores = {1: -1.0} | dict.fromkeys(range(2, 10), 1.0) | {10: -5.0}
    found = in_context(scores, rows)
    assert found[2] == pytest.approx(1.2)
    assert found[3] == pytest.approx(1.4)


def test_an_answer_gains_by_the_best_passage_of_its_question() -> None:
    rows = {
        1: _in_meeting("a1", turn=4),
        2: _in_meeting("a2", turn=4),
        5: _in_meeting("a3", turn=6, question=4),
        # One that answers none, and a decision outside the turns.
        7: _in_meeting("a4", turn=7),
        9: _in_meeting("a5"),
    }
    found = in_context({1: 1.0, 2: 0.5, 5: 0.1, 7: 0.1, 9: 3.0}, rows)
    assert found[5] == pytest.approx((0.1 + 0.06 * 1.0) * 1.2)
    assert found[7] == pytest.approx(0.1 * 1.2)


@pytest.mark.parametrize(
    ("values", "gained"),
    [
        ({"kind": "speech", "role": "member", "characters": 80, "outcome": None}, 0.0),
        ({"kind": "speech", "role": "member", "characters": 20, "outcome": None}, -0.1875),
        ({"kind": "speech", "role": "chair", "characters": 200, "outcome": None}, -0.05),
        ({"kind": "document", "role": None, "characters": 200, "outcome": None}, -0.08),
        ({"kind": "note", "role": None, "characters": 10, "outcome": "approved"}, 0.0),
    ],
)
def test_brief_words_papers_and_the_chair_come_later(values: dict[str, object], gained: float) -> None:
    assert prior(_row(**values)) == pytest.approx(gained)


def test_relevance_is_a_chance_that_grows_with_the_score() -> None:
    told = [relevance(score) for score in (-1.0, 0.0, 0.9, 1.5, 2.5)]
    assert told == sorted(told)
    assert all(0 < one < 1 for one in told)
    assert relevance(4.44 / 2.88) == pytest.approx(0.5)
