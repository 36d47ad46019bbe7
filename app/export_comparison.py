"""A comparison as a file: every cell of its tables a row, with its words and their source."""

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.citing import citation_text
from app.comparison import ComparedCase, Comparison
from app.export_text import printable, safe_cell
from app.wording import WORDINGS, Wording
from app.wording_compare import CompareWording
from index.cases import CaseItem

# Excel takes a file for UTF-8 by this mark alone.
_BYTE_ORDER_MARK = "\ufeff"
# What a cell of Excel holds at most, and the columns' widths, both in characters.
_MOST = 32_767
_WIDTHS = (14, 12, 26, 40, 20, 12, 22, 60, 16, 30, 8, 50)

Row = tuple[str, ...]


def comparison_rows(comparison: Comparison, words: CompareWording) -> list[Row]:
    """The rows under `CompareWording.columns`: outcomes and conditions, then questions with their answers."""
    wording = WORDINGS[words.language]
    rows: list[Row] = []
    for case in comparison.cases:
        rows += _case_rows(case, comparison, words, wording)
    rows += [_absent_row(place, words) for place in comparison.absent]
    rows += _question_rows(comparison, words, wording)
    return rows


def comparison_as_csv(comparison: Comparison, words: CompareWording) -> bytes:
    """The rows as a file that Excel opens: UTF-8 with a byte order mark."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(words.columns)
    writer.writerows(tuple(map(safe_cell, row)) for row in comparison_rows(comparison, words))
    return (_BYTE_ORDER_MARK + table.getvalue()).encode()


def comparison_as_excel(comparison: Comparison, words: CompareWording) -> bytes:
    """The rows as a workbook, to be sorted and filtered; nothing in it is a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = words.title
    for at, row in enumerate((words.columns, *comparison_rows(comparison, words)), start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value = printable(text)[:_MOST]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=at == 1)
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _case_rows(
    case: ComparedCase, comparison: Comparison, words: CompareWording, wording: Wording
) -> Iterator[Row]:
    for item in case.items:
        quote = item.quote
        speaker = comparison.speakers.get((item.meeting_key, quote.turn or 0)) if quote else None
        outcome = wording.outcome_name(item.outcome)
        said = quote.text if quote else ""
        page = quote.page if quote else None
        yield _row(item, words.kind_outcome, outcome, said, speaker, page, wording)
        for condition in item.conditions:
            yield _row(item, words.kind_condition, outcome, condition, speaker, page, wording)


def _absent_row(place: str, words: CompareWording) -> Row:
    cells = dict.fromkeys(range(len(words.columns)), "") | {
        0: words.kind_absent,
        1: place,
        7: words.no_record,
    }
    return tuple(cells.values())


def _question_rows(comparison: Comparison, words: CompareWording, wording: Wording) -> Iterator[Row]:
    items = comparison.items
    for concern in comparison.concerns:
        name = words.concern_name(concern.concern, concern.term)
        for of_place in concern.by_place.values():
            for question in of_place:
                item = items[question.meeting_key, question.agenda_id]
                said = (question.text, question.speaker, question.page)
                yield _row(item, words.kind_question, name, *said, wording)
                for answer in question.answers:
                    said = (answer.text, answer.speaker, answer.page)
                    yield _row(item, words.kind_answer, name, *said, wording)


def _row(  # noqa: PLR0913, PLR0917  # each is a cell
    item: CaseItem,
    kind: str,
    name: str,
    said: str,
    speaker: str | None,
    page: int | None,
    wording: Wording,
) -> Row:
    source = citation_text(
        municipality=item.municipality,
        council=item.council,
        meeting=item.meeting,
        date=item.date,
        speaker=speaker,
        page=page,
        doc=item.doc,
        wording=wording,
    )
    return (
        kind,
        item.municipality or "",
        item.council or "",
        item.title,
        item.meeting or "",
        item.date or "",
        name,
        said,
        speaker or "",
        item.doc,
        str(page or ""),
        source,
    )
