"""HTML → `SourceText`: what a reader of the page sees of its main content, tables as rows.

Municipal pages wrap the minutes in chrome: skip links, navigation, a trail of links (パンくず), a contact block
（このページに関するお問い合わせ）. Chrome is told by tag, by id and class, and by its set phrases, and is only dropped
where that leaves most of the page's Japanese.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

from lxml import etree, html

from ingest.blocks import Block, Paragraph, Table, TableCell, lay_out, plain_text, unwrap_tables
from ingest.decode import decode_text
from ingest.errors import SourceError
from ingest.records import SourceText

MEDIA_TYPE = "text/html"
# A page of minutes nests some 20 levels; libxml2 itself gives up at 255.
MAX_DEPTH = 200
MAX_SPAN = 1000
DECLARATION_WINDOW_BYTES = 4096

UNSEEN_TAGS = frozenset(
    "script style template noscript head iframe object embed svg math audio video canvas map "
    "button select textarea input datalist rt rp".split()
)
CHROME_TAGS = frozenset({"nav", "aside", "header", "footer"})
CHROME_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
CHROME_NAMES = frozenset(
    "nav gnav lnav navi gnavi lnavi navigation globalnav localnav globalnavi localnavi breadcrumb breadcrumbs pankuzu "
    "topicpath topicspath crumb crumbs header hd siteheader pageheader footer ft sitefooter pagefooter sidebar aside "
    "sidemenu submenu menu skip skiplink skiplinks sns share related kanren inq inquiry contact toiawase otoiawase "
    "pagetop totop gotop enquete questionnaire hyouka fontsize textsize copyright banner banners search".split()
)
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}

_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
_WHITE = re.compile("[ \t\n\r\f]+")
# CSS Text 3, 4.1.2: a line break of the source between two wide characters leaves no space.
_BREAK_BETWEEN_WIDE = re.compile(
    "(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n][ \t\r\n]*(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])"
)
_NAME_PARTS = re.compile("[a-z]+|[A-Z][a-z]*")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""")
_HTML_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CHROME_LINE = re.compile(
    "(?:このページの)?本文(?:へ|に|まで)?(?:スキップ|移動|ジャンプ)(?:する|します)?。?"
    "|(?:ここから|ここまで)(?:が)?(?:本文|メインメニュー|サブメニュー)です。?"
    "|(?:この)?ページの?(?:先頭|トップ|上部?|最初)(?:へ|に)?(?:戻る|もどる)?"
    "|(?:現在(?:の位置|位置|地)[:：]?.{0,200})"
    "|(?:ホーム|トップ|トップページ|HOME|Home)[ \u3000]*[>＞›»].{0,200}"
)
_CONTACT_HEADING = re.compile("(?:この(?:ページ|記事)に(?:関する|ついての))?(?:お問い?合わ?せ先?|ご意見.{0,20})")
_LEADING_NUMBER = re.compile("[(（【第]?[0-9０-９一二三四五六七八九十①-⑳]")
_TITLE_SEPARATOR = re.compile("\\s*[|｜»>＞／]\\s*|\\s+[-–—‐:：]\\s+")

