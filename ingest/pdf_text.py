r"""Lines and table rows of PDF pages → text, with the places of pages, cells and words."""

from dataclasses import dataclass, field, replace

from ingest.pdf_lines import Line, PageItem, RowCell, TableRow
from ingest.pdf_page import Direction
from ingest.records import Cell, WordBox

# In points.
SAME_EDGE = 6.0
SENTENCE_ENDS = tuple("。．.」）)！？!?")


@dataclass(slots=True, kw_only=True)
class PdfText:
    r"""The text of a PDF, growing page by page.

    A table that goes on at the top of a page stays one table: its repeated head is left out, and a first row
    that goes on with the cell in which the page before ended becomes further lines of that cell.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    page_starts: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    boxes: list[WordBox] = field(default_factory=list)
    direction: Direction = Direction.RIGHT
    tables: int = 0
    rows: int = 0
    table_head: str = ""
    last_item: PageItem | None = None

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.pieces)

    def add_page(self, items: list[PageItem], direction: Direction) -> None:
        """Write the next page."""
        self.page_starts.append(self.length)
        self.direction = direction
        continues = self._goes_on(items)
        if continues and items[0].text == self.table_head:
            items = items[1:]
        for index, item in enumerate(items):
            if isinstance(item, Line):
                self._add_line(item)
                self._add("\n")
            elif index or not continues or not self._continue_cell(item):
                self._add_row(item)
            self.last_item = item

    def _goes_on(self, items: list[PageItem]) -> bool:
        """Whether a page starts inside the table in which the page before ended."""
        if not items or not isinstance(items[0], TableRow) or not isinstance(self.last_item, TableRow):
            return False
        if not _have_same_edges(items[0], self.last_item):
            return False
        items[0].starts_table = False
        return True

    def _continue_cell(self, row: TableRow) -> bool:
        """Write a page's first row as further lines of the last cell written, if it is that."""
        if not isinstance(self.last_item, TableRow) or not _continues_cell(row, self.last_item):
            return False
        self._add_cell_lines(row.cells[-1])
        self.cells[-1] = replace(self.cells[-1], end=self.length)
        self._add("\n")
        return True

    def _add_row(self, row: TableRow) -> None:
        if row.starts_table:
            self.tables += 1
            self.rows = 0
            self.table_head = row.text
        column = 0
        for index, cell in enumerate(row.cells):
            if index:
                self._add("\t")
            if not cell.covered:
                self._add_cell(cell, column)
            column += cell.column_span
        self._add("\n")
        self.rows += 1

    def _add_cell(self, cell: RowCell, column: int) -> None:
        start = self.length
        self._add_cell_lines(cell)
        self.cells.append(
            Cell(
                table=self.tables - 1,
                row=self.rows,
                column=column,
                start=start,
                end=self.length,
                column_span=cell.column_span,
            )
        )

    def _add_cell_lines(self, cell: RowCell) -> None:
        for index, line in enumerate(cell.lines):
            if index:
                self._add("\n")
            self._add_line(line)

    def _add_line(self, line: Line) -> None:
        for gap, run in zip(line.gaps(), line.runs, strict=True):
            self._add(gap)
            start = self.length
            self._add(run.text)
            left, bottom, right, top = self.direction.to_page((run.left, run.top, run.right, run.bottom))
            self.boxes.append(
                WordBox(
                    start=start,
                    end=self.length,
                    page=len(self.page_starts),
                    left=left,
                    bottom=bottom,
                    right=right,
                    top=top,
                )
            )

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def _have_same_edges(row: TableRow, other: TableRow) -> bool:
    return len(row.edges) == len(other.edges) and all(
        abs(edge - twin) <= SAME_EDGE for edge, twin in zip(row.edges, other.edges, strict=True)
    )


def _continues_cell(row: TableRow, last: TableRow) -> bool:
    """Whether a row at the top of a page goes on with the last cell of the row before it.

    All its cells but the last are empty then. So they are beside a heading or note in the text column; that
    is a single line without a full stop, after a cell that ended its sentence.
    """
    if any(cell.lines for cell in row.cells[:-1]) or not last.cells[-1].lines or not row.cells[-1].lines:
        return False
    if not last.cells[-1].lines[-1].text.endswith(SENTENCE_ENDS):
        return True
    lines = row.cells[-1].lines
    return len(lines) > 1 or lines[-1].text.endswith("。")
