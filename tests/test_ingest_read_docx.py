"""Word documents: what prints is read, list numbers written out, tables as rows."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import IngestError, SourceError, UnsupportedFormatError
from ingest.numbering import format_number
from ingest.read_docx import read_docx

NAMESPACES = nsdecls("w", "wp", "a") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def document(body: str, numbering: str = "") -> bytes:
    """A document with the given WordprocessingML as its body."""
    built = docx.Document()
    section = built.element.body[-1]
    for element in parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>"):
        section.addprevious(element)
    if numbering:
        root = built.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        root.extend(parse_xml(f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"))
    saved = io.BytesIO()
    built.save(saved)
    return saved.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def item(text: str, level: int = 0, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(index: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="5">{"".join(levels)}</w:abstractNum>{lists}'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def text_of(body: str, numbering_part: str = "") -> str:
    return read_docx(document(body, numbering_part), "a.docx").text


def test_reads_what_python_docx_writes() -> None:
    built = docx.Document()
    built.add_heading("会議録", level=0)
    built.add_heading("1 議題", level=2)
    built.add_paragraph("会長　それでは始めます。\n次に進みます。")
    table_built = built.add_table(rows=1, cols=2)
    table_built.rows[0].cells[0].text = "日時"
    table_built.rows[0].cells[1].text = "四月一日"
    saved = io.BytesIO()
    built.save(saved)

    source = read_docx(saved.getvalue(), "a.docx")

    assert source.text == "会議録\n1 議題\n会長　それでは始めます。\n次に進みます。\n日時\t四月一日\n"
    assert [(source.text[h.start : h.end], h.level) for h in source.headings] == [
        ("会議録", 1),
        ("1 議題", 2),
    ]
    assert [source.text[c.start : c.end] for c in source.cells] == ["日時", "四月一日"]
    assert source.media_type.endswith("wordprocessingml.document")
    assert source.page_starts == ()


def test_tracked_changes_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>欠席　</w:t></w:r><w:del><w:r><w:delText>千葉委員</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>なし</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>元</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>先</w:t></w:r></w:moveTo></w:p>"
    )

    assert text_of(body) == "欠席　なし先\n"


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    body = paragraph("会長　承認", "<w:rPr><w:del/></w:rPr>") + paragraph("します。") + paragraph("以上")

    assert text_of(body) == "会長　承認します。\n以上\n"


def test_hidden_text_is_left_out() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>下書き</w:t></w:r><w:r><w:t>会長</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>　はい。</w:t></w:r></w:p>'
    )

    assert text_of(body) == "会長　はい。\n"


def test_tabs_breaks_and_symbols() -> None:
    body = (
        "<w:p><w:r><w:t>会長</w:t><w:tab/><w:t>はい</w:t><w:br/><w:t>AI</w:t><w:noBreakHyphen/><w:t>OCR</w:t>"
        '<w:softHyphen/><w:sym w:font="MS Mincho" w:char="3231"/><w:sym w:font="Wingdings" w:char="F06C"/>'
        "</w:r></w:p>"
    )

    assert text_of(body) == "会長\tはい\nAI-OCR㈱\n"


def test_of_ruby_the_base_is_read() -> None:
    body = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>きとう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>鬼頭</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r><w:r><w:t>議長</w:t></w:r></w:p>"
    )

    assert text_of(body) == "鬼頭議長\n"


def test_fields_links_and_content_controls_are_read_as_they_show() -> None:
    body = (
        "<w:sdt><w:sdtContent>" + paragraph("会議録") + "</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>資料</w:t></w:r></w:hyperlink><w:r><w:fldChar/></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>１</w:t></w:r></w:fldSimple>"
        "<w:sdt><w:sdtContent><w:r><w:t>頁</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )

    assert text_of(body) == "会議録\n資料１頁\n"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('写')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>諮問書</w:t></w:r></w:p>"
    )

    assert text_of(body) == "諮問書\n写\n"


def test_headers_and_footers_are_not_read() -> None:
    built = docx.Document()
    built.sections[0].header.paragraphs[0].text = "架空市"
    built.sections[0].footer.paragraphs[0].text = "1"
    built.add_paragraph("会長　はい。")
    saved = io.BytesIO()
    built.save(saved)

    assert read_docx(saved.getvalue(), "a.docx").text == "会長　はい。\n"


def test_list_numbers_count_levels_and_restart() -> None:
    parts = numbering(
        level(0, "decimalFullWidth", "%1"), level(1, "decimal", "(%2)"), level(2, "aiueoFullWidth", "%3")
    )
    body = (
        item("開会")
        + item("議事")
        + item("予算", 1)
        + item("細目", 2)
        + item("決算", 1)
        + item("その他")
        + item("日程", 1)
    )

    assert text_of(body, parts) == ("１ 開会\n２ 議事\n(1) 予算\nア 細目\n(2) 決算\n３ その他\n(1) 日程\n")


def test_a_level_names_the_levels_above_it() -> None:
    parts = numbering(level(0, "japaneseCounting", "第%1"), level(1, "decimal", "%1-%2", "<w:isLgl/>"))

    assert (
        text_of(item("総則") + item("目的", 1) + item("定義", 1), parts) == "第一 総則\n1-1 目的\n1-2 定義\n"
    )


def test_lists_of_one_definition_count_on_unless_they_start_anew() -> None:
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="5"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    parts = numbering(level(0, "decimalEnclosedCircle", "%1", '<w:suff w:val="nothing"/>'), lists=lists)

    assert (
        text_of(item("甲") + item("乙", 0, 2) + item("丙", 0, 3) + item("丁", 0, 3), parts)
        == "①甲\n②乙\n①丙\n②丁\n"
    )


def test_a_list_level_that_never_restarts_counts_on() -> None:
    parts = numbering(
        level(0, "decimal", "%1"), level(1, "decimal", "議案第%2号", '<w:lvlRestart w:val="0"/>')
    )

    assert text_of(item("甲") + item("乙", 1) + item("丙") + item("丁", 1), parts) == (
        "1 甲\n議案第1号 乙\n2 丙\n議案第2号 丁\n"
    )


def test_bullets_are_written_as_characters() -> None:
    parts = numbering(level(0, "bullet", "\uf06c"), level(1, "bullet", "○"))

    assert text_of(item("意見") + item("回答", 1), parts) == "● 意見\n○ 回答\n"


def test_a_style_may_carry_the_list_and_number_zero_takes_it_off() -> None:
    data = document(
        paragraph("議題", '<w:pStyle w:val="ListNumber"/>'), numbering(level(0, "decimal", "%1."))
    )
    changed = rewrite(
        data,
        "word/styles.xml",
        lambda xml: xml.replace(
            b"</w:styles>",
            b'<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="item"/>'
            b'<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>',
        ),
    )
    changed = rewrite(
        changed,
        "word/document.xml",
        lambda xml: xml.replace(b'w:val="ListNumber"', b'w:val="Item"').replace(
            b"<w:sectPr",
            paragraph("無番", '<w:pStyle w:val="Item"/><w:numPr><w:numId w:val="0"/></w:numPr>').encode()
            + paragraph("報告", '<w:pStyle w:val="Item"/>').encode()
            + b"<w:sectPr",
            1,
        ),
    )

    assert read_docx(changed, "a.docx").text == "1. 議題\n無番\n2. 報告\n"


def rewrite(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one member changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(changed, "w") as copy:
        for member in archive.namelist():
            content = archive.read(member)
            copy.writestr(member, change(content) if member == name else content)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("number", "number_format", "written"),
    [
        (12, "decimal", "12"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalZero", "03"),
        (3, "decimalEnclosedCircle", "③"),
        (51, "decimalEnclosedCircle", "51"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "aiueo", "ｲ"),
        (2, "aiueoFullWidth", "イ"),
        (46, "aiueoFullWidth", "ン"),
        (3, "irohaFullWidth", "ハ"),
        (1, "japaneseCounting", "一"),
        (10, "japaneseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (110, "japaneseCounting", "百十"),
        (2024, "japaneseDigitalTenThousand", "二〇二四"),
        (13, "japaneseLegal", "壱拾参"),
        (2, "ideographTraditional", "乙"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (7, "hebrew1", "7"),
        (0, "aiueo", "0"),
    ],
)
def test_number_formats(number: int, number_format: str, written: str) -> None:
    assert format_number(number, number_format) == written


def test_merged_cells_are_written_once() -> None:
    body = table(
        row(
            cell(paragraph("発言者")),
            cell(paragraph("内容"), '<w:gridSpan w:val="2"/>'),
            properties="<w:tblHeader/>",
        ),
        row(
            cell(paragraph("会長"), '<w:vMerge w:val="restart"/>'),
            cell(paragraph("はい。")),
            cell(paragraph("甲")),
        ),
        row(cell("<w:p/>", "<w:vMerge/>"), cell(paragraph("では、") + paragraph("承認。")), cell("<w:p/>")),
    )

    source = read_docx(document(body), "a.docx")

    assert source.text == "発言者\t内容\n会長\tはい。\t甲\n\tでは、\n承認。\t\n"
    cells = [(c.row, c.column, c.column_span, c.header, source.text[c.start : c.end]) for c in source.cells]
    assert cells == [
        (0, 0, 1, True, "発言者"),
        (0, 1, 2, True, "内容"),
        (1, 0, 1, False, "会長"),
        (1, 1, 1, False, "はい。"),
        (1, 2, 1, False, "甲"),
        (2, 1, 1, False, "では、\n承認。"),
        (2, 2, 1, False, ""),
    ]


def test_a_deleted_row_is_left_out_and_a_tab_inside_a_cell_is_no_cell() -> None:
    body = table(
        row(cell(paragraph("旧")), cell(paragraph("案")), properties="<w:del/>"),
        row(cell(paragraph("会長")), cell("<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t></w:r></w:p>")),
    )

    assert text_of(body) == "会長\t一 二\n"


def test_a_frame_of_one_cell_and_a_table_in_a_cell() -> None:
    inner = table(
        row(cell(paragraph("会長")), cell(paragraph("はい。"))), row(cell(paragraph("委員")), cell("<w:p/>"))
    )
    body = table(row(cell(paragraph("会議録")))) + table(
        row(cell(paragraph("日時")), cell(paragraph("四月"))),
        row(cell(paragraph("内容")), cell(inner + "<w:p/>")),
    )

    source = read_docx(document(body), "a.docx")

    assert source.text == "会議録\n日時\t四月\n内容\n会長\tはい。\n委員\t\n"
    assert [(c.table, c.row) for c in source.cells] == [(0, 0), (0, 0), (1, 0), (1, 0), (1, 1), (1, 1)]


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("秘密")
    data = rewrite(
        document(paragraph("会長　はい。")),
        "word/document.xml",
        lambda xml: xml.replace(
            b"<w:document", f'<!DOCTYPE w [<!ENTITY s SYSTEM "{secret.as_uri()}">]><w:document'.encode(), 1
        ).replace("はい。".encode(), "はい。&s;".encode()),
    )

    assert read_docx(data, "a.docx").text == "会長　はい。\n"


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_a_truncated_document_is_refused(share: float) -> None:
    data = document(paragraph("会長　はい。"))

    with pytest.raises(SourceError) as caught:
        read_docx(data[: int(share * len(data))], "a.docx")

    assert str(caught.value) == "a.docx: the file is cut off or damaged; open it in Word and save it again"


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    bomb = rewrite(document(""), "word/document.xml", lambda xml: xml + b" " * 21 * 2**20)

    with pytest.raises(
        SourceError, match=r"unpacks to 2\d MB, 2\d MB of it text; 200 MB, 20 MB of it text, are"
    ):
        read_docx(bomb, "a.docx")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(
        SourceError, match="the document holds no text; if it holds page images, run OCR first"
    ):
        read_docx(document("<w:p/>"), "a.docx")


def test_another_office_format_is_refused() -> None:
    data = rewrite(
        document(paragraph("会長")),
        "[Content_Types].xml",
        lambda xml: xml.replace(b"wordprocessingml.document.main+xml", b"spreadsheetml.sheet.main+xml"),
    )

    with pytest.raises(
        UnsupportedFormatError, match=r"this is no plain Word document \(docx\); save it as docx"
    ):
        read_docx(data, "a.docx")


SOUND = document(item("会長　はい。") + table(row(cell(paragraph("甲")), cell(paragraph("乙")))))
MEMBERS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml", "_rels/.rels")
SPLINTERS = st.sampled_from(
    [b"", b"<", b">", b'"', b"w:", b"-1", b"99999999999", b"\0", b"\xff", b"<w:p/>", b"</w:p>"]
)


@given(st.sampled_from(MEMBERS), st.lists(st.tuples(st.integers(0, 5000), SPLINTERS), min_size=1, max_size=5))
def test_a_damaged_part_is_read_or_refused(member: str, damage: list[tuple[int, bytes]]) -> None:
    def damaged(content: bytes) -> bytes:
        for offset, splinter in damage:
            at = offset % len(content)
            content = content[:at] + splinter + content[at + 1 :]
        return content

    with contextlib.suppress(IngestError):
        read_docx(rewrite(SOUND, member, damaged), "a.docx")
