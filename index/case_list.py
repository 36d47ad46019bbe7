"""All cases that filters and words ask for, in an order: their ids, and how many had each outcome.

It reads some columns of every agenda item within the filters, and of every passage that holds the words: time
grows with these numbers, not with the minutes. The cases themselves are for `index.cases.cases_of`, part by
part.
"""

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.filters import Filters, meeting_condition
from index.search import Index
from index.synonyms import read_synonyms
from index.terms import join_spaced_letters, pairs_of, read_terms
from ingest.records import Outcome


class CaseOrder(StrEnum):
    """By what cases are put in order; the date and the outcome are those of the latest meeting."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MUNICIPALITY = "municipality"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """The cases that were asked for.

    Attributes:
        case_ids: In order.
        total: How many there are whatever their outcome.
        conditioned: How many of `case_ids` had conditions or opinions attached within the filters.
        counts: How many of these had an outcome at one of the meetings within the filters; one that had two
            counts for both.
    """

    case_ids: tuple[str, ...] = ()
    total: int = 0
    conditioned: int = 0
    counts: Mapping[Outcome, int] = field(default_factory=dict)


def list_cases(
    index: Index,
    filters: Filters,
    words: str = "",
    order: CaseOrder = CaseOrder.NEWEST,
    *,
    conditioned: bool = False,
) -> CaseList:
    """The cases of which an item meets all filters, but for `speaker_role`, and that hold all the words.

    A word is held where it stands in the title of an item of the case or in what was said about it; so are
    its synonyms. Words are set apart by spaces.

    Args:
        index: Any index.
        filters: What one item of the case has to meet: continued in this year.
        words: What the case has to hold.
        order: The cases' order.
        conditioned: Whether one of these items has to have conditions or opinions attached.
    """
    with index.guard, index.store.snapshot():
        condition = meeting_condition(replace(filters, outcome=()))
        where = f"WHERE {condition.sql}" if condition.sql else ""
        found = index.store.rows(f"{_ITEMS} {where}", condition.values)
        if asked := join_spaced_letters(words).split():
            index.refresh()
            holding = _cases_holding(index, asked)
            found = [row for row in found if row["case_id"] in holding]
        latest = _latest(index)
    attached = {row["case_id"] for row in found if row["conditions"] != "[]"}
    if conditioned:
        found = [row for row in found if row["case_id"] in attached]
    having: dict[Outcome, set[str]] = defaultdict(set)
    for row in found:
        having[Outcome(row["outcome"])].add(row["case_id"])
    every: set[str] = set().union(*having.values())
    chosen = set().union(*(having[one] for one in filters.outcome)) if filters.outcome else every
    return CaseList(
        case_ids=tuple(_ordered(chosen, latest, order)),
        total=len(every),
        conditioned=len(chosen & attached),
        counts={outcome: len(having[outcome]) for outcome in Outcome if outcome in having},
    )


def agenda_kinds(index: Index) -> tuple[str, ...]:
    """The kinds of agenda items in the index, the most frequent first."""
    query = "SELECT kind FROM agenda_item GROUP BY kind ORDER BY count(*) DESC, kind"
    with index.guard, index.store.snapshot():
        return tuple(row["kind"] for row in index.store.rows(query))


_ITEMS = """
    SELECT agenda_item.case_id, agenda_item.outcome, agenda_item.conditions
    FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
"""


def _latest(index: Index) -> dict[str, sqlite3.Row]:
    """By case what the latest of its items says, the last one in the order of `index.cases.case_of`."""
    query = """
        SELECT agenda_item.case_id, agenda_item.outcome, meeting.municipality, meeting.council, meeting.date
        FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
        JOIN document ON document.id = meeting.document
        ORDER BY coalesce(meeting.date, ''), document.doc, meeting.id, agenda_item.agenda_id
    """
    return {row["case_id"]: row for row in index.store.rows(query)}


_OUTCOME_RANK = {outcome.value: rank for rank, outcome in enumerate(Outcome)}


def _ordered(case_ids: Iterable[str], latest: Mapping[str, sqlite3.Row], order: CaseOrder) -> list[str]:
    # Of cases that are otherwise alike the latest one comes first.
    newest = sorted(sorted(case_ids), key=lambda case: latest[case]["date"] or "", reverse=True)
    match order:
        case CaseOrder.NEWEST:
            return newest
        case CaseOrder.OLDEST:
            # What has no date comes last in either order.
            return sorted(newest, key=lambda case: latest[case]["date"] or "9999")
        case CaseOrder.MUNICIPALITY:
            return sorted(newest, key=lambda case: _place(latest[case]))
        case CaseOrder.OUTCOME:
            return sorted(newest, key=lambda case: _OUTCOME_RANK[latest[case]["outcome"]])


def _place(row: sqlite3.Row) -> tuple[str, str]:
    return row["municipality"] or "\uffff", row["council"] or ""


def _cases_holding(index: Index, words: Sequence[str]) -> set[str]:
    """The cases that hold every one of the words."""
    titles = [
        (row["case_id"], _plain(row["title"]))
        for row in index.store.rows("SELECT case_id, title FROM agenda_item")
    ]
    synonyms = read_synonyms(index.store.folder)
    held: list[set[str]] = []
    for word in words:
        others = synonyms.instead.get(read_terms(word).words, ())
        # The words of a synonym stand in its text one after another.
        meant = dict.fromkeys((word, *("".join(words) for words in others)))
        held.append(_cases_holding_one_of(index, [*meant], titles))
    return set.intersection(*held)


def _cases_holding_one_of(index: Index, words: Sequence[str], titles: Iterable[tuple[str, str]]) -> set[str]:
    """The cases that hold one of the words letter by letter; case, width and spaces do not count."""
    plain = [_plain(word) for word in words]
    held = {case for case, title in titles if any(word in title for word in plain)}
    # All passages are read once; by way of the items they would be read anew for each item of a meeting.
    condition = " OR ".join(["instr(text, ?) > 0"] * len(words))
    passages = f"(SELECT DISTINCT meeting, agenda_id FROM passage WHERE {condition})"
    written = index.store.rows(f"SELECT DISTINCT case_id FROM {passages} AS passage {_OF_ITEM}", words)
    held |= {row["case_id"] for row in written}
    # Written otherwise (Ａ Ｉ for AI) it is found by its terms, which may leave out a part of it.
    likely: set[int] = set().union(*(_passages_holding(index, read_terms(word).words) for word in words))
    query = f"SELECT case_id, passage.text FROM passage {_OF_ITEM} WHERE passage.id IN ({{marks}})"
    for row in index.store.rows_in(query, sorted(likely)):
        if row["case_id"] not in held and any(word in _plain(row["text"]) for word in plain):
            held.add(row["case_id"])
    return held


_OF_ITEM = """
    JOIN agenda_item ON agenda_item.meeting = passage.meeting AND agenda_item.agenda_id = passage.agenda_id
"""


def _passages_holding(index: Index, words: Sequence[str]) -> set[int]:
    """The passages that hold all of these words in order."""
    terms = [*pairs_of(words)] if len(words) > 1 else words
    if not terms:
        return set()
    most = max(len(index.lexical), 1)
    return set.intersection(*({key for key, _ in index.lexical.search([term], most)} for term in terms))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
