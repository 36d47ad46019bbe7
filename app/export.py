"""Cases as a table that any program opens."""

import csv
import io

from app.dossier import Dossier, dossier_table
from app.export_text import safe_cell
from app.wording import Wording

# Excel takes a file for UTF-8 by this mark alone.
_BYTE_ORDER_MARK = "\ufeff"


def dossier_as_csv(dossier: Dossier, wording: Wording) -> bytes:
    """The cases, one a row, as CSV that Excel opens: UTF-8 with a byte order mark, lists by lines."""
    table = io.StringIO()
    writer = csv.writer(table)
    for row in dossier_table(dossier, wording):
        writer.writerow(safe_cell(value) for value in row)
    return (_BYTE_ORDER_MARK + table.getvalue()).encode()
