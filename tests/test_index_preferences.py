import pytest

from index.preferences import Preferences, named_period, named_periods, read_preferences
from ingest.records import Outcome

_MUNICIPALITIES = ("みどり野市", "宇都宮市", "汐見町", "津市")
_APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_OPINION, Outcome.APPROVED_AMENDED)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("防犯カメラの映像", Preferences()),
        ("汐見町とみどり野の図書館", Preferences(municipality=("みどり野市", "汐見町"))),
        ("Where does Utsunomiya keep its servers?", Preferences(municipality=("宇都宮市",))),
        ("津波の避難計画", Preferences()),
        (
            "令和３年度に承認された案件は",
            Preferences(date_from="2021-04-01", date_to="2022-03-31", outcome=_APPROVALS, decision=True),
        ),
        (
            "意見を付して承認された案件",
            Preferences(outcome=(Outcome.APPROVED_WITH_OPINION,), decision=True),
        ),
        (
            "What opinion was attached when they approved it?",
            Preferences(outcome=(Outcome.APPROVED_WITH_OPINION,), decision=True),
        ),
        # The answer may be that it was not.
        ("防犯カメラの設置は認められたか", Preferences(decision=True)),
        ("Was the plan for AI-OCR approved?", Preferences(decision=True)),
        (
            "どういう意見が付けられたか",
            Preferences(outcome=(Outcome.APPROVED_WITH_OPINION,), decision=True),
        ),
        (
            "継続になった案件はいくつありましたか",
            Preferences(outcome=(Outcome.CONTINUED, Outcome.POSTPONED), decision=True),
        ),
        ("何が認められたか", Preferences(outcome=_APPROVALS, decision=True)),
        ("公園の整備はどう決まりましたか", Preferences(decision=True)),
        ("平成元年の記録", Preferences(date_from="1989-01-01", date_to="1989-12-31")),
        ("2019年から令和2年度まで", Preferences(date_from="2019-01-01", date_to="2021-03-31")),
        ("令和３年10月の会議", Preferences(date_from="2021-10-01", date_to="2021-10-31")),
        ("不同意の理由", Preferences(outcome=(Outcome.REJECTED, Outcome.NOT_ADOPTED), decision=True)),
        ("不承認となったもの", Preferences(outcome=(Outcome.REJECTED, Outcome.NOT_ADOPTED), decision=True)),
        ("不採択の陳情", Preferences(outcome=(Outcome.NOT_ADOPTED,), decision=True)),
        ("趣旨採択の請願", Preferences(outcome=(Outcome.ADOPTED_IN_SPIRIT,), decision=True)),
        (
            "which items were continued?",
            Preferences(outcome=(Outcome.CONTINUED, Outcome.POSTPONED), decision=True),
        ),
        ("審議結果は", Preferences(decision=True)),
    ],
)
def test_a_question_names_places_periods_and_outcomes(question: str, expected: Preferences) -> None:
    assert read_preferences(question, _MUNICIPALITIES) == expected


def test_a_question_that_names_every_municipality_prefers_none() -> None:
    assert read_preferences("汐見町の図書館", ["汐見町"]) == Preferences()


def test_a_question_that_names_nothing_prefers_nothing() -> None:
    assert not read_preferences("防犯カメラの映像", _MUNICIPALITIES)
    assert read_preferences("汐見町", _MUNICIPALITIES)


def test_an_office_of_the_minutes_is_found_in_a_question() -> None:
    asked = read_preferences("情報政策課が諮問した案件", [], ["情報政策課", "市民課"])
    assert asked.section == ("情報政策課",)
    assert asked


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("令和6年2月", ("2024-02-01", "2024-02-29")),
        ("2023年12月5日", ("2023-12-05", "2023-12-05")),
        ("令和3年度から令和5年6月まで", ("2021-04-01", "2023-06-30")),
        # No such month or day: the year alone, or the month's last day.
        ("令和3年13月", ("2021-01-01", "2021-12-31")),
        ("令和3年2月30日", ("2021-02-28", "2021-02-28")),
        ("10月の会議", None),
    ],
)
def test_a_period_begins_with_the_first_day_and_ends_with_the_last(
    text: str, period: tuple[str, str] | None
) -> None:
    assert named_period(text) == period


def test_every_time_that_a_text_names_is_told_apart() -> None:
    assert named_periods("平成12年の条例を令和3年4月に改めた") == [
        ("2000-01-01", "2000-12-31"),
        ("2021-04-01", "2021-04-30"),
    ]
