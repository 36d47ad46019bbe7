"""The entrance to an index: open a folder, ask a question, get passages."""

import re
import sqlite3
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.model import Encoder
from index.dense import DenseIndex
from index.english import in_japanese, is_english, read_glosses
from index.errors import ManifestMismatchError, StoreBusyError
from index.filters import Condition, Filters, all_of, passage_condition
from index.lexical import LexicalIndex
from index.overlay import corrected_turns
from index.preferences import Preferences, asks_for_all, read_preferences
from index.ranking import (
    fuse,
    in_context,
    lead,
    of_near_items,
    preference_condition,
    preferred,
    prior,
    relevance,
    without_overlaps,
)
from index.reach import Reach
from index.store import Ids, Store
from index.synonyms import Wanted, expand_terms, read_synonyms
from index.terms import highlight_spans, join_spaced_letters
from ingest.records import Role, Span

# How many candidates each of the two searches gives to the fusion, at least.
_CANDIDATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One passage that was found, with all that a citation needs.

    Attributes:
        rank: 1-based.
        score: Of the fusion.
        relevance: The chance that a person calls it relevant, 0 to 1, told from the score.
        passage_id: Of the store.
        meeting_key: Of the store; with `agenda_id` it names an item for `index.cases.items_of`.
        doc: Base name of the file.
        document_path: The file's resolved path.
        question: The turn whose question this one answers; None where it answers none.
        answers: The turns that answer this one.
        speaker_corrected: Whether a person set the speaker.
        highlights: Where the query's words stand in `text`.
        dense_score: Cosine of query and passage.
        lexical_score: BM25; 0 where no word of the query stands in the passage.
        lead: How much nearer than an average passage it is: 0 for that, 1 for the query's own words; of
            like meaning whatever the model.
    """

    rank: int
    score: float
    relevance: float
    passage_id: int
    meeting_key: int
    doc: str
    document_path: str
    meeting_id: str
    municipality: str | None
    council: str | None
    meeting_label: str | None
    date: str | None
    agenda_id: str | None
    agenda_title: str | None
    turn: int | None
    speaker: str | None
    role: Role | None
    page: int | None
    span: Span
    text: str
    kind: str
    question: int | None
    answers: tuple[int, ...]
    speaker_corrected: bool
    highlights: tuple[Span, ...]
    dense_score: float
    lexical_score: float
    lead: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """What an index holds; dates are ISO 8601."""

    documents: int
    meetings: int
    turns: int
    passages: int
    agenda_items: int
    model: str | None
    size_bytes: int
    municipalities: tuple[str, ...]
    councils: tuple[str, ...]
    first_date: str | None
    last_date: str | None


class Index:
    """One index folder: the store, what is derived from it, and the encoder that it was built with.

    Attributes:
        store: The records, as far as this index sees.
        whole: The index that sees everything; itself unless it is limited.
    """

    def __init__(self, store: Store, encoder: Encoder | None) -> None:
        self.store = store
        self.whole = self
        self._limited: dict[Reach, Index] = {Reach.ALL: self}
        self.lexical = LexicalIndex(store.folder / "lexical", store.store_id)
        self.dense = DenseIndex(store.folder, store.store_id)
        # Every transaction and snapshot is held under the guard; the turnstile lets in one writer of this
        # process at a time, without keeping readers out while it embeds.
        self.guard = threading.RLock()
        self.turnstile = threading.Lock()
        self._encoder: Encoder | None = None
        if encoder is not None:
            self.use_encoder(encoder)
        if self.lexical.sequence > store.sequence:
            # The database was put back from a backup.
            self.lexical.sequence = -1
        self.refresh()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def limited(self, reach: Reach) -> "Index":
        """The same index as a reader of this reach sees it: every query finds what they may see, no more.

        It shares the model and what is derived, and is closed with the whole.
        """
        with self.whole.guard:
            if reach not in self.whole._limited:
                store = Store.open(self.store.folder, create=False)
                store.limit(reach)
                part = copy(self.whole)
                part.store = store
                part.lexical = self.whole.lexical.without(store.hidden_passages)
                self.whole._limited[reach] = part
            return self.whole._limited[reach]

    @property
    def encoder(self) -> Encoder:
        """The model that queries and passages are embedded with.

        Raises:
            ValueError: The index was opened without one.
        """
        if self.whole._encoder is None:
            raise ValueError("the index was opened without an encoder; call use_encoder first")
        return self.whole._encoder

    def use_encoder(self, encoder: Encoder) -> None:
        """Embed with this model from now on.

        Raises:
            ManifestMismatchError: The index was built with another one.
        """
        built_with = self.store.manifest
        if built_with is not None and built_with.fingerprint != encoder.fingerprint:
            raise ManifestMismatchError(
                f"the index was built with the model {built_with.model} "
                f"(fingerprint {built_with.fingerprint[:12]}), not with {encoder.spec.model} "
                f"({encoder.fingerprint[:12]}); name that model or ingest into a new folder",
                str(self.store.folder),
            )
        self.whole._encoder = encoder

    def start_writing(self) -> None:
        """Become the only writer until the index is closed.

        Raises:
            StoreBusyError: Another program is writing.
        """
        if not self.store.locked:
            self.store.lock()
            self.lexical.reload()
            self.catch_up()

    def catch_up(self) -> None:
        """Bring what is derived up to the store; the caller is the writer."""
        self.dense.catch_up(self.store)
        self.lexical.catch_up(self.store)

    def refresh(self) -> None:
        """See what other programs have written; never waits for one that is writing."""
        if self.whole is not self:
            self.whole.refresh()
            return
        last = self.store.sequence
        if self.dense.sequence == last == self.lexical.sequence:
            return
        self.lexical.reload()
        self.dense.catch_up(self.store)
        # It may be ahead of a snapshot: what the snapshot does not hold is not found.
        if self.lexical.sequence < last and not self.store.locked:
            try:
                self.store.lock()
            except StoreBusyError:
                return
            self.catch_up()
            self._settle()

    def status(self) -> IndexStatus:
        """Count what the index holds."""
        with self.guard, self.store.snapshot():
            counts = {
                table: int(self.store.rows(f"SELECT count(*) FROM {table}")[0][0])
                for table in ("document", "meeting", "turn", "passage", "agenda_item")
            }
            dates = self.store.rows("SELECT min(date), max(date) FROM meeting")[0]
            built_with = self.store.manifest
            return IndexStatus(
                documents=counts["document"],
                meetings=counts["meeting"],
                turns=counts["turn"],
                passages=counts["passage"],
                agenda_items=counts["agenda_item"],
                model=built_with.model if built_with else None,
                size_bytes=_size_bytes(self.store.folder),
                municipalities=self.names("municipality"),
                councils=self.names("council"),
                first_date=dates[0],
                last_date=dates[1],
            )

    def close(self) -> None:
        """Keep what is derived and close the store."""
        whole = self.whole
        with whole.guard:
            if whole.store.locked:
                whole._settle()
            for part in whole._limited.values():
                part.store.close()

    def _settle(self) -> None:
        self.dense.save()
        self.lexical.close()
        self.store.unlock()

    def names(self, column: Literal["municipality", "council"]) -> tuple[str, ...]:
        """The municipalities or councils in the index, sorted."""
        query = f"SELECT DISTINCT {column} FROM meeting WHERE {column} IS NOT NULL ORDER BY 1"
        return tuple(row[0] for row in self.store.rows(query))

    def offices(self) -> tuple[str, ...]:
        """The offices that put agenda items forward and the departments they belong to, each by itself."""
        rows = self.store.rows("SELECT DISTINCT section FROM agenda_item WHERE section IS NOT NULL")
        found = (match for row in rows for match in _OFFICE.finditer(row["section"]))
        return tuple(
            sorted({name for m in found for name in (*_DEPARTMENT.findall(m["departments"]), m["office"])})
        )


# 「総務部情報政策課」 is asked for as 情報政策課 or as 総務部.
_DEPARTMENT = re.compile(r"[^\s、,・部局]{1,12}?[部局]")
_OFFICE = re.compile(
    rf"(?P<departments>(?:{_DEPARTMENT.pattern})*)"
    r"(?P<office>[^\s、,・部局]{1,14}(?:課|室|所|館|局|部|センター))"
)


def _size_bytes(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        # A writer may be replacing it.
        with suppress(FileNotFoundError):
            size += path.stat().st_size if path.is_file() else 0
    return size


def open_index(
    folder: Path, encoder: Encoder | None, *, create: bool = False, reach: Reach = Reach.ALL
) -> Index:
    """Open the index of a folder.

    Args:
        folder: Where the index is or shall be.
        encoder: The model; None will do for what embeds nothing (status, decisions, removal).
        create: Make an empty index where there is none.
        reach: How far its sight goes: whoever reads the folder's files sees all of them anyway, so that
            what is to be kept from a reader has to be opened for less by a server between them.

    Raises:
        StoreNotFoundError: There is none.
        StoreDamagedError: The folder holds something else, or an index of another version.
        ManifestMismatchError: The index was built with another model.
    """
    store = Store.open(folder, create=create)
    try:
        return Index(store, encoder).limited(reach)
    except BaseException:
        store.close()
        raise


def search(index: Index, query: str, *, filters: Filters | None = None, k: int = 20) -> list[Hit]:
    """The passages that fit a query best, by meaning and by words.

    Args:
        index: An index with an encoder.
        query: A question or words.
        filters: Only passages that meet these.
        k: The most hits to return.
    """
    if not query.strip() or k < 1:
        return []
    asked = _read_query(index, join_spaced_letters(query), max(_CANDIDATES, 2 * k))
    with index.guard, index.store.snapshot():
        index.refresh()
        offices = index.offices() if _OFFICE.search(query) else ()
        preferences = read_preferences(query, index.names("municipality"), offices)
        candidates = _candidates(index, asked, passage_condition(filters or Filters()), preferences)
        cosines = index.dense.scores(asked.vector, [row["vector"] for row in candidates.values()])
        dense = dict(zip(candidates, cosines, strict=True))
        average = index.dense.mean_score(asked.vector)
        leads = {key: lead(cosine, average) for key, cosine in dense.items()}
        lexical = dict(index.lexical.search(asked.terms, len(candidates), [*candidates]))
        fused = fuse(leads, lexical, potential=index.lexical.potential(asked.terms))
        near = fused.keys() if asks_for_all(query) else of_near_items(fused, candidates)
        fused = {
            key: score + preferred(candidates[key], preferences, near=key in near) + prior(candidates[key])
            for key, score in fused.items()
        }
        fused = in_context(fused, candidates)
        ranked = sorted(fused, key=lambda key: (-fused[key], key))
        best = without_overlaps([candidates[key] for key in ranked], k)
        scores = {
            key: _Scores(
                fused=fused[key],
                cosine=dense[key],
                bm25=lexical.get(key, 0.0),
                lead=leads[key],
            )
            for key in best
        }
        return _hits(index.store, scores, [wanted.term for wanted in asked.terms])


def first_passage(index: Index, meeting_key: int, agenda_id: str) -> list[Hit]:
    """The passage that an agenda item begins with, unscored, for citing it without a search; or none."""
    query = "SELECT id FROM passage WHERE meeting = ? AND agenda_id = ? ORDER BY span_start, id LIMIT 1"
    with index.guard, index.store.snapshot():
        found = index.store.rows(query, (meeting_key, agenda_id))
        return _hits(index.store, {row["id"]: _UNSCORED for row in found}, ())


def counterparts(index: Index, hits: Sequence[Hit]) -> dict[int, Hit]:
    """What belongs to each hit, by its passage id: the question that it answers, or the first answer to it.

    They are unscored; of a question the last part, which asks, of an answer the first.
    """
    wanted = {
        hit.passage_id: (hit.meeting_key, turn)
        for hit in hits
        if (turn := hit.question or next(iter(hit.answers), None)) is not None
    }
    query = (
        "SELECT id, meeting, turn FROM passage WHERE meeting IN ({marks}) AND turn IS NOT NULL ORDER BY id"
    )
    parts: dict[tuple[int, int], list[int]] = {}
    with index.guard, index.store.snapshot():
        for row in index.store.rows_in(query, sorted({meeting for meeting, _ in wanted.values()})):
            parts.setdefault((row["meeting"], row["turn"]), []).append(row["id"])
        asked = {hit.passage_id for hit in hits if hit.question}
        chosen = {own: parts[key][-1 if own in asked else 0] for own, key in wanted.items() if key in parts}
        found = _hits(index.store, dict.fromkeys(chosen.values(), _UNSCORED), ())
    by_id = {hit.passage_id: hit for hit in found}
    return {own: by_id[key] for own, key in chosen.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scores:
    """Of one passage; the fields of `Hit` say what they are."""

    fused: float = 0.0
    cosine: float = 0.0
    bm25: float = 0.0
    lead: float = 0.0


_UNSCORED = _Scores()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A query made ready: its vector, its terms, and how many candidates to take."""

    vector: NDArray[np.float32]
    terms: list[Wanted]
    limit: int


