"""PDF with a text layer → `SourceText`: lines in reading order, tables as rows, where each word stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.errors import NoTextLayerError, SourceError
from ingest.pdf_columns import TextColumn, find_text_column, items_beside_labels
from ingest.pdf_furniture import without_furniture
from ingest.pdf_grids import find_grids
from ingest.pdf_gutters import find_gutter, items_in_columns
from ingest.pdf_lines import Line, PageItem, TableRow, group_lines
from ingest.pdf_page import PageContent, read_page
from ingest.pdf_text import PdfText
from ingest.records import SourceText

MEDIA_TYPE = "application/pdf"
# A page takes some 15 ms.
MAX_READING_S = 50
MAX_PAGES = 2000
MAX_CHARACTERS = 3_000_000
# A text layer without Unicode values gives these.
MAX_UNREADABLE_SHARE = 0.3
MAX_NAMED_PAGES = 10
DAMAGED = "the PDF is cut off or damaged; fetch or save it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One page: the rows of its ruled tables, the lines that stand in none, and what else it holds."""

    rows: list[TableRow]
    lines: list[Line]
    content: PageContent


def read_pdf(data: bytes, path: str) -> SourceText:
    """Read a PDF.

    Raises:
        NoTextLayerError: The pages are images without text.
        SourceError: The file is damaged, encrypted or too long.
    """
    pages = _read_pages(data, path)
    written = PdfText()
    for page, items in zip(pages, _items_by_page(pages), strict=True):
        written.add_page(items, page.content.direction)
    _check_text(written.text, path)
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text=written.text,
        page_starts=tuple(written.page_starts),
        cells=tuple(written.cells),
        boxes=tuple(written.boxes),
        warnings=_warnings(pages),
    )


def _read_pages(data: bytes, path: str) -> list[_Page]:
    deadline = monotonic() + MAX_READING_S
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _load_error(error, path) from None
    try:
        _check_length(len(document), path)
        pages: list[_Page] = []
        characters = 0
        for index in range(len(document)):
            if monotonic() > deadline:
                raise SourceError(f"reading took more than {MAX_READING_S} s; split the PDF", path, index + 1)
            pages.append(_read_page(document, index, MAX_CHARACTERS - characters, path))
            characters += sum(len(run.text) for run in pages[-1].content.runs)
        return pages
    finally:
        document.close()


def _check_length(count: int, path: str) -> None:
    if not count:
        raise SourceError("the PDF has no pages; fetch or save it again", path)
    if count > MAX_PAGES:
        raise SourceError(
            f"the PDF has {count} pages, more than the {MAX_PAGES} that are read; split it", path
        )


def _read_page(document: pypdfium2.PdfDocument, index: int, max_characters: int, path: str) -> _Page:
    try:
        page = document[index]
        try:
            content = read_page(page, max_characters)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        raise SourceError(f"the page cannot be read; {DAMAGED}", path, index + 1) from None
    except OverflowError:
        problem = f"the PDF holds more than the {MAX_CHARACTERS} characters that are read; split it"
        raise SourceError(problem, path) from None
    runs = content.runs
    rows: list[TableRow] = []
    for grid in find_grids(content.rules):
        inside = [run for run in runs if grid.holds(run)]
        taken = {id(run) for run in inside}
        runs = [run for run in runs if id(run) not in taken]
        rows.extend(grid.rows(inside))
    return _Page(rows=rows, lines=group_lines(runs), content=content)


def _items_by_page(pages: list[_Page]) -> Iterator[list[PageItem]]:
    """The lines and table rows of each page in reading order, without furniture."""
    kept = without_furniture([page.lines for page in pages])
    column = find_text_column(kept)
    continued = False
    for page, lines in zip(pages, kept, strict=True):
        items = _merge(page.rows, _read_lines(lines, column, page.content, continued=continued))
        continued = bool(items) and isinstance(items[-1], TableRow)
        yield items


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
    written = 0
    for item in items:
        above = written
        while above < len(rows) and rows[above].top < item.top:
            above += 1
        merged += [*rows[written:above], item]
        written = above
    return [*merged, *rows[written:]]


def _load_error(error: pypdfium2.PdfiumError, path: str) -> SourceError:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return SourceError("the PDF is encrypted and needs a password; save it without one", path)
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return SourceError(
            "the PDF is encrypted in a way that cannot be read; save it without encryption", path
        )
    return SourceError(DAMAGED, path)


def _check_text(text: str, path: str) -> None:
    letters = "".join(text.split())
    if not letters:
        raise NoTextLayerError("the PDF holds images only, no text layer; run OCR first (ingest --ocr)", path)
    unreadable = letters.count("\ufffd")
    if not letters.isprintable():
        unreadable += sum(not character.isprintable() for character in letters)
    if unreadable > MAX_UNREADABLE_SHARE * len(letters):
        raise NoTextLayerError(
            "the PDF's text cannot be read (fonts without Unicode); run OCR (ingest --ocr)",
            path,
        )


def _warnings(pages: list[_Page]) -> tuple[str, ...]:
    """Which pages look scanned."""
    scanned = [
        number
        for number, page in enumerate(pages, start=1)
        if page.content.has_images and not page.content.runs
    ]
    if not scanned:
        return ()
    named = ", ".join(map(str, scanned[:MAX_NAMED_PAGES])) + (", …" if len(scanned) > MAX_NAMED_PAGES else "")
    return (f"{len(scanned)} pages hold images without text (page {named}); run OCR to have them read",)
