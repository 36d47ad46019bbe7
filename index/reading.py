"""Whole meetings as they are read: their turns in order, their agenda, what came before and after."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.bodies import body_of
from index.cases import CaseItem, items_of
from index.errors import MeetingNotFoundError
from index.filters import Filters, all_of, compared, one_of
from index.overlay import Correction, corrected_turns, read_corrections
from index.search import Index
from ingest.notation import fold
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
class TurnPlace:
    """Where a turn stands in its meeting, without its words."""

    n: int
    kind: TurnKind
    speaker: str | None
    agenda_id: str | None
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMatches:
    """A turn that holds all the words that were looked for, and where it holds any of them."""

    turn: TurnRecord
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSize:
    """How many turns (notes and papers among them) and agenda items a meeting has."""

    turns: int
    items: int


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


def meetings(
    index: Index, filters: Filters | None = None, *, first: int = 0, limit: int | None = None
) -> list[MeetingRecord]:
    """The meetings that meet the filters' places and dates, latest first, those without a date last.

    Args:
        index: Any index.
        filters: Only their places, whole names, and dates count.
        first: How many to leave out at the beginning.
        limit: The most to return; None for all.
    """
    where, values = _place_and_date(filters or Filters())
    query = f"{_MEETINGS} {where} ORDER BY meeting.date DESC, document.doc, meeting.id LIMIT ? OFFSET ?"
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, (*values, -1 if limit is None else limit, first))
    return [_meeting(row) for row in rows]


def count_meetings(index: Index, filters: Filters | None = None) -> int:
    """How many meetings meet the filters' places and dates."""
    where, values = _place_and_date(filters or Filters())
    with index.guard, index.store.snapshot():
        rows = index.store.rows(f"SELECT count(*) FROM meeting {where}", values)
    return int(rows[0][0])


def councils_in(index: Index, municipality: str | None = None) -> list[str]:
    """The names of the councils of a municipality, or of all, sorted."""
    where = "AND municipality = ?" if municipality else ""
    query = f"SELECT DISTINCT council FROM meeting WHERE council IS NOT NULL {where} ORDER BY 1"
    with index.guard, index.store.snapshot():
        return [row[0] for row in index.store.rows(query, (municipality,) if municipality else ())]


def fiscal_years(index: Index) -> list[int]:
    """The fiscal years (年度, from April on) that meetings are of, latest first."""
    query = """
        SELECT DISTINCT CAST(substr(date, 1, 4) AS INTEGER) - (substr(date, 6, 2) < '04') AS year
        FROM meeting WHERE date IS NOT NULL ORDER BY 1 DESC
    """
    with index.guard, index.store.snapshot():
        return [row["year"] for row in index.store.rows(query)]


def sizes_of(index: Index, meeting_keys: Sequence[int]) -> dict[int, MeetingSize]:
    """How long these meetings are, by key."""
    counted: dict[str, dict[int, int]] = {}
    with index.guard, index.store.snapshot():
        for table in ("turn", "agenda_item"):
            query = (
                f"SELECT meeting, count(*) AS n FROM {table} WHERE meeting IN ({{marks}}) GROUP BY meeting"
            )
            rows = index.store.rows_in(query, meeting_keys)
            counted[table] = {row["meeting"]: row["n"] for row in rows}
    return {
        key: MeetingSize(turns=counted["turn"].get(key, 0), items=counted["agenda_item"].get(key, 0))
        for key in meeting_keys
    }


def outline_of(index: Index, meeting_key: int) -> list[TurnPlace]:
    """All turns, notes and papers of a meeting in order, without their words."""
    query = "SELECT n, kind, speaker, agenda_id, page FROM turn WHERE meeting = ? ORDER BY n"
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, (meeting_key,))
    return [
        TurnPlace(
            n=row["n"],
            kind=TurnKind(row["kind"]),
            speaker=row["speaker"],
            agenda_id=row["agenda_id"],
            page=row["page"],
        )
        for row in rows
    ]


def turns_of(
    index: Index, meeting_key: int, *, first: int | None = None, last: int | None = None
) -> list[TurnRecord]:
    """The turns, notes and papers of a meeting, in order; all, or those from one `n` to another."""
    query = "SELECT * FROM turn WHERE meeting = ? AND n >= ? AND n <= ? ORDER BY n"
    bounds = (-_FAR if first is None else first, _FAR if last is None else last)
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, (meeting_key, *bounds))
        corrected = corrected_turns(index.store)
    return [turn_record(row, corrected=(meeting_key, row["n"]) in corrected) for row in rows]


