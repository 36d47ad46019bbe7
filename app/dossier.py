"""What an exported file says of cases, whatever its form: facts, quotes, and the sources that they name.

Everything comes from the records; a quote names its source by the number that `Dossier.sources` has it at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.citing import citation_text
from app.records import Case
from app.sentences import correction_text
from app.wording import Wording
from app.wording_dossier import DOSSIER_WORDINGS
from index.cases import CaseItem
from index.overlay import Correction
from index.reading import TurnRecord, turns_at
from index.search import Index
from ingest.records import Outcome, is_doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words of minutes; `ref` is the number of their source, from 1."""

    text: str
    ref: int
    speaker: str | None
    doc: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierMeeting:
    """What one meeting made of a case.

    Attributes:
        doubtful: Whether the outcome should be checked in the minutes.
        quote: The words that prove the outcome; None where none are recorded.
    """

    label: str | None
    date: str | None
    outcome: Outcome
    doubtful: bool
    quote: Quoted | None
    conditions: tuple[str, ...]
    requests: tuple[Quoted, ...]
    vote: str | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCase:
    """One matter before one council, with its meetings by date, at least one; no title for mere remarks."""

    municipality: str | None
    council: str | None
    title: str | None
    kind: str | None
    section: str | None
    meetings: tuple[DossierMeeting, ...]

    @property
    def latest(self) -> DossierMeeting:
        """The meeting that dealt with it last."""
        return self.meetings[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Cases to be written to a file.

    Attributes:
        scope: In words, what the cases were selected by; empty for all.
        made_on: ISO 8601.
        sources: Citations; the first one is number 1.
    """

    cases: tuple[DossierCase, ...]
    sources: tuple[str, ...]
    scope: str = ""
    made_on: str | None = None


class _Sources:
    """Numbers for sources, each given once."""

    def __init__(self, wording: Wording) -> None:
        self.numbers: dict[str, int] = {}
        self._wording = wording

    def quoted(
        self, item: CaseItem | Case, text: str, *, speaker: str | None, page: int | None, doc: str
    ) -> Quoted:
        """Words that were said on an item, with the number of their source."""
        citation = citation_text(
            municipality=item.municipality,
            council=item.council,
            meeting=item.meeting,
            date=item.date,
            speaker=speaker,
            page=page,
            doc=doc,
            wording=self._wording,
        )
        ref = self.numbers.setdefault(citation, len(self.numbers) + 1)
        return Quoted(text=text, ref=ref, speaker=speaker, doc=doc, page=page)


_Turns = Mapping[tuple[int, int], TurnRecord]


def dossier_of_cases(
    index: Index,
    cases: Sequence[Sequence[CaseItem]],
    wording: Wording,
    *,
    scope: str = "",
    made_on: str | None = None,
) -> Dossier:
    """The dossier of cases as `index.cases.cases_of` gives them."""
    items = [item for case in cases for item in case]
    quoted = {(item.meeting_key, item.quote.turn) for item in items if item.quote and item.quote.turn}
    asked = {(item.meeting_key, request.turn) for item in items for request in item.requests}
    turns = turns_at(index, quoted | asked)
    sources = _Sources(wording)
    found = tuple(_of_items(case, turns, sources) for case in cases)
    return Dossier(cases=found, sources=tuple(sources.numbers), scope=scope, made_on=made_on)


def dossier_of_answer(cases: Iterable[Case], wording: Wording) -> Dossier:
    """The dossier of an answer's cases, each an item at one meeting."""
    sources = _Sources(wording)
    found = tuple(_of_answer(case, sources) for case in cases)
    return Dossier(cases=found, sources=tuple(sources.numbers))


def dossier_table(dossier: Dossier, wording: Wording) -> list[tuple[str, ...]]:
    """The cases as a table, one a row: the columns' names, then the rows; dates in ISO 8601.

    What an earlier meeting than the last attached or was asked for stands with its date.
    """
    rows = (_row(case, dossier, wording) for case in dossier.cases)
    return [DOSSIER_WORDINGS[wording.language].columns, *rows]


def scope_text(dossier: Dossier, wording: Wording) -> str:
    """One line that says what the cases were selected by, and how many they are."""
    words = DOSSIER_WORDINGS[wording.language]
    scope = words.scope.format(conditions=dossier.scope) if dossier.scope else words.scope_all
    return f"{scope}{wording.list_comma}{wording.count(wording.cases, len(dossier.cases))}"


def made_text(dossier: Dossier, wording: Wording) -> str:
    """One line that says when the file was made; empty where that is not known."""
    day = wording.date_name(dossier.made_on)
    return DOSSIER_WORDINGS[wording.language].made_on.format(day=day) if day else ""


def course_text(case: DossierCase, wording: Wording) -> str:
    """The outcomes of a case that came before several meetings, with their dates; empty for one meeting."""
    if len(case.meetings) < 2:
        return ""
    return " → ".join(
        f"{wording.date_name(meeting.date) or wording.undated} {wording.outcome_name(meeting.outcome)}"
        for meeting in case.meetings
    )


def request_text(request: Quoted, wording: Wording) -> str:
    """Who asked for something, and the words."""
    words = DOSSIER_WORDINGS[wording.language]
    form = words.request if request.speaker else words.unnamed_request
    return form.format(speaker=request.speaker, text=request.text)


def remarks(meeting: DossierMeeting, wording: Wording) -> list[str]:
    """What a reader has to know before relying on an outcome: doubts, and corrections by people."""
    told = [correction_text(correction, wording) for correction in meeting.corrections]
    return [wording.doubtful_hint, *told] if meeting.doubtful and not told else told


def _row(case: DossierCase, dossier: Dossier, wording: Wording) -> tuple[str, ...]:
    latest, quote = case.latest, case.latest.quote
    return (
        case.municipality or "",
        case.council or "",
        latest.label or "",
        latest.date or "",
        case.title or wording.other_passages,
        case.kind or "",
        case.section or "",
        wording.outcome_name(latest.outcome),
        course_text(case, wording),
        "\n".join(_dated(case, lambda meeting: meeting.conditions, wording)),
        "\n".join(
            _dated(case, lambda meeting: [request_text(r, wording) for r in meeting.requests], wording)
        ),
        latest.vote or "",
        "\n".join(_dated(case, lambda m: [m.quote.text] if m.quote else [], wording)),
        (quote.speaker if quote else None) or "",
        quote.doc if quote else "",
        str(quote.page) if quote and quote.page else "",
        "\n".join(_dated(case, lambda m: [dossier.sources[m.quote.ref - 1]] if m.quote else [], wording)),
        "\n".join(_dated(case, lambda meeting: remarks(meeting, wording), wording)),
    )


def _dated(
    case: DossierCase, texts: Callable[[DossierMeeting], Iterable[str]], wording: Wording
) -> Iterator[str]:
    """The texts of all meetings, those of earlier ones with their date."""
    form = DOSSIER_WORDINGS[wording.language].dated
    for meeting in case.meetings:
        date = wording.date_name(meeting.date) or wording.undated
        for text in texts(meeting):
            yield text if meeting is case.latest else form.format(date=date, text=text)


def _of_items(case: Sequence[CaseItem], turns: _Turns, sources: _Sources) -> DossierCase:
    latest = case[-1]
    return DossierCase(
        municipality=latest.municipality,
        council=latest.council,
        title=latest.title,
        kind=latest.kind,
        section=latest.section,
        meetings=tuple(_meeting(item, turns, sources) for item in case),
    )


def _meeting(item: CaseItem, turns: _Turns, sources: _Sources) -> DossierMeeting:
    quote, proof = item.quote, None
    if quote:
        said = turns.get((item.meeting_key, quote.turn or 0))
        speaker = said.speaker if said else None
        proof = sources.quoted(item, quote.text, speaker=speaker, page=quote.page, doc=item.doc)
    requests: list[Quoted] = []
    for request in item.requests:
        said = turns.get((item.meeting_key, request.turn))
        page = said.page if said else None
        requests.append(sources.quoted(item, request.text, speaker=request.speaker, page=page, doc=item.doc))
    return DossierMeeting(
        label=item.meeting,
        date=item.date,
        outcome=item.outcome,
        doubtful=is_doubtful(item.confidence),
        quote=proof,
        conditions=item.conditions,
        requests=tuple(requests),
        vote=item.vote,
        corrections=item.corrections,
    )


def _of_answer(case: Case, sources: _Sources) -> DossierCase:
    quote, proof = case.quote, None
    pages = {passage.turn: passage.page for passage in case.passages}
    if quote:
        speaker = next(passage.speaker for passage in case.passages if passage.ref == quote.ref)
        proof = sources.quoted(case, quote.text, speaker=speaker, page=quote.page, doc=quote.doc)
    doc = case.passages[0].doc
    requests = tuple(
        sources.quoted(case, one.text, speaker=one.speaker, page=pages.get(one.turn), doc=doc)
        for one in case.requests
    )
    meeting = DossierMeeting(
        label=case.meeting,
        date=case.date,
        outcome=case.outcome,
        doubtful=is_doubtful(case.confidence),
        quote=proof,
        conditions=case.conditions,
        requests=requests,
        vote=case.vote,
        corrections=case.corrections,
    )
    return DossierCase(
        municipality=case.municipality,
        council=case.council,
        title=case.title,
        kind=None,
        section=None,
        meetings=(meeting,),
    )
