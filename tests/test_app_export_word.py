import io

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from app.export_word import (
    Source,
    add_heading,
    add_items,
    add_paragraph,
    add_quote,
    add_sources,
    add_table,
    document_bytes,
    new_document,
)


@pytest.fixture
def written() -> WordDocument:
    """A document with one of everything, written and opened again."""
    document = new_document("先例調べ")
    add_heading(document, "みどり野市")
    add_paragraph(document, "承認", label="審議結果")
    add_items(document, ["再委託を認めないこと", "記録を残すこと"])
    add_quote(document, "諮問のとおり承認することといたします。\x0b改行\x00", 1)
    add_table(document, ["自治体", "審議結果"], [["みどり野市", "承認"]] * 60, shares=[1, 3])
    add_sources(document, "出典", [Source(ref=1, text="みどり野市 会議録 2ページ")])
    return Document(io.BytesIO(document_bytes(document)))


def test_the_words_are_kept_but_for_signs_that_word_cannot_hold(written: WordDocument) -> None:
    texts = [paragraph.text for paragraph in written.paragraphs]
    assert texts[:3] == ["先例調べ", "みどり野市", "審議結果　承認"]
    assert "諮問のとおり承認することといたします。\n改行 [1]" in texts
    assert texts[-1] == "[1]\tみどり野市 会議録 2ページ"
    assert written.core_properties.title == "先例調べ"


def test_every_style_names_a_type_for_japanese(written: WordDocument) -> None:
    fonts = written.styles.element.findall(f".//{qn('w:rFonts')}")
    assert len(fonts) > 20
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"游明朝", "游ゴシック"}
    assert not any("Theme" in name for font in fonts for name in font.attrib)


def test_the_paper_is_a4_and_numbers_its_pages(written: WordDocument) -> None:
    section = written.sections[0]
    assert section.page_width
    assert section.page_height
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_a_tables_header_is_repeated_and_no_row_is_broken(written: WordDocument) -> None:
    table = written.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["自治体", "審議結果"]
    assert [len(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows] == [1] + [0] * 60
    assert all(row._tr.findall(f".//{qn('w:cantSplit')}") for row in table.rows)
    assert table.columns[0].width * 3 == pytest.approx(table.columns[1].width, rel=0.01)
