"""Corrections as they lie over what the parser read.

A correction stands in a table of its own, which no ingest empties. What it sets is also written into the rows
of its item or turn, so that every filter and every reader sees it; the parser's values are kept beside it and
put back when it is undone. A new ingest of the file brings new rows, onto which corrections are put again.
"""

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.store import CORRECTION_TABLE, Store
from index.titles import title_key
from ingest.labels import read_label

Field = Literal["outcome", "conditions", "speaker"]
Value = str | tuple[str, ...] | None

# The columns of `agenda_item` or `turn` that belong to what is corrected.
_COLUMNS: Mapping[Field, tuple[str, ...]] = {
    # The vote and what follows were read as those of another outcome.
    "outcome": (
        "outcome",
        "quote",
        "quote_start",
        "quote_end",
        "quote_page",
        "quote_turn",
        "vote",
        "follow_up",
    ),
    "conditions": ("conditions",),
    "speaker": ("speaker", "name", "title", "role"),
}
# What a file is known again by when it was moved or renamed.
_FILE_COLUMNS = ("sha256", "council", "date")
_IN_FORCE = "undone_at IS NULL AND target IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person set in place of what the parser read.

    Attributes:
        agenda_id: Of the item when it was corrected; None for a speaker.
        title: The item's title when it was corrected.
        turn: The `n` of the turn whose speaker was corrected.
        field: ``outcome``, ``conditions`` or ``speaker``.
        old: The value before: an outcome's key, conditions, or a label.
        new: The value that the person set.
        quote: The words of the minutes that the person named as proof of the outcome.
        at: ISO 8601, UTC; so is `undone_at`.
        applied: Whether it is in force: not undone, and its item or turn is in the index.
    """

    id: int
    doc: str
    document_path: str
    meeting_id: str
    agenda_id: str | None
    title: str | None
    turn: int | None
    field: Field
    old: Value
    new: Value
    quote: str | None
    reason: str
    by: str
    at: str
    applied: bool
    undone_by: str | None
    undone_at: str | None
    undone_reason: str | None


def read_corrections(store: Store, condition: str, values: Sequence[object] = ()) -> list[Correction]:
    """The corrections that meet an SQL condition, oldest first."""
    if not has_corrections(store):
        return []
    rows = store.rows(f"SELECT * FROM correction WHERE {condition} ORDER BY id", values)
    return [_correction(row) for row in rows]


def corrections_of(store: Store, items: Sequence[int]) -> dict[int, tuple[Correction, ...]]:
    """By id of the agenda item, the correction in force for its outcome and the one for its conditions."""
    if not has_corrections(store):
        return {}
    query = f"SELECT * FROM correction WHERE {_IN_FORCE} AND field != 'speaker' AND target IN ({{marks}})"
    # Of several for one field the last one holds.
    latest: dict[int, dict[str, Correction]] = defaultdict(dict)
    for row in sorted(store.rows_in(query, items), key=lambda row: row["id"]):
        latest[row["target"]][row["field"]] = _correction(row)
    return {item: tuple(sorted(held.values(), key=lambda c: c.id)) for item, held in latest.items()}


def corrected_turns(store: Store) -> frozenset[tuple[int, int]]:
    """The turns whose speaker a person set: meeting key and `n`."""
    if not has_corrections(store):
        return frozenset()
    corrected = f"SELECT target FROM correction WHERE {_IN_FORCE} AND field = 'speaker'"
    rows = store.rows(f"SELECT meeting, n FROM turn WHERE id IN ({corrected})")
    return frozenset((row["meeting"], row["n"]) for row in rows)


def turn_digest(text: str) -> str:
    """What tells a turn from another one that gets its number when the file is parsed anew."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def prepare_corrections(store: Store) -> None:
    """Have a table of corrections with all its columns; part of a transaction."""
    store.execute(CORRECTION_TABLE)
    known = {row["name"] for row in store.rows("PRAGMA table_info(correction)")}
    for column in _FILE_COLUMNS:
        if column not in known:
            store.execute(f"ALTER TABLE correction ADD COLUMN {column} TEXT")


def release_corrections(store: Store, path: str) -> None:
    """Note that the rows that a file's corrections were made on are going; part of a transaction.

    What the file is known again by, should it come back at another place, is kept.
    """
    if has_corrections(store):
        prepare_corrections(store)
        note_files(store, path)
        store.execute("UPDATE correction SET target = NULL, machine = NULL WHERE path = ?", (path,))


def note_files(store: Store, path: str) -> None:
    """Keep with a file's corrections its hash, and the council and date of the meetings that they are of."""
    store.execute(
        """
        UPDATE correction SET sha256 = document.sha256, council = meeting.council, date = meeting.date
        FROM document JOIN meeting ON meeting.document = document.id
        WHERE document.path = correction.path AND meeting.meeting_id = correction.meeting_id
        AND correction.path = ?
        """,
        (path,),
    )