def _read_query(index: Index, query: str, limit: int) -> _Asked:
    """The query made ready; one in English as it is and with its Japanese words."""
    synonyms = read_synonyms(index.store.folder)
    vector, written = index.encoder.encode_query(query), query
    if is_english(query):
        with index.guard:
            written = in_japanese(query, read_glosses(query, synonyms, index.lexical.holds))
        if written != query:
            vector = vector + index.encoder.encode_query(written)
            vector /= np.linalg.norm(vector)
    terms = expand_terms(written, synonyms)
    if is_english(query):
        # Of its own words only names can stand in Japanese minutes.
        with index.guard:
            terms = [wanted for wanted in terms if wanted.instead_of or index.lexical.is_held(wanted.term)]
    return _Asked(vector=vector, terms=terms, limit=limit)


def _candidates(
    index: Index, asked: _Asked, condition: Condition, preferences: Preferences
) -> dict[int, sqlite3.Row]:
    """The passages that either search finds, of those that meet the condition and of the preferred."""
    found = _found(index, asked, condition)
    if wanted := preference_condition(preferences):
        found |= _found(index, asked, all_of(condition, wanted))
    return found


def _found(index: Index, asked: _Asked, condition: Condition) -> dict[int, sqlite3.Row]:
    store = index.store
    vectors: Ids | None = None
    passages: list[int] | None = None
    if condition.sql:
        query = f"SELECT passage.id, passage.vector {_JOINED} WHERE {condition.sql}"
        allowed = store.rows(query, condition.values)
        passages = [row["id"] for row in allowed]
        vectors = np.array(sorted({row["vector"] for row in allowed}), dtype=np.int64)
    hidden = store.hidden_vectors()
    near = [key for key, _ in index.dense.search(asked.vector, asked.limit, vectors, without=hidden)]
    worded = [key for key, _ in index.lexical.search(asked.terms, asked.limit, passages)]
    columns = (
        "passage.id, passage.vector, passage.outcome, passage.span_start, passage.span_end, "
        "passage.kind, passage.role, passage.turn, passage.question, length(passage.text) AS characters, "
        "passage.meeting, passage.agenda_id, agenda_item.section, "
        "meeting.document, meeting.municipality, meeting.date"
    )
    found = store.rows_in(f"SELECT {columns} {_JOINED} WHERE passage.vector IN ({{marks}})", near)
    # An answer may stand beside words that fit better; passages of a meeting are numbered in its order.
    beside = {key + step for key in (*worded, *(row["id"] for row in found)) for step in (-1, 0, 1)}
    found += store.rows_in(f"SELECT {columns} {_JOINED} WHERE passage.id IN ({{marks}})", sorted(beside))
    # Several passages may share a vector, and not all of them meet the condition.
    within = None if passages is None else frozenset(passages)
    return {row["id"]: row for row in found if within is None or row["id"] in within}