# charset names as browsers read them (WHATWG Encoding): what is declared as Shift_JIS is CP932.
_ENCODING_NAMES = {
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
        SourceError: The page holds no text, or was garbled before it was saved.
    """
    decoded = decode_text(data, path, _declared_encoding(data))
    root = _parse(decoded.text, path)
    _drop_unseen(root)
    title = _WHITE.sub(" ", root.findtext(".//title") or "").strip()
    blocks = _without_chrome_lines(_blocks_of(_main_content(root)))
    blocks = unwrap_tables(blocks)
    if not _says_title(blocks, title):
        blocks = (Paragraph(text=title), *blocks)
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


def _declared_encoding(data: bytes) -> str | None:
    window = data[:DECLARATION_WINDOW_BYTES]
    match = _CHARSET.search(window) or _XML_ENCODING.search(window)
    if match is None:
        return None
    name = match[1].decode("ascii").lower()
    return _ENCODING_NAMES.get(name, name)


def _parse(text: str, path: str) -> html.HtmlElement:
    # Bytes, not str: lxml refuses a str that opens with an XML declaration naming an encoding.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.replace("\0", "").encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise SourceError("the page holds no text; save it again after it has loaded in full", path) from None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise SourceError(f"the page nests more than {MAX_DEPTH} levels; save its text as txt", path)
    return root


def _drop_unseen(root: html.HtmlElement) -> None:
    """Take out what a browser does not show, but for the title."""
    for element in list(root.iter(etree.Element)):
        if element.tag in UNSEEN_TAGS - {"head"} or element.get("hidden") is not None:
            _drop(element)


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _main_content(root: html.HtmlElement) -> html.HtmlElement:
    """The element to read: ``main`` if it holds most of the page, else the body; without its chrome."""
    body = root.find(".//body")
    body = root if body is None else body
    all_of_it = _japanese_length(body)
    for element in list(body.iter(etree.Element)):
        if element is not body and _is_chrome(element) and 2 * _japanese_length(element) < all_of_it:
            _drop(element)
    rest = _japanese_length(body)
    mains = [e for e in body.iter(etree.Element) if e.tag == "main" or e.get("role") == "main"]
    if len(mains) == 1 and 2 * _japanese_length(mains[0]) > rest:
        return mains[0]
    return body


def _is_chrome(element: html.HtmlElement) -> bool:
    if element.tag in {"main", "article", "table", "tbody", "tr", "td", "th", "form", *HEADING_LEVELS}:
        return False
    if element.tag in CHROME_TAGS or element.get("role") in CHROME_ROLES:
        # A header inside an article carries the article's own title.
        return element.tag != "header" or element.find(".//h1") is None
    names = f"{element.get('id', '')} {element.get('class', '')}".split()
    if any(_is_chrome_name(name) for name in names):
        return element.find(".//h1") is None
    return False


def _is_chrome_name(name: str) -> bool:
    """Whether an id or class names chrome: pankuzu, global-nav, siteFooter, but not contents or navy."""
    parts = [part.lower() for part in _NAME_PARTS.findall(name)]
    return name.lower() in CHROME_NAMES or any(part in CHROME_NAMES for part in (parts[:1] + parts[-1:]))


def _japanese_length(element: html.HtmlElement) -> int:
    return sum(len(_JAPANESE.findall(text)) for text in element.itertext(etree.Element))


def _without_chrome_lines(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Drop skip links, the trail of links, and the contact block that ends a page."""
    kept = [b for b in blocks if isinstance(b, Table) or not _CHROME_LINE.fullmatch(b.text.strip())]
    # The contact block stands in the last tenth; the same words further up may be a heading of the minutes.
    for index in range(len(kept) - 1, max(0, len(kept) - 1 - max(8, len(kept) // 10)), -1):
        block = kept[index]
        if isinstance(block, Paragraph) and block.level and _CONTACT_HEADING.fullmatch(block.text.strip()):
            return tuple(kept[:index])
    return tuple(kept)


def _says_title(blocks: tuple[Block, ...], title: str) -> bool:
    """Whether the page's text already says all that its title says."""
    if not title:
        return True
    text = re.sub(r"\s", "", plain_text(blocks))
    return all(re.sub(r"\s", "", part) in text for part in _TITLE_SEPARATOR.split(title))


def _blocks_of(element: html.HtmlElement) -> tuple[Block, ...]:
    """The blocks of an element's content."""
    flow = _Flow()
    flow.read_children(element)
    flow.end_paragraph()
    return tuple(flow.blocks)


class _Flow:
    """Gathers inline text into paragraphs, and paragraphs and tables into blocks, as a browser flows them."""

    def __init__(self) -> None:
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
        if tag in UNSEEN_TAGS or not isinstance(tag, str):
            return
        if tag == "br":
            self.inline.append("\v")
        elif tag == "table":
            self.end_paragraph()
            self.blocks.extend(_table_blocks(element))
        elif tag == "dl":
            self.end_paragraph()
            self.blocks.extend(_definition_blocks(element))
        elif tag in {"ol", "ul", "menu", "dir"}:
            self.end_paragraph()
            self._read_list(element)
        elif tag in BLOCK_TAGS:
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

    def _read_list(self, element: html.HtmlElement) -> None:
        items = [child for child in element if child.tag == "li"]
        numbers = _item_numbers(element, items)
        for child in element:
            if child.tag == "li":
                self.prefix = next(numbers, "")
            self._read_block(child) if child.tag in BLOCK_TAGS else self.read(child)
            self.end_paragraph()
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


def _item_numbers(element: html.HtmlElement, items: list[html.HtmlElement]) -> Iterator[str]:
    """What a browser writes before each item of an ``ol``: ``1. ``; nothing where the items bring numbers of their own."""
    styled_away = "none" in element.get("style", "") or "none" in element.get("class", "")
    numbered = any(_LEADING_NUMBER.match("".join(item.itertext(etree.Element)).strip()) for item in items)
    if element.tag != "ol" or styled_away or numbered:
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


def _end_definition(rows: list[tuple[TableCell, ...]], term: TableCell | None, description: list[Block]) -> None:
    cells = [cell for cell in (term, TableCell(blocks=tuple(description)) if description else None) if cell]
    if cells:
        rows.append(tuple(cells))


def _nearest(element: html.HtmlElement, tag: str) -> html.HtmlElement | None:
    return next(element.iterancestors(tag), None)


def _table_blocks(element: html.HtmlElement) -> tuple[Block, ...]:
    """A table's caption and rows; layout tables are unwrapped."""
    captions = [block for child in element.iterchildren("caption") for block in _blocks_of(child)]
    rows = []
    covered: dict[int, int] = {}
    for row in element.iter("tr"):
        if _nearest(row, "table") is element:
            rows.append(_row_cells(row, covered))
    return (*captions, *unwrap_tables((Table(rows=tuple(rows)),)))


def _row_cells(row: html.HtmlElement, covered: dict[int, int]) -> tuple[TableCell, ...]:
    """A row's cells.

    Args:
        row: The ``tr``.
        covered: Column → rows still covered by a cell above; brought up to date.
    """
    cells: list[TableCell] = []
    column = 0
    for element in row.iterchildren("td", "th"):
        column = _skip_covered(cells, covered, column)
        span = min(MAX_SPAN, max(1, _number(element.get("colspan"), 1)))
        rows_below = min(MAX_SPAN, max(1, _number(element.get("rowspan"), 1))) - 1
        blocks = unwrap_tables(_blocks_of(element))
        cells.append(TableCell(blocks=blocks, header=element.tag == "th", column_span=span))
        if rows_below:
            covered.update(dict.fromkeys(range(column, column + span), rows_below))
        column += span
    _skip_covered(cells, covered, column)
    return tuple(cells)


def _skip_covered(cells: list[TableCell], covered: dict[int, int], column: int) -> int:
    while column in covered:
        cells.append(TableCell(covered=True))
        covered[column] -= 1
        if not covered[column]:
            del covered[column]
        column += 1
    return column
