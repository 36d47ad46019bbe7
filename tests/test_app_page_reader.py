"""The page 会議録を読む without a browser."""

import html
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.page_reader_state import ReaderState, reader_address, reader_state
from app.page_reader_turns import marked_words_html
from app.shown_meeting import PART_TURNS
from app.wording import Language
from app.wording_reader import READER_WORDINGS
from embeddings.model import Encoder
from index.corrections import ItemChange, ItemRef, Signature, TurnRef, correct_item, correct_speaker
from index.search import open_index
from index.update import ingest_minutes
from ingest.page_image import PageProblem
from ingest.parse import parse_file
from ingest.records import Outcome, Role, TurnKind
from tests.conftest import SAMPLES
from tests.index_minutes import Draft, camera_minutes, library_minutes, second_meeting
from tests.pages import html_of, open_page

WORDS = READER_WORDINGS[Language.JA]
FIRST_MEETING = "霧沢町情報公開・個人情報保護審査会_令和5年度第2回.docx"
SECOND_MEETING = "霧沢町情報公開・個人情報保護審査会_令和5年度第3回.docx"
PDF = "琴ノ原市個人情報保護審議会_令和6年度第3回.pdf"


def words_of(page: AppTest) -> str:
    """What the page shows, without tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", html_of(page)))


def turn_html(page: AppTest, n: int) -> str:
    """The HTML of one turn."""
    found = re.search(rf'<li id="m\d+-t{n}" .*?</li>', html_of(page), re.DOTALL)
    assert found
    return found[0]


def long_minutes_index(folder: Path, encoder: Encoder, turns: int) -> Path:
    draft = Draft(path=folder / "nagai.txt", municipality="長居市", council="長居市議会")
    for number in range(1, turns + 1):
        draft.say(f"{number}番目の発言。", agenda="a1" if number > 50 else None)
    draft.item("a1", "長い案件について")
    with open_index(folder / "index", encoder, create=True) as index:
        ingest_minutes(index, draft.minutes())
    return folder / "index"


def test_the_list_is_narrowed_and_stands_in_the_address(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "read")
    assert "全17件のうち1～17件目" in words_of(page)
    page.selectbox(key="read_municipality").set_value("霧沢町").run()
    shown = words_of(page)
    assert "全2件" in shown
    assert shown.index("令和5年度第3回") < shown.index("令和5年度第2回")
    page.selectbox(key="read_year").set_value(2023).run()
    assert page.query_params["municipality"] == "霧沢町"
    assert page.query_params["year"] == "2023"
    again = open_page(monkeypatch, sample_index, "read", municipality="霧沢町", year="2023")
    assert again.selectbox(key="read_municipality").value == "霧沢町"
    assert words_of(again) == words_of(page)


def test_what_the_list_does_not_know_is_left_out(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(
        monkeypatch, sample_index, "read", municipality="無い市", council="無い会", year="1", part="9"
    )
    assert "全17件のうち1～17件目" in words_of(page)
    none = open_page(monkeypatch, sample_index, "read", municipality="霧沢町", year="2024")
    assert WORDS.none_match in words_of(none)


def test_a_meeting_has_its_head_agenda_and_turns(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF)
    shown = words_of(page)
    assert "琴ノ原市個人情報保護審議会 令和6年度第3回" in shown
    assert "令和6年11月26日" in shown
    assert f"{PDF}（全3ページ）" in shown
    assert "琴ノ原市役所 北庁舎 第3会議室" in shown
    assert "「賛成少数ですので、諮問第12号については不承認とし、妥当でない旨の答申をいたします。」" in shown
    deciding = turn_html(page, 17)
    proof = "賛成少数ですので、諮問第12号については不承認とし、妥当でない旨の答申をいたします。"
    assert f'<strong class="proof">{proof}</strong>' in deciding
    assert "不承認" in deciding
    assert "2ページ · 17番" in deciding
    assert 'class="note"' in turn_html(page, 18)
    assert WORDS.kinds[TurnKind.NOTE] in turn_html(page, 18)
    assert f"（{WORDS.roles[Role.PROPONENT]}）" in turn_html(page, 14)


def test_the_turn_of_a_link_is_marked_in_words(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF, turn="14")
    assert WORDS.here in turn_html(page, 14)
    assert html_of(page).count(WORDS.here) == 1
    assert page.query_params["turn"] == "14"
    missing = open_page(monkeypatch, sample_index, "read", doc=PDF, turn="999")
    assert WORDS.turn_missing in words_of(missing)
    nothing = open_page(monkeypatch, sample_index, "read", doc="ない.pdf")
    assert "この会議録は索引にありません" in words_of(nothing)


def test_question_and_answer_are_linked(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF)
    assert "← 質問 委員６（13番）" in turn_html(page, 14)
    assert "答え → 生活福祉課長（14番）" in turn_html(page, 13)


def test_a_citation_is_in_the_form_of_clerks(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF)
    cited = f"琴ノ原市個人情報保護審議会 令和6年度第3回（令和6年11月26日）会議録 2ページ、会長の発言（{PDF}）"
    assert f'data-copy="{cited}"' in turn_html(page, 17)


def test_words_are_found_and_marked(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF)
    page.text_input(key="read_find").set_value("画像　学習")
    next(button for button in page.button if button.label == WORDS.find_button).click().run()
    assert "「画像 学習」は1件の発言等に2か所あります。" in words_of(page)
    assert "<mark>画像</mark>" in turn_html(page, 15)
    assert "<mark>学習</mark>" in turn_html(page, 15)
    assert "<mark>" not in turn_html(page, 14)
    assert page.query_params["find"] == "画像 学習"
    several = open_page(monkeypatch, sample_index, "read", doc=PDF, find="画像")
    assert WORDS.next_hit in turn_html(several, 14)
    nothing = open_page(monkeypatch, sample_index, "read", doc=PDF, find="宇宙")
    assert "「宇宙」はこの会議録にありません。" in words_of(nothing)


def test_the_meetings_before_and_after_are_linked(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=FIRST_MEETING)
    assert "次の会議 令和5年度第3回 令和6年1月23日" in words_of(page)
    assert WORDS.before not in words_of(page)
    after = open_page(monkeypatch, sample_index, "read", doc=SECOND_MEETING)
    assert "前の会議 令和5年度第2回" in words_of(after)


def test_a_long_meeting_comes_in_parts(
    monkeypatch: pytest.MonkeyPatch, encoder: Encoder, tmp_path: Path
) -> None:
    total = 2 * PART_TURNS + 1
    index = long_minutes_index(tmp_path, encoder, total)
    page = open_page(monkeypatch, index, "read", doc="nagai.txt", turn=str(PART_TURNS + 1))
    shown = words_of(page)
    assert f"全{total}件のうち{PART_TURNS + 1}～{2 * PART_TURNS}番目" in shown
    assert f"{PART_TURNS}番目の発言。" not in shown
    assert WORDS.continued in shown
    assert WORDS.here in turn_html(page, PART_TURNS + 1)
    assert WORDS.next_part.format(first=total, last=total) in shown
    last = open_page(monkeypatch, index, "read", doc="nagai.txt", part="99", find="1番目の")
    assert f"{total}番目の発言。" in words_of(last)
    assert last.query_params["find"] == "1番目の"
    whole = open_page(monkeypatch, index, "read", doc="nagai.txt", whole="1")
    assert len(re.findall(r'<li id="m\d+-t', html_of(whole))) == total


def test_corrections_stay_visible(monkeypatch: pytest.MonkeyPatch, encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, camera_minutes(tmp_path))
        signed = Signature(by="鈴木", reason="議事録の末尾に承認とある")
        correct_item(
            index,
            ItemRef(doc="midorino.txt", meeting=None, item="a2"),
            ItemChange(outcome=Outcome.APPROVED),
            signed,
        )
        correct_speaker(index, TurnRef(doc="midorino.txt", meeting=None, turn=2), "総務課長", signed)
    page = open_page(monkeypatch, tmp_path / "index", "read", doc="midorino.txt")
    assert "総務課長（修正済み）" in turn_html(page, 2)
    assert "理由 議事録の末尾に承認とある（鈴木" in turn_html(page, 2)
    shown = words_of(page)
    assert "審議結果を「継続審議」から「承認」に修正" in shown
    assert "本件は継続審議とする。」" not in shown


def test_closed_minutes_are_not_there(
    monkeypatch: pytest.MonkeyPatch, encoder: Encoder, tmp_path: Path
) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        index.store.mark_closed(tmp_path / "midorino.txt", closed=True)
        for minutes in (camera_minutes(tmp_path), second_meeting(tmp_path), library_minutes(tmp_path)):
            ingest_minutes(index, minutes)
    listed = words_of(open_page(monkeypatch, tmp_path / "index", "read"))
    assert "全2件" in listed
    assert "midorino.txt" not in listed
    page = open_page(monkeypatch, tmp_path / "index", "read", doc="midorino.txt", turn="1")
    assert "この会議録は索引にありません" in words_of(page)
    assert "防犯カメラ" not in words_of(page)
    after = open_page(monkeypatch, tmp_path / "index", "read", doc="midorino2.txt")
    assert WORDS.before not in words_of(after)


def test_words_of_minutes_are_text_not_html(
    monkeypatch: pytest.MonkeyPatch, encoder: Encoder, tmp_path: Path
) -> None:
    draft = Draft(path=tmp_path / "x.txt")
    draft.say("<script>alert(1)</script>と書く。", speaker="<b>委員</b>", agenda="a1")
    draft.item("a1", "<img src=x>について")
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, draft.minutes())
    shown = html_of(open_page(monkeypatch, tmp_path / "index", "read", doc="x.txt", find="<script>"))
    # The page's own.
    assert shown.count("<script") == 1
    assert "<img" not in shown
    assert "<b>" not in shown


def test_the_page_can_be_english(monkeypatch: pytest.MonkeyPatch, sample_index: Path) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF, turn="14", lang="en")
    shown = words_of(page)
    english = READER_WORDINGS[Language.EN]
    assert english.agenda in shown
    assert english.here in shown
    assert "rejected (不承認)" in shown


def test_a_state_and_its_address_are_the_same() -> None:
    listed = ReaderState(municipality="霧沢町", council="霧沢町議会", year=2023, part=2)
    meeting = ReaderState(doc="a.pdf", meeting="m2", turn=12, whole=True, find="再委託 削除")
    for state in (listed, meeting, meeting.at_part(1), ReaderState()):
        asked = {name: values for name, values in reader_address(state).items() if any(values)}
        assert reader_state(asked) == state
    assert reader_state({"turn": ["x"], "part": ["-1"], "year": ["99999"]}) == ReaderState()


def test_marks_of_proof_and_of_found_words_may_overlap() -> None:
    shown = marked_words_html("本件は<承認>する。", [(3, 8)], [(0, 2), (4, 6)])
    assert re.sub(r"</?(?:mark|strong)[^>]*>", "", shown) == "本件は&lt;承認&gt;する。"
    assert shown == (
        '<mark>本件</mark>は<strong class="proof">&lt;</strong>'
        '<strong class="proof"><mark>承認</mark></strong><strong class="proof">&gt;す</strong>る。'
    )


def test_pages_of_a_pdf_can_be_seen_and_no_others(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    page = open_page(monkeypatch, sample_index, "read", doc=PDF)
    assert "image=1" in turn_html(page, 17)
    assert "<img" not in html_of(page)
    other = open_page(monkeypatch, sample_index, "read", doc=FIRST_MEETING)
    assert WORDS.original not in words_of(other)
    opened = open_page(monkeypatch, sample_index, "read", doc=PDF, turn="17", image="1")
    assert not opened.exception
    assert "image" not in opened.query_params
    told = WORDS.original_page.format(doc=PDF, page=2, told=WORDS.boxed[1])
    assert f'<img alt="{told}" src="data:image/png;base64,' in html_of(opened)


def test_an_original_that_has_changed_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, encoder: Encoder, tmp_path: Path
) -> None:
    path = tmp_path / PDF
    shutil.copyfile(SAMPLES / PDF, path)
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, parse_file(path))
    for change, problem in (
        (lambda: path.write_bytes(path.read_bytes() + b"\n"), PageProblem.CHANGED),
        (path.unlink, PageProblem.GONE),
    ):
        change()
        page = open_page(monkeypatch, tmp_path / "index", "read", doc=PDF, turn="17", image="1")
        assert [info.value for info in page.info] == [WORDS.page_problems[problem]]
        assert "<img" not in html_of(page)
