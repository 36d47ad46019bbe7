"""The page 取り込み in a real browser: an editor adds minutes, and they are found."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.corrections import ItemChange, ItemRef, Signature, correct_item
from index.search import open_index
from ingest.records import Outcome
from tests.conftest import keep_screenshot, watched_page
from tests.serving import serving

pytestmark = pytest.mark.browser

NEW = """令和6年度第2回架空台市個人情報保護審議会会議録
日時：令和6年8月6日（火）午前10時から
場所：架空台市役所 第1会議室
議題（1）図書返却ロボットの導入に伴う画像の取得について
○会長　それでは、図書返却ロボットの導入に伴う画像の取得について、事務局から説明してください。
○事務局　図書返却ロボットは、返却された本の背を画像で読み取ります。人の顔は写しません。
○委員　画像はいつ消しますか。
○事務局　返却の処理が済みしだい消します。
○会長　ほかに御意見はありますか。なければ、本件は承認することとします。
"""


@pytest.fixture
def editors_page(browser: Browser, sample_index: Path, tmp_path: Path) -> Iterator[Page]:
    shutil.copytree(sample_index, tmp_path / "index")
    with (
        serving(tmp_path / "index", "--editor", "鈴木") as (address, _),
        watched_page(browser, address) as page,
    ):
        yield page


def test_an_editor_adds_minutes_and_they_are_found(editors_page: Page, tmp_path: Path) -> None:
    page = editors_page
    new, broken = tmp_path / "架空台市_第2回.txt", tmp_path / "壊れた会議録.pdf"
    new.write_text(NEW, encoding="utf-8")
    broken.write_bytes(b"%PDF-1.4 cut off")
    page.goto("/library")
    expect(page.get_by_text("ここにファイルをまとめて置く")).to_have_count(0)
    page.locator("input[type=file]").set_input_files([new, broken])
    expect(page.locator(".given tbody tr")).to_have_count(2)
    page.get_by_role("button", name="2件を取り込む").click()
    expect(page.get_by_text("取り込んでいます（鈴木）")).to_be_visible()
    page.reload()
    expect(page.get_by_text("取り込みが終わりました：追加1件、失敗1件")).to_be_visible()
    rows = page.locator(".files tbody tr")
    expect(rows).to_have_count(2)
    failed, added = rows.all()
    expect(failed).to_contain_text("ファイルが壊れているか、途中で切れています")
    expect(added).to_contain_text("結果1/1案件")
    keep_screenshot(page, "library-ingested")
    with page.expect_download() as download:
        page.get_by_role("button", name="読み取りの報告を保存").click()
    assert "図書返却ロボット" in download.value.path().read_text(encoding="utf-8")
    page.goto("/?q=図書返却ロボットの画像の取得はどう判断されたか")
    expect(page.locator("article.case").first).to_contain_text("架空台市")
    expect(page.locator("article.case .badge").first).to_have_text("承認")


def test_others_ask_while_minutes_are_ingested_and_the_ingest_is_stopped(
    editors_page: Page, browser: Browser, sample_files: list[Path], tmp_path: Path
) -> None:
    page = editors_page
    given: list[Path] = []
    for path in [path for path in sample_files if path.suffix == ".txt"] * 3:
        given.append(tmp_path / f"{len(given)}_{path.name}")
        given[-1].write_bytes(path.read_bytes() + b"\n%d" % len(given))
    page.goto("/library")
    page.locator("input[type=file]").set_input_files(given)
    page.get_by_role("button", name=f"{len(given)}件を取り込む").click()
    expect(page.get_by_text("取り込んでいます（鈴木）")).to_be_visible()
    with watched_page(browser, page.url.split("/library")[0]) as other:
        other.goto("/?q=他の審議会はAI-OCRをどう扱ったか")
        expect(other.locator("article.case")).to_have_count(5)
        other.goto("/library")
        other.get_by_role("button", name="途中で止める").click()
        expect(other.get_by_text("途中で止めました")).to_be_visible()
        keep_screenshot(other, "library-stopped")
    expect(page.get_by_text("途中で止めました")).to_be_visible()
    expect(page.locator(".files tbody tr")).to_have_count(len(given))
    expect(page.locator(".files").get_by_text("未処理").first).to_be_visible()


def test_an_editor_takes_back_a_wrong_correction(editors_page: Page, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", None) as index:
        item = index.store.rows(
            "SELECT doc, agenda_id FROM agenda_item JOIN meeting ON meeting.id = meeting "
            "JOIN document ON document.id = document WHERE outcome = 'approved'"
        )[0]
        ref = ItemRef(doc=item["doc"], meeting=None, item=item["agenda_id"])
        change = ItemChange(outcome=Outcome.REJECTED)
        correct_item(index, ref, change, Signature(by="佐藤", reason="取り違え"))
    page = editors_page
    page.goto("/library?view=corrections")
    page.locator("summary", has_text="この修正を取り消す").click()
    page.get_by_label("取り消す理由（必須）").fill("会議録のとおり承認")
    page.get_by_role("button", name="この修正を取り消す").click()
    expect(page.get_by_text("取り消し：理由 会議録のとおり承認（鈴木、")).to_be_visible()
    keep_screenshot(page, "library-corrections")


def test_the_years_are_shown_on_a_phone_and_in_english(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/library?lang=en")
    expect(page.get_by_role("table", name="Meetings by council and fiscal year")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("table", name="Documents, the most doubtful first")).to_be_visible()
    expect(page.get_by_role("link", name="Documents")).to_have_attribute("aria-current", "page")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    keep_screenshot(page, "library-phone")
