"""The question sheet (質問票) as a document of Word: questions, answers, room to write, numbered sources."""

import datetime
from collections.abc import Sequence

from docx.document import Document as WordDocument

from app.citing import citation_text
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
from app.preparation import PreparedGroup, PreparedQuestion
from app.sentences import step_text
from app.wording import WORDINGS, Wording
from app.wording_compare import COMPARE_WORDINGS
from app.wording_prepare import PrepareWording
from index.cases import CaseItem

# Room for one's own words.
_ROOM = "\n\n\n"


class _Sources:
    """Numbers for sources, each given once."""

    def __init__(self, wording: Wording) -> None:
        self.numbers: dict[str, int] = {}
        self._wording = wording

    def number(self, item: CaseItem, speaker: str | None, page: int | None) -> int:
        """The number of where someone's words stand."""
        citation = citation_text(
            municipality=item.municipality,
            council=item.council,
            meeting=item.meeting,
            date=item.date,
            speaker=speaker,
            page=page,
            doc=item.doc,
            wording=self._wording,
        )
        return self.numbers.setdefault(citation, len(self.numbers) + 1)


def question_sheet_as_word(
    matter: str, groups: Sequence[PreparedGroup], words: PrepareWording, *, made_on: datetime.date
) -> bytes:
    """The sheet as a .docx file.

    Args:
        matter: As it was asked for.
        groups: The ticked questions, as `app.preparation.chosen_groups` gives them.
        words: Of the sheet's language.
        made_on: The day that the sheet names.
    """
    wording = WORDINGS[words.language]
    document = new_document(words.sheet_title)
    add_paragraph(document, matter, label=words.sheet_matter)
    day = wording.date_name(made_on.isoformat()) or made_on.isoformat()
    add_paragraph(document, words.made_on.format(day=day))
    add_paragraph(document, words.sheet_note)
    sources = _Sources(wording)
    number = 0
    for group in groups:
        add_heading(document, COMPARE_WORDINGS[words.language].concern_name(group.concern, group.term))
        for question in group.questions:
            number += 1
            _add_question(document, number, question, sources, words)
    listed = (Source(ref=ref, text=text) for text, ref in sources.numbers.items())
    add_sources(document, words.sources, listed)
    return document_bytes(document)


def _add_question(
    document: WordDocument, number: int, question: PreparedQuestion, sources: _Sources, words: PrepareWording
) -> None:
    wording, asked, item = WORDINGS[words.language], question.asked, question.item
    add_heading(document, words.number.format(n=number), level=2)
    add_table(document, [words.own_words], [[_ROOM]])
    add_paragraph(document, "", label=words.asked_elsewhere)
    add_quote(document, f"「{asked.text}」", sources.number(item, asked.speaker, asked.page))
    add_paragraph(document, "" if asked.answers else words.no_answer, label=words.answer)
    for answer in asked.answers:
        add_quote(document, f"「{answer.text}」", sources.number(item, answer.speaker, answer.page))
    if question.promises:
        add_paragraph(document, "", label=words.promise)
        add_items(
            document,
            (
                f"「{one.text}」 [{sources.number(item, one.answer.speaker, one.answer.page)}]"
                for one in question.promises
            ),
        )
    add_paragraph(document, f"{item.title}　{wording.outcome_name(item.outcome)}", label=words.decided)
    if question.later:
        later = {one.meeting_key for one in question.later}
        add_paragraph(document, "", label=words.later)
        add_items(document, (step_text(step, wording) for step in item.thread if step.meeting_key in later))
    elif question.promises:
        add_paragraph(document, words.nothing_later, label=words.later)
