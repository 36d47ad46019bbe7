"""Meetings to passages, the units that are embedded and cited.

A passage is a turn or a part of a long turn, never across two speakers; a note that records a decision; a
paragraph or table row of an attached paper; or the quote of a decision that stands outside the turns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.replies import asked_in, questions_answered
from ingest.records import AgendaItem, Meeting, Outcome, Role, SourceText, Span, Turn, TurnKind

# A reply as short as 「はい」 says nothing by itself: it is embedded after what it replies to.
_SHORT_REPLY = 15
_QUESTION_TAIL = 80
# A longer title would drown the passage it stands before.
_TITLE_HEAD = 30
# Paragraphs of a paper shorter than this (headings, cells) are joined to the next one.
_SHORT_PARAGRAPH = 60
_CUTS = tuple(
    re.compile(pattern)
    for pattern in (r"[^\n]*\n*", r"[^。！？]*[。！？]*[」』）)]*", r"[^\t]*\t*", r"[^、，]*[、，]*")
)
# Raised when a turn's passages or what is embedded of them changes.
PASSAGES_VERSION = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is embedded and cited.

    Attributes:
        text: The words of the source that are cited.
        context: Municipality, the title's head, and the question that an answer answers: embedded before the
            text, never cited.
        keywords: Municipality, council, meeting, title, section and that question: by these words, too, it is
            found.
        span: Where the text stands in the source.
        page: 1-based, None where the format has no pages.
        kind: ``speech``, ``note``, ``document`` or ``decision`` (a quote outside the turns).
        turn: The `n` of the turn it belongs to.
        speaker: The turn's speaker as printed.
        role: The speaker's role.
        agenda: The id of the agenda item in the meeting.
        outcome: The outcome of an item's decision whose quote stands here, else None.
        question: The `n` of the turn whose question this one answers.
    """

    text: str
    context: str
    keywords: str
    span: Span
    page: int | None
    kind: str
    turn: int | None
    speaker: str | None
    role: Role | None
    agenda: str | None
    outcome: Outcome | None
    question: int | None = None


def make_passages(meeting: Meeting, source: SourceText, *, max_characters: int = 400) -> list[Passage]:
    """Cut a meeting into passages, in the order of the source.

    Args:
        meeting: One meeting of the source.
        source: Where the spans and pages refer to.
        max_characters: A turn up to this long is one passage; a longer one is cut at sentence ends into parts
            of about equal length. A sentence that is itself longer is cut at cells or commas, if it has any.
    """
    items = {item.id: item for item in meeting.agenda}
    passages: list[Passage] = []
    questions = questions_answered(meeting.turns)
    before: Turn | None = None
    for turn in meeting.turns:
        question = questions.get(turn.n)
        if turn.kind is TurnKind.NOTE and _outcome_at(meeting, turn.span) is None:
            continue
        item = items.get(turn.agenda or "")
        for text, place in _parts(turn, max_characters):
            asked = _asked(turn, text, question, before)
            passages.append(
                Passage(
                    text=text,
                    context=f"{_context(meeting, item)}\n{asked}".strip(),
                    keywords=f"{_keywords(meeting, item)} {asked}".strip(),
                    span=place,
                    page=source.page_at(place[0]),
                    kind=turn.kind.value,
                    turn=turn.n,
                    speaker=turn.speaker,
                    role=turn.role,
                    agenda=turn.agenda,
                    outcome=_outcome_at(meeting, place),
                    question=question.n if question else None,
                )
            )
        before = turn if turn.kind is TurnKind.SPEECH else before
    for decided in meeting.agenda:
        span = decided.decision.span
        if span is not None and not any(_overlap(passage.span, span) for passage in passages):
            passages.append(_decision_passage(meeting, decided, span))
    return sorted(passages, key=lambda passage: passage.span)


def _asked(turn: Turn, text: str, question: Turn | None, before: Turn | None) -> str:
    """What a part of a turn replies to; empty where it is no reply."""
    if question is not None:
        return asked_in(question.text, text)
    is_short = turn.kind is TurnKind.SPEECH and len(turn.text) <= _SHORT_REPLY
    return before.text[-_QUESTION_TAIL:] if is_short and before is not None else ""


def _decision_passage(meeting: Meeting, item: AgendaItem, span: Span) -> Passage:
    """The quote of a decision that no passage holds."""
    return Passage(
        text=item.decision.quote or "",
        context=_context(meeting, item),
        keywords=_keywords(meeting, item),
        span=span,
        page=item.decision.page,
        kind="decision",
        turn=item.decision.turn,
        speaker=None,
        role=None,
        agenda=item.id,
        outcome=item.decision.outcome,
    )


def _context(meeting: Meeting, item: AgendaItem | None) -> str:
    title = item.title[:_TITLE_HEAD] if item else ""
    return " ".join(part for part in (meeting.municipality, title) if part)


def _keywords(meeting: Meeting, item: AgendaItem | None) -> str:
    parts = [meeting.municipality, meeting.council, meeting.label]
    parts += [item.title, item.section] if item else []
    return " ".join(part for part in parts if part)


def _outcome_at(meeting: Meeting, span: Span) -> Outcome | None:
    decisions = (item.decision for item in meeting.agenda)
    return next((d.outcome for d in decisions if d.span and _overlap(d.span, span)), None)


def _parts(turn: Turn, max_characters: int) -> Iterator[tuple[str, Span]]:
    """The texts of a turn's passages, and where each stands in the source."""
    for piece in _pieces(turn, max_characters):
        start, end = _trimmed(turn.text, piece)
        if start < end:
            yield turn.text[start:end], turn.source_span(start, end)


def _pieces(turn: Turn, max_characters: int) -> list[Span]:
    whole = (0, len(turn.text))
    if turn.kind is TurnKind.DOCUMENT:
        lines = _cut(turn.text, whole, 0, max_characters)
        return _grouped(lines, max_characters=max_characters, enough=_SHORT_PARAGRAPH)
    parts = -(-len(turn.text) // max_characters)
    sentences = _cut(turn.text, whole, max_characters, max_characters)
    return _grouped(sentences, max_characters=max_characters, enough=-(-len(turn.text) // max(parts, 1)))


def _cut(text: str, span: Span, longest: int, max_characters: int, level: int = 0) -> list[Span]:
    """Cut what is longer than `longest` at line ends, then sentence ends, then cells, then commas."""
    if span[1] - span[0] <= longest or level == len(_CUTS):
        return [span]
    pieces = [match.span() for match in _CUTS[level].finditer(text, *span) if match[0]]
    return [cut for piece in pieces for cut in _cut(text, piece, max_characters, max_characters, level + 1)]


def _grouped(spans: list[Span], *, max_characters: int, enough: int) -> list[Span]:
    """Neighbours joined until a group is long enough, and never beyond the limit."""
    groups: list[Span] = []
    for start, end in spans:
        if groups and groups[-1][1] - groups[-1][0] < enough and end - groups[-1][0] <= max_characters:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)].rstrip()
    return span[0] + len(piece) - len(piece.lstrip()), span[0] + len(piece)


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
