"""The page 質問を準備する in a real browser."""

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.conftest import keep_screenshot

pytestmark = pytest.mark.browser

PAPER = """第3回個人情報保護審査会　次第

１　議題
（１）諮問第5号　税の申告書のAI-OCRによる読取りについて
（２）その他
"""
ABROAD = "国外というのは、どちらの国でしょうか。"
DOMESTIC = "予備の設備まで国内に限ったことで、費用は上がりましたか。"


def _box(page: Page, question: str) -> Locator:
    return page.locator("article.asked").filter(has_text=question).first.get_by_label("質問票に入れる")


def test_ticked_questions_survive_a_reload_and_are_saved_for_word(page: Page) -> None:
    page.goto("/prepare")
    page.get_by_label("準備する案件").fill("AI-OCR")
    page.get_by_label("準備する案件").press("Enter")
    expect(page.get_by_text("「AI-OCR」について尋ねられたこと：6自治体")).to_be_visible()
    _box(page, ABROAD).check()
    expect(page.get_by_text("1件を質問票に入れました。")).to_be_visible()
    # It stands under two concerns: one tick holds for both.
    _box(page, DOMESTIC).check()
    expect(page.get_by_text("2件を質問票に入れました。")).to_be_visible()
    expect(page.locator("article.asked input:checked")).to_have_count(3)
    page.wait_for_url(re.compile("pick=.*pick="))
    page.locator("article.asked").last.scroll_into_view_if_needed()
    save = page.get_by_role("button", name="質問票をWordで保存（2件）")
    # The sheet stays in sight while the questions are read.
    expect(save).to_be_in_viewport()
    keep_screenshot(page, "prepare-ticked")
    page.reload()
    expect(page.locator("article.asked input:checked")).to_have_count(3)
    with page.expect_download() as download:
        save.click()
    assert re.fullmatch(r"質問票_\d{4}-\d\d-\d\d\.docx", download.value.suggested_filename)
    texts = [paragraph.text for paragraph in Document(str(download.value.path())).paragraphs]
    assert texts[0] == "質問票"
    assert "案件　AI-OCR" in texts
    assert any(text.startswith(f"「{ABROAD}」") for text in texts)
    assert any(text.startswith("「年額で約4万円上がりますが、") for text in texts)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("2 questions are on the sheet.")).to_be_visible()
    expect(page.locator("article.asked input:checked")).to_have_count(3)


def test_what_is_unfolded_and_the_focus_stay_while_boxes_are_ticked_with_the_keyboard(page: Page) -> None:
    page.goto("/prepare?q=AI-OCR")
    folded = page.locator("section.concern details").first
    folded.locator("summary").press("Enter")
    box = folded.locator("input").first
    box.press("Space")
    expect(page.get_by_text("1件を質問票に入れました。")).to_be_visible()
    expect(folded).to_have_attribute("open", "")
    expect(box).to_be_focused()
    folded.locator("blockquote a.quote").first.click()
    expect(page.get_by_role("dialog").locator("li.cited mark").first).to_be_visible()


def test_a_paper_of_the_coming_meeting_names_the_matter(page: Page, tmp_path: Path) -> None:
    paper, damaged = tmp_path / "次第.txt", tmp_path / "走査.pdf"
    paper.write_text(PAPER, encoding="cp932")
    damaged.write_bytes(b"%PDF-1.4 broken")
    page.goto("/prepare")
    page.locator("summary").filter(has_text="次の会議の資料").click()
    page.locator("input[type=file]").set_input_files(damaged)
    expect(page.get_by_role("alert")).to_contain_text("走査.pdf")
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_role("button", name="税の申告書のAI-OCRによる読取りについて").click()
    expect(page.get_by_label("準備する案件")).to_have_value("税の申告書のAI-OCRによる読取りについて")
    expect(page.locator("article.asked").first).to_be_visible()


def test_a_comparison_leads_to_its_preparation_in_english_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto("/compare?q=AI-OCR&lang=en")
    page.locator("a[href*='prepare?']").first.click()
    expect(page.get_by_text("Asked about “AI-OCR”")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator("article.asked").first.get_by_label("Put on the sheet").check()
    expect(page.get_by_role("button", name="Save the sheet for Word (1)")).to_be_visible()
    keep_screenshot(page, "prepare-english-phone")
