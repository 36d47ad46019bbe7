"""Files into the index and out of it, each in one transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np

from index.cases import matter_of
from index.linking import LINKING_VERSION, link_items, meetings_near, number_of
from index.moving import former_path
from index.overlay import apply_corrections, move_corrections, release_corrections
from index.passages import PASSAGES_VERSION, Passage, make_passages
from index.search import Index
from index.store import READING_TABLE, Store
from index.terms import join_spaced_letters
from ingest.parse import PARSER_VERSION
from ingest.records import AgendaItem, Meeting, Minutes, Turn

# What is kept of a file depends on the parser, on the cutting into passages and on the linking of cases:
# where one of these has changed, a file is read anew although its bytes are the same.
BUILT_BY = f"parser {PARSER_VERSION}, passages {PASSAGES_VERSION}, cases {LINKING_VERSION}"


class IngestResult(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    UPDATED = "updated"


def is_unchanged(index: Index, path: Path, sha256: str) -> bool:
    """Whether the index holds this file as it is, so that reading it again can be spared."""
    query = "SELECT 1 FROM document WHERE path = ? AND sha256 = ? AND built_by = ?"
    return bool(index.store.rows(query, (_key(path), sha256, BUILT_BY)))


def ingest_minutes(
    index: Index, minutes: Minutes, *, on_progress: Callable[[int], None] | None = None
) -> IngestResult:
    """Put a file's minutes into the index; they replace what it held of that file.

    Corrections that people made to the file's records are made again. A file that was moved or renamed takes
    its old place.

    Args:
        index: An index with an encoder.
        minutes: Of one file.
        on_progress: Called with the number of passages embedded so far.

    Raises:
        StoreBusyError: Another program is writing to the index.
    """
    index, path = index.whole, Path(minutes.source.path)
    with index.turnstile:
        with index.guard:
            index.start_writing()
        if is_unchanged(index, path, minutes.source.sha256):
            return IngestResult.UNCHANGED
        passages = [make_passages(meeting, minutes.source) for meeting in minutes.meetings]
        new = _embed(index, [p for of_meeting in passages for p in of_meeting], on_progress)
        with index.guard:
            with index.store.transaction():
                _note_model(index)
                before = _old_place(index.store, minutes)
                left = _left_by(index.store, before)
                replaced = _delete(index.store, before)
                move_corrections(index.store, before, _key(path))
                index.store.move_mark(before, _key(path))
                keys = _insert(index.store, minutes, passages, new)
                apply_corrections(index.store, _key(path))
                link_items(index.store, [*left, *keys])
                _drop_unused(index.store, replaced or [])
            index.catch_up()
    return IngestResult.ADDED if replaced is None else IngestResult.UPDATED


def remove_document(index: Index, doc: str) -> bool:
    """Take a file out of the index, named by its path or by its base name; False where there is none.

    Raises:
        AmbiguousDocumentError: Several files bear the name.
        StoreBusyError: Another program is writing to the index.
    """
    with index.turnstile, index.guard:
        path = index.store.document_path(doc)
        if path is None:
            return False
        index = index.whole
        index.start_writing()
        with index.store.transaction():
            left = _left_by(index.store, path)
            _drop_unused(index.store, _delete(index.store, path) or [])
            link_items(index.store, left)
        index.catch_up()
    return True


def _old_place(store: Store, minutes: Minutes) -> str:
    """The path whose records and corrections a file replaces: its own, or the one where it lay before."""
    key = _key(Path(minutes.source.path))
    if store.rows("SELECT 1 FROM document WHERE path = ?", (key,)):
        return key
    return former_path(store, minutes) or key


def _key(path: Path) -> str:
    return str(path.resolve())


def _embed(
    index: Index, passages: Sequence[Passage], on_progress: Callable[[int], None] | None
) -> dict[bytes, bytes]:
    """Vectors of the texts that the index does not hold yet: fp16 bytes by the hash of what is embedded."""
    inputs = {_digest(p): join_spaced_letters(f"{p.context}\n{p.text}".strip()) for p in passages}
    query = "SELECT input_sha256 FROM vector WHERE input_sha256 IN ({marks})"
    held = {row["input_sha256"] for row in index.store.rows_in(query, [*inputs])}
    missing = [digest for digest in inputs if digest not in held]
    vectors = index.encoder.encode_passages([inputs[d] for d in missing], on_progress=on_progress)
    return {d: row.astype(np.dtype("<f2")).tobytes() for d, row in zip(missing, vectors, strict=True)}


def _digest(passage: Passage) -> bytes:
    return hashlib.sha256(f"{passage.context}\n{passage.text}".encode()).digest()


def _note_model(index: Index) -> None:
    encoder = index.encoder
    if index.store.manifest is None:
        index.store.set_facts(
            {
                "model": encoder.spec.model,
                "fingerprint": encoder.fingerprint,
                "dimension": str(encoder.dimension),
            }
        )


_OF_PATH = "SELECT meeting.id FROM meeting JOIN document ON document.id = document WHERE path = ?"


def _left_by(store: Store, path: str) -> list[int]:
    """The meetings of other files whose cases depend on a file's meetings."""
    return meetings_near(store, [row["id"] for row in store.rows(_OF_PATH, (path,))])


