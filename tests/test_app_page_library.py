"""The page 取り込み without a browser."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.ingest_job import FileProgress, FileState, JobState
from app.ingest_run import reading_report
from app.page_address import Manner
from app.page_context import PageContext
from app.page_library_add import desk_of
from app.page_library_results import job_html, uploads_html
from app.reading_messages import told_in
from app.report import FileQuality
from app.settings import settings_from_environment
from app.wording import WORDINGS, Language
from app.wording_library import LIBRARY_WORDINGS
from index.corrections import ItemChange, ItemRef, Signature, correct_item, list_corrections
from index.search import open_index
from index.store import Store
from index.uploads import Upload, UploadState
from ingest.records import Outcome
from tests.pages import html_of, open_page

CONTEXT = PageContext(settings=settings_from_environment({}), manner=Manner())
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


def test_an_editor_ingests_a_folder_of_the_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sample_files: list[Path]
) -> None:
    monkeypatch.setenv("SENREI_EDITOR", "鈴木")
    folder = tmp_path / "minutes"
    folder.mkdir()
    shutil.copy(sample_files[0], folder)
    (folder / "壊れた.pdf").write_bytes(b"%PDF-1.4 cut off")
    page = open_page(monkeypatch, tmp_path / "index", "library")
    page.text_input(key="library_path").set_value(str(tmp_path / "nowhere"))
    page = submit(page)
    assert [one.value for one in page.error] == [WORDS.no_such_path.format(path=tmp_path / "nowhere")]
    page.text_input(key="library_path").set_value(str(folder))
    shown = html_of(submit(page))
    assert "取り込んでいます（鈴木）" in shown
    assert not page.text_input
    other = open_page(monkeypatch, tmp_path / "index", "library")
    assert "取り込んでいます（鈴木）" in html_of(other)
    job = desk_of(settings_from_environment(os.environ)).job
    assert job is not None
    job.wait(120)
    shown = html_of(other.run())
    assert "取り込みが終わりました：追加1件、失敗1件" in shown
    assert "ファイルが壊れているか、途中で切れています" in shown
    assert f">{sample_files[0].name}<" in shown
    other.button(key="library_close").click().run()
    assert "取り込みが終わりました" not in html_of(other)
    other.query_params["view"] = "documents"
    assert sample_files[0].name in html_of(other.run())


def submit(page: AppTest) -> AppTest:
    return next(button for button in page.button if button.label == WORDS.ingest_path).click().run()


def test_a_job_is_shown_as_it_goes_and_escaped() -> None:
    evil = "<b>x.txt"
    quality = FileQuality(
        path=evil, meetings=1, turns=2, items=1, decided=1, confidence=0.4, warnings=("<i>new</i>",)
    )
    files = (
        FileProgress(path=f"/a/{evil}", state=FileState.UPDATED, quality=quality),
        FileProgress(path="/a/b.txt", state=FileState.READING, passages=16),
        FileProgress(path="/a/c.txt"),
    )
    running = JobState(by="<鈴木>", at="2024-01-01T00:00:00+00:00", files=files)
    shown = job_html(running, CONTEXT)
    assert "処理中（16箇所まで）" in shown
    assert shown.index("b.txt") < shown.index("&lt;b&gt;x") < shown.index("c.txt")
    assert "&lt;鈴木&gt;" in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    lost = ("correction 3 is without effect: 案件 is no longer in a.txt",)
    over = replace(running, running=False, stopping=True, lost=lost, problem="another program is writing")
    shown = job_html(over, CONTEXT)
    assert WORDS.cancelled in shown
    assert "修正3は、対象の「案件」がa.txtからなくなったため" in shown
    assert 'role="alert">別のプログラムがこの索引に書き込んでいます' in shown
    many = replace(over, files=tuple(FileProgress(path=f"{n}.txt") for n in range(60)))
    assert "ほか10件" in job_html(many, CONTEXT)


def test_given_files_say_how_they_stand_to_the_index() -> None:
    states = [Upload(name="<a>.txt", content=b"", state=state, other="<x>") for state in UploadState]
    shown = uploads_html(states, CONTEXT)
    assert shown.count("&lt;a&gt;.txt") == len(UploadState)
    assert "同じ内容の文書があるため加えません（&lt;x&gt;）" in shown


@pytest.fixture
def editors_documents(monkeypatch: pytest.MonkeyPatch, own_index: Path) -> AppTest:
    """The documents of the councils of 霧沢町, as an editor sees them."""
    monkeypatch.setenv("SENREI_EDITOR", "鈴木")
    return open_page(monkeypatch, own_index, "library", view="documents", name="霧沢町")


def test_an_editor_removes_a_document_that_is_named_before(
    editors_documents: AppTest, own_index: Path, sample_files: list[Path]
) -> None:
    page = editors_documents
    path = str(next(path for path in sample_files if path.name == KIRISAWA).resolve())
    page.multiselect(key="library_chosen").set_value([path]).run()
    page.button(key="library_remove").click().run()
    assert WORDS.remove_question.format(n=1) in html_of(page)
    assert path in html_of(page)
    page.button(key="library_remove_not").click().run()
    assert WORDS.remove_question.format(n=1) not in html_of(page)
    page.button(key="library_remove").click().run()
    other = Store.open(own_index, create=False)
    other.lock()
    page.button(key="library_remove_sure").click().run()
    assert [one.value for one in page.error] == [WORDS.busy]
    other.close()
    page.button(key="library_remove_sure").click().run()
    assert [one.value for one in page.success] == [WORDS.removed.format(n=1)]
    assert html_of(page).count('<th scope="row">') == 1
    assert Path(path).exists()
    with open_index(own_index, None) as index:
        assert index.status().documents == 16
        # The page keeps nobody out.
        index.start_writing()


def test_an_editor_reads_documents_anew(editors_documents: AppTest, own_index: Path) -> None:
    page = editors_documents
    with open_index(own_index, None) as index:
        index.store.execute("UPDATE document SET built_by = 'older' WHERE doc = ?", (KIRISAWA,))
    assert WORDS.outdated.format(n=1) in html_of(page.run())
    page.button(key="library_read_outdated").click().run()
    assert page.query_params["view"] == "add"
    job = desk_of(settings_from_environment(os.environ)).job
    assert job is not None
    assert [file.state for file in job.wait(120).files] == [FileState.UPDATED]
    page.query_params["view"] = "documents"
    assert WORDS.outdated.format(n=1) not in html_of(page.run())


def test_a_report_is_made_of_files_as_they_are_now(sample_files: list[Path], tmp_path: Path) -> None:
    shown = reading_report([sample_files[0], tmp_path / "gone.txt"], WORDINGS[Language.JA])
    assert sample_files[0].name in shown
    assert "there is no such file" in shown


def test_an_editor_can_save_a_backup(monkeypatch: pytest.MonkeyPatch, own_index: Path) -> None:
    monkeypatch.setenv("SENREI_EDITOR", "鈴木")
    shown = html_of(page := open_page(monkeypatch, own_index, "library", view="backup"))
    assert "senrei restore senrei-backup.zip" in shown
    assert len(page.get("download_button")) == 1
    monkeypatch.delenv("SENREI_EDITOR")
    shown = html_of(open_page(monkeypatch, own_index, "library", view="backup"))
    assert "senrei restore" not in shown


def test_closed_minutes_are_kept_from_other_editors(
    monkeypatch: pytest.MonkeyPatch, own_index: Path, sample_files: list[Path], tmp_path: Path
) -> None:
    monkeypatch.setenv("SENREI_EDITOR", "鈴木")
    secret = tmp_path / "秘密.txt"
    text = next(path for path in sample_files if path.suffix == ".txt").read_text(encoding="utf-8")
    secret.write_text(f"{text}\n以上", encoding="utf-8")
    page = open_page(monkeypatch, own_index, "library")
    page.checkbox(key="library_closed").check().run()
    page.text_input(key="library_path").set_value(str(secret))
    submit(page)
    job = desk_of(settings_from_environment(os.environ)).job
    assert job is not None
    assert [file.state for file in job.wait(120).files] == [FileState.ADDED]
    assert "秘密.txt" in html_of(page.run())
    assert not page.get("download_button")
    monkeypatch.setenv("SENREI_EDITOR", "佐藤")
    shown = html_of(open_page(monkeypatch, own_index, "library"))
    assert "秘密.txt" not in shown
    assert WORDS.hidden_files.format(n=1) in shown
    assert WORDS.backup_closed in html_of(open_page(monkeypatch, own_index, "library", view="backup"))
    assert "秘密.txt" not in html_of(open_page(monkeypatch, own_index, "library", view="documents"))
    monkeypatch.setenv("SENREI_CLOSED", "1")
    page = open_page(monkeypatch, own_index, "library")
    assert "秘密.txt" in html_of(page)
    assert page.get("download_button")
    assert open_page(monkeypatch, own_index, "library", view="backup").get("download_button")


def test_an_editor_chooses_all_documents_that_are_shown(editors_documents: AppTest) -> None:
    page = editors_documents
    page.button(key="library_choose_all").click().run()
    assert len(page.multiselect(key="library_chosen").value) == 2
    assert len(page.get("download_button")) == 1
