"""Files of Word for official papers: A4, Japanese type, numbered sources, page numbers."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from app.export_text import printable

_BODY_FONT = "游明朝"
_HEADING_FONT = "游ゴシック"
_LATIN_FONT = "Times New Roman"
_MARGIN = Mm(25)
_A4 = (Mm(210), Mm(297))
_TEXT_WIDTH = _A4[0] - 2 * _MARGIN
_QUOTE = "Minutes Quote"
_SOURCE = "Minutes Source"
_BLACK = RGBColor(0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A numbered source: `ref` is the number that the text names it by as ``[ref]``."""

    ref: int
    text: str


def new_document(title: str) -> WordDocument:
    """An empty A4 document with its title, in Japanese type, and page numbers at its foot."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = _A4
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, _MARGIN)
    _set_fonts(document)
    _add_styles(document)
    _number_pages(section.footer.paragraphs[0])
    document.core_properties.title = printable(title)
    document.core_properties.author = "Senrei"
    document.add_heading(printable(title), level=0)
    return document


def add_heading(document: WordDocument, text: str, level: int = 1) -> None:
    """A heading; 1 is the highest under the title."""
    document.add_heading(printable(text), level=level)


def add_paragraph(document: WordDocument, text: str, *, label: str = "") -> None:
    """A paragraph; a label (審議結果) stands before it in bold."""
    paragraph = document.add_paragraph()
    if label:
        paragraph.add_run(printable(label)).bold = True
        paragraph.add_run("　")
    paragraph.add_run(printable(text))


def add_items(document: WordDocument, texts: Iterable[str]) -> None:
    """A list with marks."""
    for text in texts:
        document.add_paragraph(printable(text), style="List Bullet")


def add_quote(document: WordDocument, text: str, ref: int | None = None) -> None:
    """Words of minutes, set off from the text, with the number of their source."""
    paragraph = document.add_paragraph(printable(text), style=_QUOTE)
    if ref is not None:
        paragraph.add_run(f" [{ref}]")


def add_sources(document: WordDocument, title: str, sources: Iterable[Source]) -> None:
    """The numbered sources, under a heading of their own."""
    add_heading(document, title)
    for source in sources:
        # The number is text: one that Word counts would change when an entry is taken out.
        document.add_paragraph(f"[{source.ref}]\t{printable(source.text)}", style=_SOURCE)


def add_table(
    document: WordDocument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    shares: Sequence[float] | None = None,
) -> Table:
    """A table whose header is repeated on each page; no row is broken over two.

    Args:
        document: Where it goes.
        header: The columns' names.
        rows: Texts, as many as there are columns.
        shares: Of the width that each column takes; None for equal ones.
    """
    table: Table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], header, bold=True)
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        _fill(table.add_row(), row)  # type: ignore[no-untyped-call]
    parts = shares or [1.0] * len(header)
    for column, share in zip(table.columns, parts, strict=True):
        column.width = int(_TEXT_WIDTH * share / sum(parts))
        for cell in column.cells:
            cell.width = column.width
    document.add_paragraph()
    return table


def document_bytes(document: WordDocument) -> bytes:
    """The document as a file's content."""
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _set_fonts(document: WordDocument) -> None:
    """Name the type for Japanese in every style: Word otherwise takes it from the theme, which has none."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _name_fonts(defaults, _BODY_FONT)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "ja-JP")
    for style in document.styles:
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.TABLE):
            heads = style.name is not None and style.name.startswith(("Heading", "Title", "Subtitle"))
            font = _HEADING_FONT if heads else _BODY_FONT
            _name_fonts(style.element.get_or_add_rPr(), font)
            # A table's first row and column have properties of their own.
            for properties in style.element.iterfind(f".//{qn('w:tblStylePr')}/{qn('w:rPr')}"):
                _name_fonts(properties, font)
            if heads and isinstance(style, ParagraphStyle):
                style.font.color.rgb = _BLACK
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 16), ("Heading 1", 13), ("Heading 2", 11.5), ("Heading 3", 10.5)):
        document.styles[name].font.size = Pt(size)


def _name_fonts(properties: BaseOxmlElement, japanese: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _LATIN_FONT)
    fonts.set(qn("w:eastAsia"), japanese)


def _add_styles(document: WordDocument) -> None:
    for name in (_QUOTE, _SOURCE):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _name_fonts(style.element.get_or_add_rPr(), _BODY_FONT)
    quote = document.styles[_QUOTE].paragraph_format
    quote.left_indent, quote.right_indent = Mm(8), Mm(4)
    source = document.styles[_SOURCE].paragraph_format
    source.left_indent, source.first_line_indent = Mm(12), Mm(-12)
    source.tab_stops.add_tab_stop(Mm(12))


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if code else "w:fldChar")
        if code:
            part.text = code
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _fill(row: _Row, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].add_run(printable(text)).bold = bold
    _mark(row, "w:cantSplit")


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
