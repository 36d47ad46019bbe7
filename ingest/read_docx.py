"""DOCX → `SourceText`: the document as it prints, without deletions, hidden text, headers and footers.

Numbers that Word counts itself (「1」「(1)」「①」 of a list) are written out, as a reader sees them.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.part import Part
from lxml import etree

from ingest.blocks import Block, Paragraph, Table, TableCell, lay_out, unwrap_tables
from ingest.errors import SourceError, UnsupportedFormatError
from ingest.numbering import LEVELS, ListLevel, ListNumbers, ListStyle
from ingest.records import SourceText

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED_BYTES = 200 * 2**20
# libxml2's tree takes up to 30 times the XML's size.
MAX_XML_BYTES = 20 * 2**20
MAX_STYLE_CHAIN = 20
MAX_COLUMN_SPAN = 1000

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Elements that only wrap what they hold: content controls, insertions, links, fields, smart tags.
_WRAPPERS = frozenset(
    _W + name
    for name in (
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "smartTag",
        "customXml",
        "dir",
        "bdo",
    )
)
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_DRAWINGS = frozenset(_W + name for name in ("drawing", "pict", "object"))
# python-docx takes a package at its word, and stumbles over a damaged one in any of these ways.
_PACKAGE_ERRORS = (
    OpcError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
)
_DAMAGED = "the file is cut off or damaged; open it in Word and save it again"


def read_docx(data: bytes, path: str) -> SourceText:
    """Read a Word document.

    Raises:
        UnsupportedFormatError: A zip archive, but no Word document.
        SourceError: The file is damaged, encrypted, too large when unpacked, or holds no text.
    """
    _check_archive(data, path)
    main, styles, numbering = _open(data, path)
    body = main.find(_W + "body")
    if body is None:
        raise UnsupportedFormatError(
            "this Word document is of a kind that is not read; save it as docx", path
        )
    style_table = _read_styles(styles)
    reader = _BodyReader(style_table, _read_lists(numbering, style_table))
    laid_out = lay_out(unwrap_tables(reader.blocks(body)))
    if not laid_out.text.strip():
        raise SourceError("the document holds no text; if it holds page images, run OCR first", path)
    return SourceText(
        path=path,
        media_type=MEDIA_TYPE,
        sha256=sha256(data).hexdigest(),
        text=laid_out.text,
        cells=tuple(laid_out.cells),
        headings=tuple(laid_out.headings),
    )


def _check_archive(data: bytes, path: str) -> None:
    """Refuse an archive that unpacks to too much; zipfile reads no more than a member declares."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise SourceError(_DAMAGED, path) from None
    unpacked = sum(member.file_size for member in members)
    xml = sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    if unpacked > MAX_UNPACKED_BYTES or xml > MAX_XML_BYTES:
        raise SourceError(
            f"the document unpacks to {unpacked / 2**20:.0f} MB, {xml / 2**20:.0f} MB of it text; "
            f"{MAX_UNPACKED_BYTES // 2**20} MB, {MAX_XML_BYTES // 2**20} MB of it text, are read; split it",
            path,
        )


def _open(data: bytes, path: str) -> tuple[etree._Element, etree._Element | None, etree._Element | None]:
    """The roots of the main document, the styles and the numbering."""
    try:
        part = docx.Document(io.BytesIO(data)).part
        return (
            part.element,
            _related(part, RELATIONSHIP_TYPE.STYLES),
            _related(part, RELATIONSHIP_TYPE.NUMBERING),
        )
    except RuntimeError as error:
        raise SourceError(
            f"the archive cannot be unpacked ({error}); save it without a password", path
        ) from None
    except ValueError:
        raise UnsupportedFormatError("this is no plain Word document (docx); save it as docx", path) from None
    except _PACKAGE_ERRORS:
        raise SourceError(_DAMAGED, path) from None