def turns_around(index: Index, meeting_key: int, turn: int, *, before: int, after: int) -> list[TurnRecord]:
    """A turn with so many before and after it, as far as there are; nothing where there is no such turn."""
    near = "SELECT n FROM turn WHERE meeting = ? AND n {sign} ? ORDER BY n {order} LIMIT ?"
    with index.guard, index.store.snapshot():
        earlier = index.store.rows(near.format(sign="<=", order="DESC"), (meeting_key, turn, before + 1))
        if not earlier or earlier[0]["n"] != turn:
            return []
        later = index.store.rows(near.format(sign=">=", order="ASC"), (meeting_key, turn, after + 1))
        return turns_of(index, meeting_key, first=earlier[-1]["n"], last=later[-1]["n"])


def questions_answered(index: Index, meeting_key: int) -> dict[int, int]:
    """Which turn's question each answering turn of a meeting answers, by the answer's `n`."""
    query = "SELECT DISTINCT turn, question FROM passage WHERE meeting = ? AND question IS NOT NULL"
    with index.guard, index.store.snapshot():
        return {row["turn"]: row["question"] for row in index.store.rows(query, (meeting_key,))}


def speaker_corrections(index: Index, meeting_key: int) -> dict[int, Correction]:
    """The corrections in force of who speaks in a meeting, by the turn's `n`."""
    query = "SELECT id, n FROM turn WHERE meeting = ? AND n = ?"
    with index.guard, index.store.snapshot():
        corrected = sorted(n for meeting, n in corrected_turns(index.store) if meeting == meeting_key)
        turns = [row for n in corrected for row in index.store.rows(query, (meeting_key, n))]
        condition = "field = 'speaker' AND undone_at IS NULL AND target = ?"
        # Of several the last one holds.
        return {row["n"]: read_corrections(index.store, condition, (row["id"],))[-1] for row in turns}


def find_in_meeting(index: Index, meeting_key: int, words: str) -> list[TurnMatches]:
    """The turns, notes and papers that hold all of the words, which are separated by white space.

    Half and full width and small and large letters count as the same, and white space inside the minutes'
    words as none; no synonyms.
    """
    wanted = [_plain(word) for word in words.split()]
    if not wanted:
        return []
    found = []
    for turn in turns_of(index, meeting_key):
        plain = _plain(turn.text)
        offsets = [at for at, character in enumerate(plain) if not character.isspace()]
        text = "".join(plain[at] for at in offsets)
        if all(word in text for word in wanted):
            places = sorted(place for word in wanted for place in _places(word, text))
            spans = ((offsets[start], offsets[end - 1] + 1) for start, end in places)
            found.append(TurnMatches(turn=turn, spans=tuple(merged_spans(spans))))
    return found


def merged_spans(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


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
    query = f"{_MEETINGS} {where} ORDER BY meeting.date, document.doc, meeting.id"
    with index.guard, index.store.snapshot():
        rows = index.store.rows(query, condition.values)
    same = [row for row in rows if body_of(row["council"], row["municipality"]) == body]
    at = next(at for at, row in enumerate(same) if row["key"] == meeting.key)
    return Neighbours(before=_at(same, at - 1), after=_at(same, at + 1))


# Beyond every number of a turn.
_FAR = 2**62
_MEETINGS = """
    SELECT meeting.*, meeting.id AS key, document.doc, document.path, document.sha256,
        document.media_type, document.pages
    FROM meeting JOIN document ON document.id = meeting.document
"""


def _place_and_date(filters: Filters) -> tuple[str, Sequence[object]]:
    """The WHERE clause and its values."""
    condition = all_of(
        one_of("meeting.municipality", filters.municipality),
        one_of("meeting.council", filters.council),
        compared("meeting.date >= ?", filters.date_from),
        compared("meeting.date <= ?", filters.date_to),
    )
    return f"WHERE {condition.sql}" if condition.sql else "", condition.values


def _plain(text: str) -> str:
    """The text in half width and small letters, as long as it was."""
    folded = fold(text)
    lowered = folded.lower()
    # A few letters become two in small.
    return lowered if len(lowered) == len(text) else folded


def _places(word: str, text: str) -> Iterator[Span]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


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
