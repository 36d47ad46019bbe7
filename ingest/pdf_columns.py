"""Labels with text beside them on a PDF page, told by where lines start, without ruling lines.

「会長　　　それでは、…」 with the text's further lines under the text, not under the label, is a table row.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.pdf_lines import Line, PageItem, RowCell, TableRow, is_adjacent, line_pitch
from ingest.pdf_page import Run
from ingest.pdf_rules import Rule

# In points.
SAME_EDGE = 2.5
BIN = 2.0
# In units of the character size.
MIN_COLUMN_GAP = 0.8
MAX_INDENT = 2.5
# In characters and lines.
MAX_LABEL_LENGTH = 12
MIN_LABELLED_LINES = 3
MIN_FURTHER_LINES = 2
MAX_LABEL_WIDTH_SHARE = 0.4
MAX_CLOSE_LABELS = 0.3

# 「(1)」「①」「・」 before an indented paragraph make no column.
_ENUMERATOR = re.compile(
    r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[ア-ンa-zA-Z])[)）.．、]?|[^\w]{1,2}|[①-⑳]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """Where the text beside labels starts, and whether space sets each label off from the text above."""

    left: float
    labels_apart: bool


def find_text_column(pages: Sequence[Sequence[Line]]) -> TextColumn | None:
    """Find the column of text beside labels that a document's lines share, if they do."""
    beside: dict[int, list[tuple[Line, float]]] = {}
    starts: Counter[int] = Counter()
    for line in (line for lines in pages for line in lines):
        starts[_bin(line.left)] += 1
        for left in _segment_starts(line):
            beside.setdefault(_bin(left), []).append((line, left))
    columns: dict[int, float] = {}
    for position, lines in beside.items():
        further = sum(starts[position + shift] for shift in (-1, 0, 1))
        if further >= MIN_FURTHER_LINES and len(lines) >= MIN_LABELLED_LINES and _are_labelled(lines):
            columns[len(lines) + further] = median(left for _, left in lines)
    if not columns:
        return None
    left = columns[max(columns)]
    return TextColumn(left=left, labels_apart=_are_apart(pages, left))


def _bin(x: float) -> int:
    return round(x / BIN)


def _segment_starts(line: Line) -> Iterator[float]:
    """Where text starts anew on a line after a wide gap."""
    for before, after in pairwise(line.runs):
        if after.left - before.right >= MIN_COLUMN_GAP * after.size:
            yield after.left


def _are_labelled(lines: Sequence[tuple[Line, float]]) -> bool:
    """Whether what stands left of the given places are labels: short, in a narrow column, no enumerators."""
    labels = [Line(runs=[run for run in line.runs if run.left < left - SAME_EDGE]) for line, left in lines]
    texts = [label.text for label in labels]
    width = max(line.right for line, _ in lines) - min(line.left for line, _ in lines)
    widest = max(left - label.left for label, (_, left) in zip(labels, lines, strict=True))
    return (
        sum(_ENUMERATOR.fullmatch(text) is not None for text in texts) <= len(texts) / 2
        and median(map(len, texts)) <= MAX_LABEL_LENGTH
        and widest <= MAX_LABEL_WIDTH_SHARE * width
    )


def _are_apart(pages: Sequence[Sequence[Line]], left: float) -> bool:
    """Whether nearly all lines with a label stand apart from the line above."""
    close = labelled = 0
    for lines in pages:
        pitch = line_pitch(lines)
        for above, line in pairwise(lines):
            if line.left < left - SAME_EDGE and any(
                abs(start - left) <= SAME_EDGE for start in _segment_starts(line)
            ):
                labelled += 1
                close += is_adjacent(above, line, pitch)
    return close <= MAX_CLOSE_LABELS * labelled


def items_beside_labels(
    lines: Sequence[Line], column: TextColumn, rules: Iterable[Rule], *, continued: bool
) -> list[PageItem]:
    """The lines of a page as rows of label and text; lines that do not keep to the columns stay lines.

    Args:
        lines: The lines, from top to bottom.
        column: What `find_text_column` found in the document.
        rules: Ruling lines; a horizontal one ends a row.
        continued: Whether the page before ended inside these columns, so that text may go on without a label.
    """
    reader = _LabelledText(
        column=column,
        pitch=line_pitch(lines),
        levels=[rule for rule in rules if rule.horizontal],
        continued=continued,
    )
    for line in lines:
        reader.read(line)
    return reader.items


@dataclass(slots=True, kw_only=True)
class _LabelledText:
    """Reads lines one by one into rows."""

    column: TextColumn
    pitch: float
    levels: list[Rule]
    continued: bool
    items: list[PageItem] = field(default_factory=list)
    row: TableRow | None = None
    last: Line | None = None

    def read(self, line: Line) -> None:
        """Take one more line."""
        label = [run for run in line.runs if run.left < self.column.left - SAME_EDGE]
        text = line.runs[len(label) :]
        if self._crosses(label, text):
            self._end_row(line)
        elif label and text:
            self._read_both(Line(runs=label), Line(runs=text))
        elif text:
            self._read_text(line)
        elif self.row and self._wraps(self.row, line):
            self._add_label(self.row, line)
        else:
            self._end_row(line)
        self.last = line

    def _crosses(self, label: Sequence[Run], text: Sequence[Run]) -> bool:
        indented = bool(text) and text[0].left - self.column.left > MAX_INDENT * text[0].size
        return indented or any(run.right > self.column.left for run in label)

    def _end_row(self, line: Line) -> None:
        self.items.append(line)
        self.row = None

    def _read_both(self, label: Line, text: Line) -> None:
        if self.row and self._wraps(self.row, label):
            self._add_label(self.row, label)
            self.row.cells[1].lines.append(text)
        else:
            self._start_row([label], text)

    def _read_text(self, text: Line) -> None:
        if self.row and not self._is_apart(text):
            self.row.cells[1].lines.append(text)
        elif self.row or (self.continued and not self.items):
            self._start_row([], text)
        else:
            self.items.append(text)

    def _start_row(self, labels: list[Line], text: Line) -> None:
        starts_table = not self.continued and not any(isinstance(item, TableRow) for item in self.items)
        cells = [RowCell(lines=labels), RowCell(lines=[text])]
        top = min(line.top for line in (*labels, text))
        self.row = TableRow(cells=cells, edges=(self.column.left,), top=top, starts_table=starts_table)
        self.items.append(self.row)

    def _wraps(self, row: TableRow, label: Line) -> bool:
        """Whether a label is the second line of the one above, for which the column is too narrow."""
        return bool(row.cells[0].lines) and self.column.labels_apart and not self._is_apart(label)

    def _add_label(self, row: TableRow, label: Line) -> None:
        row.cells[0].lines = [Line(runs=[*row.cells[0].lines[-1].runs, *label.runs])]

    def _is_apart(self, line: Line) -> bool:
        if self.last is None or not is_adjacent(self.last, line, self.pitch):
            return True
        top, bottom = self.last.top, line.bottom
        return any(
            top < rule.at < bottom and rule.start < line.right and line.left < rule.end
            for rule in self.levels
        )
