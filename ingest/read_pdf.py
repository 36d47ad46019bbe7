"""PDF with a text layer → `SourceText`: pages, lines in reading order, tables as rows, and where each word stands."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.errors import NoTextLayerError, SourceError
from ingest.pdf_columns import TextColumn, find_text_column, items_beside_labels
from ingest.pdf_furniture import without_furniture
from ingest.pdf_grids import find_grids
from ingest.pdf_gutters import find_gutter, items_in_columns
from ingest.pdf_lines import Line, PageItem, RowCell, TableRow, group_lines
from ingest.pdf_page import Direction, PageContent, read_page
from ingest.records import Cell, SourceText, WordBox

MEDIA_TYPE = "application/pdf"
# At some 25 ms a page these are read within a minute.
MAX_PAGES = 2000
MAX_CHARACTERS = 3_000_000
# A text layer without Unicode values gives these.
MAX_UNREADABLE_SHARE = 0.3
SENTENCE_ENDS = tuple("。．.」）)！？!?")


def read_pdf(data: bytes, path: str) -> SourceText:
    """Read a PDF.

    Raises:
        NoTextLayerError: The pages are images without text.
        SourceError: The file is damaged, encrypted or too long.
    """
    pages = _read_pages(data, path)
    writer = _Writer()
    for number, (page, items) in enumerate(zip(pages, _items_by_page(pages), strict=True), start=1):
        writer.write_page(number, items, page.direction)
    _check_text(writer.text, path)
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text=writer.text,
        page_starts=tuple(writer.page_starts),
        cells=tuple(writer.cells),
        boxes=tuple(writer.boxes),
        warnings=_warnings(pages),
    )


def _read_pages(data: bytes, path: str) -> list[PageContent]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _load_error(error, path) from None
    try:
        if len(document) > MAX_PAGES:
            raise SourceError(f"the PDF has {len(document)} pages, more than the {MAX_PAGES} that are read; split it", path)
        if not len(document):
            raise SourceError("the PDF has no pages; it is damaged, fetch or save it again", path)
        pages: list[PageContent] = []
        characters = 0
        for index in range(len(document)):
            pages.append(_read_page(document, index, path))
            characters += sum(len(run.text) for run in pages[-1].runs)
            if characters > MAX_CHARACTERS:
                raise SourceError(f"the PDF holds more than {MAX_CHARACTERS} characters; split it", path)
        return pages
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, index: int, path: str) -> PageContent:
    try:
        page = document[index]
        try:
            return read_page(page)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        raise SourceError("the page cannot be read; the PDF is damaged, fetch or save it again", path, index + 1) from None


def _items_by_page(pages: list[PageContent]) -> Iterator[list[PageItem]]:
    """The lines and table rows of each page in reading order, without furniture."""
    parts = [_split_tables(page) for page in pages]
    kept = without_furniture([lines for _, lines in parts])
    column = find_text_column(kept)
    continued = False
    for page, (rows, _), lines in zip(pages, parts, kept, strict=True):
        items = _merge(rows, _read_lines(lines, column, page, continued=continued))
        continued = bool(items) and isinstance(items[-1], TableRow)
        yield items


def _split_tables(page: PageContent) -> tuple[list[TableRow], list[Line]]:
    """The rows of a page's ruled tables, and the lines that stand in none."""
    runs = page.runs
    rows: list[TableRow] = []
    for grid in find_grids(page.rules):
        inside = [run for run in runs if grid.holds(run)]
        taken = {id(run) for run in inside}
        runs = [run for run in runs if id(run) not in taken]
        rows.extend(grid.rows(inside))
    return rows, group_lines(runs)


def _read_lines(
    lines: Sequence[Line], column: TextColumn | None, page: PageContent, *, continued: bool
) -> list[PageItem]:
    gutter = find_gutter(lines)
    if gutter is not None:
        return items_in_columns(lines, gutter)
    if column is not None:
        return items_beside_labels(lines, column, page.rules, continued=continued)
    return list(lines)


def _merge(rows: list[TableRow], items: list[PageItem]) -> list[PageItem]:
    """Put the rows of ruled tables between the other items by height; text in columns keeps its order."""
    merged: list[PageItem] = []
    for item in items:
        while rows and rows[0].top < item.top:
            merged.append(rows[0])
            rows = rows[1:]
        merged.append(item)
    return [*merged, *rows]


