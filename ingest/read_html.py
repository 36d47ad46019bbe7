"""HTML → `SourceText`: what a reader of the page sees of its main content, tables as rows."""

import re
from collections.abc import Iterator
from hashlib import sha256

from lxml import etree, html

from ingest.blocks import Block, Paragraph, Table, TableCell, lay_out, plain_text, unwrap_tables
from ingest.decode import decode_text
from ingest.errors import SourceError
from ingest.page_chrome import JAPANESE, drop_unseen, japanese_length, main_content, without_chrome_lines
from ingest.records import SourceText

MEDIA_TYPE = "text/html"
MAX_SIZE_BYTES = 8 * 2**20
# A page of minutes nests some 20 levels.
MAX_DEPTH = 150
MAX_SPAN = 1000
DECLARATION_WINDOW_BYTES = 4096
# Where reading tables and lists as such loses more, they are malformed and are read as plain blocks.
MAX_LOSS = 0.05

HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_WHITE = re.compile("[ \t\n\r\f]+")
# CSS Text 3, 4.1.2: a line break of the source between two wide characters leaves no space.
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_BREAK_BETWEEN_WIDE = re.compile(f"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table"
    "|tbody|td|tfoot|th|thead|tr|ul"
)
# Tags that only style text are taken out first: never closed, they make a page as deep as it is long.
_STYLING_TAG = re.compile("</?(?:abbr|b|big|em|font|i|s|small|span|strong|u)(?:\\s[^>]*)?>", re.IGNORECASE)
_LEADING_NUMBER = re.compile("[(（【第]?(?:[0-9０-９①-⑳]|[一二三四五六七八九十]+[)）】号\\s、．.])")
_TITLE_SEPARATOR = re.compile("\\s*[|｜»>＞／]\\s*|\\s+[-–—\u2010:：]\\s+")

# First column of a cell that reaches down from a row above → its columns, and the rows that it still covers.
Covered = dict[int, tuple[int, int]]

# What pages call the encodings of `decode_text`; what is declared as Shift_JIS is CP932 (WHATWG Encoding).
ENCODING_NAMES = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "x-euc-jp": "euc_jp",
    "euc-jp": "euc_jp",
}


def looks_like_html(data: bytes) -> bool:
    """Whether a file starts as an HTML page does."""
    return _HTML_START.match(data.removeprefix(b"\xef\xbb\xbf")[:DECLARATION_WINDOW_BYTES]) is not None


def read_html(data: bytes, path: str) -> SourceText:
    """Read a web page.

    Raises:
        UnsupportedFormatError: The bytes are not text.
        SourceError: The page holds no text, is too large, or was garbled before it was saved.
    """
    if len(data) > MAX_SIZE_BYTES:
        raise SourceError(
            f"the page has {len(data) / 2**20:.0f} MB, more than {MAX_SIZE_BYTES // 2**20} MB; split it", path
        )
    decoded = decode_text(data, path, declared_encoding(data))
    try:
        blocks = _read_page(decoded.text)
    except RecursionError:
        raise SourceError("the page is nested too deeply; save its text as txt", path) from None
    laid_out = lay_out(blocks)
    if not laid_out.text:
        raise SourceError("the page holds no text; save it again after it has loaded in full", path)
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text=laid_out.text,
        encoding=decoded.encoding,
        cells=tuple(laid_out.cells),
        headings=tuple(laid_out.headings),
        warnings=decoded.warnings,
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first bytes, as Python calls it; None if it names none known."""
    window = data[:DECLARATION_WINDOW_BYTES]
    match = _CHARSET.search(window) or _XML_ENCODING.search(window)
    return ENCODING_NAMES.get(match[1].decode("ascii").lower()) if match else None


def _read_page(text: str) -> tuple[Block, ...]:
    """The page's blocks, its title first where the rest does not say it.

    Raises:
        RecursionError: The page nests deeper than `MAX_DEPTH`.
    """
    root = _parse(text)
    if root is None:
        return ()
    drop_unseen(root)
    title = _WHITE.sub(" ", root.findtext(".//title") or "").strip()
    content = main_content(root)
    blocks = unwrap_tables(without_chrome_lines(_content_blocks(content)))
    return blocks if _says_title(blocks, title) else (Paragraph(text=title), *blocks)


def _parse(text: str) -> html.HtmlElement | None:
    # Bytes, not str: lxml refuses a str that opens with an XML declaration naming an encoding.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    text = _STYLING_TAG.sub("", _CONTROL.sub("", text))
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise RecursionError
    return root


def _content_blocks(content: html.HtmlElement) -> tuple[Block, ...]:
    blocks = _blocks_of(content)
    written = len(JAPANESE.findall(plain_text(blocks)))
    if written < (1 - MAX_LOSS) * japanese_length(content):
        return _blocks_of(content, plain=True)
    return blocks


def _says_title(blocks: tuple[Block, ...], title: str) -> bool:
    """Whether the page's text already says all that its title says."""
    if not title:
        return True
    text = re.sub(r"\s", "", plain_text(blocks))
    return all(re.sub(r"\s", "", part) in text for part in _TITLE_SEPARATOR.split(title))


def _blocks_of(element: html.HtmlElement, *, plain: bool = False) -> tuple[Block, ...]:
    """The blocks of an element's content; with `plain`, tables and lists are blocks like any other."""
    flow = _Flow(plain=plain)
    flow.read_children(element)
    flow.end_paragraph()
    return tuple(flow.blocks)


