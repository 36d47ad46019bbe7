"""What members asked under agenda items, in their own words, with the answers linked to their questions."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.overlay import corrected_turns
from index.reading import TurnRecord, turn_record
from index.replies import asking_parts, asks
from index.search import Index
from index.store import Store
from ingest.records import Role, Span, TurnKind

# Between stretches of one turn that do not follow on each other.
_LEFT_OUT = " … "


class ItemKey(Protocol):
    """What names an agenda item: an item of `index.cases` does."""

    @property
    def meeting_key(self) -> int: ...  # noqa: D102
    @property
    def agenda_id(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of a turn, verbatim, and where they stand in the source.

    Attributes:
        span: Of the words; of the whole turn where its text leaves out something that the source has there.
    """

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAnswer:
    """A whole turn that answers a question; `corrected` where a person set its speaker."""

    n: int
    speaker: str | None
    page: int | None
    text: str
    span: Span
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """What one turn asks under an agenda item.

    Attributes:
        meeting_key: Of the store; with `agenda_id` it names the item.
        doc: Base name of the file.
        n: Of the turn in its meeting.
        corrected: Whether a person set the speaker.
        parts: The stretches of the turn that ask, in order.
        whole: The whole turn.
        answers: The turns that the index links to this one as its answers; empty where there are none.
    """

    meeting_key: int
    doc: str
    meeting_id: str
    agenda_id: str
    n: int
    speaker: str | None
    page: int | None
    corrected: bool
    parts: tuple[Words, ...]
    whole: Words
    answers: tuple[LinkedAnswer, ...]

    @property
    def text(self) -> str:
        """All that asks; 「 … 」 stands for what the turn says in between."""
        return _LEFT_OUT.join(part.text for part in self.parts)


def questions_of(index: Index, items: Sequence[ItemKey]) -> list[AskedQuestion]:
    """What was asked under these items: by item in their order, then as it was said.

    Args:
        index: Any index.
        items: Agenda items, as `index.cases` gives them.
    """
    keys = list(dict.fromkeys((item.meeting_key, item.agenda_id) for item in items))
    meetings = sorted({meeting for meeting, _ in keys})
    with index.guard, index.store.snapshot():
        turns = _turns(index.store, meetings)
        links = _links(index.store, meetings)
        places = {row["id"]: row for row in index.store.rows_in(_PLACES, meetings)}
    found: list[AskedQuestion] = []
    for meeting, agenda in keys:
        said = turns.get(meeting, {})
        for turn in said.values():
            if turn.agenda_id == agenda and turn.kind is TurnKind.SPEECH:
                answers = tuple(said[n] for n in links.get((meeting, turn.n), ()) if n in said)
                found += _question(turn, answers, places[meeting])
    return found


_PLACES = """
    SELECT meeting.id, meeting.meeting_id, document.doc FROM meeting
    JOIN document ON document.id = meeting.document WHERE meeting.id IN ({marks})
"""


def _turns(store: Store, meetings: Sequence[int]) -> dict[int, dict[int, TurnRecord]]:
    """The turns of each meeting, by their `n` and in order."""
    query = "SELECT * FROM turn WHERE meeting IN ({marks}) ORDER BY meeting, n"
    corrected = corrected_turns(store)
    turns: dict[int, dict[int, TurnRecord]] = defaultdict(dict)
    for row in store.rows_in(query, meetings):
        key = row["meeting"], row["n"]
        turns[row["meeting"]][row["n"]] = turn_record(row, corrected=key in corrected)
    return turns


def _links(store: Store, meetings: Collection[int]) -> Mapping[tuple[int, int], list[int]]:
    """The answering turns, by meeting and the question's turn."""
    query = (
        "SELECT DISTINCT meeting, question, turn FROM passage "
        "WHERE meeting IN ({marks}) AND question IS NOT NULL AND turn IS NOT NULL ORDER BY turn"
    )
    links: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in store.rows_in(query, [*meetings]):
        links[row["meeting"], row["question"]].append(row["turn"])
    return links


def _question(turn: TurnRecord, answers: Sequence[TurnRecord], place: sqlite3.Row) -> list[AskedQuestion]:
    """What the turn asks; nothing where it does not, or where a chair asks what nobody answers: a motion."""
    parts = asking_parts(turn) if asks(turn) else []
    if not parts or (turn.role is Role.CHAIR and not answers):
        return []
    asked = AskedQuestion(
        meeting_key=place["id"],
        doc=place["doc"],
        meeting_id=place["meeting_id"],
        agenda_id=turn.agenda_id or "",
        n=turn.n,
        speaker=turn.speaker,
        page=turn.page,
        corrected=turn.corrected,
        parts=tuple(_words(turn, part) for part in parts),
        whole=Words(text=turn.text, span=turn.span),
        answers=tuple(_answer(answer) for answer in answers),
    )
    return [asked]


def _words(turn: TurnRecord, part: Span) -> Words:
    start, end = part
    # Where the source has more than the text (line ends, page furniture, notes), the whole turn is named.
    exact = turn.span[1] - turn.span[0] == len(turn.text)
    span = (turn.span[0] + start, turn.span[0] + end) if exact else turn.span
    return Words(text=turn.text[start:end], span=span)


def _answer(turn: TurnRecord) -> LinkedAnswer:
    return LinkedAnswer(
        n=turn.n,
        speaker=turn.speaker,
        page=turn.page,
        text=turn.text,
        span=turn.span,
        corrected=turn.corrected,
    )
