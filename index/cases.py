"""Agenda items as cases: the same matter followed through the meetings of one council (継続審議 → 承認)."""

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.bodies import body_of
from index.errors import CaseNotFoundError
from index.filters import Filters, meeting_condition
from index.overlay import Correction, corrections_of
from index.search import Index
from index.store import Store
from index.titles import title_key
from ingest.records import AgendaItem, Meeting, Outcome, Request, Span

# Characters of a title that is read at a glance.
_SHORT_TITLE = (6, 45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words that prove an outcome, and where they stand."""

    text: str
    doc: str
    turn: int | None
    page: int | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEntry:
    """One meeting that dealt with a case; `corrected` where a person set the outcome."""

    meeting: str | None
    date: str | None
    outcome: Outcome
    doc: str
    agenda_id: str
    meeting_key: int
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One agenda item at one meeting, with the outcome there and the case it belongs to.

    Attributes:
        case_id: The same for the same matter at all meetings of a council, also after another ingest.
        meeting: The meeting's label.
        thread: The items of the case, by date; this one among them.
        corrections: The one in force for the outcome and the one for the conditions, if there are any, in the
            order in which they were made. An outcome that a person set has a quote only if they named one.
    """

    case_id: str
    doc: str
    document_path: str
    meeting_key: int
    meeting_id: str
    municipality: str | None
    council: str | None
    meeting: str | None
    date: str | None
    agenda_id: str
    number: str | None
    title: str
    kind: str
    section: str | None
    outcome: Outcome
    quote: Quote | None
    conditions: tuple[str, ...]
    requests: tuple[Request, ...]
    vote: str | None
    follow_up: str | None
    confidence: float | None
    thread: tuple[ThreadEntry, ...]
    corrections: tuple[Correction, ...] = ()

    @property
    def corrected(self) -> Correction | None:
        """The latest correction of the outcome or the conditions."""
        return self.corrections[-1] if self.corrections else None


def matter_of(meeting: Meeting, item: AgendaItem, *, doc: str) -> str:
    """What items of one title before one council have in common: 16 hex digits of all three.

    Args:
        meeting: Where the item was dealt with.
        item: The item.
        doc: Base name of the file; keeps apart the cases of councils whose names are not known.
    """
    body = body_of(meeting.council, meeting.municipality) or meeting.municipality or doc
    key = "\n".join((meeting.municipality or "", body, title_key(item.title)))
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def items_of(index: Index, keys: Sequence[tuple[int, str]]) -> list[CaseItem]:
    """The items of these meeting keys and agenda ids, as hits carry them and in that order."""
    with index.guard, index.store.snapshot():
        query = f"{_ITEMS} WHERE agenda_item.meeting IN ({{marks}})"
        rows = index.store.rows_in(query, sorted({meeting for meeting, _ in keys}))
        found = {(row["meeting_key"], row["agenda_id"]): row for row in rows}
        return _items(index.store, [found[key] for key in keys if key in found])


def all_items(index: Index, filters: Filters | None = None) -> list[CaseItem]:
    """Every item that meets the filters, but for `speaker_role`, by document, in the minutes' order."""
    condition = meeting_condition(filters or Filters())
    where = f"WHERE {condition.sql}" if condition.sql else ""
    order = "ORDER BY document.doc, document.path, agenda_item.id"
    with index.guard, index.store.snapshot():
        return _items(index.store, index.store.rows(f"{_ITEMS} {where} {order}", condition.values))


def items_titled(
    index: Index, is_meant: Callable[[str], bool], filters: Filters | None = None
) -> list[CaseItem]:
    """The items that meet the filters and whose titles are meant, latest first; with or without passages."""
    condition = meeting_condition(filters or Filters())
    where = f"WHERE {condition.sql}" if condition.sql else ""
    query = f"""
        SELECT agenda_item.meeting, agenda_item.agenda_id, agenda_item.title FROM agenda_item
        JOIN meeting ON meeting.id = agenda_item.meeting {where} ORDER BY meeting.date DESC, agenda_item.id
    """
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, condition.values)
        return items_of(index, [(r["meeting"], r["agenda_id"]) for r in rows if is_meant(r["title"])])


def recent_matters(index: Index, most: int) -> list[str]:
    """What was decided last, by titles without 「について」; one of each municipality before a second."""
    query = """
        SELECT agenda_item.title, meeting.municipality FROM agenda_item
        JOIN meeting ON meeting.id = agenda_item.meeting
        WHERE agenda_item.outcome <> ? AND length(agenda_item.title) BETWEEN ? AND ?
        ORDER BY meeting.date DESC, agenda_item.id LIMIT 200
    """
    with index.guard:
        rows = index.store.rows(query, (Outcome.NOT_RECORDED, *_SHORT_TITLE))
    last: dict[str | None, str] = {}
    for row in rows:
        last.setdefault(row["municipality"], row["title"])
    titles = (*last.values(), *(row["title"] for row in rows))
    return list(dict.fromkeys(title.removesuffix("について") for title in titles))[:most]


