"""Agenda items: numbers, headings and what the chair turns to."""

import pytest

from ingest.agenda import Item, is_item_heading, item_of_number, make_item, match_heading, placed_by_chair

ITEMS = [
    make_item("バス路線の再編の一時凍結を求める陳情", "令和4年陳情第8号", (0, 0), ordinal=1),
    make_item("バス路線の再編の一時凍結を求める陳情", "令和4年陳情第11号", (0, 0), ordinal=2),
    make_item("川沿いの緑道の再整備に関する陳情", "令和5年陳情第8号", (0, 0), ordinal=3),
]
LISTED = [
    make_item("開会", None, (0, 0), ordinal=1),
    make_item("防犯灯の設置について", None, (0, 0), ordinal=1),
    make_item("公園の再整備について", None, (0, 0), ordinal=2),
]


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("令和4年陳情第11号　バス路線の再編の一時凍結を求める陳情", 1),
        ("令和５年陳情第８号", 2),
        ("陳情第１１号", 1),
        ("陳情第8号", None),
        ("令和3年陳情第8号　川沿いの緑道の再整備に関する陳情", None),
        ("令和4年陳情第11号については、不採択と", None),
    ],
)
def test_a_number_with_its_year_is_one_item(heading: str, place: int | None) -> None:
    assert match_heading(heading, ITEMS) == place


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("諮問第三号", "諮問3"),
        ("第１２号議案", "議案12"),
        ("乙第12号議案", "乙議案12"),
        ("意見書案第2号", "意見書2"),
        ("議員提出議案第5号", "議員提出議案5"),
        ("案件2", None),
    ],
)
def test_formal_numbers_compare_however_they_are_printed(printed: str, name: str | None) -> None:
    assert Item(title="", number=printed).formal_number == name


def test_several_items_of_one_number_are_none_for_certain() -> None:
    assert item_of_number("陳情第8号", ITEMS) is None
    assert item_of_number("令和4年陳情第8号", ITEMS) == 0


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("≪報告事項　公園の利用状況について≫", True),
        ("(10)令和6年陳情第13号　街灯の点検を求める陳情", True),
        ("２．議案第55号　給水条例の一部改正について", True),
        ("【事案2】指名競争入札　空調設備の点検", True),
        ("審査１　市民交流センター", True),
        ("議案第55号については、提出者から", False),
        ("議案第3号\t可決\t全員", False),
        ("会長から説明があった。", False),
    ],
)
def test_lines_that_open_an_item_by_their_form(line: str, heading: bool) -> None:
    assert is_item_heading(line) is heading


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("②、公園の再整備について説明をお願いします。", 2),
        ("最後の②ですが、時間も押しています。", 2),
        ("(1)の防犯灯です。", 1),
        ("①地域の拠点、②民間への貸付け、の2案を比べました。", None),
        ("公園の再整備です。", None),
    ],
)
def test_the_chair_names_an_item_by_its_place(sentence: str, place: int | None) -> None:
    assert placed_by_chair(sentence, LISTED, None) == place
