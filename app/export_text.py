"""Texts of minutes as files for other programs may hold them."""

import re

# Signs that neither Word's nor Excel's files may hold; line breaks and tabs they may.
_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    """The text without signs that files of Word and Excel may not hold; page breaks are line breaks."""
    return _NOT_PRINTABLE.sub("", text.replace("\f", "\n").replace("\v", "\n"))


def safe_cell(text: str) -> str:
    """The text as a spreadsheet's cell that no program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