def move_corrections(store: Store, old: str, new: str) -> None:
    """Let the corrections of a file be those of another path; part of a transaction."""
    if has_corrections(store):
        name = Path(new).name
        store.execute("UPDATE correction SET path = ?, doc = ? WHERE path = ?", (new, name, old))


def apply_corrections(store: Store, path: str) -> None:
    """Put the corrections of a file onto its new rows; part of a transaction.

    One whose item or turn is no longer there, or can no longer be told from another, stays without effect.
    """
    if not has_corrections(store):
        return
    rows = store.rows("SELECT * FROM correction WHERE path = ? AND undone_at IS NULL ORDER BY id", (path,))
    for row in rows:
        target = _turn_of(store, row) if row["field"] == "speaker" else _item_of(store, row)
        if target is not None:
            apply_correction(store, row["id"], target)


def apply_correction(store: Store, key: int, target: int) -> None:
    """Put a correction onto a row of `agenda_item` or `turn`, keeping the parser's values."""
    correction = store.rows("SELECT * FROM correction WHERE id = ?", (key,))[0]
    field: Field = correction["field"]
    held = store.rows(
        f"SELECT machine FROM correction WHERE {_IN_FORCE} AND target = ? AND field = ?", (target, field)
    )
    # A correction of an older version may have kept fewer columns, and left the others as they were.
    kept = _values(store, field, target) | (json.loads(held[0]["machine"]) if held else {})
    machine = json.dumps(kept, ensure_ascii=False)
    store.execute("UPDATE correction SET target = ?, machine = ? WHERE id = ?", (target, machine, key))
    _write(store, field, target, json.loads(machine) | _set_values(store, correction, target, machine))


def take_back(store: Store, correction: sqlite3.Row) -> None:
    """Give a row what it had without a correction that has just been marked as undone."""
    field, target = correction["field"], correction["target"]
    if target is None:
        return
    query = (
        f"SELECT * FROM correction WHERE {_IN_FORCE} AND target = ? AND field = ? ORDER BY id DESC LIMIT 1"
    )
    others = store.rows(query, (target, field))
    machine = correction["machine"]
    set_by_other = _set_values(store, others[0], target, machine) if others else {}
    _write(store, field, target, json.loads(machine) | set_by_other)


def find_quote(store: Store, meeting: int, agenda_id: str, quote: str) -> dict[str, object] | None:
    """The columns of a quote that stands in a meeting, white space aside; its own item's words come first."""
    query = """
        SELECT text, span_start, span_end, page, turn, agenda_id FROM passage WHERE meeting = ?
        UNION ALL SELECT text, span_start, span_end, page, n, agenda_id FROM turn WHERE meeting = ?
    """
    rows = store.rows(query, (meeting, meeting))
    for row in sorted(rows, key=lambda row: row["agenda_id"] != agenda_id):
        found = _find_spaced(row["text"], quote)
        if found is None:
            continue
        start, end = found
        # Where the source has more than the text (line ends, page furniture), the whole stretch is named.
        exact = row["span_end"] - row["span_start"] == len(row["text"])
        return {
            "quote": row["text"][start:end],
            "quote_start": row["span_start"] + (start if exact else 0),
            "quote_end": row["span_start"] + end if exact else row["span_end"],
            "quote_page": row["page"],
            "quote_turn": row["turn"],
        }
    return None


def _find_spaced(text: str, part: str) -> tuple[int, int] | None:
    wanted = "".join(part.split())
    offsets = [at for at, character in enumerate(text) if not character.isspace()]
    at = "".join(text[offset] for offset in offsets).find(wanted)
    return (offsets[at], offsets[at + len(wanted) - 1] + 1) if wanted and at >= 0 else None


def has_corrections(store: Store) -> bool:
    """Whether the index has a table of corrections."""
    # An index made before there were corrections has no table of them.
    return bool(store.rows("SELECT 1 FROM sqlite_master WHERE name = 'correction'"))


def _item_of(store: Store, correction: sqlite3.Row) -> int | None:
    query = """
        SELECT agenda_item.id, agenda_id, number, title FROM agenda_item
        JOIN meeting ON meeting.id = agenda_item.meeting JOIN document ON document.id = meeting.document
        WHERE document.path = ? AND meeting.meeting_id = ?
    """
    key = title_key(correction["title"])
    rows = store.rows(query, (correction["path"], correction["meeting_id"]))
    return _only([row for row in rows if title_key(row["title"]) == key], correction, "number", "agenda_id")


def _turn_of(store: Store, correction: sqlite3.Row) -> int | None:
    query = """
        SELECT turn.id, turn.n AS turn, turn.text FROM turn
        JOIN meeting ON meeting.id = turn.meeting JOIN document ON document.id = meeting.document
        WHERE document.path = ? AND meeting.meeting_id = ?
    """
    rows = store.rows(query, (correction["path"], correction["meeting_id"]))
    same = [row for row in rows if turn_digest(row["text"]) == correction["turn_sha256"]]
    return _only(same, correction, "turn")