def all_cases(index: Index, filters: Filters | None = None) -> list[tuple[CaseItem, ...]]:
    """Every case of which an item meets the filters, latest first; each with all its items by date."""
    chosen = dict.fromkeys(item.case_id for item in all_items(index, filters))
    cases = cases_of(index, [*chosen])
    return sorted(cases, key=lambda items: items[-1].date or "", reverse=True)


def case_of(index: Index, case_id: str) -> tuple[CaseItem, ...]:
    """The items of one case, by date.

    Args:
        index: Any index.
        case_id: Its id, or the first characters that no other case begins with.

    Raises:
        CaseNotFoundError: No case has this id, or several begin so.
    """
    with index.guard, index.store.snapshot():
        query = "SELECT DISTINCT case_id FROM agenda_item WHERE substr(case_id, 1, ?) = ? LIMIT 2"
        found = [row["case_id"] for row in index.store.rows(query, (len(case_id), case_id))]
    if len(found) != 1 or not case_id:
        problem = "several cases begin so; give more of the id" if found else "no such case"
        raise CaseNotFoundError(f"{problem}; `senrei cases` lists them", case_id)
    return cases_of(index, found)[0]


def cases_of(index: Index, case_ids: Sequence[str]) -> list[tuple[CaseItem, ...]]:
    """The cases of these ids, in their order, each with its items by date; unknown ids are left out."""
    with index.guard, index.store.snapshot():
        rows = index.store.rows_in(f"{_ITEMS} WHERE agenda_item.case_id IN ({{marks}})", case_ids)
        items = _items(index.store, rows)
    cases: dict[str, list[CaseItem]] = {case_id: [] for case_id in case_ids}
    for item in sorted(items, key=lambda item: (item.date or "", item.doc, item.meeting_key, item.agenda_id)):
        cases[item.case_id].append(item)
    return [tuple(of_case) for of_case in cases.values() if of_case]


_Corrections = Mapping[int, tuple[Correction, ...]]

_ITEMS = """
    SELECT agenda_item.*, meeting.id AS meeting_key, meeting.meeting_id, meeting.municipality,
        meeting.council, meeting.label, meeting.date, document.doc, document.path
    FROM agenda_item JOIN meeting ON meeting.id = agenda_item.meeting
    JOIN document ON document.id = meeting.document
"""


def _items(store: Store, rows: Sequence[sqlite3.Row]) -> list[CaseItem]:
    threads: dict[str, list[sqlite3.Row]] = defaultdict(list)
    query = f"{_ITEMS} WHERE agenda_item.case_id IN ({{marks}})"
    for row in store.rows_in(query, sorted({row["case_id"] for row in rows})):
        threads[row["case_id"]].append(row)
    corrections = corrections_of(store, [row["id"] for thread in threads.values() for row in thread])
    return [_item(row, threads[row["case_id"]], corrections) for row in rows]


def _item(row: sqlite3.Row, thread: Sequence[sqlite3.Row], corrections: _Corrections) -> CaseItem:
    in_order = sorted(thread, key=lambda r: (r["date"] or "", r["doc"], r["id"]))
    return CaseItem(
        case_id=row["case_id"],
        doc=row["doc"],
        document_path=row["path"],
        meeting_key=row["meeting_key"],
        meeting_id=row["meeting_id"],
        municipality=row["municipality"],
        council=row["council"],
        meeting=row["label"],
        date=row["date"],
        agenda_id=row["agenda_id"],
        number=row["number"],
        title=row["title"],
        kind=row["kind"],
        section=row["section"],
        outcome=Outcome(row["outcome"]),
        quote=_quote(row),
        conditions=tuple(json.loads(row["conditions"])),
        requests=tuple(Request(**request) for request in json.loads(row["requests"])),
        vote=row["vote"],
        follow_up=row["follow_up"],
        confidence=row["confidence"],
        thread=tuple(_entry(r, corrections) for r in in_order),
        corrections=corrections.get(row["id"], ()),
    )


def _quote(row: sqlite3.Row) -> Quote | None:
    if row["quote"] is None or row["quote_start"] is None:
        return None
    return Quote(
        text=row["quote"],
        doc=row["doc"],
        turn=row["quote_turn"],
        page=row["quote_page"],
        span=(row["quote_start"], row["quote_end"]),
    )


def _entry(row: sqlite3.Row, corrections: _Corrections) -> ThreadEntry:
    return ThreadEntry(
        meeting=row["label"],
        date=row["date"],
        outcome=Outcome(row["outcome"]),
        doc=row["doc"],
        agenda_id=row["agenda_id"],
        meeting_key=row["meeting_key"],
        corrected=any(correction.field == "outcome" for correction in corrections.get(row["id"], ())),
    )
