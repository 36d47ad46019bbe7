"""Questions with graded judgements, one JSON object a line: what `index.evaluate` measures a search against.

A line names what should be found in one of two forms::

    {"qid": "q1", "kind": "natural", "query": "…", "relevant": [
        {"doc": "a.txt", "span": [120, 158], "grade": 2}, {"doc": "a.txt", "quote": "…", "grade": 1}]}
    {"qid": "q2", "kind": "agenda", "query": "…", "gold": [{"meeting_id": "m1", "turns": [3, 5]}],
        "exclude": [{"meeting_id": "m1", "turns": [1]}], "scope": {"date_from": "2023-01-01"}}
    {"qid": "q3", "kind": "unanswerable", "query": "…", "unanswerable": true}

``kind`` may be any word. A grade is 2 for what answers the question (taken where none is given) and 1 for
what leads to the answer. A ``quote``, words copied from the minutes, stands for a ``span`` (offsets into
what ``senrei parse FILE --text`` prints). ``turns`` are the ``n`` of ``senrei parse --json``, with a ``doc``
beside ``meeting_id`` where the index holds several meetings of one id. Turns in ``exclude`` hold the
question's own words and are dropped from the ranking. ``scope`` is the question's own period; the
``filters`` of a search may be added to any line.
"""

import datetime
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from index.errors import JudgementError
from index.filters import Filters, filters_from_json
from ingest.records import Span

# What answers a question, and what only leads to the answer.
ANSWERS, LEADS = 2, 1

Line: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantPassage:
    """A place of a document that a search should find: by its span, or by words that stand there."""

    doc: str
    span: Span | None
    quote: str
    grade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRef:
    """A turn of a meeting; `doc` is None where the meeting's id alone names it."""

    doc: str | None
    meeting_id: str
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuestion:
    """A question and what should be found for it.

    Attributes:
        qid: Its id, unique in the file; the number of its line where the file gives none.
        kind: The sort of question, by which measures are grouped.
        filters: What the search is narrowed to.
        scope: What a scoped evaluation narrows the search to: the question's own period.
        passages: Relevant places, in the first form.
        turns: Relevant turns, in the second.
        excluded: Turns that the ranking leaves out.
        unanswerable: The minutes hold no answer, and none should be given.
    """

    qid: str
    query: str
    kind: str
    filters: Filters
    scope: Filters
    passages: tuple[RelevantPassage, ...] = ()
    turns: tuple[TurnRef, ...] = ()
    excluded: tuple[TurnRef, ...] = ()
    unanswerable: bool = False


def read_judgements(path: Path) -> list[JudgedQuestion]:
    """The questions of a file.

    Raises:
        JudgementError: The file cannot be read, holds no question, or a line is none; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise JudgementError(f"cannot be read ({error.strerror}); check the name", str(path)) from error
    except UnicodeDecodeError as error:
        raise JudgementError("is not in UTF-8; save it in UTF-8", str(path)) from error
    questions = [_question_at(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise JudgementError("holds no question; write one JSON object a line", str(path))
    seen: set[str] = set()
    for question in questions:
        if question.qid in seen:
            raise JudgementError(f"the qid {question.qid!r} stands twice; give each its own", str(path))
        seen.add(question.qid)
    return questions


def _question_at(path: Path, number: int, line: str) -> JudgedQuestion:
    try:
        return _question(json.loads(line), number)
    except json.JSONDecodeError as error:
        problem = f"no JSON ({error.msg} at character {error.pos + 1}); write one object a line"
        raise JudgementError(problem, f"{path}, line {number}") from error
    except ValueError as error:
        raise JudgementError(str(error), f"{path}, line {number}") from error


def _question(line: object, number: int) -> JudgedQuestion:
    if not isinstance(line, dict):
        # Not a TypeError: the line of a file is wrong, not the caller.
        raise ValueError(f"expected a JSON object, found {type(line).__name__}")  # noqa: TRY004
    question = JudgedQuestion(
        qid=str(line.get("qid") or f"line {number}"),
        query=_text(line, "query"),
        kind=_text(line, "kind", default="other"),
        filters=filters_from_json(_mapping(line, "filters")),
        scope=_scope(_mapping(line, "scope")),
        passages=tuple(_passage(one) for one in _objects(line, "relevant")),
        turns=tuple(turn for one in _objects(line, "gold") for turn in _turns(one)),
        excluded=tuple(turn for one in _objects(line, "exclude") if one.get("turns") for turn in _turns(one)),
        unanswerable=line.get("unanswerable") is True,
    )
    _check_judged(question)
    return question


def _check_judged(question: JudgedQuestion) -> None:
    if question.passages and question.turns:
        raise ValueError('both "relevant" and "gold" name what should be found; keep one of them')
    answered = bool(question.turns) or any(passage.grade == ANSWERS for passage in question.passages)
    if not answered and not question.unanswerable:
        raise ValueError(
            f'nothing answers the question; name it in "relevant" (grade {ANSWERS}) or "gold", '
            'or write "unanswerable": true'
        )


def _passage(one: Line) -> RelevantPassage:
    span, quote, grade = one.get("span"), one.get("quote"), one.get("grade", ANSWERS)
    if grade not in (LEADS, ANSWERS):
        raise ValueError(
            f'"grade" is {grade!r}, expected {ANSWERS} (answers) or {LEADS} (leads to the answer)'
        )
    if (span is None) == (quote is None):
        raise ValueError('a relevant passage takes a "span" or a "quote"')
    return RelevantPassage(
        doc=_text(one, "doc"),
        span=None if span is None else _span(span),
        quote="" if quote is None else folded(_text(one, "quote")),
        grade=grade,
    )


def _span(value: object) -> Span:
    match value:
        case [int(start), int(end)] if 0 <= start < end:
            return start, end
    raise ValueError(f'"span" is {value!r}, expected [start, end] with start before end')


def _turns(one: Line) -> Iterator[TurnRef]:
    doc = None if one.get("doc") is None else _text(one, "doc")
    turns = one.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, int) for turn in turns):
        raise ValueError(f'"turns" is {turns!r}, expected a list of numbers')
    for turn in turns:
        yield TurnRef(doc=doc, meeting_id=_text(one, "meeting_id"), turn=turn)


def _scope(value: Line) -> Filters:
    days = {name: value.get(name) for name in ("date_from", "date_to")}
    for name, day in days.items():
        if day is not None:
            try:
                datetime.date.fromisoformat(day)
            except (TypeError, ValueError):
                raise ValueError(f'"{name}" is {day!r}, expected a day such as 2023-04-01') from None
    return Filters(date_from=days["date_from"], date_to=days["date_to"])


def within(question: JudgedQuestion, *, scoped: bool) -> Filters:
    """The filters to search with; a question's own scope stands in the place of its filters' period."""
    scope = question.scope
    if not scoped or scope == Filters():
        return question.filters
    return replace(question.filters, date_from=scope.date_from, date_to=scope.date_to)


def folded(text: str) -> str:
    """The text as quotes are compared: without white space, full and half width alike."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _text(line: Line, key: str, default: str | None = None) -> str:
    value = line.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"{key}" is {value!r}, expected a text')
    return value


def _mapping(line: Line, key: str) -> Line:
    value = line.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f'"{key}" is {value!r}, expected an object')  # noqa: TRY004
    return value


def _objects(line: Line, key: str) -> list[Line]:
    value = line.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError(f'"{key}" is {value!r}, expected a list of objects')
    return value
