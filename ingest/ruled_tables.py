"""Tables drawn with lines in plain text (│会場│市役所│) → the same text with tabs between the cells.

Every character keeps its place: a line of a table is overwritten by white space, so offsets stay those of
the file. Box drawing characters are those of Unicode's block U+2500-257F.
"""

import re

_RULE = re.compile(r"[ \u3000]*[\u2500-\u257f][\u2500-\u257f \u3000]*")
_BAR = "\u2502\u2503\u2551"
_ROW = re.compile(rf"(?P<before>[ \u3000]*)[{_BAR}](?P<cells>.*)[{_BAR}](?P<after>[ \u3000]*)")


def without_rules(text: str) -> str:
    """The text with the lines of its drawn tables taken out, of the same length.

    A row that goes on with the second of two cells (│　　│２ …│) begins with white space, not with a tab.
    """
    if not re.search(rf"[{_BAR}]", text):
        return text
    return "\n".join(_without_rule(line) for line in text.split("\n"))


def _without_rule(line: str) -> str:
    if _RULE.fullmatch(line) and not _ROW.fullmatch(line):
        return " " * len(line)
    row = _ROW.fullmatch(line)
    if row is None:
        return line
    cells = re.split(f"[{_BAR}]", row["cells"])
    goes_on = len(cells) == 2 and not cells[0].strip()
    joined = (" " if goes_on else "\t").join(cells)
    return f"{row['before']} {joined} {row['after']}"