class _Flow:
    """Gathers inline text into paragraphs, and paragraphs and tables into blocks, as a browser flows them."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain
        self.blocks: list[Block] = []
        self.inline: list[str] = []
        self.level = 0
        self.prefix = ""
        self.preformatted = False

    def read_children(self, element: html.HtmlElement) -> None:
        self.add_text(element.text)
        for child in element:
            self.read(child)
            self.add_text(child.tail)

    def read(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag == "head":
            return
        if tag == "br":
            self.inline.append("\v")
        elif tag in _STRUCTURES and not self.plain:
            self.end_paragraph()
            self.blocks.extend(_STRUCTURES[tag](element))
        elif tag == "ol" and not self.plain:
            self._read_ordered_list(element)
        elif _BLOCK_TAG.fullmatch(tag):
            self._read_block(element)
        else:
            self.read_children(element)

    def add_text(self, text: str | None) -> None:
        if text and self.preformatted:
            self.inline.append(text.replace("\n", "\v"))
        elif text:
            self.inline.append(text)

    def end_paragraph(self) -> None:
        text = _collapse("".join(self.inline), preformatted=self.preformatted)
        self.inline = []
        if text:
            self.blocks.append(Paragraph(text=self.prefix + text, level=self.level))
            self.prefix = ""

    def _read_block(self, element: html.HtmlElement) -> None:
        self.end_paragraph()
        outer = self.level, self.preformatted
        self.level = HEADING_LEVELS.get(element.tag, self.level)
        self.preformatted = self.preformatted or element.tag == "pre"
        self.read_children(element)
        self.end_paragraph()
        self.level, self.preformatted = outer

    def _read_ordered_list(self, element: html.HtmlElement) -> None:
        self.end_paragraph()
        numbers = _item_numbers(element)
        self.add_text(element.text)
        for child in element:
            if child.tag == "li":
                self.end_paragraph()
                self.prefix = next(numbers, "")
            self.read(child)
            self.prefix = ""
            self.add_text(child.tail)
        self.end_paragraph()


def _collapse(text: str, *, preformatted: bool) -> str:
    r"""Collapse white space as a browser does; ``\v`` stands for a line break that the page asks for."""
    if not preformatted:
        text = _WHITE.sub(" ", _BREAK_BETWEEN_WIDE.sub("", text))
    lines = (line.replace("\u00a0", " ").rstrip(" \t\r\n\f") for line in text.split("\v"))
    if not preformatted:
        lines = (line.strip(" ") for line in lines)
    return "\n".join(line for line in lines if line.strip())


def _item_numbers(element: html.HtmlElement) -> Iterator[str]:
    """What a browser writes before the items of an ``ol``: ``1. ``; nothing where they bring numbers."""
    items = element.findall("li")
    styled_away = "none" in element.get("style", "") or "none" in element.get("class", "")
    if styled_away or any(_LEADING_NUMBER.match(item.text_content().strip()) for item in items):
        return
    number = _number(element.get("start"), 1)
    for item in items:
        number = _number(item.get("value"), number)
        yield f"{number}. "
        number += 1


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("-?[0-9]{1,9}", text.strip()) else default


def _definition_blocks(element: html.HtmlElement) -> tuple[Block, ...]:
    """A ``dl`` as a table of two columns; as plain blocks where a ``dd`` holds headings or tables."""
    rows: list[tuple[TableCell, ...]] = []
    term: TableCell | None = None
    description: list[Block] = []
    for child in element.iter("dt", "dd"):
        if _nearest(child, "dl") is not element:
            continue
        if child.tag == "dt":
            _end_definition(rows, term, description)
            term, description = TableCell(blocks=_blocks_of(child), header=True), []
        else:
            description.extend(_blocks_of(child))
    _end_definition(rows, term, description)
    return unwrap_tables((Table(rows=tuple(rows)),))


def _end_definition(
    rows: list[tuple[TableCell, ...]], term: TableCell | None, description: list[Block]
) -> None:
    cells = [cell for cell in (term, TableCell(blocks=tuple(description)) if description else None) if cell]
    if cells:
        rows.append(tuple(cells))


def _nearest(element: html.HtmlElement, tag: str) -> html.HtmlElement | None:
    return next(element.iterancestors(tag), None)


def _table_blocks(element: html.HtmlElement) -> tuple[Block, ...]:
    """A table's caption and rows; layout tables are unwrapped."""
    captions = [block for child in element.iterchildren("caption") for block in _blocks_of(child)]
    rows = []
    covered: Covered = {}
    for row in element.iter("tr"):
        if _nearest(row, "table") is element:
            rows.append(_row_cells(row, covered))
    return (*captions, *unwrap_tables((Table(rows=tuple(rows)),)))


def _row_cells(row: html.HtmlElement, covered: Covered) -> tuple[TableCell, ...]:
    """A row's cells; `covered` is brought up to date for the next row."""
    cells: list[TableCell] = []
    column = 0
    above = dict(covered)
    for element in row.iterchildren("td", "th"):
        column = _skip_covered(cells, above, column)
        span = min(MAX_SPAN, max(1, _number(element.get("colspan"), 1)))
        rows_below = min(MAX_SPAN, max(1, _number(element.get("rowspan"), 1))) - 1
        blocks = unwrap_tables(_blocks_of(element))
        cells.append(TableCell(blocks=blocks, header=element.tag == "th", column_span=span))
        if rows_below:
            covered[column] = span, rows_below + 1
        column += span
    _skip_covered(cells, above, column)
    for start, (span, rows_left) in list(covered.items()):
        if rows_left > 1:
            covered[start] = span, rows_left - 1
        else:
            del covered[start]
    return tuple(cells)


def _skip_covered(cells: list[TableCell], covered: Covered, column: int) -> int:
    while column in covered:
        span, _ = covered[column]
        cells.append(TableCell(covered=True, column_span=span))
        column += span
    return column


_STRUCTURES = {"table": _table_blocks, "dl": _definition_blocks}
