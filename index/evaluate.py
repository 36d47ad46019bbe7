"""How well a search finds what people judged relevant: nDCG, recall, success and reciprocal rank, by kind.

The measures are computed by ir_measures. A passage counts for a relevant place when it is from the same
document and the two overlap by half of the shorter one. Each place is counted once, for the first passage
that shows it, and a passage counts for one place.
"""

import math
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

from index.bootstrap import Figure, difference_figure, mean_figure
from index.filters import Filters, passage_condition
from index.judgements import ANSWERS, LEADS, JudgedQuestion, RelevantPassage, TurnRef, folded, within
from index.ranking import without_overlaps
from index.search import Index, search
from index.terms import join_spaced_letters, search_terms
from ingest.records import Span

# Passages that are retrieved for one question; more where turns of the question itself are left out.
DEPTH = 20
_DEPTH_WITH_TURNS = 60
# In the order in which reports show them; 2^grade - 1 is the gain of a grade.
_MEASURES = {
    "ndcg10": nDCG(gains={grade: 2**grade - 1 for grade in (LEADS, ANSWERS)}) @ 10,
    "recall20": R @ DEPTH,
    "success1": Success(rel=ANSWERS) @ 1,
    "success5": Success(rel=ANSWERS) @ 5,
    "success10": Success(rel=ANSWERS) @ 10,
    "mrr10": RR(rel=ANSWERS) @ 10,
}
MEASURES = (*_MEASURES,)
ALL_KINDS = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that a search found, with what it is judged and shown by."""

    doc: str
    meeting_id: str
    turn: int | None
    span: Span
    text: str
    speaker: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """What a search found for a question, best first, and how long it took."""

    question: JudgedQuestion
    found: tuple[Found, ...]
    took_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionScore:
    """The measures of one question.

    Attributes:
        ranked: The ranking as it was judged: of turns, without the excluded ones, and each once.
        ranks: Which places of it (1-based) show something relevant for the first time.
    """

    retrieved: Retrieved
    measures: Mapping[str, float]
    ranked: tuple[Found, ...]
    ranks: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigures:
    """The means of one kind of question, or of all."""

    kind: str
    questions: int
    figures: Mapping[str, Figure]


Searcher = Callable[[Index, str, Filters, int], Sequence[Found]]


def _hybrid(index: Index, query: str, filters: Filters, k: int) -> Sequence[Found]:
    """The search of the product."""
    return [
        Found(
            doc=hit.doc,
            meeting_id=hit.meeting_id,
            turn=hit.turn,
            span=hit.span,
            text=hit.text,
            speaker=hit.speaker,
            date=hit.date,
        )
        for hit in search(index, query, filters=filters, k=k)
    ]


def _dense(index: Index, query: str, filters: Filters, k: int) -> Sequence[Found]:
    """By meaning alone: the nearest vectors."""
    vector = index.encoder.encode_query(join_spaced_letters(query))
    with index.guard, index.store.snapshot():
        index.refresh()
        allowed = _allowed(index, filters)
        vectors = None if allowed is None else np.array(sorted(set(allowed.values())), dtype=np.int64)
        near = dict(index.dense.search(vector, _candidates(k), vectors))
        rows = _rows(index, "passage.vector", [*near])
        kept = [row for row in rows if allowed is None or row["id"] in allowed]
        return _best(sorted(kept, key=lambda row: (-near[row["vector"]], row["id"])), k)


def _lexical(index: Index, query: str, filters: Filters, k: int) -> Sequence[Found]:
    """By words alone: BM25."""
    with index.guard, index.store.snapshot():
        index.refresh()
        allowed = _allowed(index, filters)
        worded = index.lexical.search(
            search_terms(query), _candidates(k), None if allowed is None else [*allowed]
        )
        rows = {row["id"]: row for row in _rows(index, "passage.id", [key for key, _ in worded])}
        return _best([rows[key] for key, _ in worded if key in rows], k)


CONFIGURATIONS: Mapping[str, Searcher] = {"hybrid": _hybrid, "dense": _dense, "lexical": _lexical}


def retrieve(
    index: Index, question: JudgedQuestion, searcher: Searcher, *, scoped: bool = False
) -> Retrieved:
    """Put a question to a search.

    Args:
        index: An index with an encoder, already loaded, so that the first question takes no longer.
        question: With what should be found.
        searcher: One of `CONFIGURATIONS`, or another.
        scoped: Search within the question's own scope.
    """
    k = _DEPTH_WITH_TURNS if question.turns else DEPTH
    started = time.perf_counter()
    found = searcher(index, question.query, within(question, scoped=scoped), k)
    took_ms = (time.perf_counter() - started) * 1000
    return Retrieved(question=question, found=tuple(found), took_ms=took_ms)


def score(answered: Iterable[Retrieved]) -> list[QuestionScore]:
    """The measures of each question that has an answer in the minutes."""
    judged = {one.question.qid: one for one in answered if not one.question.unanswerable}
    ranked = {qid: _as_judged(one) for qid, one in judged.items()}
    shown = {qid: _shown(one.question, ranked[qid]) for qid, one in judged.items()}
    grades = {qid: _grades(one.question) for qid, one in judged.items()}
    run = {
        # ir_measures ranks by score.
        qid: {key or f"other {rank}": -float(rank) for rank, key in enumerate(keys, start=1)}
        for qid, keys in shown.items()
    }
    measured: dict[str, dict[str, float]] = {qid: {} for qid in judged}
    names = {measure: name for name, measure in _MEASURES.items()}
    for metric in ir_measures.iter_calc([*names], grades, run):
        measured[metric.query_id][names[metric.measure]] = float(metric.value)
    return [
        QuestionScore(
            retrieved=one,
            measures={name: measured[qid][name] for name in MEASURES},
            ranked=ranked[qid],
            ranks=frozenset(rank for rank, key in enumerate(shown[qid], start=1) if key),
        )
        for qid, one in judged.items()
    ]


def figures_by_kind(scores: Sequence[QuestionScore]) -> list[KindFigures]:
    """The means of every kind in alphabetical order, and at last those of all."""
    return [
        KindFigures(
            kind=kind,
            questions=len(of_kind),
            figures={name: mean_figure([one.measures[name] for one in of_kind]) for name in MEASURES},
        )
        for kind, of_kind in _by_kind(scores).items()
    ]


def differences_by_kind(of: Sequence[QuestionScore], than: Sequence[QuestionScore]) -> list[KindFigures]:
    """How much better the first run is than the second, of the same questions in the same order."""
    others = _by_kind(than)
    return [
        KindFigures(
            kind=kind,
            questions=len(of_kind),
            figures={
                name: difference_figure(
                    [one.measures[name] for one in of_kind], [one.measures[name] for one in others[kind]]
                )
                for name in MEASURES
            },
        )
        for kind, of_kind in _by_kind(of).items()
    ]


def latency_ms(answered: Sequence[Retrieved]) -> tuple[float, float]:
    """The median and the 95th percentile (nearest rank) of how long a question took."""
    times = sorted(one.took_ms for one in answered)
    return statistics.median(times), times[math.ceil(0.95 * len(times)) - 1]


def worst(scores: Iterable[QuestionScore], limit: int) -> list[QuestionScore]:
    """The questions to look at first: those below the best possible nDCG, lowest first."""
    short = [one for one in scores if one.measures["ndcg10"] < 1]
    return sorted(short, key=lambda one: (one.measures["ndcg10"], one.measures["mrr10"]))[:limit]


def absent_documents(index: Index, questions: Iterable[JudgedQuestion]) -> list[str]:
    """The documents and meetings that judgements name and the index does not hold, sorted."""
    with index.guard:
        docs = {row["doc"] for row in index.store.rows("SELECT doc FROM document")}
        meetings = {row["meeting_id"] for row in index.store.rows("SELECT meeting_id FROM meeting")}
    named = {p.doc for q in questions for p in q.passages} | {
        t.doc for q in questions for t in q.turns if t.doc
    }
    named_meetings = {t.meeting_id for q in questions for t in q.turns}
    return sorted((named - docs) | (named_meetings - meetings))


def relevant_texts(index: Index, question: JudgedQuestion, limit: int) -> list[Found]:
    """Passages of the index that answer the question, for showing what should have been found."""
    answers = [p for p in question.passages if p.grade == ANSWERS]
    names = [*{p.doc for p in answers}] or [*{t.meeting_id for t in question.turns}]
    column = "document.doc" if answers else "meeting.meeting_id"
    with index.guard, index.store.snapshot():
        found = [_found(row) for row in _rows(index, column, names)]
    wanted = [one for one in found if any(_covers(one, p) for p in answers) or _is_any(one, question.turns)]
    return sorted(wanted, key=lambda one: (one.doc, one.span))[:limit]


def _by_kind(scores: Sequence[QuestionScore]) -> dict[str, list[QuestionScore]]:
    groups: dict[str, list[QuestionScore]] = {}
    for one in sorted(scores, key=lambda one: one.retrieved.question.kind):
        groups.setdefault(one.retrieved.question.kind, []).append(one)
    return {**groups, ALL_KINDS: [*scores]} if scores else {}


def _grades(question: JudgedQuestion) -> dict[str, int]:
    if question.turns:
        return {_turn_key(turn): ANSWERS for turn in question.turns}
    return {str(number): passage.grade for number, passage in enumerate(question.passages)}


def _as_judged(retrieved: Retrieved) -> tuple[Found, ...]:
    """The ranking that is judged; a turn takes one place of it however many of its passages are found."""
    question = retrieved.question
    if not question.turns:
        return retrieved.found
    first = {(one.doc, one.meeting_id, one.turn): one for one in reversed(retrieved.found)}
    left = (one for one in retrieved.found if not _is_any(one, question.excluded))
    return tuple(one for one in left if first[one.doc, one.meeting_id, one.turn] is one)


def _shown(question: JudgedQuestion, ranked: Sequence[Found]) -> list[str | None]:
    """For each place of the ranking, which relevant place it shows for the first time."""
    if question.turns:
        return [
            next((_turn_key(ref) for ref in question.turns if _is_turn(one, ref)), None) for one in ranked
        ]
    left = dict(enumerate(question.passages))
    shown: list[str | None] = []
    for found in ranked:
        covered = [number for number, passage in left.items() if _covers(found, passage)]
        best = max(covered, key=lambda number: left[number].grade, default=None)
        shown.append(None if best is None else str(best))
        if best is not None:
            del left[best]
    return shown


def _turn_key(turn: TurnRef) -> str:
    return f"{turn.doc or ''}|{turn.meeting_id}|{turn.turn}"


def _is_any(found: Found, turns: Iterable[TurnRef]) -> bool:
    return any(_is_turn(found, turn) for turn in turns)


def _is_turn(found: Found, turn: TurnRef) -> bool:
    same = (found.meeting_id, found.turn) == (turn.meeting_id, turn.turn)
    return same and turn.doc in (None, found.doc)


def _covers(found: Found, passage: RelevantPassage) -> bool:
    if found.doc != passage.doc:
        return False
    if passage.span is None:
        text = folded(found.text)
        return passage.quote in text or (len(text) * 2 >= len(passage.quote) and text in passage.quote)
    shared = min(found.span[1], passage.span[1]) - max(found.span[0], passage.span[0])
    shorter = min(found.span[1] - found.span[0], passage.span[1] - passage.span[0])
    return shared > 0 and shared * 2 >= shorter


# What the two single-method searches read of the store.

_JOINED = """
    FROM passage JOIN meeting ON meeting.id = passage.meeting
    JOIN document ON document.id = meeting.document
    LEFT JOIN agenda_item
        ON agenda_item.meeting = passage.meeting AND agenda_item.agenda_id = passage.agenda_id
