"""The page 取り込み without a browser."""

import shutil
from pathlib import Path

import pytest

from app.reading_messages import told_in
from app.wording import WORDINGS, Language
from app.wording_library import LIBRARY_WORDINGS
from index.corrections import ItemChange, ItemRef, Signature, correct_item, list_corrections
from index.search import open_index
from ingest.records import Outcome
from tests.pages import html_of, open_page

WORDS = LIBRARY_WORDINGS[Language.JA]
KIRISAWA = "霧沢町情報公開・個人情報保護審査会_令和5年度第3回.docx"
BY = Signature(by="鈴木<b>", reason="取り違え")


@pytest.fixture
def own_index(monkeypatch: pytest.MonkeyPatch, sample_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the samples, which a test may change."""
    monkeypatch.delenv("SENREI_EDITOR", raising=False)
    shutil.copytree(sample_index, tmp_path / "index")
    return tmp_path / "index"


def test_a_reader_sees_years_with_their_gaps(monkeypatch: pytest.MonkeyPatch, own_index: Path) -> None:
    with open_index(own_index, None) as index:
        index.store.execute("UPDATE meeting SET date = '2021-10-12' WHERE label = '令和5年度第2回'")
    page = open_page(monkeypatch, own_index, "library", view="coverage", name="霧沢町")
    shown = html_of(page)
    assert WORDS.coverage_caption in shown
    assert '<td class="gap">（なし）</td>' in shown
    assert "令和4年度がありません" in shown
    assert "令和5年度：第1回がありません" in shown
    assert "from=2023-04-01&amp;to=2024-03-31" in shown
    assert "青嶺市" not in shown
    page.text_input(key="library_name").set_value("").run()
    assert "青嶺市" in html_of(page)
    assert "name" not in page.query_params
    page.checkbox(key="library_only").check().run()
    assert "白鷺野市" not in html_of(page)
    assert page.query_params["only"] == "1"
    page.text_input(key="library_name").set_value("ない町").run()
    assert WORDS.nothing_named in html_of(page)


def test_a_reader_sees_documents_most_doubtful_first(
    monkeypatch: pytest.MonkeyPatch, own_index: Path
) -> None:
    with open_index(own_index, None) as index:
        index.store.execute(
            "UPDATE document SET warnings = '[\"3 turns have no certain speaker\"]' WHERE doc = ?",
            (KIRISAWA,),
        )
    page = open_page(monkeypatch, own_index, "library", view="documents")
    shown = html_of(page)
    assert shown.index(KIRISAWA) < shown.index("大楠原市")
    assert "<li>発言者のはっきりしない発言が3件あります。</li>" in shown
    assert shown.count('<th scope="row">') == 17
    assert "read?doc=" in shown
    page.checkbox(key="library_only").check().run()
    assert KIRISAWA in html_of(page)
    assert html_of(page).count('<th scope="row">') < 17
    assert not page.button(key="size").disabled
    assert not page.multiselect


def test_corrections_are_listed_and_an_editor_takes_one_back(
    monkeypatch: pytest.MonkeyPatch, own_index: Path
) -> None:
    with open_index(own_index, None) as index:
        row = index.store.rows("SELECT agenda_id FROM agenda_item JOIN meeting ON meeting.id = meeting")[0]
        ref = ItemRef(doc=KIRISAWA, meeting=None, item=row["agenda_id"])
        (made,) = correct_item(index, ref, ItemChange(outcome=Outcome.WITHDRAWN), BY)
    shown = html_of(open_page(monkeypatch, own_index, "library", view="corrections"))
    assert made.title is not None
    assert made.title in shown
    assert "取り違え（鈴木&lt;b&gt;、" in shown
    assert "turn=" in shown
    monkeypatch.setenv("SENREI_EDITOR", "佐藤")
    page = open_page(monkeypatch, own_index, "library", view="corrections")
    page.text_input(key=f"undo-why|{made.id}").set_value("やはり承認")
    next(b for b in page.button if b.label == WORDINGS[Language.JA].undo_button).click().run()
    assert "取り消し：理由 やはり承認（佐藤、" in html_of(page)
    with open_index(own_index, None) as index:
        assert list_corrections(index) == []


def test_long_lists_come_in_parts_and_the_page_is_english_too(
    monkeypatch: pytest.MonkeyPatch, own_index: Path
) -> None:
    with open_index(own_index, None) as index:
        for n in range(30):
            index.store.execute(
                "INSERT INTO document (path, doc, sha256, media_type, built_by, warnings, ingested_at) "
                "SELECT path || ?, doc || ?, sha256, media_type, built_by, warnings, ingested_at "
                "FROM document WHERE doc = ?",
                (n, n, KIRISAWA),
            )
    page = open_page(monkeypatch, own_index, "library", view="documents", part="99", lang="en")
    assert html_of(page).count('<th scope="row">') == 7
    assert "Documents, the most doubtful first" in html_of(page)
    page.button(key="library_previous").click().run()
    assert page.query_params["part"] == "2"
    assert html_of(page).count('<th scope="row">') == 20


def test_a_wrong_address_is_no_error(monkeypatch: pytest.MonkeyPatch, own_index: Path) -> None:
    shown = html_of(open_page(monkeypatch, own_index, "library", view="x<y", part="-1"))
    assert WORDS.coverage_caption in shown


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("16 turns have no certain speaker", "発言者のはっきりしない発言が16件あります。"),
        (
            "a.pdf: the PDF holds images only, no text layer; run OCR first (ingest --ocr)",
            "OCRで文字を付けた",
        ),
        ("a.txt: the file is empty; save it again from its source", "中身がありません"),
        ("something new", "something new"),
    ],
)
def test_messages_of_the_parser_are_told_in_japanese(english: str, japanese: str) -> None:
    assert japanese in told_in(Language.JA, english)
    assert told_in(Language.EN, english) == english
