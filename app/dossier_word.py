"""Cases as a document of Word with numbered sources, ready to be attached to an official proposal (起案)."""

from docx.document import Document as WordDocument

from app.citing import place_text
from app.dossier import Dossier, DossierCase, DossierMeeting, made_text, remarks, request_text, scope_text
from app.export_word import (
    Source,
    add_heading,
    add_items,
    add_paragraph,
    add_quote,
    add_sources,
    add_table,
    document_bytes,
    new_document,
)
from app.wording import Wording
from app.wording_dossier import DOSSIER_WORDINGS, DossierWording

_SHARES = (1, 4, 3, 7, 3)


def dossier_as_word(dossier: Dossier, wording: Wording) -> bytes:
    """The cases as a .docx file: a table of all of them, then each with its proof, then the sources."""
    words = DOSSIER_WORDINGS[wording.language]
    document = new_document(words.title)
    for line in (scope_text(dossier, wording), made_text(dossier, wording), words.note):
        if line:
            add_paragraph(document, line)
    if len(dossier.cases) > 1:
        rows = [_overview(number, case, wording) for number, case in enumerate(dossier.cases, start=1)]
        add_table(document, words.overview, rows, shares=_SHARES)
    for number, case in enumerate(dossier.cases, start=1):
        add_heading(document, f"{number}　{case.title or wording.other_passages}")
        _facts(document, case, wording, words)
        for meeting in case.meetings:
            _meeting(document, meeting, wording, words)
    sources = (Source(ref=ref, text=text) for ref, text in enumerate(dossier.sources, start=1))
    add_sources(document, words.sources, sources)
    return document_bytes(document)


def _overview(number: int, case: DossierCase, wording: Wording) -> tuple[str, ...]:
    return (
        str(number),
        place_text(case.municipality, case.council) or wording.unknown_council,
        wording.date_name(case.latest.date) or wording.undated,
        case.title or wording.other_passages,
        wording.outcome_name(case.latest.outcome),
    )


def _facts(document: WordDocument, case: DossierCase, wording: Wording, words: DossierWording) -> None:
    place = place_text(case.municipality, case.council) or wording.unknown_council
    add_paragraph(document, place, label=words.place)
    if case.section:
        add_paragraph(document, case.section, label=words.section)


def _meeting(
    document: WordDocument, meeting: DossierMeeting, wording: Wording, words: DossierWording
) -> None:
    date = wording.date_name(meeting.date) or wording.undated
    named = words.meeting.format(meeting=meeting.label, date=date) if meeting.label else date
    add_heading(document, named, level=2)
    add_paragraph(document, wording.outcome_name(meeting.outcome), label=wording.outcome)
    add_items(document, remarks(meeting, wording))
    if meeting.quote:
        add_quote(document, meeting.quote.text, meeting.quote.ref)
    if meeting.vote:
        add_paragraph(document, meeting.vote, label=wording.vote)
    add_paragraph(document, "" if meeting.conditions else words.not_recorded, label=wording.conditions)
    add_items(document, meeting.conditions)
    if meeting.requests:
        add_paragraph(document, "", label=wording.requests)
        add_items(document, (f"{request_text(one, wording)} [{one.ref}]" for one in meeting.requests))
