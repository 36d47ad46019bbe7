"""Cases as a workbook of Excel: one a row, to be sorted and filtered, nothing in it a formula or a link."""

import datetime
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.dossier import Dossier, dossier_table, made_text, scope_text
from app.export_text import printable
from app.wording import Language, Wording
from app.wording_dossier import DOSSIER_WORDINGS, DossierWording

# Of the columns of `dossier_table`, in characters.
_WIDTHS = (12, 26, 20, 17, 40, 8, 20, 16, 30, 50, 40, 16, 50, 14, 30, 8, 50, 24)
_DATE, _PAGE = 3, 15
_MOST = 32_767
_DATE_FORMATS = {Language.JA: '[$-411]ggge"年"m"月"d"日"', Language.EN: "yyyy-mm-dd"}
_FONT = "游ゴシック"
_THIN = Side(style="thin", color="B7C0CA")


def dossier_as_excel(dossier: Dossier, wording: Wording) -> bytes:
    """The cases as an .xlsx file: a sheet with the table, and one that says what was selected."""
    words = DOSSIER_WORDINGS[wording.language]
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = words.sheet
    _fill(sheet, dossier_table(dossier, wording), wording, words)
    told = book.create_sheet(words.sheet_scope)
    lines = (words.title, scope_text(dossier, wording), made_text(dossier, wording), words.note)
    for at, line in enumerate(filter(None, lines), start=1):
        _write(told.cell(at, 1), line, words)
    told.column_dimensions["A"].width = 100
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]], wording: Wording, words: DossierWording) -> None:
    border = Border(top=_THIN, bottom=_THIN, left=_THIN, right=_THIN)
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            cell = sheet.cell(at, column + 1)
            _write(cell, text, words)
            cell.border = border
            if at == 1:
                cell.font = Font(name=_FONT, bold=True)
                cell.fill = PatternFill("solid", start_color="E6EEF5")
            elif text and column == _DATE:
                cell.value = datetime.date.fromisoformat(text)
                cell.number_format = _DATE_FORMATS[wording.language]
            elif text and column == _PAGE:
                cell.value = int(text)
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    # The municipality stays in sight, too.
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _write(cell: Cell | MergedCell, text: str, words: DossierWording) -> None:
    kept = printable(text)
    if kept:
        cell.value = kept if len(kept) <= _MOST else kept[: _MOST - len(words.cut)] + words.cut
        # Words that begin with = are words, also after somebody has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = kept.startswith(("=", "+", "-", "@"))
    cell.font = Font(name=_FONT)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
