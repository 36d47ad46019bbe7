"""PDFs with a text layer: reading order, tables, furniture, boxes, and what is refused.

Pages are drawn here: a `Text` or a shape each. y grows upwards from the lower left corner, in points.
"""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import IngestError, NoTextLayerError, SourceError
from ingest.read_pdf import read_pdf
from ingest.records import SourceText

FONT = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
SIZE = 11
PITCH = 14


class Item:
    def draw(self, canvas: Canvas) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Item):
    x: float
    y: float
    text: str
    size: float = SIZE

    def draw(self, canvas: Canvas) -> None:
        canvas.setFont(FONT, self.size)
        canvas.drawString(self.x, self.y, self.text)


@dataclass(frozen=True, slots=True)
class Stroke(Item):
    x0: float
    y0: float
    x1: float
    y1: float

    def draw(self, canvas: Canvas) -> None:
        canvas.line(self.x0, self.y0, self.x1, self.y1)


@dataclass(frozen=True, slots=True)
class Box(Item):
    x: float
    y: float
    width: float
    height: float

    def draw(self, canvas: Canvas) -> None:
        canvas.rect(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Code(Item):
    operators: str

    def draw(self, canvas: Canvas) -> None:
        canvas.setFont("Helvetica", SIZE)
        canvas.addLiteral(self.operators)


def pdf(*pages: Sequence[Item], rotation: int = 0, encrypted: bool = False) -> bytes:
    buffer = io.BytesIO()
    encryption = StandardEncryption("secret", strength=128) if encrypted else None
    canvas = Canvas(buffer, pagesize=(595, 842), encrypt=encryption)
    for page in pages:
        if rotation:
            canvas.translate(300, 400)
            canvas.rotate(rotation)
            canvas.translate(-300, -400)
        for item in page:
            item.draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(*pages: Sequence[Item]) -> SourceText:
    return read_pdf(pdf(*pages), "a.pdf")


def lines(x: float, y: float, *texts: str) -> list[Item]:
    return [Text(x, y - index * PITCH, text) for index, text in enumerate(texts)]


def turn(label: str, y: float, *texts: str) -> list[Item]:
    return [Text(70, y, label), *lines(160, y, *texts)]


def cells_of(source: SourceText) -> list[tuple[int, int, int, str]]:
    return [(cell.table, cell.row, cell.column, source.text[cell.start : cell.end]) for cell in source.cells]


LONG = (
    "それでは定刻となりましたので、ただいまから審議会を開会いたし",
    "ます。本日は委員の皆様には御多用のところ御出席をいただき、",
    "誠にありがとうございます。",
)


def test_lines_come_from_top_to_bottom_whatever_the_order_of_drawing() -> None:
    source = read([Text(70, 700, "二行目"), Text(70, 720, "一行目"), Text(70, 680, "三行目")])

    assert source.text == "一行目\n二行目\n三行目\n"
    assert source.media_type == "application/pdf"
    assert source.page_starts == (0,)


def test_gaps_on_a_line_become_spaces_of_their_width() -> None:
    source = read([Text(70, 700, "日"), Text(92, 700, "時"), Text(125, 700, "四月"), Text(153, 700, "一日")])

    assert source.text == "日　時　　四月 一日\n"


def test_a_thin_gap_between_wide_characters_is_no_space() -> None:
    """A browser prints 日 with a third of a square before it; 「本日」 stays one word."""
    source = read([Text(70, 700, "本"), Text(70 + SIZE * 1.35, 700, "日の会議")])

    assert source.text == "本日の会議\n"


def test_pages_start_where_their_text_does() -> None:
    source = read([Text(70, 700, "一頁目の本文")], [], [Text(70, 700, "三頁目の本文")])

    assert source.text == "一頁目の本文\n三頁目の本文\n"
    assert source.page_starts == (0, 7, 7)
    assert source.page_at(3) == 1
    assert source.page_at(source.text.index("三")) == 3


def test_boxes_say_where_each_run_stands() -> None:
    source = read([Text(70, 700, "会長"), Text(160, 700, "それでは、始めます。")], [Text(70, 600, "以上")])

    assert [(source.text[b.start : b.end], b.page) for b in source.boxes] == [
        ("会長", 1),
        ("それでは、始めます。", 1),
        ("以上", 2),
    ]
    box = source.boxes[1]
    assert box.left == pytest.approx(160, abs=1)
    assert box.right == pytest.approx(160 + 10 * SIZE, abs=1)
    assert box.bottom < 700 < box.top
    assert box.top - box.bottom == pytest.approx(SIZE, abs=2)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_read_as_upright_ones(rotation: int) -> None:
    page: list[Item] = [Text(100, 500, "会議録の表題"), Text(100, 480, "会長　本日はよろしくお願いします。")]

    source = read_pdf(pdf(page, rotation=rotation), "a.pdf")

    assert source.text == "会議録の表題\n会長　本日はよろしくお願いします。\n"
    first, second = source.boxes
    assert (first.right - first.left > first.top - first.bottom) == (rotation == 180)
    assert second.start == 7


def test_vertical_writing_runs_down_and_leftwards() -> None:
    columns = [
        (520, "架空市議会会議録"),
        (490, "○議長　これより会議を開きます。"),
        (474, "本日の日程は次のとおりです。"),
    ]
    page: list[Item] = [
        Text(x, 780 - 12 * index, character)
        for x, column in columns
        for index, character in enumerate(column)
        if character != "　"
    ]

    assert (
        read(page).text == "架空市議会会議録\n○議長　これより会議を開きます。\n本日の日程は次のとおりです。\n"
    )


def test_readings_above_the_line_are_left_out() -> None:
    page = [
        Text(70, 700, "会長　鬼頭が申し上げます。", 12),
        Text(106, 713, "きとう", 5),
        Text(70, 660, "以上"),
    ]

    assert read(page).text == "会長　鬼頭が申し上げます。\n以上\n"


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    assert (
        read([Text(70, 700, "会議録"), Text(70.4, 700, "会議録"), Text(70, 600, "会長")]).text
        == "会議録\n会長\n"
    )


def test_radicals_are_read_as_the_characters_that_they_look_like() -> None:
    assert read([Text(70, 700, "⽇時と⻑⾕川")]).text == "日時と長谷川\n"


def table(*heights: float, left: float = 60, middle: float = 150, right: float = 540) -> list[Item]:
    """A ruled table of two columns with rules at the given heights."""
    rules: list[Item] = [Stroke(left, y, right, y) for y in heights]
    return [*rules, *(Stroke(x, heights[0], x, heights[-1]) for x in (left, middle, right))]


def test_a_ruled_table_becomes_rows() -> None:
    page = [
        Text(60, 800, "会議録"),
        *table(780, 760, 700, 680),
        *turn("発言者", 765, "内容"),
        *turn("会長", 745, *LONG),
        Text(160, 685, "（異議なし）"),
        Text(60, 640, "以上"),
    ]

    source = read(page)

    assert source.text == (
        f"会議録\n発言者\t内容\n会長\t{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n\t（異議なし）\n以上\n"
    )
    assert cells_of(source) == [
        (0, 0, 0, "発言者"),
        (0, 0, 1, "内容"),
        (0, 1, 0, "会長"),
        (0, 1, 1, "\n".join(LONG)),
        (0, 2, 0, ""),
        (0, 2, 1, "（異議なし）"),
    ]


def test_a_label_in_the_middle_of_its_cell_belongs_to_its_row() -> None:
    page = [*table(780, 720, 660), *turn("会長", 750), *lines(160, 764, *LONG)]
    page += [Text(70, 690, "委員"), *lines(160, 704, *LONG)]

    assert [text for *_, text in cells_of(read(page))] == ["会長", "\n".join(LONG), "委員", "\n".join(LONG)]


def test_a_label_that_its_cell_is_too_narrow_for_is_joined() -> None:
    page = [
        *table(780, 740),
        *lines(66, 765, "デジタル推進", "課長"),
        *lines(160, 765, "はい、", "そうです。"),
    ]
    page = [item for item in page if not (isinstance(item, Stroke) and item.x0 == item.x1 == 150)]
    page.append(Stroke(140, 780, 140, 740))

    assert read(page).text == "デジタル推進課長\tはい、\nそうです。\n"


def test_letters_below_each_other_in_a_narrow_cell_are_a_word() -> None:
    page = [*table(780, 700, middle=85), *lines(65, 765, "出", "席", "者"), *lines(95, 765, "会長", "委員")]

    assert read(page).text == "出席者\t会長\n委員\n"


def test_a_table_with_one_rule_between_its_columns_is_split_at_its_labels() -> None:
    page = [Box(60, 600, 480, 180), Stroke(150, 600, 150, 780), Stroke(60, 760, 540, 760)]
    page += [
        *turn("発言者", 765, "内容"),
        *turn("会長", 745, *LONG),
        *turn("委員Ａ", 745 - 3 * PITCH, "はい。"),
    ]
    page += [*turn("委員Ｂ", 745 - 4 * PITCH, "賛成です。")]

    assert read(page).text == (
        f"発言者\t内容\n会長\t{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n委員Ａ\tはい。\n委員Ｂ\t賛成です。\n"
    )


def test_merged_cells_are_written_once() -> None:
    rules = [Stroke(60, y, 540, y) for y in (780, 760, 720)]
    rules += [Stroke(160, 740, 540, 740), Stroke(60, 720, 60, 780), Stroke(540, 720, 540, 780)]
    rules += [Stroke(160, 720, 160, 760)]
    page = [*rules, Text(70, 765, "議題についての質疑"), Text(70, 735, "会長")]
    page += [Text(170, 745, "はい。"), Text(170, 725, "承認します。")]

    source = read(page)

    assert source.text == "議題についての質疑\n会長\tはい。\n\t承認します。\n"
    assert [(c.row, c.column, c.column_span) for c in source.cells] == [
        (0, 0, 2),
        (1, 0, 1),
        (1, 1, 1),
        (2, 1, 1),
    ]


def test_a_frame_around_the_page_is_no_table() -> None:
    source = read([Box(40, 40, 500, 780), Text(70, 700, "会長　はい。"), Text(70, 680, "委員　いいえ。")])

    assert source.text == "会長　はい。\n委員　いいえ。\n"
    assert source.cells == ()


def test_a_row_goes_on_over_the_page_and_the_head_is_not_repeated() -> None:
    first = [*table(780, 760, 700), *turn("発言者", 765, "内容"), *turn("会長", 745, *LONG[:2])]
    second = [
        *table(780, 760, 700, 660, 640, 620),
        *turn("発言者", 765, "内容"),
        *lines(160, 745, LONG[2], "では。"),
    ]
    second += [*turn("委員", 685, "はい。"), Text(160, 645, "(2) 議題二"), *turn("会長", 625, "次です。")]
    third = [*table(780, 760, 740), Text(160, 765, "（異議なし）"), *turn("会長", 745, "以上です。")]

    source = read(first, second, third)

    assert source.text == (
        f"発言者\t内容\n会長\t{LONG[0]}\n{LONG[1]}\n{LONG[2]}\nでは。\n"
        "委員\tはい。\n\t(2) 議題二\n会長\t次です。\n\t（異議なし）\n会長\t以上です。\n"
    )
    assert cells_of(source)[3] == (0, 1, 1, f"{LONG[0]}\n{LONG[1]}\n{LONG[2]}\nでは。")
    assert {cell.table for cell in source.cells} == {0}
    assert source.page_at(source.text.index(LONG[1])) == 1
    assert source.page_at(source.text.index(LONG[2])) == 2
    assert source.page_at(source.text.index("（異議なし）")) == 3


def test_a_table_inside_a_form_object_is_found() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.beginForm("form")
    for item in [Box(0, 0, 300, 100), Stroke(80, 0, 80, 100), Stroke(0, 50, 300, 50)]:
        item.draw(canvas)
    for item in [Text(5, 80, "会長"), Text(90, 80, "はい。"), Text(5, 30, "委員"), Text(90, 30, "いいえ。")]:
        item.draw(canvas)
    canvas.endForm()
    canvas.translate(100, 300)
    canvas.scale(1.2, 1.2)
    canvas.doForm("form")
    canvas.showPage()
    canvas.save()

    source = read_pdf(buffer.getvalue(), "a.pdf")

    assert source.text == "会長\tはい。\n委員\tいいえ。\n"
    assert source.boxes[0].left == pytest.approx(100 + 1.2 * 5, abs=1)


@pytest.mark.parametrize("gap", [0, 8])
def test_labels_beside_text_are_rows_without_rules(gap: int) -> None:
    turns = [
        ("会　長", LONG),
        ("委員Ａ", ("はい。",)),
        ("環境政策課長", LONG[:2]),
        ("委員Ｂ", ("賛成です。",)),
        ("会　長", LONG),
    ]
    page: list[Item] = [Text(150, 780, "令和５年度第１回架空市環境審議会会議録", 14)]
    y = 740
    for label, texts in turns:
        page += turn(label, y, *texts)
        y -= len(texts) * PITCH + gap

    source = read(page)

    rows = [label + "\t" + "\n".join(texts) for label, texts in turns]
    assert source.text == "\n".join(["令和５年度第１回架空市環境審議会会議録", *rows, ""])


def test_a_turn_without_rules_goes_on_over_the_page() -> None:
    first = [*turn("会長", 700, *LONG), *turn("委員", 650, *LONG), *turn("事務局", 600, *LONG[:2])]
    second = [*lines(160, 780, LONG[2]), *turn("会長", 750, *LONG)]

    assert read(first, second).text.endswith(
        f"事務局\t{LONG[0]}\n{LONG[1]}\n{LONG[2]}\n会長\t" + "\n".join(LONG) + "\n"
    )


def test_enumerated_paragraphs_are_no_table() -> None:
    page: list[Item] = []
    for index in range(5):
        page += [Text(70, 700 - 40 * index, f"({index + 1})"), *lines(100, 700 - 40 * index, *LONG[:2])]

    source = read(page)

    assert source.cells == ()
    assert source.text.startswith(f"(1)　{LONG[0]}\n{LONG[1]}\n(2)")


QUESTION = ("応募が１者にとどまった理由をどう", "分析しているか。")
ANSWER = (
    "参加資格に実績を求めたことが影響",
    "したと考えている。辞退した者から",
    "は技術者の確保が難しいとの回答。",
)


def test_questions_beside_answers_are_rows() -> None:
    page: list[Item] = []
    for index in range(6):
        page += [*lines(70, 780 - 60 * index, *QUESTION), *lines(310, 780 - 60 * index, *ANSWER)]

    assert read(page).text == ("\n".join(QUESTION) + "\t" + "\n".join(ANSWER) + "\n") * 6


@pytest.mark.parametrize("shift", [0, 6])
def test_text_set_in_two_columns_is_read_column_by_column(shift: int) -> None:
    left = [f"左の段の本文、その{number:02}行目となる長い一文" for number in range(20)]
    right = [f"右の段の本文、その{number:02}行目となる長い一文" for number in range(20)]
    title = "架空市議会だより　第十二号　令和五年十一月発行　環境審議会の報告と答申"

    source = read([Text(70, 780, title), *lines(70, 740, *left), *lines(330, 740 - shift, *right)])

    assert source.text == "\n".join([title, *left, *right]) + "\n"


def bodies(count: int) -> list[list[Item]]:
    """Pages whose text differs from page to page."""
    words = ["予算", "決算", "条例", "人事", "請願", "陳情", "意見", "報告", "質問", "動議", "選挙", "閉会"]
    return [
        lines(70, 700, f"{words[page]}について", f"{words[page]}の説明がありました。")
        for page in range(count)
    ]


@pytest.mark.parametrize("count", [2, 3, 12])
def test_running_heads_and_page_numbers_are_dropped(count: int) -> None:
    pages = [
        [Text(70, 800, "架空市環境審議会"), *body, Text(290, 40, "架空市"), Text(290, 25, f"- {page} -")]
        for page, body in enumerate(bodies(count), start=1)
    ]

    source = read(*pages)

    assert "架空市" not in source.text
    assert " - " not in source.text
    assert source.text.startswith("予算について\n予算の説明がありました。\n決算について\n")


def test_heads_of_left_and_right_pages_are_dropped() -> None:
    pages = [
        [
            Text(70, 800, "架空市議会" if page % 2 else "定例会会議録"),
            *body,
            Text(70 + 400 * (page % 2), 25, str(page)),
        ]
        for page, body in enumerate(bodies(12), start=1)
    ]

    source = read(*pages)

    assert "議会" not in source.text
    assert not any(line.isdigit() for line in source.text.split("\n"))


def test_what_opens_two_pages_by_chance_is_no_head() -> None:
    pages = bodies(12)
    for page in (2, 7):
        pages[page].insert(0, Text(70, 714, "○議長　御異議なしと認めます。"))

    assert read(*pages).text.count("○議長　御異議なしと認めます。") == 2


def test_two_columns_of_names_are_read_line_by_line() -> None:
    page: list[Item] = [Text(70, 780, "令和５年度第１回架空市環境審議会会議録　出席者の名簿")]
    for index in range(8):
        page += [Text(70, 740 - 20 * index, f"第{index}番　委員"), Text(330, 740 - 20 * index, "架空　花子")]

    assert "第0番　委員　　　架空　花子\n第1番　委員" in read(page).text


def test_numbers_that_do_not_count_pages_are_kept() -> None:
    pages = bodies(4)
    for page, amount in enumerate([310, 45, 8812, 77]):
        pages[page].append(Text(70, 25, f"計{amount}円"))

    assert all(f"計{amount}円" in read(*pages).text for amount in (310, 45, 8812, 77))


@pytest.mark.parametrize(
    ("foot", "kept"), [("－ １ －", False), ("1/3", False), ("3ページ", False), ("以上 1", True)]
)
def test_the_number_of_a_single_page_is_dropped_in_its_usual_dress(foot: str, kept: bool) -> None:
    assert (foot in read([Text(70, 700, "会長　はい。"), Text(290, 25, foot)]).text) == kept


def scan(*texts: str) -> bytes:
    """Pages of images, each with the given text if it has one."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for text in texts:
        canvas.drawInlineImage(Image.new("L", (40, 60), 200), 50, 50, 400, 600)
        if text:
            Text(70, 700, text).draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_scan_is_refused() -> None:
    with pytest.raises(NoTextLayerError) as caught:
        read_pdf(scan("", ""), "a.pdf")

    assert (
        str(caught.value) == "a.pdf: the PDF holds images only, no text layer; run OCR first (ingest --ocr)"
    )


def test_scanned_pages_among_others_are_a_warning() -> None:
    source = read_pdf(scan("会長　はい。", "", ""), "a.pdf")

    assert source.text == "会長　はい。\n"
    assert source.warnings == ("2 pages hold images without text (page 2, 3); run OCR to have them read",)


def test_an_encrypted_file_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        read_pdf(pdf([Text(70, 700, "会長")], encrypted=True), "a.pdf")

    assert str(caught.value) == "a.pdf: the PDF is encrypted and needs a password; save it without one"


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        read_pdf(b"%PDF-1.7\n" + b"\0" * 200, "a.pdf")

    assert str(caught.value) == "a.pdf: the PDF is cut off or damaged; fetch or save it again"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read_pdf.MAX_PAGES", 2)

    with pytest.raises(
        SourceError, match=r"^a.pdf: the PDF has 3 pages, more than the 2 that are read; split it$"
    ):
        read([], [], [])


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read_pdf.MAX_CHARACTERS", 20)

    with pytest.raises(
        SourceError, match=r"^a.pdf: the PDF holds more than the 20 characters that are read; split"
    ):
        read([Text(70, 700, "会" * 12)], [Text(70, 700, "長" * 12)])


SOUND = pdf([*table(780, 760, 700), *turn("発言者", 765, "内容"), *turn("会長", 745, *LONG)])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_damaged_pdf_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for offset, value in damage:
        data[offset] = value

    with contextlib.suppress(IngestError):
        read_pdf(bytes(data), "a.pdf")


def test_text_beyond_all_numbers_is_refused() -> None:
    widened = "300 300 300 300 0 0 cm " * 4 + "1 0 1000000000 1 0 0 cm"

    with pytest.raises(NoTextLayerError):
        read([Code(f"{widened} BT /F1 24 Tf 250 220 Td (ac) Tj ET")])


LETTERS = st.text(alphabet="会長委員議題、。1(2)", min_size=1, max_size=12)
TEXTS = st.builds(Text, st.integers(40, 500), st.integers(40, 800), LETTERS)
HEIGHTS = st.sampled_from([100, 300, 500, 700])
LEVELS = st.builds(lambda y: Stroke(60, y, 540, y), HEIGHTS)
UPRIGHTS = st.builds(lambda x, y: Stroke(x, y, x, 700), st.sampled_from([60, 150, 300, 540]), HEIGHTS)


@settings(deadline=None)
@given(st.lists(st.lists(TEXTS | LEVELS | UPRIGHTS, max_size=40), min_size=1, max_size=3))
def test_wherever_text_stands_offsets_hold(pages: list[list[Item]]) -> None:
    try:
        source = read(*pages)
    except IngestError:
        return

    assert list(source.page_starts) == sorted(source.page_starts)
    assert len(source.page_starts) == len(pages)
    ends = [0]
    for box in source.boxes:
        assert ends[-1] <= box.start < box.end <= len(source.text)
        assert source.page_at(box.start) == box.page
        ends.append(box.end)
    assert "".join("".join(source.text[b.start : b.end] for b in source.boxes).split()) == "".join(
        source.text.split()
    )
    for cell in source.cells:
        assert 0 <= cell.start <= cell.end <= len(source.text)
        assert "\t" not in source.text[cell.start : cell.end]


@settings(deadline=None)
@given(st.lists(st.builds(Text, st.integers(40, 90), st.integers(90, 100), LETTERS) | UPRIGHTS, max_size=30))
def test_characters_taken_together_are_read_as_if_taken_one_by_one(page: list[Item]) -> None:
    data = pdf([*page, Text(70, 700, "以上")])
    together = read_pdf(data, "a.pdf")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.pdf_page._stretches", lambda text, _: range(len(text) + 1))

        assert read_pdf(data, "a.pdf") == together
