"""The records that a file of minutes becomes: `SourceText`, then `Minutes`.

All are frozen. Spans are half-open ``(start, end)`` offsets into `SourceText.text`; pages are 1-based.
The vocabulary is that of docs/glossary.md: turn (発言), agenda item (案件), decision (審議結果).
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

Span = tuple[int, int]


class Outcome(StrEnum):
    """The outcome of one agenda item at one meeting."""

    APPROVED = "approved"
    APPROVED_WITH_OPINION = "approved_with_opinion"
    APPROVED_AMENDED = "approved_amended"
    REJECTED = "rejected"
    ADOPTED = "adopted"
    ADOPTED_IN_SPIRIT = "adopted_in_spirit"
    NOT_ADOPTED = "not_adopted"
    CONTINUED = "continued"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    DELEGATED = "delegated"
    REPORT_RECEIVED = "report_received"
    UPHELD = "upheld"
    PARTLY_OVERTURNED = "partly_overturned"
    OVERTURNED = "overturned"
    NOT_RECORDED = "not_recorded"

    @property
    def label(self) -> str:
        """The Japanese word shown to people."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.APPROVED: "承認",
    Outcome.APPROVED_WITH_OPINION: "意見付き承認",
    Outcome.APPROVED_AMENDED: "修正承認",
    Outcome.REJECTED: "不承認",
    Outcome.ADOPTED: "採択",
    Outcome.ADOPTED_IN_SPIRIT: "趣旨採択",
    Outcome.NOT_ADOPTED: "不採択",
    Outcome.CONTINUED: "継続審議",
    Outcome.POSTPONED: "延期",
    Outcome.WITHDRAWN: "取下げ",
    Outcome.DELEGATED: "一任",
    Outcome.REPORT_RECEIVED: "報告了承",
    Outcome.UPHELD: "原処分妥当",
    Outcome.PARTLY_OVERTURNED: "一部取消",
    Outcome.OVERTURNED: "取消",
    Outcome.NOT_RECORDED: "記載なし",
}


class Role(StrEnum):
    """What a speaker is at the meeting."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    SECRETARIAT = "secretariat"
    PROPONENT = "proponent"
    OTHER = "other"


class TurnKind(StrEnum):
    """Speech, an unspoken note （「異議なし」の声あり）, or text of an attached paper."""

    SPEECH = "speech"
    NOTE = "note"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One table cell: where its text stands and its 0-based place in its table."""

    table: int
    row: int
    column: int
    start: int
    end: int
    header: bool = False
    column_span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading that the format itself marks (HTML h1-h6, a DOCX heading style)."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordBox:
    """A piece of text on a PDF page, in points from the page's lower left corner."""

    start: int
    end: int
    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTurn:
    """A turn that the format itself tells apart; `start` and `end` are offsets of what is said."""

    n: int
    speaker: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMeeting:
    """A meeting whose facts and turns the format itself tells."""

    id: str
    municipality: str | None
    council: str | None
    label: str | None
    date: str | None
    turns: tuple[RecordedTurn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    r"""The text of one file and what the file's format says about it.

    Attributes:
        path: The file as the user named it.
        media_type: For example ``application/pdf``.
        sha256: Hex digest of the file's bytes.
        encoding: Of a text or HTML file, else None.
        text: The extracted text, lines ended by ``\n``. Cells of one table row are separated by ``\t`` and a
            row ends its line, so a table read from HTML looks like a table pasted into a text file.
        page_starts: Offset at which each page starts; empty where the format has no pages.
        cells: Table cells in reading order.
        headings: Headings in reading order.
        boxes: Word boxes of a PDF in reading order.
        recorded: Meetings with their turns, where the format tells them apart (JSON lines).
        warnings: What the reader doubts, each a short sentence.
    """

    path: str
    media_type: str
    sha256: str
    text: str
    encoding: str | None = None
    page_starts: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()
    headings: tuple[Heading, ...] = ()
    boxes: tuple[WordBox, ...] = field(default=(), repr=False)
    recorded: tuple[RecordedMeeting, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The 1-based page of an offset; None where the format has no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person named in the header, with the role printed there (会長, 委員, 事務局 …)."""

    name: str
    role: str | None
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One member's wish (要望) that the council did not adopt as its own."""

    speaker: str | None
    turn: int
    text: str


CONFIDENT = 0.8
"""Below this confidence a person should look at the minutes before relying on an outcome."""


def is_doubtful(confidence: float | None) -> bool:
    """Whether an outcome of this confidence is to be checked in the minutes (要確認)."""
    return confidence is not None and confidence < CONFIDENT


class Evidence(StrEnum):
    """How the minutes state an outcome; see `ingest.decisions` for how sure each kind is."""

    TABLE = "table"
    RECORD = "record"
    CONCLUSION = "conclusion"
    ASSENT = "assent"
    PROPOSAL = "proposal"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome of one agenda item at one meeting, with the quote that proves it.

    A decision other than `Outcome.NOT_RECORDED` always has a quote and its span, the kind of its evidence and
    a confidence: how often outcomes that are stated so and here were read right, 0 to 1.
    """

    outcome: Outcome = Outcome.NOT_RECORDED
    quote: str | None = None
    span: Span | None = None
    page: int | None = None
    turn: int | None = None
    conditions: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    vote: str | None = None
    follow_up: str | None = None
    evidence: Evidence | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.outcome is not Outcome.NOT_RECORDED and (not self.quote or self.span is None):
            raise ValueError(f"a decision needs the quote that proves it, got {self.outcome} without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """What was put before one meeting; `kind` is 諮問, 審議, 報告, 議案, 請願 or その他."""

    id: str
    title: str
    number: str | None = None
    kind: str = "その他"
    section: str | None = None
    decision: Decision = field(default_factory=Decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a turn's text that stands in the source as it is."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says until the next one starts, a note, or text of an attached paper.

    `text` has hard-wrapped lines joined and notes and page furniture taken out; `segments` say where each
    stretch of it stands in the source, `span` covers the whole turn there.
    """

    n: int
    kind: TurnKind
    text: str
    span: Span
    speaker: str | None = None
    name: str | None = None
    title: str | None = None
    role: Role | None = None
    agenda: str | None = None
    page: int | None = None
    segments: tuple[Segment, ...] = field(default=(), repr=False)

    def source_span(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the source: from its first character to its last one."""
        inside = [s for s in self.segments if s.text_start < end and s.text_start + s.length > start]
        if not inside:
            return self.span
        first, last = inside[0], inside[-1]
        return (
            first.source_start + max(0, start - first.text_start),
            last.source_start + min(last.length, end - last.text_start),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One sitting of a council; facts that the document does not state are None."""

    id: str
    municipality: str | None = None
    municipality_code: str | None = None
    council: str | None = None
    label: str | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None
    place: str | None = None
    open: bool | None = None
    attendees: tuple[Attendee, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Everything that one file records.

    Attributes:
        source: What was read.
        meetings: In the file's order, then those that tables of past decisions tell of.
        grammar: How speakers were marked: (name of the mark, how often), most often first.
        confidence: How sure the parser is of who speaks, 0 to 1; 1 where the format itself tells.
        warnings: What the parser doubts, each a short sentence.
    """

    source: SourceText
    meetings: tuple[Meeting, ...]
    grammar: tuple[tuple[str, int], ...] = ()
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()
