"""One meeting as 会議録を読む shows it: the part of its turns that is asked for, and what belongs to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.page_reader_state import ReaderState
from index.cases import CaseItem
from index.overlay import Correction
from index.reading import (
    MeetingRecord,
    Neighbours,
    TurnMatches,
    TurnPlace,
    TurnRecord,
    agenda_of,
    find_in_meeting,
    neighbours_of,
    outline_of,
    questions_answered,
    speaker_corrections,
    turns_of,
)
from index.search import Index

# A long meeting comes in parts of so many turns.
PART_TURNS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeeting:
    """A meeting and the part of it that is shown.

    Attributes:
        places: Of all turns, in order.
        items: The agenda.
        turns: Those that are shown.
        first: The place in the meeting of the first turn that is shown, from 0.
        part: Which part they are, from 1; None for the whole meeting.
        parts: How many parts there are.
        found: The turns with the words that are looked for.
        questions: By the `n` of an answer, that of its question.
        corrections: Of who speaks, by the turn's `n`.
        neighbours: The meetings of the council before and after.
    """

    state: ReaderState
    meeting: MeetingRecord
    places: Sequence[TurnPlace]
    items: Sequence[CaseItem]
    turns: Sequence[TurnRecord]
    first: int
    part: int | None
    parts: int
    found: Sequence[TurnMatches]
    questions: Mapping[int, int]
    corrections: Mapping[int, Correction]
    neighbours: Neighbours

    @property
    def turn_found(self) -> bool:
        """Whether the meeting has the turn that the state names; true where it names none."""
        return self.state.turn is None or any(place.n == self.state.turn for place in self.places)

    @property
    def answers(self) -> Mapping[int, Sequence[int]]:
        """By the `n` of a question, those of its answers."""
        answers = defaultdict(list)
        for answer, question in sorted(self.questions.items()):
            answers[question].append(answer)
        return answers

    @property
    def begins(self) -> Mapping[str, int]:
        """The `n` of the first turn of each agenda item that has any."""
        begins: dict[str, int] = {}
        for place in self.places:
            if place.agenda_id:
                begins.setdefault(place.agenda_id, place.n)
        return begins

    def bounds(self, part: int) -> tuple[int, int]:
        """The places of the first and the last turn of a part, from 1."""
        return (part - 1) * PART_TURNS + 1, min(part * PART_TURNS, len(self.places))


def shown_meeting(index: Index, meeting: MeetingRecord, state: ReaderState) -> ShownMeeting:
    """The part of a meeting that a state asks for; the first one where there is no such part or turn."""
    with index.guard, index.store.snapshot():
        places = outline_of(index, meeting.key)
        parts = -(-len(places) // PART_TURNS)
        part = None if state.whole or parts < 2 else _part(places, state, parts)
        first = (part - 1) * PART_TURNS if part else 0
        shown = places[first : first + PART_TURNS] if part else places
        turns = turns_of(index, meeting.key, first=shown[0].n, last=shown[-1].n) if shown else []
        return ShownMeeting(
            state=state,
            meeting=meeting,
            places=places,
            items=agenda_of(index, meeting.key),
            turns=turns,
            first=first,
            part=part,
            parts=parts,
            found=find_in_meeting(index, meeting.key, state.find),
            questions=questions_answered(index, meeting.key),
            corrections=speaker_corrections(index, meeting.key),
            neighbours=neighbours_of(index, meeting),
        )


def _part(places: Sequence[TurnPlace], state: ReaderState, parts: int) -> int:
    if state.part:
        return min(state.part, parts)
    at = next((at for at, place in enumerate(places) if place.n == state.turn), 0)
    return at // PART_TURNS + 1