def _only(rows: list[sqlite3.Row], correction: sqlite3.Row, *columns: str) -> int | None:
    """The one row; of several the one that agrees in these columns, too."""
    for column in columns:
        if len(rows) > 1:
            rows = [row for row in rows if row[column] == correction[column]]
    return rows[0]["id"] if len(rows) == 1 else None


def _values(store: Store, field: Field, target: int) -> dict[str, object]:
    table = "turn" if field == "speaker" else "agenda_item"
    row = store.rows(f"SELECT {', '.join(_COLUMNS[field])} FROM {table} WHERE id = ?", (target,))[0]
    return dict(row)


def _set_values(store: Store, correction: sqlite3.Row, target: int, machine: str) -> dict[str, object]:
    """The columns that a correction sets in place of the parser's, as they are for the rows of today."""
    new = json.loads(correction["new"])
    if correction["field"] == "conditions":
        return {"conditions": correction["new"]}
    if correction["field"] == "speaker":
        return _speaker_values(store, new, target)
    # Where the outcome stays and only its proof is named, the vote stays, too.
    named = ("quote", "quote_start", "quote_end", "quote_page", "quote_turn")
    cleared = named if new == json.loads(machine)["outcome"] else _COLUMNS["outcome"]
    values: dict[str, object] = {**dict.fromkeys(cleared), "outcome": new}
    if correction["quote"]:
        item = store.rows("SELECT meeting, agenda_id FROM agenda_item WHERE id = ?", (target,))[0]
        values |= find_quote(store, item["meeting"], item["agenda_id"], correction["quote"]) or {}
    return values


def _speaker_values(store: Store, label: str, turn: int) -> dict[str, object]:
    query = "SELECT attendees FROM meeting JOIN turn ON turn.meeting = meeting.id WHERE turn.id = ?"
    attendees = json.loads(store.rows(query, (turn,))[0]["attendees"])
    speaker = read_label(label, names={attendee["name"]: attendee["role"] for attendee in attendees})
    return {
        "speaker": speaker.label,
        "name": speaker.name,
        "title": speaker.title,
        "role": speaker.role.value,
    }


def _write(store: Store, field: Field, target: int, values: Mapping[str, object]) -> None:
    table = "turn" if field == "speaker" else "agenda_item"
    columns = ", ".join(f"{column} = ?" for column in values)
    store.execute(f"UPDATE {table} SET {columns} WHERE id = ?", (*values.values(), target))
    meeting = store.rows(f"SELECT meeting FROM {table} WHERE id = ?", (target,))[0]["meeting"]
    if field == "outcome":
        _mark_decisions(store, meeting)
    elif field == "speaker":
        _name_speaker(store, meeting, target)


def _mark_decisions(store: Store, meeting: int) -> None:
    """Say of each passage anew which outcome it proves, by the rule of `index.passages`."""
    store.execute(
        """
        UPDATE passage SET outcome = (
            SELECT agenda_item.outcome FROM agenda_item WHERE agenda_item.meeting = passage.meeting
            AND quote_start < passage.span_end AND passage.span_start < quote_end
            AND (passage.kind != 'decision' OR agenda_item.agenda_id = passage.agenda_id)
            ORDER BY agenda_item.id LIMIT 1
        ) WHERE meeting = ?
        """,
        (meeting,),
    )


def _name_speaker(store: Store, meeting: int, turn: int) -> None:
    """Name a turn's speaker in its passages, and in the requests that were read from it."""
    row = store.rows("SELECT n, speaker, role FROM turn WHERE id = ?", (turn,))[0]
    store.execute(
        "UPDATE passage SET speaker = ?, role = ? WHERE meeting = ? AND turn = ? AND kind = 'speech'",
        (row["speaker"], row["role"], meeting, row["n"]),
    )
    for item in store.rows("SELECT id, requests FROM agenda_item WHERE meeting = ?", (meeting,)):
        requests = json.loads(item["requests"])
        for request in requests:
            if request["turn"] == row["n"]:
                request["speaker"] = row["speaker"]
        changed = json.dumps(requests, ensure_ascii=False)
        if changed != item["requests"]:
            store.execute("UPDATE agenda_item SET requests = ? WHERE id = ?", (changed, item["id"]))


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(
        id=row["id"],
        doc=row["doc"],
        document_path=row["path"],
        meeting_id=row["meeting_id"],
        agenda_id=row["agenda_id"],
        title=row["title"],
        turn=row["turn"],
        field=row["field"],
        old=_value(row["old"]),
        new=_value(row["new"]),
        quote=row["quote"],
        reason=row["reason"],
        by=row["made_by"],
        at=row["made_at"],
        applied=row["undone_at"] is None and row["target"] is not None,
        undone_by=row["undone_by"],
        undone_at=row["undone_at"],
        undone_reason=row["undone_reason"],
    )


def _value(text: str) -> Value:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
