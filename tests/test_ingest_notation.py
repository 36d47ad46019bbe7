from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.notation import find_dates, find_fiscal_year, find_times, fold, holds_sentence, squeeze, to_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和5年11月14日（火曜日）", "2023-11-14"),
        ("令和元年１０月２１日（月）", "2019-10-21"),
        ("平成二十七年十一月十二日", "2015-11-12"),
        ("２０２４年８月２９日", "2024-08-29"),
        ("R2.9.18", "2020-09-18"),
        ("2023/10/04", "2023-10-04"),
        ("令和 ４ 年 ２ 月 ９ 日", "2022-02-09"),
    ],
)
def test_a_date_in_any_notation(text: str, expected: str) -> None:
    assert [d for _, _, d in find_dates(text)] == [expected]


def test_impossible_and_incomplete_dates_are_left_out() -> None:
    assert list(find_dates("令和5年2月30日、令和5年度、5月1日")) == []


@given(st.dates(date(1989, 1, 8), date(2040, 12, 31)))
def test_japanese_years_and_western_ones_agree(day: date) -> None:
    era, first = ("令和", 2019) if day >= date(2019, 5, 1) else ("平成", 1989)
    text = f"{era}{day.year - first + 1}年{day.month}月{day.day}日"
    assert [d for _, _, d in find_dates(text)] == [day.isoformat()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("午後1時30分から3時50分まで", ["13:30", "15:50"]),
        ("午前9時半～正午", ["09:30", "12:00"]),
        ("18：30～20：20", ["18:30", "20:20"]),
        ("開会15時00分 閉会17時07分", ["15:00", "17:07"]),
    ],
)
def test_times_of_day(text: str, expected: list[str]) -> None:
    assert find_times(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十三", 23), ("１２", 12), ("元", 1), ("百二", 102), ("x", None)],
)
def test_numbers(text: str, value: int | None) -> None:
    assert to_number(text) == value


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_fiscal_year_and_squeezed_labels() -> None:
    assert find_fiscal_year("令和５年度　第２回") == "令和5年度"
    assert squeeze("会　長") == "会長"


def test_a_full_stop_in_brackets_is_no_sentence() -> None:
    assert not holds_sentence("住民基本台帳（15歳以上に限る。）の提供について")
    assert holds_sentence("提供します。")
