"""People correct the machine: outcomes, conditions and speakers, each with a reason, listed and undone.

Every change is kept: who made it, when, the value before and after, the reason, and who undid it and why.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from index.errors import CorrectionError, QuoteNotFoundError
from index.linking import link_items, meetings_near
from index.overlay import (
    Correction,
    apply_correction,
    find_quote,
    note_files,
    prepare_corrections,
    read_corrections,
    take_back,
    turn_digest,
)
from index.search import Index
from index.store import Store
from ingest.notation import squeeze
from ingest.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRef:
    """An agenda item: its document's path or name, its meeting (None: the only one), its id or number."""

    doc: str
    meeting: str | None
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRef:
    """A turn: its document's path or name, its meeting (None: the only one), its `n`."""

    doc: str
    meeting: str | None
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What an item is to be: None leaves the outcome or the conditions as they are.

    Attributes:
        outcome: The outcome.
        quote: Words of the meeting that prove it.
        conditions: All conditions, in the place of those that the item has.
    """

    outcome: Outcome | None = None
    quote: str | None = None
    conditions: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who answers for a change, and why it is right.

    Raises:
        ValueError: One of them is blank.
    """

    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise ValueError("a correction needs a name and a reason")


def correct_item(
    index: Index, ref: ItemRef, change: ItemChange, signature: Signature
) -> tuple[Correction, ...]:
    """Set an item's outcome, its conditions or both; one correction for each that is not so already.

    An outcome that is set without a quote has none from then on: what the parser quoted proved another one.

    Raises:
        AmbiguousDocumentError: Several documents bear the name.
        CorrectionError: There is no such item, or nothing changes.
        QuoteNotFoundError: The quote does not stand in the meeting.
        StoreBusyError: Another program is writing to the index.
        ValueError: A quote without an outcome.
    """
    if change.quote is not None and change.outcome is None:
        raise ValueError("a quote proves an outcome; name that too")
    with _writing(index) as store:
        item = _item(index.store, ref)
        made = []
        if change.outcome and (change.quote is not None or change.outcome != item["outcome"]):
            quote = _quote(store, item, change.quote)
            made.append(
                _record(store, item, ("outcome", item["outcome"], change.outcome.value), signature, quote)
            )
        if change.conditions is not None:
            conditions = [text for one in change.conditions if (text := one.strip())]
            before = json.loads(item["conditions"])
            if conditions != before:
                made.append(_record(store, item, ("conditions", before, conditions), signature))
        if not made:
            raise _error(store, f"{item['agenda_id']} {item['title']} is so already; name another value")
    return _by_id(index, made)


def correct_speaker(index: Index, ref: TurnRef, speaker: str, signature: Signature) -> Correction:
    """Set who spoke a turn; name, title and role are read from the label.

    Raises:
        AmbiguousDocumentError: Several documents bear the name.
        CorrectionError: There is no such turn, nobody speaks it, or the speaker is so already.
        StoreBusyError: Another program is writing to the index.
        ValueError: The label is blank.
    """
    label = "".join(speaker.split())
    if not label:
        raise ValueError("a speaker needs a label")
    with _writing(index) as store:
        turn = _turn(index.store, ref)
        if turn["speaker"] == label:
            raise _error(store, f"the speaker of turn {ref.turn} is {label} already; name another one")
        made = _record(store, turn, ("speaker", turn["speaker"], label), signature)
    return _by_id(index, [made])[0]


def list_corrections(index: Index, *, undone: bool = False) -> list[Correction]:
    """All corrections, oldest first; with those that were undone if asked for."""
    with index.guard, index.store.snapshot():
        return read_corrections(index.store, "1" if undone else "undone_at IS NULL")


def undo_correction(index: Index, key: int, signature: Signature) -> Correction:
    """Take a correction back: the one before it holds again, or else what the parser read.

    Raises:
        CorrectionError: There is no such correction, or it was undone before.
        StoreBusyError: Another program is writing to the index.
    """
    with _writing(index) as store:
        rows = index.store.rows("SELECT * FROM correction WHERE id = ?", (key,))
        if not rows:
            raise _error(store, f"no correction {key}; `senrei corrections` lists them")
        if rows[0]["undone_at"]:
            raise _error(
                store,
                f"correction {key} was undone by {rows[0]['undone_by']} at {rows[0]['undone_at']} already",
            )
        store.execute(
            "UPDATE correction SET undone_by = ?, undone_at = ?, undone_reason = ? WHERE id = ?",
            (signature.by.strip(), _now(), signature.reason.strip(), key),
        )
        with _linked_anew(store, _meeting_of(store, rows[0])):
            take_back(store, rows[0])
    return _by_id(index, [key])[0]


@contextmanager
def _writing(index: Index) -> Iterator[Store]:
    """One transaction as the only writer. What is derived from the store holds nothing that is corrected.

    What is corrected is looked up in `index.store`, which may be limited; the rest is done to the whole.
    """
    store = index.whole.store
    with index.turnstile, index.guard:
        was_writer = store.locked
        store.lock()
        try:
            with store.transaction():
                prepare_corrections(store)
                yield store
        finally:
            if not was_writer:
                store.unlock()


