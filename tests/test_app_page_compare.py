"""The page 比較する without a browser."""

from pathlib import Path

import pytest

from app.page_compare import CompareState, compare_query, compare_state
from app.wording import Language
from app.wording_compare import COMPARE_WORDINGS
from embeddings.model import Encoder
from index.cases import all_cases
from index.search import open_index
from tests.pages import html_of, open_page

WORDS = COMPARE_WORDINGS[Language.JA]


def test_a_matter_is_compared_by_outcome_and_concern(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "compare")
    page.text_input(key="compare_q").set_value("AI-OCR")
    next(button for button in page.button if button.label == WORDS.compare).click().run()
    shown = html_of(page)
    assert "「AI-OCR」を扱った、または触れた案件：6自治体の6件" in shown
    assert "賛成少数ですので、諮問第12号については不承認とし" in shown
    assert "画像を消去したことを証する書面を毎年度事業者から提出させること" in shown
    assert "国外というのは、どちらの国でしょうか。" in shown
    assert 'href="read?doc=' in shown
    assert page.query_params["q"] == "AI-OCR"
    assert page.get("download_button")


def test_an_example_is_one_click(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "compare")
    example = next(button for button in page.button if "AI-OCR" in button.label)
    example.click().run()
    assert page.query_params["q"] == example.label
    assert "琴ノ原市" in html_of(page)


def test_chosen_municipalities_stand_in_the_address(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "compare", q="AI-OCR")
    page.multiselect(key="compare_places").set_value(["霧沢町", "潮見崎市"]).run()
    shown = html_of(page)
    assert page.query_params["place"] == ["霧沢町", "潮見崎市"]
    assert WORDS.no_record in shown
    assert "琴ノ原市" not in shown
    address: dict[str, str | list[str]] = {"q": "AI-OCR", "place": ["霧沢町", "潮見崎市", "無い市"]}
    again = open_page(monkeypatch, sample_index, "compare", **address)
    assert again.multiselect(key="compare_places").value == ["霧沢町", "潮見崎市"]
    assert html_of(again) == shown


def test_a_case_is_compared_with_similar_ones(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    with open_index(sample_index, encoder) as index:
        case = next(case for case in all_cases(index) if case[0].municipality == "霧沢町" and len(case) == 2)
    page = open_page(monkeypatch, sample_index, "compare", case=case[0].case_id)
    shown = html_of(page)
    assert "似た案件" in shown
    assert "では、諮問第4号は継続審議といたします。" in shown
    assert "よって、諮問第4号は承認することに決定しました。" in shown
    assert "梓ヶ原市" in shown
    page.button(key="no-case").click().run()
    assert "case" not in page.query_params


def test_an_unknown_case_is_told(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "compare", case="ffffffff")
    assert WORDS.case_missing in html_of(page)


def test_nothing_on_record_is_said_and_near_cases_stand_apart(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "compare", q="プールの水温の基準"))
    assert WORDS.nothing.format(matter="プールの水温の基準") in shown
    assert WORDS.near in shown
    assert "<table>" not in shown
    shown = html_of(open_page(monkeypatch, sample_index, "compare", q="宇宙エレベーターの建設"))
    assert WORDS.near not in shown


def test_the_page_is_english_with_the_minutes_own_words(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    asked = "What did others worry about when they used a cloud service?"
    shown = html_of(open_page(monkeypatch, sample_index, "compare", q=asked, lang="en"))
    assert "What members asked, by concern" in shown
    assert "Where data is kept" in shown
    assert "国外というのは、どちらの国でしょうか。" in shown


def test_text_is_escaped(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, "compare", q="<script>alert(1)</script> AI-OCR"))
    # The page's own.
    assert shown.count("<script") == 1


def test_the_state_goes_into_the_address_and_back() -> None:
    state = CompareState(matter="AI-OCR", places=("霧沢町",), shown=40)
    query = compare_query(state)
    assert compare_state({name: [v for v in values if v] for name, values in query.items()}) == state
    assert compare_state({"case": ["ab"], "q": ["x"], "shown": ["nine"]}) == CompareState(case="ab")
