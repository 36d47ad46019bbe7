"""Whole meetings as they are read: their turns in order, their agenda, what came before and after."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.bodies import body_of
from index.cases import CaseItem, items_of
from index.errors import MeetingNotFoundError
from index.filters import Filters, all_of, compared, named, one_of
from index.overlay import corrected_turns
from index.search import Index
from ingest.records import Attendee, Role, Span, TurnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """One meeting and the file that records it.

    Attributes:
        key: Of the store; hits and items carry it as `meeting_key`.
        doc: Base name of the file; `path` is its resolved path.
        is_open: Whether the public was let in; None where the minutes do not say.
    """

    key: int
    doc: str
    path: Path
    sha256: str
    media_type: str
    pages: int | None
    meeting_id: str
    municipality: str | None
    council: str | None
    label: str | None
    date: str | None
    start: str | None
    end: str | None
    place: str | None
    is_open: bool | None
    attendees: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """One turn of a meeting; `corrected` where a person set the speaker."""

    n: int
    kind: TurnKind
    speaker: str | None
    role: Role | None
    text: str
    span: Span
    agenda_id: str | None
    page: int | None
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The meetings of the same council before and after one, by date."""

    before: MeetingRecord | None
    after: MeetingRecord | None


def find_meeting(index: Index, doc: str, meeting_id: str | None = None) -> MeetingRecord:
    """The meeting that a link names.

    Args:
        index: Any index.
        doc: Base name or path of the file; of several that bear the name the one ingested last.
        meeting_id: Which of the file's meetings; None for its first.

    Raises:
        MeetingNotFoundError: The index holds no such meeting.
    """
    where = "(document.doc = ? OR document.path = ?)"
    query = f"{_MEETINGS} WHERE {where} ORDER BY document.ingested_at DESC, document.id DESC, meeting.id"
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, (doc, doc))
    found = next((row for row in rows if meeting_id in (None, row["meeting_id"])), None)
    if found is None:
        raise MeetingNotFoundError("the index holds no such meeting", f"{doc} {meeting_id or ''}".strip())
    return _meeting(found)


def meetings(index: Index, filters: Filters | None = None) -> list[MeetingRecord]:
    """The meetings that meet the filters' places and dates, latest first."""
    asked = filters or Filters()
    condition = all_of(
        named("meeting.municipality", asked.municipality),
        named("meeting.council", asked.council),
        compared("meeting.date >= ?", asked.date_from),
        compared("meeting.date <= ?", asked.date_to),
    )
    where = f"WHERE {condition.sql}" if condition.sql else ""
    query = f"{_MEETINGS} {where} ORDER BY meeting.date DESC, document.doc, meeting.id"
    with index.guard, index.store.snapshot():
        return [_meeting(row) for row in index.store.rows(query, condition.values)]


def turns_of(index: Index, meeting_key: int) -> list[TurnRecord]:
    """All turns, notes and papers of a meeting, in order."""
    with index.guard, index.store.snapshot():
        rows = index.store.rows("SELECT * FROM turn WHERE meeting = ? ORDER BY n", (meeting_key,))
        corrected = corrected_turns(index.store)
    return [turn_record(row, corrected=(meeting_key, row["n"]) in corrected) for row in rows]


def turns_around(index: Index, meeting_key: int, turn: int, *, before: int, after: int) -> list[TurnRecord]:
    """A turn with so many before and after it, as far as there are; nothing where there is no such turn."""
    turns = turns_of(index, meeting_key)
    at = next((at for at, one in enumerate(turns) if one.n == turn), None)
    return [] if at is None else turns[max(0, at - before) : at + after + 1]


def turns_at(index: Index, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], TurnRecord]:
    """The turns at these places, each a meeting's key and the turn's `n`, as far as there are."""
    wanted = {*places}
    query = "SELECT * FROM turn WHERE meeting = ? AND n = ?"
    with index.guard, index.store.snapshot():
        rows = [row for place in sorted(wanted) for row in index.store.rows(query, place)]
        corrected = corrected_turns(index.store)
    return {
        (row["meeting"], row["n"]): turn_record(row, corrected=(row["meeting"], row["n"]) in corrected)
        for row in rows
    }


def first_turns(index: Index, items: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The `n` of each item's first turn, by meeting key and agenda id; items without turns are left out."""
    query = "SELECT min(n) AS n FROM turn WHERE meeting = ? AND agenda_id = ?"
    with index.guard, index.store.snapshot():
        found = {item: index.store.rows(query, item)[0]["n"] for item in {*items}}
    return {item: n for item, n in found.items() if n is not None}


def agenda_of(index: Index, meeting_key: int) -> list[CaseItem]:
    """The agenda items of a meeting, in the minutes' order."""
    with index.guard, index.store.snapshot():
        query = "SELECT agenda_id FROM agenda_item WHERE meeting = ? ORDER BY id"
        rows = index.store.rows(query, (meeting_key,))
        return items_of(index, [(meeting_key, row["agenda_id"]) for row in rows])


def neighbours_of(index: Index, meeting: MeetingRecord) -> Neighbours:
    """The meetings of the same council before and after one; none for a meeting without date or council."""
    if not meeting.date or not meeting.council:
        return Neighbours(before=None, after=None)
    body = body_of(meeting.council, meeting.municipality)
    condition = one_of("meeting.municipality", [meeting.municipality] if meeting.municipality else [])
    where = f"WHERE meeting.date IS NOT NULL{f' AND {condition.sql}' if condition.sql else ''}"
    query = f"{_MEETINGS} {where} ORDER BY meeting.date, meeting.meeting_id, meeting.id"
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, condition.values)
    same = [row for row in rows if body_of(row["council"], row["municipality"]) == body]
    at = next(at for at, row in enumerate(same) if row["key"] == meeting.key)
    return Neighbours(before=_at(same, at - 1), after=_at(same, at + 1))


_MEETINGS = """
    SELECT meeting.*, meeting.id AS key, document.doc, document.path, document.sha256,
        document.media_type, document.pages
    FROM meeting JOIN document ON document.id = meeting.document
"""


def _at(rows: Sequence[sqlite3.Row], at: int) -> MeetingRecord | None:
    return _meeting(rows[at]) if 0 <= at < len(rows) else None


def _meeting(row: sqlite3.Row) -> MeetingRecord:
    return MeetingRecord(
        key=row["key"],
        doc=row["doc"],
        path=Path(row["path"]),
        sha256=row["sha256"],
        media_type=row["media_type"],
        pages=row["pages"],
        meeting_id=row["meeting_id"],
        municipality=row["municipality"],
        council=row["council"],
        label=row["label"],
        date=row["date"],
        start=row["start_time"],
        end=row["end_time"],
        place=row["place"],
        is_open=None if row["open"] is None else bool(row["open"]),
        attendees=tuple(Attendee(**attendee) for attendee in json.loads(row["attendees"])),
    )


def turn_record(row: sqlite3.Row, *, corrected: bool) -> TurnRecord:
    """A turn as a row of the store has it."""
    return TurnRecord(
        n=row["n"],
        kind=TurnKind(row["kind"]),
        speaker=row["speaker"],
        role=Role(row["role"]) if row["role"] else None,
        text=row["text"],
        span=(row["span_start"], row["span_end"]),
        agenda_id=row["agenda_id"],
        page=row["page"],
        corrected=corrected,
    )
