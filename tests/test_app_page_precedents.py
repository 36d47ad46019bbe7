"""先例を調べる without a browser: the list, its filters and its address, the selection, one case."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.page_address import PRECEDENTS
from app.page_selection import Selection, selection_from_query, selection_in_query
from app.precedents_state import PrecedentsState, precedents_query, precedents_state
from embeddings.model import Encoder
from index.case_list import CaseOrder, list_cases
from index.cases import cases_of
from index.corrections import ItemChange, ItemRef, Signature, correct_item
from index.filters import Filters
from index.search import open_index
from ingest.records import Outcome
from tests.pages import html_of, open_page

ROW = '<th scope="row">'


def open_list(monkeypatch: pytest.MonkeyPatch, index: Path, **address: str | list[str]) -> AppTest:
    return open_page(monkeypatch, index, PRECEDENTS, **address)


def case_id(encoder: Encoder, folder: Path, words: str) -> str:
    with open_index(folder, encoder) as index:
        return list_cases(index, Filters(), words).case_ids[0]


def test_the_list_has_a_row_for_each_case_and_counts_by_outcome(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_list(monkeypatch, sample_index)
    shown = html_of(page)
    assert shown.count(ROW) == 50
    assert "案件の一覧（51件のうち1～50件目）" in shown
    assert re.search(r'aria-current="true"[^>]*>すべて 51件<', shown)
    assert ">継続審議 6件<" in shown
    assert "該当する全51件を書き出す" in {element.value for element in page.markdown}
    page.button(key="next").click().run()
    assert html_of(page).count(ROW) == 1
    assert page.query_params["part"] == "2"


def test_filters_words_and_order_come_from_the_address_and_go_there(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    address: dict[str, str | list[str]] = {"outcome": "continued", "sort": "oldest", "q": "について"}
    page = open_list(monkeypatch, sample_index, **address)
    assert html_of(page).count(ROW) == int(re.findall(r">継続審議 (\d+)件<", html_of(page))[0])
    assert page.text_input(key="precedents_words").value == "について"
    page.multiselect(key="municipality").set_value(["霧沢町"]).run()
    shown = html_of(page)
    assert shown.count(ROW) == 1
    assert "令和5年10月12日 継続審議 → 令和6年1月23日 承認" in shown
    assert page.query_params["municipality"] == "霧沢町"
    assert page.query_params["outcome"] == "continued"
    page.text_input(key="precedents_words").set_value("宇宙エレベーター")
    next(button for button in page.button if button.label == "探す").click().run()
    assert ROW not in html_of(page)
    assert "この条件に当たる案件はありません" in html_of(page)
    assert "質問する」で調べる" in html_of(page)


def test_cases_with_conditions_are_a_filter(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    counted = re.findall(r">意見・条件付き (\d+)件<", html_of(open_list(monkeypatch, sample_index)))
    shown = html_of(open_list(monkeypatch, sample_index, conditions="some"))
    assert [str(shown.count(ROW))] == counted != ["0"]
    assert shown.count('<td data-label="付された意見・条件"><strong>') == shown.count(ROW)


def test_answers_lead_to_the_case_and_its_comparison(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, q="AI-OCRにどんな意見が付いたか"))
    assert re.search(r'href="precedents\?case=(\w+)"', shown)
    assert re.search(r'href="compare\?case=(\w+)"', shown)


def test_a_fiscal_year_sets_the_two_dates(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_list(monkeypatch, sample_index, part="2")
    page.selectbox(key="fiscal_year").set_value(2023).run()
    assert page.query_params["from"] == "2023-04-01"
    assert page.query_params["to"] == "2024-03-31"
    assert "part" not in page.query_params
    again = open_list(monkeypatch, sample_index, **{"from": "2023-04-01", "to": "2024-03-31"})
    assert again.selectbox(key="fiscal_year").value == 2023
    assert html_of(again).count(ROW) == html_of(page).count(ROW) > 0
    again.date_input(key="date_to").set_value(None).run()
    assert again.selectbox(key="fiscal_year").value is None


def test_kinds_narrow_the_list_and_clearing_widens_it(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_list(monkeypatch, sample_index, kind="請願")
    assert html_of(page).count(ROW) == 2
    page.button(key="clear").click().run()
    assert html_of(page).count(ROW) == 50
    assert "kind" not in page.query_params


def test_the_ticked_cases_are_in_the_address_and_are_what_is_saved(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    picked = case_id(encoder, sample_index, "AI-OCR")
    page = open_list(monkeypatch, sample_index, pick=picked)
    assert "選んだ1件を書き出す" in {element.value for element in page.markdown}
    assert html_of(page).count(" checked ") == 1
    page.button(key="select-all").click().run()
    assert "選んだ51件を書き出す" in {element.value for element in page.markdown}
    assert html_of(page).count(" checked ") == 50
    assert page.query_params["picked"] == "all"
    page.button(key="select-none").click().run()
    assert "該当する全51件を書き出す" in {element.value for element in page.markdown}
    assert " checked " not in html_of(page)


def test_a_selection_keeps_ticks_of_other_parts() -> None:
    selection = Selection(ids=frozenset("ab")).changed(shown="bcd", ticked="d")
    assert selection.of("abcd") == ["a", "d"]
    but_two = Selection(every=True).changed(shown="bcd", ticked="cd").changed(shown="ef", ticked="f")
    assert but_two.of("abcdef") == ["a", "c", "d", "f"]
    for one in (selection, but_two):
        assert selection_from_query(selection_in_query(one)) == one
    assert selection_from_query({}) is None


def test_a_state_is_the_same_after_its_address() -> None:
    state = PrecedentsState(
        words="防犯 カメラ",
        filters=Filters(outcome=(Outcome.CONTINUED,), agenda_kind=("諮問",), section=("市民課",)),
        order=CaseOrder.OUTCOME,
        conditioned=True,
        part=3,
        case="abc",
        case_part=2,
    )
    assert precedents_state(precedents_query(state)) == state
    assert precedents_state({"sort": ["x"], "part": ["-1"], "outcome": ["y"]}).order is CaseOrder.NEWEST
    assert state.of_list(words="") == replace(state, words="", part=1, case="", case_part=1)


def test_a_case_shows_its_course_its_proofs_and_all_that_was_said(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    with open_index(sample_index, encoder) as index:
        continued = list_cases(index, Filters(municipality=("霧沢町",), outcome=(Outcome.CONTINUED,)))
        (case,) = cases_of(index, continued.case_ids)
    page = open_list(monkeypatch, sample_index, case=case[0].case_id, outcome="continued")
    shown = html_of(page)
    assert shown.count('<article class="case">') == 2
    for item in case:
        assert item.quote
        assert f"「{item.quote.text}」" in shown
    assert shown.index("継続審議") < shown.index(">承認<")
    assert "の質問への答え" in shown
    assert "令和5年10月12日の発言・資料" in shown
    assert "他の自治体の類似案件" in shown
    assert f'href="compare?case={case[0].case_id}"' in shown
    assert 'href="precedents?outcome=continued"' in shown
    assert {button.proto.label for button in page.get("download_button")} == {
        "Excel",
        "Word",
        "CSV",
        "Markdown",
    }


def test_a_condition_is_copied_with_its_source(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    with open_index(sample_index, encoder) as index:
        given = list_cases(index, Filters(outcome=(Outcome.APPROVED_WITH_OPINION,)), "AI-OCR")
        item = cases_of(index, given.case_ids)[0][-1]
    shown = html_of(open_list(monkeypatch, sample_index, case=item.case_id))
    copied = re.findall(r'data-copy="([^"]*)"', shown)
    assert item.conditions
    for condition in item.conditions:
        (text,) = (text for text in copied if text.startswith(f"{condition}（出典："))
        assert item.municipality
        assert item.municipality in text
        assert f"（{item.doc}））" in text


def test_a_long_case_comes_in_parts(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder
) -> None:
    case = case_id(encoder, sample_index, "AI-OCR")
    first = html_of(open_list(monkeypatch, sample_index, case=case))
    found = re.search(r"（(\d+)件のうち1～", first)
    assert found
    assert first.count('<div class="said"') == min(20, int(found[1]))
    last = html_of(open_list(monkeypatch, sample_index, case=case, said="99"))
    assert '<div class="said"' in last


def test_an_unknown_case_leads_back(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_list(monkeypatch, sample_index, case="no-such-case"))
    assert "この案件は索引にありません" in shown
    assert "一覧に戻る" in shown


def test_corrections_are_marked_in_the_list_and_the_case(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path, encoder: Encoder, tmp_path: Path
) -> None:
    shutil.copytree(sample_index, tmp_path / "index")
    with open_index(tmp_path / "index", encoder) as index:
        item = cases_of(index, list_cases(index, Filters(municipality=("青嶺市",))).case_ids)[0][-1]
        ref = ItemRef(doc=item.document_path, meeting=item.meeting_id, item=item.agenda_id)
        correct_item(
            index, ref, ItemChange(outcome=Outcome.WITHDRAWN), Signature(by="鈴木<b>", reason="取下書による")
        )
    listed = html_of(open_list(monkeypatch, tmp_path / "index", municipality="青嶺市"))
    assert listed.count('<span class="badge corrected">修正済み</span>') == 1
    opened = html_of(open_list(monkeypatch, tmp_path / "index", case=item.case_id))
    assert "理由 取下書による（鈴木&lt;b&gt;、" in opened
    assert "<b>" not in opened


def test_a_period_that_ends_before_it_begins(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_list(monkeypatch, sample_index, **{"from": "2024-02-01", "to": "2024-01-01"}))
    assert "「まで」より後" in shown
    assert ROW not in shown


def test_the_page_can_be_english(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_list(monkeypatch, sample_index, lang="en", outcome="continued"))
    assert "continued (継続審議): 6" in shown
    assert "Cases 1 to 6 of 6" in shown
