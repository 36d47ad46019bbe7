"""The page 質問を準備する without a browser."""

import re
from pathlib import Path

import pytest

from app.page_prepare import PrepareState, prepare_query, prepare_state
from app.wording import Language
from app.wording_precedents import PRECEDENTS_WORDINGS
from app.wording_prepare import PREPARE_WORDINGS
from embeddings.model import Encoder
from index.cases import all_cases
from index.search import open_index
from tests.pages import html_of, open_page

WORDS = PREPARE_WORDINGS[Language.JA]
ASKED = "国外というのは、どちらの国でしょうか。"


def test_a_matter_brings_questions_by_concern_with_their_answers(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "prepare")
    page.text_input(key="prepare_q").set_value("AI-OCR")
    next(button for button in page.button if button.label == WORDS.prepare).click().run()
    shown = html_of(page)
    assert "「AI-OCR」について尋ねられたこと" in shown
    assert ASKED in shown
    assert "データの所在・保管場所" in shown
    assert 'href="read?doc=' in shown
    assert page.query_params["q"] == "AI-OCR"
    assert not page.get("download_button")


def test_ticked_questions_stand_in_the_address_and_can_be_saved(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "prepare", q="AI-OCR"))
    key = re.findall(r'data-tick="([0-9a-f]+)"', shown)[0]
    # One that no question has, as from a file that was removed, counts for nothing.
    page = open_page(monkeypatch, sample_index, "prepare", q="AI-OCR", pick=[key, "ffffffffff"])
    assert re.search(rf'data-tick="{key}"[^>]* checked', html_of(page))
    assert [button.proto.label for button in page.get("download_button")] == [WORDS.word.format(n=1)]
    page.button(key="sheet-clear").click().run()
    assert "pick" not in page.query_params
    assert " checked" not in html_of(page)


def test_a_case_is_prepared_from_similar_ones(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    with open_index(sample_index, encoder) as index:
        case = next(case for case in all_cases(index) if case[0].municipality == "霧沢町" and len(case) == 2)
    shown = html_of(open_page(monkeypatch, sample_index, "prepare", case=case[0].case_id))
    assert "ほかの自治体の似た案件で尋ねられたこと" in shown
    page = open_page(monkeypatch, sample_index, "prepare", case="ffffffff")
    assert PRECEDENTS_WORDINGS[Language.JA].unknown_case in html_of(page)


def test_nothing_on_record_is_said_before_near_cases(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "prepare", q="プールの水温の基準"))
    assert WORDS.nothing.format(matter="プールの水温の基準") in shown
    assert shown.index(WORDS.nothing_advice) < shown.index(WORDS.near_note) < shown.index("<article")


def test_the_page_is_english_with_the_minutes_own_words(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "prepare", q="AI-OCR", lang="en"))
    assert "Where data is kept" in shown
    assert ASKED in shown
    assert PREPARE_WORDINGS[Language.EN].pick in shown


def test_text_is_escaped(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "prepare", q="<script>alert(1)</script> AI-OCR"))
    # The page's own.
    assert shown.count("<script") == 1


def test_the_state_goes_into_the_address_and_back() -> None:
    state = PrepareState(matter="AI-OCR")
    query = prepare_query(state)
    assert prepare_state({name: [v for v in values if v] for name, values in query.items()}) == state
    assert prepare_state({"case": ["ab"], "q": ["x"]}) == PrepareState(case="ab")
