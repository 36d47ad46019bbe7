r"""Paragraphs and tables in reading order → text with the places of cells and headings.

HTML and DOCX both become blocks first, so that a table looks alike from either: cells of a row separated by
``\t``, a row per line, a cell's own paragraphs on lines of their own inside the cell.
"""

from dataclasses import dataclass, field

from ingest.records import Cell, Heading

NESTED_CELL_SEPARATOR = "\u3000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    r"""Text that ends its line; `level` 1-6 marks a heading, 0 plain text. ``\n`` inside is a line break."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell of a table; `covered` stands for a place that a cell above spans."""

    blocks: "tuple[Block, ...]" = ()
    header: bool = False
    column_span: int = 1
    covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells."""

    rows: tuple[tuple[TableCell, ...], ...]


Block = Paragraph | Table


@dataclass(slots=True, kw_only=True)
class LaidOutText:
    """The text that blocks make, growing block by block."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    cells: list[Cell] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tables: int = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.pieces)

    def add(self, piece: str) -> None:
        """Append a piece of text."""
        self.pieces.append(piece)
        self.length += len(piece)


def lay_out(blocks: tuple[Block, ...]) -> LaidOutText:
    r"""Write blocks one below the other, each ended by ``\n``; empty paragraphs and rows are left out."""
    laid_out = LaidOutText()
    for block in blocks:
        if isinstance(block, Table):
            _add_table(laid_out, block)
        elif block.text:
            _add_paragraph(laid_out, block)
            laid_out.add("\n")
    return laid_out


def plain_text(blocks: tuple[Block, ...]) -> str:
    """The text of blocks on its own, lines separated but not ended."""
    return lay_out(blocks).text.rstrip("\n")


def unwrap_tables(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Take apart tables that only place things on the page.

    A table of a single column becomes its contents; so does a row that holds a heading or another table of
    several columns. The rows around it stay rows.
    """
    unwrapped: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            unwrapped.extend(_unwrap_table(block))
        else:
            unwrapped.append(block)
    return tuple(unwrapped)


def _unwrap_table(table: Table) -> list[Block]:
    single_column = all(sum(not cell.covered for cell in row) <= 1 for row in table.rows)
    unwrapped: list[Block] = []
    rows: list[tuple[TableCell, ...]] = []
    for row in table.rows:
        if single_column or _only_places(row):
            if rows:
                unwrapped.append(Table(rows=tuple(rows)))
                rows = []
            unwrapped.extend(block for cell in row for block in cell.blocks)
        else:
            rows.append(row)
    if rows:
        unwrapped.append(Table(rows=tuple(rows)))
    return unwrapped


def _only_places(row: tuple[TableCell, ...]) -> bool:
    """Whether a row lays out a page rather than holding data."""
    return any(isinstance(block, Table) or block.level for cell in row for block in cell.blocks)


def _add_paragraph(laid_out: LaidOutText, paragraph: Paragraph) -> None:
    start = laid_out.length
    laid_out.add(paragraph.text)
    if paragraph.level:
        laid_out.headings.append(Heading(start=start, end=laid_out.length, level=paragraph.level))


def _add_table(laid_out: LaidOutText, table: Table) -> None:
    number = laid_out.tables
    laid_out.tables += 1
    for row_number, row in enumerate(table.rows):
        if any(plain_text(cell.blocks) for cell in row):
            _add_row(laid_out, row, number, row_number)


def _add_row(laid_out: LaidOutText, row: tuple[TableCell, ...], table: int, row_number: int) -> None:
    column = 0
    for index, cell in enumerate(row):
        if index:
            laid_out.add("\t")
        if not cell.covered:
            start = laid_out.length
            _add_cell_blocks(laid_out, cell.blocks)
            laid_out.cells.append(
                Cell(
                    table=table,
                    row=row_number,
                    column=column,
                    start=start,
                    end=laid_out.length,
                    header=cell.header,
                    column_span=cell.column_span,
                )
            )
        column += cell.column_span
    laid_out.add("\n")


def _add_cell_blocks(laid_out: LaidOutText, blocks: tuple[Block, ...]) -> None:
    lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block)
        else:
            lines.extend(Paragraph(text=_nested_row(row)) for row in block.rows)
    written = [line for line in lines if line.text.strip()]
    for index, line in enumerate(written):
        if index:
            laid_out.add("\n")
        # A tab inside a cell would read as the next cell.
        _add_paragraph(laid_out, Paragraph(text=line.text.replace("\t", " "), level=line.level))


def _nested_row(row: tuple[TableCell, ...]) -> str:
    texts = (plain_text(cell.blocks).replace("\n", " ") for cell in row)
    return NESTED_CELL_SEPARATOR.join(text for text in texts if text)
