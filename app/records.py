"""What an answer is made of: `Answer`, its `Sentence`s, and `Case`s with their `Proof` and `Citation`s."""

from dataclasses import dataclass, field

from app.wording import WORDINGS, Language
from index.cases import ThreadEntry
from index.corrections import ItemRef
from index.filters import Filters
from index.overlay import Correction
from ingest.records import Outcome, Request, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words of a source that the answer refers to as ``[ref]``.

    Attributes:
        ref: Number in the answer, from 1.
        doc: The source's file name.
        turn: The `n` of the turn in its meeting.
        speaker: As printed; None for papers and notes.
        page: 1-based, None where the format has no pages.
        span: Where the text stands in the source.
        text: The words themselves.
        score: The relevance that the search tells, 0 to 1; None where the words are cited as the proof of a
            decision only.
        highlights: Where the question's words stand in `text`.
        speaker_corrected: Whether a person set the speaker.
    """

    ref: int
    doc: str
    turn: int | None
    speaker: str | None
    page: int | None
    span: Span
    text: str
    score: float | None = None
    highlights: tuple[Span, ...] = ()
    speaker_corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The quote that proves an outcome; `ref` is the citation that holds it."""

    text: str
    doc: str
    turn: int | None
    page: int | None
    span: Span
    ref: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One agenda item at one meeting, with what was decided and what was said that bears on the question.

    Attributes:
        corrections: Those in force for the outcome and the conditions. Where a person set the outcome without
            a quote, the reason of the correction stands in its place.
        ref: What a correction of the item names it by; None where there is no item.
        meeting_id: Of the meeting in its document.
    """

    case_id: str | None
    municipality: str | None
    council: str | None
    meeting: str | None
    date: str | None
    agenda_id: str | None
    title: str | None
    outcome: Outcome
    quote: Proof | None
    conditions: tuple[str, ...]
    requests: tuple[Request, ...]
    vote: str | None
    confidence: float | None
    thread: tuple[ThreadEntry, ...]
    passages: tuple[Citation, ...]
    corrections: tuple[Correction, ...] = ()
    ref: ItemRef | None = None
    meeting_id: str | None = None

    @property
    def outcome_correction(self) -> Correction | None:
        """The correction by which a person set the outcome."""
        return next((correction for correction in self.corrections if correction.field == "outcome"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer and the citations that back it."""

    text: str
    refs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the index holds on a question.

    Attributes:
        query: The question as asked.
        language: Of the sentences.
        sentences: The answer; where nothing was found, one sentence without citations that says so.
        cases: Best first; empty where nothing was found.
        near: Where nothing answers the question, the nearest records; they are no answer.
        total: How many cases match; more than `cases` where only the best are given.
        understood: The filters that the question itself named and that were applied.
        took_ms: Milliseconds.
    """

    query: str
    language: Language
    sentences: tuple[Sentence, ...]
    cases: tuple[Case, ...] = ()
    near: tuple[Case, ...] = ()
    total: int = 0
    understood: Filters = field(default_factory=Filters)
    took_ms: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether the index holds anything on the question."""
        return bool(self.cases)

    @property
    def text(self) -> str:
        """All sentences, each with its citations."""
        return WORDINGS[self.language].sentence_gap.join(sentence.text for sentence in self.sentences)