def _delete(store: Store, path: str) -> list[int] | None:
    """Take out a file's records; the vectors that its passages used, None where there is no such file."""
    if not store.rows("SELECT 1 FROM document WHERE path = ?", (path,)):
        return None
    rows = store.rows(f"SELECT id, vector FROM passage WHERE meeting IN ({_OF_PATH})", (path,))
    release_corrections(store, path)
    store.execute("DELETE FROM document WHERE path = ?", (path,))
    store.log("passage", [row["id"] for row in rows], added=False)
    return sorted({row["vector"] for row in rows})


def _drop_unused(store: Store, vectors: Sequence[int]) -> None:
    query = "SELECT DISTINCT vector FROM passage WHERE vector IN ({marks})"
    used = {row["vector"] for row in store.rows_in(query, vectors)}
    unused = [vector for vector in vectors if vector not in used]
    for vector in unused:
        store.execute("DELETE FROM vector WHERE id = ?", (vector,))
    store.log("vector", unused, added=False)


def _insert(
    store: Store, minutes: Minutes, passages: Sequence[Sequence[Passage]], new: dict[bytes, bytes]
) -> list[int]:
    """Write a file's records; the keys of its meetings."""
    source = minutes.source
    document = store.insert(
        "document",
        path=_key(Path(source.path)),
        doc=Path(source.path).name,
        sha256=source.sha256,
        media_type=source.media_type,
        encoding=source.encoding,
        pages=len(source.page_starts) or None,
        built_by=BUILT_BY,
        warnings=_json([*source.warnings, *minutes.warnings]),
        ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    store.execute(READING_TABLE)
    store.insert("reading", document=document, confidence=minutes.confidence)
    added = {d: store.insert("vector", input_sha256=d, vector=vector) for d, vector in new.items()}
    store.log("vector", [*added.values()], added=True)
    keys = []
    for meeting, cut in zip(minutes.meetings, passages, strict=True):
        key = _insert_meeting(store, document, meeting)
        keys.append(key)
        for item in meeting.agenda:
            _insert_item(store, key, item, matter_of(meeting, item, doc=Path(source.path).name))
        for turn in meeting.turns:
            _insert_turn(store, key, turn)
        store.log("passage", [_insert_passage(store, key, passage) for passage in cut], added=True)
    return keys


def _insert_meeting(store: Store, document: int, meeting: Meeting) -> int:
    return store.insert(
        "meeting",
        document=document,
        meeting_id=meeting.id,
        municipality=meeting.municipality,
        municipality_code=meeting.municipality_code,
        council=meeting.council,
        label=meeting.label,
        date=meeting.date,
        start_time=meeting.start,
        end_time=meeting.end,
        place=meeting.place,
        open=meeting.open,
        attendees=_json([asdict(attendee) for attendee in meeting.attendees]),
    )


def _insert_item(store: Store, meeting: int, item: AgendaItem, matter: str) -> None:
    decision = item.decision
    span = decision.span or (None, None)
    store.insert(
        "agenda_item",
        meeting=meeting,
        agenda_id=item.id,
        number=item.number,
        title=item.title,
        kind=item.kind,
        section=item.section,
        matter=matter,
        number_key=number_of(item.number),
        case_id=matter,
        outcome=decision.outcome.value,
        quote=decision.quote,
        quote_start=span[0],
        quote_end=span[1],
        quote_page=decision.page,
        quote_turn=decision.turn,
        conditions=_json(decision.conditions),
        requests=_json([asdict(request) for request in decision.requests]),
        vote=decision.vote,
        follow_up=decision.follow_up,
        confidence=decision.confidence,
    )


def _insert_turn(store: Store, meeting: int, turn: Turn) -> None:
    store.insert(
        "turn",
        meeting=meeting,
        n=turn.n,
        kind=turn.kind.value,
        speaker=turn.speaker,
        name=turn.name,
        title=turn.title,
        role=turn.role.value if turn.role else None,
        text=turn.text,
        span_start=turn.span[0],
        span_end=turn.span[1],
        agenda_id=turn.agenda,
        page=turn.page,
    )


def _insert_passage(store: Store, meeting: int, passage: Passage) -> int:
    vector = store.rows("SELECT id FROM vector WHERE input_sha256 = ?", (_digest(passage),))[0]["id"]
    return store.insert(
        "passage",
        meeting=meeting,
        vector=vector,
        kind=passage.kind,
        turn=passage.turn,
        speaker=passage.speaker,
        role=passage.role.value if passage.role else None,
        agenda_id=passage.agenda,
        outcome=passage.outcome.value if passage.outcome else None,
        text=passage.text,
        context=passage.context,
        keywords=passage.keywords,
        span_start=passage.span[0],
        span_end=passage.span[1],
        page=passage.page,
        question=passage.question,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