@contextmanager
def _linked_anew(store: Store, meeting: int | None) -> Iterator[None]:
    """Cases hang on outcomes: what was left open goes on, what was closed does not."""
    meetings = [] if meeting is None else [meeting, *meetings_near(store, [meeting])]
    yield
    link_items(store, meetings)


def _meeting_of(store: Store, correction: sqlite3.Row) -> int | None:
    table = "turn" if correction["field"] == "speaker" else "agenda_item"
    rows = store.rows(f"SELECT meeting FROM {table} WHERE id = ?", (correction["target"],))
    return int(rows[0]["meeting"]) if rows else None


def _item(store: Store, ref: ItemRef) -> sqlite3.Row:
    meeting = _meeting(store, ref.doc, ref.meeting)
    rows = store.rows(f"{_PLACED.format(table='agenda_item')} WHERE meeting.id = ?", (meeting,))
    named = squeeze(ref.item)
    found = [row for row in rows if row["agenda_id"] == ref.item]
    found = found or [row for row in rows if row["number"] and squeeze(row["number"]) == named]
    if len(found) == 1:
        return found[0]
    known = _listed([row["agenda_id"] for row in found or rows])
    if found:
        raise _error(store, f"{len(found)} items have the number {ref.item}; give the id of one of {known}")
    raise _error(store, f"{ref.doc} has no item {ref.item} in that meeting; it has {known}")


def _turn(store: Store, ref: TurnRef) -> sqlite3.Row:
    meeting = _meeting(store, ref.doc, ref.meeting)
    query = f"{_PLACED.format(table='turn')} WHERE meeting.id = ?"
    found = store.rows(f"{query} AND turn.n = ?", (meeting, ref.turn))
    if not found:
        last = store.rows("SELECT coalesce(max(n), 0) FROM turn WHERE meeting = ?", (meeting,))[0][0]
        raise _error(store, f"{ref.doc} has no turn {ref.turn} in that meeting; its last is {last}")
    if found[0]["kind"] != "speech":
        raise _error(store, f"turn {ref.turn} is a {found[0]['kind']}, which nobody speaks; name a speech")
    return found[0]


_PLACED = """
    SELECT {table}.*, meeting.meeting_id, document.path, document.doc FROM {table}
    JOIN meeting ON meeting.id = {table}.meeting JOIN document ON document.id = meeting.document
"""


def _meeting(store: Store, doc: str, meeting: str | None) -> int:
    path = store.document_path(doc)
    if path is None:
        raise _error(store, f"{doc} is not in the index; check the name")
    query = (
        "SELECT meeting.id, meeting_id FROM meeting JOIN document ON document.id = document WHERE path = ?"
    )
    rows = store.rows(f"{query} ORDER BY meeting.id", (path,))
    found = [row for row in rows if meeting in {None, row["meeting_id"]}]
    if len(found) != 1:
        problem = f"has no meeting {meeting}" if meeting else f"holds {len(rows)} meetings"
        raise _error(store, f"{doc} {problem}; give one of {_listed([row['meeting_id'] for row in rows])}")
    return int(found[0]["id"])


def _quote(store: Store, item: sqlite3.Row, quote: str | None) -> str | None:
    """The quote as the minutes have it."""
    if quote is None:
        return None
    found = find_quote(store, item["meeting"], item["agenda_id"], quote)
    if found is None:
        shown = " ".join(quote.split())
        raise QuoteNotFoundError(
            f"the quote 「{shown}」 does not stand in that meeting; copy it word for word", str(store.folder)
        )
    return str(found["quote"])


def _record(
    store: Store,
    row: sqlite3.Row,
    change: tuple[str, object, object],
    signature: Signature,
    quote: str | None = None,
) -> int:
    """Keep a correction (field, old value, new value) and put it onto its row; its id."""
    field, *values = change
    if field == "speaker":
        target: dict[str, object] = {"turn": row["n"], "turn_sha256": turn_digest(row["text"])}
    else:
        target = {name: row[name] for name in ("agenda_id", "number", "title")}
    old, new = (json.dumps(value, ensure_ascii=False) for value in values)
    key = store.insert(
        "correction",
        path=row["path"],
        doc=row["doc"],
        meeting_id=row["meeting_id"],
        **target,
        field=field,
        old=old,
        new=new,
        quote=quote,
        reason=signature.reason.strip(),
        made_by=signature.by.strip(),
        made_at=_now(),
    )
    note_files(store, row["path"])
    with _linked_anew(store, row["meeting"]):
        apply_correction(store, key, row["id"])
    return key


def _by_id(index: Index, keys: Sequence[int]) -> tuple[Correction, ...]:
    with index.guard, index.store.snapshot():
        return tuple(read_corrections(index.store, "id = ?", (key,))[0] for key in keys)


def _error(store: Store, problem: str) -> CorrectionError:
    return CorrectionError(problem, str(store.folder))


def _listed(names: Sequence[str], most: int = 10) -> str:
    shown = ", ".join(names[:most]) or "none"
    return f"{shown}, …" if len(names) > most else shown


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
