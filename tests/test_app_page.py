"""The page without a browser: its screens, its HTML, its address."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.page_address import Manner, link_to
from app.page_ask import AskState, ask_query, ask_state
from app.page_cards import case_html, marked_html, notice_html
from app.page_context import PageContext
from app.records import Case, Citation, Proof
from app.settings import settings_from_environment
from app.wording import WORDINGS, Language
from embeddings.model import Encoder
from index.corrections import Signature, list_corrections, undo_correction
from index.filters import Filters
from index.search import open_index
from index.store import Store
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.records import Outcome, Request
from tests.pages import html_of, open_page

JAPANESE = WORDINGS[Language.JA]
CONTEXT = PageContext(settings=settings_from_environment({}), manner=Manner())
QUESTION = "他の審議会はAI-OCRをどう扱ったか"
EVIL = '<script>alert("x")</script>'


def test_the_start_page_offers_questions_and_says_what_it_covers(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index)
    assert "先例" in html_of(page)
    assert "自治体・" in html_of(page)
    example = next(button for button in page.button if button.label == JAPANESE.example_questions[0])
    example.click().run()
    assert page.text_input(key="q").value == JAPANESE.example_questions[0]
    assert 'class="case"' in html_of(page)


def test_an_example_is_on_a_matter_of_this_index(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index)
    ending = JAPANESE.example_question.format(matter="")
    example = next(button for button in page.button if button.label.endswith(ending))
    assert example.label not in JAPANESE.example_questions
    example.click().run()
    assert 'class="case"' in html_of(page)


def test_a_question_gets_an_answer_and_its_address(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index)
    page.text_input(key="q").set_value(QUESTION)
    next(button for button in page.button if button.label == "調べる").click().run()
    shown = html_of(page)
    assert "関係の深い5件を示します" in shown
    assert shown.count('class="case"') == 5
    assert 'class="badge red">不承認<' in shown
    assert "<mark>AI-OCR</mark>" in shown
    assert page.query_params["q"] == QUESTION


def test_an_address_opens_the_same_answer_with_its_filters(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    address: dict[str, str | list[str]] = {"q": QUESTION, "municipality": ["霧沢町"], "from": "2024-01-01"}
    page = open_page(monkeypatch, sample_index, **address)
    shown = html_of(page)
    assert shown.count('class="case"') == 1
    assert "霧沢町" in shown
    assert page.multiselect(key="municipality").value == ["霧沢町"]
    next(button for button in page.button if button.label == JAPANESE.clear).click().run()
    assert html_of(page).count('class="case"') > 1
    assert "municipality" not in page.query_params


def test_filters_and_language_change_the_answer(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, q=QUESTION)
    page.multiselect(key="outcome").set_value([Outcome.REJECTED]).run()
    shown = html_of(page)
    assert shown.count('class="case"') == 1
    assert "琴ノ原市" in shown
    page.button(key="switch").click().run()
    assert "rejected (不承認)" in html_of(page)
    assert page.query_params["lang"] == "en"
    assert page.query_params["outcome"] == "rejected"


def test_a_wrong_address_is_no_error(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(
        monkeypatch, sample_index, q=QUESTION, lang="xx", outcome="unknown", municipality="ない町", to="昨日"
    )
    assert 'class="case"' in html_of(page)
    assert page.multiselect(key="municipality").value == []


def test_nothing_found_says_so_and_what_to_do(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, q="宇宙エレベーターの建設"))
    assert JAPANESE.nothing_title in shown
    assert JAPANESE.nothing_advice in shown
    assert "収録：" in shown
    assert 'class="case"' not in shown


def test_what_the_question_itself_names_is_said(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    shown = html_of(open_page(monkeypatch, sample_index, q="令和5年度に霧沢町で承認された案件は"))
    assert (
        "質問から読み取った条件：霧沢町、令和5年4月1日～令和6年3月31日、承認、意見付き承認、修正承認" in shown
    )
    assert shown.count('class="case"') == shown.count('<span class="municipality">霧沢町</span>') > 0


def test_a_period_that_ends_before_it_begins(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    address = {"q": QUESTION, "from": "2024-02-01", "to": "2024-01-01"}
    assert JAPANESE.period_error in html_of(open_page(monkeypatch, sample_index, **address))


def test_a_missing_and_an_empty_index_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: Encoder
) -> None:
    folder = tmp_path / "index"
    missing = html_of(open_page(monkeypatch, folder))
    assert JAPANESE.missing_title in missing
    assert f"senrei ingest PATH --index {folder}" in missing
    open_index(folder, encoder, create=True).close()
    empty = html_of(open_page(monkeypatch, folder))
    assert JAPANESE.empty_title in empty
    assert f"senrei ingest PATH --index {folder}" in empty


def test_what_is_ingested_while_the_page_is_open_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: Encoder, sample_files: list[Path]
) -> None:
    page = open_page(monkeypatch, tmp_path / "index")
    assert JAPANESE.missing_title in html_of(page)
    for count, path in enumerate(sample_files[:2], start=1):
        with open_index(tmp_path / "index", encoder, create=True) as index:
            ingest_minutes(index, parse_file(path))
        assert f"{count}会議・" in html_of(page.run())


def test_an_index_that_cannot_be_used_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "senrei.sqlite").write_bytes(b"no database at all" * 100)
    shown = html_of(open_page(monkeypatch, tmp_path))
    assert JAPANESE.error_title in shown
    assert "senrei.sqlite" in shown


def test_question_and_minutes_are_escaped(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    assert EVIL not in html_of(open_page(monkeypatch, sample_index, q=f"{EVIL} AI-OCR"))
    citation = Citation(
        ref=1,
        doc=EVIL,
        turn=1,
        speaker=EVIL,
        page=2,
        span=(0, 5),
        text=f"{EVIL} & 発言",
        highlights=((1, 7),),
    )
    case = Case(
        case_id="c",
        municipality=EVIL,
        council=EVIL,
        meeting=EVIL,
        date="2024-01-23",
        agenda_id="a1",
        title=EVIL,
        outcome=Outcome.APPROVED,
        quote=Proof(text=EVIL, doc=EVIL, turn=1, page=2, span=(0, 5), ref=1),
        conditions=(EVIL,),
        requests=(Request(speaker=EVIL, turn=1, text=EVIL),),
        vote=EVIL,
        confidence=0.7,
        thread=(),
        passages=(citation,),
    )
    shown = case_html(case, CONTEXT)
    assert ">要確認<" in shown
    assert "要確認" not in case_html(replace(case, confidence=0.95), CONTEXT)
    assert "<script" not in shown
    assert "&lt;<mark>script</mark>&gt;" in shown
    assert "<script" not in notice_html(EVIL, [EVIL], JAPANESE, command=EVIL)


def test_the_page_changes_nothing_without_an_editor(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    monkeypatch.delenv("SENREI_EDITOR", raising=False)
    page = open_page(monkeypatch, sample_index, q=QUESTION)
    assert not page.expander
    assert not page.selectbox


@pytest.fixture
def editable(monkeypatch: pytest.MonkeyPatch, sample_index: Path, tmp_path: Path) -> AppTest:
    """The page of an editor, on one case in an index of its own."""
    shutil.copytree(sample_index, tmp_path / "index")
    monkeypatch.setenv("SENREI_EDITOR", "鈴木<b>")
    address: dict[str, str | list[str]] = {"q": QUESTION, "municipality": ["霧沢町"], "from": "2024-01-01"}
    page = open_page(monkeypatch, tmp_path / "index", **address)
    assert [one.label for one in page.expander] == [JAPANESE.correct]
    return page


def save(page: AppTest, *, outcome: Outcome, quote: str = "", reason: str = "末尾に<記載>") -> AppTest:
    page.selectbox[0].set_value(outcome)
    inputs = {one.label: one for one in page.text_input}
    inputs[JAPANESE.correct_quote].set_value(quote)
    inputs[JAPANESE.correct_reason].set_value(reason)
    return next(one for one in page.button if one.label == JAPANESE.correct_button).click().run()


def test_an_editor_corrects_a_case_on_the_page(editable: AppTest, tmp_path: Path) -> None:
    before = html_of(editable)
    assert JAPANESE.corrected not in before
    assert 'class="badge green">承認<' in before
    editable.text_area[0].set_value("年度末に報告すること。\n\n委託先を確かめること。")
    shown = html_of(save(editable, outcome=Outcome.APPROVED_WITH_OPINION))
    assert [one.value for one in editable.success] == [JAPANESE.correct_done]
    assert 'class="badge amber">意見付き承認<' in shown
    assert f'class="badge corrected">{JAPANESE.corrected}<' in shown
    assert "審議結果を「承認」から「意見付き承認」に修正：理由 末尾に&lt;記載&gt;（鈴木&lt;b&gt;、" in shown
    assert "<dd>委託先を確かめること。</dd>" in shown
    with open_index(tmp_path / "index", None) as index:
        made = list_corrections(index)
        assert [(one.field, one.by) for one in made] == [("outcome", "鈴木<b>"), ("conditions", "鈴木<b>")]
        undo_correction(index, made[0].id, Signature(by="佐藤", reason="誤り"))
    shown = html_of(editable.run())
    assert not editable.success
    assert 'class="badge green">承認<' in shown


@pytest.mark.parametrize(
    ("outcome", "quote", "reason", "problem"),
    [
        (Outcome.REJECTED, "", " ", JAPANESE.reason_missing),
        (Outcome.APPROVED, "", "理由", JAPANESE.correct_nothing),
        (Outcome.REJECTED, "会議録にない文言", "理由", JAPANESE.quote_missing),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(
    editable: AppTest, outcome: Outcome, quote: str, reason: str, problem: str
) -> None:
    page = save(editable, outcome=outcome, quote=quote, reason=reason)
    assert [one.value for one in page.error] == [problem]
    assert JAPANESE.corrected not in html_of(page)


def test_a_correction_waits_for_no_other_program(editable: AppTest, tmp_path: Path) -> None:
    other = Store.open(tmp_path / "index", create=False)
    other.lock()
    page = save(editable, outcome=Outcome.REJECTED)
    assert [one.value for one in page.error] == [JAPANESE.correct_busy]
    other.close()
    next(one for one in page.button if one.label == JAPANESE.correct_button).click().run()
    assert 'class="badge red">不承認<' in html_of(page)


def test_marks_enclose_the_spans() -> None:
    assert marked_html("a<b>c", ((0, 1), (2, 3))) == "<mark>a</mark>&lt;<mark>b</mark>&gt;c"
    assert marked_html("abc", ()) == "abc"


def test_a_state_survives_its_address() -> None:
    state = AskState(
        question="AI-OCR & 個人情報",
        filters=Filters(
            municipality=("霧沢町", "青嶺市"),
            council=("霧沢町情報公開・個人情報保護審査会",),
            date_from="2023-04-01",
            date_to="2024-03-31",
            outcome=(Outcome.CONTINUED,),
        ),
    )
    assert ask_state(ask_query(state)) == state
    assert link_to("", ask_query(AskState(filters=Filters())), Manner()) == "."
    assert "q=AI-OCR+%26+" in link_to("", ask_query(state), Manner())
    assert link_to("read", {}, Manner(language=Language.EN)) == "read?lang=en"


def test_an_understood_condition_is_taken_away_and_brought_back(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, q="継続審議になった案件は")
    narrowed = html_of(page)
    assert page.button(key="drop-outcome").label == "継続審議、延期 ✕"
    page.button(key="drop-outcome").click().run()
    assert html_of(page) != narrowed
    assert page.query_params["without"] == "outcome"
    page.button(key="mean-all").click().run()
    assert "without" not in page.query_params


def test_a_long_list_comes_in_parts_and_as_a_file(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, q="案件の一覧")
    assert html_of(page).count('class="case"') == 20
    assert JAPANESE.shown_of.format(total=52, first=1, last=20) in [one.value for one in page.caption]
    first = html_of(page)
    page.button(key="next").click().run()
    assert page.query_params["part"] == "2"
    assert html_of(page) != first
    page.button(key="next").click().run()
    assert html_of(page).count('class="case"') == 12
    assert [one.key for one in page.button if one.key in {"next", "previous"}] == ["previous"]
    beyond = open_page(monkeypatch, sample_index, q="案件の一覧", part="99")
    assert html_of(beyond).count('class="case"') == 12
    assert ask_query(AskState(filters=Filters(), part=1))["part"] == [""]


def test_an_editor_corrects_a_speaker_and_takes_it_back_and_an_outcome(
    editable: AppTest, tmp_path: Path
) -> None:
    inputs = {one.label: one for one in editable.text_input}
    inputs[JAPANESE.correct_speaker].set_value("")
    inputs[JAPANESE.correct_speaker_reason].set_value("音声で確認")
    save_speaker = next(one for one in editable.button if one.label == JAPANESE.correct_speaker_button)
    assert [one.value for one in save_speaker.click().run().error] == [JAPANESE.speaker_missing]
    inputs = {one.label: one for one in editable.text_input}
    inputs[JAPANESE.correct_speaker].set_value("架空課長")
    save_speaker = next(one for one in editable.button if one.label == JAPANESE.correct_speaker_button)
    assert "架空課長（修正済み）" in html_of(save_speaker.click().run())
    save(editable, outcome=Outcome.REJECTED)
    assert 'class="badge red">不承認<' in html_of(editable)
    undo = next(one for one in editable.button if one.label == JAPANESE.undo_button)
    assert [one.value for one in undo.click().run().error] == [JAPANESE.reason_missing]
    next(one for one in editable.text_input if one.label == JAPANESE.undo_reason).set_value("やはり承認")
    undo = next(one for one in editable.button if one.label == JAPANESE.undo_button)
    assert 'class="badge green">承認<' in html_of(undo.click().run())
    with open_index(tmp_path / "index", None) as index:
        made = list_corrections(index, undone=True)
    assert [(one.field, bool(one.undone_at)) for one in made] == [("speaker", False), ("outcome", True)]
