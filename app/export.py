"""Cases as files for other programs."""

import csv
import io
from collections.abc import Iterable

from app.records import Case
from app.wording import Wording

# Excel takes a file for UTF-8 by this mark alone.
_BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cases_as_csv(cases: Iterable[Case], wording: Wording) -> bytes:
    """A table of cases, one a row, that Excel opens: UTF-8 with a byte order mark, conditions by lines."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(wording.csv_columns)
    for case in cases:
        writer.writerow(_safe(value) for value in _row(case, wording))
    return (_BYTE_ORDER_MARK + table.getvalue()).encode()


def _row(case: Case, wording: Wording) -> tuple[str, ...]:
    quote = case.quote
    proving = next((p for p in case.passages if quote and p.ref == quote.ref), None)
    return (
        case.municipality or "",
        case.council or "",
        case.meeting or "",
        case.date or "",
        case.title or wording.other_passages,
        wording.outcome_name(case.outcome),
        "\n".join(case.conditions),
        case.vote or "",
        quote.text if quote else "",
        (proving.speaker if proving else None) or "",
        quote.doc if quote else next((p.doc for p in case.passages), ""),
        str(quote.page) if quote and quote.page else "",
        wording.corrected if case.corrections else "",
    )


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
