"""Dates, outcomes and numbers as people read them."""

import pytest

from app.wording import WORDINGS, Language
from ingest.records import Outcome

JAPANESE, ENGLISH = WORDINGS[Language.JA], WORDINGS[Language.EN]


@pytest.mark.parametrize(
    ("iso", "japanese"),
    [
        ("2021-04-20", "令和3年4月20日"),
        ("2019-05-01", "令和元年5月1日"),
        ("2019-04-30", "平成31年4月30日"),
        ("1988-12-01", "昭和63年12月1日"),
        ("1920-01-02", "1920年1月2日"),
    ],
)
def test_japanese_dates_have_their_era(iso: str, japanese: str) -> None:
    assert JAPANESE.date_name(iso) == japanese


def test_dates_in_english_and_no_date() -> None:
    assert ENGLISH.date_name("2021-04-20") == "20 April 2021"
    assert ENGLISH.date_name(None) == ""


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_name_in_both_languages(outcome: Outcome) -> None:
    assert JAPANESE.outcome_name(outcome) == outcome.label
    assert ENGLISH.outcome_name(outcome).endswith(f"({outcome.label})")


def test_english_counts_have_a_singular() -> None:
    assert ENGLISH.count(ENGLISH.cases, 1) == "1 case"
    assert ENGLISH.count(ENGLISH.cases, 0) == "0 cases"
    assert JAPANESE.count(JAPANESE.cases, 1) == "1件"