"""
_COLUMNS = (
    "passage.id, passage.vector, passage.turn, passage.speaker, passage.text, passage.span_start, "
    "passage.span_end, meeting.document, meeting.meeting_id, meeting.date, document.doc"
)


def _candidates(k: int) -> int:
    """More than are shown, since passages that show again what a better one shows are dropped."""
    return max(100, 2 * k)


def _allowed(index: Index, filters: Filters) -> dict[int, int] | None:
    """The passages that meet the filters, with their vectors; None where all do."""
    condition = passage_condition(filters)
    if not condition.sql:
        return None
    query = f"SELECT passage.id, passage.vector {_JOINED} WHERE {condition.sql}"
    return {row["id"]: row["vector"] for row in index.store.rows(query, condition.values)}


def _rows(index: Index, column: str, values: Sequence[object]) -> list[sqlite3.Row]:
    return index.store.rows_in(f"SELECT {_COLUMNS} {_JOINED} WHERE {column} IN ({{marks}})", values)


def _best(ranked: Sequence[sqlite3.Row], k: int) -> list[Found]:
    rows = {row["id"]: row for row in ranked}
    return [_found(rows[key]) for key in without_overlaps(ranked, k)]


def _found(row: sqlite3.Row) -> Found:
    return Found(
        doc=row["doc"],
        meeting_id=row["meeting_id"],
        turn=row["turn"],
        span=(row["span_start"], row["span_end"]),
        text=row["text"],
        speaker=row["speaker"],
        date=row["date"],
    )