def _load_error(error: pypdfium2.PdfiumError, path: str) -> SourceError:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return SourceError("the PDF is encrypted and needs a password; save it without one", path)
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return SourceError("the PDF is encrypted in a way that cannot be read; save it without encryption", path)
    return SourceError("the PDF is cut off or damaged; fetch or save it again", path)


def _check_text(text: str, path: str) -> None:
    letters = "".join(text.split())
    if not letters:
        raise NoTextLayerError("the PDF holds images only, no text layer; run OCR first", path)
    unreadable = sum(not character.isprintable() or character == "\ufffd" for character in letters)
    if unreadable > MAX_UNREADABLE_SHARE * len(letters):
        raise NoTextLayerError("the PDF's text layer has no readable characters (fonts without Unicode); run OCR", path)


def _warnings(pages: list[PageContent]) -> tuple[str, ...]:
    scanned = [str(number) for number, page in enumerate(pages, start=1) if page.has_images and not page.runs]
    if not scanned:
        return ()
    return (f"pages {', '.join(scanned)} hold images without text; run OCR to read them",)


class _Writer:
    """Writes page items as text, and notes pages, cells and boxes on the way."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.page_starts: list[int] = []
        self.cells: list[Cell] = []
        self.boxes: list[WordBox] = []
        self.page = 0
        self.direction = Direction.RIGHT
        self.tables = 0
        self.rows = 0
        self.last_item: PageItem | None = None
        self.table_head: TableRow | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def write_page(self, number: int, items: list[PageItem], direction: Direction) -> None:
        self.page_starts.append(self.length)
        self.page, self.direction = number, direction
        for index, item in enumerate(items):
            if isinstance(item, Line):
                self._write_line(item)
                self._add("\n")
            elif index or not self._continue_table(item):
                self._write_row(item)
            self.last_item = item

    def _continue_table(self, row: TableRow) -> bool:
        """Take a page's first row as more of the last page's table; whether nothing is left to write."""
        last = self.last_item
        if not isinstance(last, TableRow) or not _same_edges(row, last):
            return False
        row.starts_table = False
        if self.table_head is not None and row.text == self.table_head.text:
            return True
        if not _continues_cell(row, last):
            return False
        self._write_cell_lines(row.cells[-1])
        self.cells[-1] = _extended(self.cells[-1], self.length)
        self._add("\n")
        return True

    def _write_row(self, row: TableRow) -> None:
        if row.starts_table:
            self.tables += 1
            self.rows = 0
            self.table_head = row
        column = 0
        for index, cell in enumerate(row.cells):
            if index:
                self._add("\t")
            if not cell.covered:
                start = self.length
                self._write_cell_lines(cell)
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
            column += cell.column_span
        self._add("\n")
        self.rows += 1

    def _write_cell_lines(self, cell: RowCell) -> None:
        for index, line in enumerate(cell.lines):
            if index:
                self._add("\n")
            self._write_line(line)

    def _write_line(self, line: Line) -> None:
        for gap, run in zip(line.gaps(), line.runs, strict=True):
            self._add(gap)
            start = self.length
            self._add(run.text)
            left, bottom, right, top = self.direction.to_page((run.left, run.top, run.right, run.bottom))
            self.boxes.append(
                WordBox(
                    start=start,
                    end=self.length,
                    page=self.page,
                    left=left,
                    bottom=bottom,
                    right=right,
                    top=top,
                )
            )

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def _same_edges(row: TableRow, other: TableRow) -> bool:
    return len(row.edges) == len(other.edges) and all(
        abs(edge - twin) <= 6 for edge, twin in zip(row.edges, other.edges, strict=True)
    )


def _continues_cell(row: TableRow, last: TableRow) -> bool:
    """Whether a row at the top of a page goes on with the last cell of the row before it.

    All its cells but the last are empty then. So they are in a heading that stands in the text column; that is a
    single line, after a cell that ended its sentence.
    """
    if any(cell.lines for cell in row.cells[:-1]) or not last.cells[-1].lines or row.cells[-1].covered:
        return False
    before, after = last.cells[-1].lines[-1].text, row.cells[-1].lines
    if not before.endswith(SENTENCE_ENDS):
        return True
    return len(after) > 1 or after[-1].text.endswith("。")


def _extended(cell: Cell, end: int) -> Cell:
    return Cell(
        table=cell.table,
        row=cell.row,
        column=cell.column,
        start=cell.start,
        end=end,
        header=cell.header,
        column_span=cell.column_span,
    )