_JOINED = """
    FROM passage JOIN meeting ON meeting.id = passage.meeting
    JOIN document ON document.id = meeting.document
    LEFT JOIN agenda_item
        ON agenda_item.meeting = passage.meeting AND agenda_item.agenda_id = passage.agenda_id
"""


def _answers(store: Store, meetings: Collection[int]) -> dict[tuple[int, int], tuple[int, ...]]:
    """The turns that answer a question, by meeting and the question's turn."""
    query = (
        "SELECT DISTINCT meeting, question, turn FROM passage "
        "WHERE meeting IN ({marks}) AND question IS NOT NULL ORDER BY turn"
    )
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for row in store.rows_in(query, [*meetings]):
        key = row["meeting"], row["question"]
        found[key] = (*found.get(key, ()), row["turn"])
    return found


def _hits(store: Store, scores: dict[int, _Scores], terms: Sequence[str]) -> list[Hit]:
    """The passages in the order of `scores`."""
    query = f"""
        SELECT passage.*, document.doc, document.path, meeting.meeting_id, meeting.municipality,
            meeting.council, meeting.label, meeting.date, agenda_item.title AS agenda_title
        {_JOINED} WHERE passage.id IN ({{marks}})
    """
    rows = {row["id"]: row for row in store.rows_in(query, [*scores])}
    corrected = corrected_turns(store)
    answers = _answers(store, {row["meeting"] for row in rows.values()})
    return [
        Hit(
            rank=rank,
            score=score.fused,
            relevance=relevance(score.fused),
            passage_id=key,
            meeting_key=row["meeting"],
            doc=row["doc"],
            document_path=row["path"],
            meeting_id=row["meeting_id"],
            municipality=row["municipality"],
            council=row["council"],
            meeting_label=row["label"],
            date=row["date"],
            agenda_id=row["agenda_id"],
            agenda_title=row["agenda_title"],
            turn=row["turn"],
            speaker=row["speaker"],
            role=Role(row["role"]) if row["role"] else None,
            page=row["page"],
            span=(row["span_start"], row["span_end"]),
            text=row["text"],
            kind=row["kind"],
            question=row["question"],
            answers=answers.get((row["meeting"], row["turn"]), ()),
            speaker_corrected=(row["meeting"], row["turn"]) in corrected,
            highlights=tuple(highlight_spans(terms, row["text"])),
            dense_score=score.cosine,
            lexical_score=score.bm25,
            lead=score.lead,
        )
        for rank, (key, score) in enumerate(scores.items(), start=1)
        for row in (rows[key],)
    ]