def _related(part: Part, relationship: str) -> etree._Element | None:
    for related in part.rels.values():
        if related.reltype == relationship and not related.is_external:
            element: etree._Element = related.target_part.element
            return element
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What a style says that matters here, its parent styles included."""

    level: int = 0
    list_id: str | None = None
    list_level: int = 0
    hidden: bool = False


def _read_styles(root: etree._Element | None) -> Mapping[str, _Style]:
    """Style id → style."""
    if root is None:
        return {}
    elements = {_value(style, "styleId"): style for style in root.iter(_W + "style")}
    return {name: _read_style(name, elements) for name in elements}


def _read_style(name: str, elements: Mapping[str, etree._Element]) -> _Style:
    chain = [elements[name]]
    while len(chain) < MAX_STYLE_CHAIN:
        parent = elements.get(_attribute(chain[-1], "basedOn"))
        if parent is None:
            break
        chain.append(parent)
    style = _Style()
    for element in reversed(chain):
        style = replace(
            style,
            level=_heading_level(element) or style.level,
            list_id=_attribute(element, "pPr", "numPr", "numId") or style.list_id,
            list_level=_integer(_attribute(element, "pPr", "numPr", "ilvl"), style.list_level),
            hidden=_is_hidden(element, default=style.hidden),
        )
    return style


def _heading_level(style: etree._Element) -> int:
    """1-6 of a heading style: 「heading 1」, 「Title」, or one with an outline level."""
    name = _attribute(style, "name").lower()
    if name == "title":
        return 1
    if name.startswith("heading "):
        return min(6, _integer(name.removeprefix("heading "), 0))
    return _outline_level(style)


def _outline_level(element: etree._Element) -> int:
    outline = _integer(_attribute(element, "pPr", "outlineLvl"), 9)
    return min(6, outline + 1) if 0 <= outline < 9 else 0


def _read_lists(root: etree._Element | None, styles: Mapping[str, _Style]) -> Mapping[str, ListStyle]:
    """List id → list."""
    if root is None:
        return {}
    abstracts = {_value(a, "abstractNumId"): a for a in root.iter(_W + "abstractNum")}
    nums = {_value(num, "numId"): num for num in root.iter(_W + "num")}
    lists = {}
    for list_id, num in nums.items():
        counter = _attribute(num, "abstractNumId")
        abstract = abstracts.get(counter)
        linked = styles.get(_attribute(abstract, "numStyleLink")) if abstract is not None else None
        if linked is not None and linked.list_id in nums:
            counter = _attribute(nums[linked.list_id], "abstractNumId")
            abstract = abstracts.get(counter)
        if abstract is not None:
            lists[list_id] = _read_list(num, abstract, counter)
    return lists


def _read_list(num: etree._Element, abstract: etree._Element, counter: str) -> ListStyle:
    levels = {_integer(_value(lvl, "ilvl"), 0): _read_level(lvl) for lvl in abstract.findall(_W + "lvl")}
    restarts = {}
    for override in num.findall(_W + "lvlOverride"):
        level = _integer(_value(override, "ilvl"), 0)
        for lvl in override.findall(_W + "lvl"):
            levels[level] = _read_level(lvl)
        start = _attribute(override, "startOverride")
        if start:
            restarts[level] = _integer(start, 1)
    return ListStyle(counter=counter, levels=levels, restarts=restarts)


def _read_level(lvl: etree._Element) -> ListLevel:
    restart = _attribute(lvl, "lvlRestart")
    return ListLevel(
        start=_integer(_attribute(lvl, "start"), 1),
        number_format=_attribute(lvl, "numFmt") or "decimal",
        text=_attribute(lvl, "lvlText"),
        space_after=_attribute(lvl, "suff") != "nothing",
        restart_after=_integer(restart, 0) if restart else None,
        all_decimal=_is_on(lvl.find(_W + "isLgl")),
    )


class _BodyReader:
    """Reads the blocks of a document in order, counting its lists."""

    def __init__(self, styles: Mapping[str, _Style], lists: Mapping[str, ListStyle]) -> None:
        self.styles = styles
        self.numbers = ListNumbers(lists=lists)
        # A paragraph whose end was deleted goes on in the next one.
        self.unended = ""

    def blocks(self, container: etree._Element) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for element in _unwrapped(container):
            if element.tag == _W + "p":
                blocks.extend(self._paragraph(element))
            elif element.tag == _W + "tbl":
                blocks.append(self._table(element))
        if self.unended:
            blocks.append(Paragraph(text=self.unended))
            self.unended = ""
        return tuple(blocks)

    def _paragraph(self, element: etree._Element) -> list[Block]:
        style = self.styles.get(_attribute(element, "pPr", "pStyle"), _Style())
        boxes: list[etree._Element] = []
        text = "".join(self._inline(element, boxes))
        end = element.find(f"{_W}pPr/{_W}rPr")
        if end is not None and (end.find(_W + "del") is not None or end.find(_W + "moveFrom") is not None):
            self.unended += text
            return self._boxes(boxes)
        text = self.unended + text
        self.unended = ""
        if not text.strip():
            return self._boxes(boxes)
        label = self._label(element, style)
        level = _outline_level(element) or style.level
        return [Paragraph(text=label + text.rstrip(" \n"), level=level), *self._boxes(boxes)]

    def _boxes(self, boxes: list[etree._Element]) -> list[Block]:
        return [block for box in boxes for block in self.blocks(box)]

    def _label(self, element: etree._Element, style: _Style) -> str:
        list_id = _attribute(element, "pPr", "numPr", "numId") or style.list_id
        level = _integer(_attribute(element, "pPr", "numPr", "ilvl"), style.list_level)
        return self.numbers.next_label(list_id, level) if list_id and 0 <= level < LEVELS else ""

    def _inline(self, container: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """The text of runs; text boxes found on the way are put into `boxes`."""
        for element in _unwrapped(container):
            if element.tag == _W + "r" and not self._is_hidden_run(element):
                for piece in element:
                    yield self._piece(piece, boxes)

    def _is_hidden_run(self, run: etree._Element) -> bool:
        style = self.styles.get(_attribute(run, "rPr", "rStyle"), _Style())
        return _is_hidden(run, default=style.hidden)

    def _piece(self, piece: etree._Element, boxes: list[etree._Element]) -> str:
        if piece.tag == _W + "t":
            return piece.text or ""
        if piece.tag == _W + "ruby":
            return "".join(
                text for base in piece.findall(_W + "rubyBase") for text in self._inline(base, boxes)
            )
        if piece.tag in _DRAWINGS:
            boxes.extend(_text_boxes(piece))
        elif piece.tag == _COMPATIBILITY + "AlternateContent":
            # Word writes a text box twice: for itself (Choice) and for older programs (Fallback).
            boxes.extend(next((found for branch in piece if (found := list(_text_boxes(branch)))), []))
        elif piece.tag == _W + "sym":
            return _symbol(piece)
        return _CHARACTERS.get(piece.tag, "")

    def _table(self, element: etree._Element) -> Table:
        rows = []
        for row in _unwrapped(element):
            if row.tag == _W + "tr" and row.find(f"{_W}trPr/{_W}del") is None:
                rows.append(self._row(row))
        return Table(rows=tuple(rows))

    def _row(self, row: etree._Element) -> tuple[TableCell, ...]:
        header = _is_on(row.find(f"{_W}trPr/{_W}tblHeader"))
        skipped = _integer(_attribute(row, "trPr", "gridBefore"), 0)
        cells = [TableCell(covered=True, column_span=min(skipped, MAX_COLUMN_SPAN))] if skipped > 0 else []
        for cell in _unwrapped(row):
            if cell.tag == _W + "tc":
                cells.append(self._cell(cell, header=header))
        return tuple(cells)

    def _cell(self, cell: etree._Element, *, header: bool) -> TableCell:
        span = min(MAX_COLUMN_SPAN, max(1, _integer(_attribute(cell, "tcPr", "gridSpan"), 1)))
        if _continues_merge(cell, "vMerge") or _continues_merge(cell, "hMerge"):
            return TableCell(covered=True, column_span=span)
        return TableCell(blocks=unwrap_tables(self.blocks(cell)), header=header, column_span=span)


def _continues_merge(cell: etree._Element, kind: str) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}{kind}")
    return merge is not None and _value(merge, "val") != "restart"


def _unwrapped(container: etree._Element) -> Iterator[etree._Element]:
    """An element's children, with wrappers replaced by what they hold."""
    for child in container:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes inside a drawing."""
    for child in element:
        if child.tag == _W + "txbxContent":
            yield child
        else:
            yield from _text_boxes(child)


def _symbol(piece: etree._Element) -> str:
    """A ``w:sym`` as the character that it names; pictures of symbol fonts (U+F000-F0FF) have none."""
    code = _value(piece, "char")
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return character if character.isprintable() and not "\ue000" <= character <= "\uf8ff" else ""


def _is_hidden(element: etree._Element, *, default: bool) -> bool:
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return default if vanish is None else _is_on(vanish)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and _value(element, "val") not in {"0", "false", "off"}


def _attribute(element: etree._Element, *names: str) -> str:
    """The ``w:val`` of a descendant by path; empty where there is none."""
    found = element.find("/".join(_W + name for name in names))
    return "" if found is None else _value(found, "val")


def _value(element: etree._Element, name: str) -> str:
    return element.get(_W + name) or ""


def _integer(text: str, default: int) -> int:
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else default
