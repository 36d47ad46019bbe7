"""The page 会議録を読む in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import LOADING_MS, keep_screenshot

pytestmark = pytest.mark.browser

PDF = "琴ノ原市個人情報保護審議会_令和6年度第3回.pdf"


def test_minutes_are_chosen_read_searched_and_left_for_the_next(
    page: Page, browser: Browser, address: str
) -> None:
    page.goto("/read")
    expect(page.locator(".listed tbody tr")).to_have_count(17)
    page.get_by_label("自治体").fill("霧沢")
    page.get_by_role("option", name="霧沢町").click()
    expect(page.locator(".listed tbody tr")).to_have_count(2)
    page.get_by_role("link", name="霧沢町情報公開・個人情報保護審査会 令和5年度第2回").click()
    title = page.get_by_role("heading", level=2)
    expect(title).to_have_text("霧沢町情報公開・個人情報保護審査会 令和5年度第2回")
    agenda = page.get_by_role("navigation", name="案件の目次")
    agenda.get_by_role("link", name=re.compile("^諮問第5号")).click()
    expect(page.locator("li.cited")).to_contain_text("資料2を御覧ください")
    expect(page.locator("li.cited")).to_contain_text("リンク先の発言")
    expect(page.locator("li.cited")).to_be_in_viewport()
    page.get_by_label("この会議録の中を探す").fill("画像 消去")
    page.get_by_label("この会議録の中を探す").press("Enter")
    expect(page.locator(".found")).to_contain_text("「画像 消去」は2件の発言等に4か所あります。")
    page.get_by_role("navigation", name="見つかった発言").get_by_role("link").first.click()
    expect(page.locator("li.cited")).to_contain_text("Ｃ委員")
    expect(page.locator("li.cited mark")).to_have_text(["画像", "消去"])
    page.locator("li.cited").get_by_role("link", name=re.compile("^次の該当箇所")).click()
    expect(page.locator("li.cited")).to_contain_text("サーバの所在、画像の消去の時期")
    keep_screenshot(page, "reader")
    link = (
        page.locator("li.cited").get_by_role("link", name="この発言（15番）へのリンク").get_attribute("href")
    )
    assert link
    other = browser.new_page(base_url=address)
    other.goto(f"/{link}")
    cited = other.locator("li.cited")
    expect(cited).to_contain_text("サーバの所在、画像の消去の時期", timeout=LOADING_MS)
    expect(cited).to_be_in_viewport()
    assert is_focused(cited)
    other.close()
    page.get_by_role("link", name=re.compile("^次の会議")).first.click()
    expect(title).to_have_text("霧沢町情報公開・個人情報保護審査会 令和5年度第3回")
    page.wait_for_url(re.compile("doc=.*find="))
    page.get_by_role("link", name=re.compile("^前の会議")).first.click()
    expect(title).to_have_text("霧沢町情報公開・個人情報保護審査会 令和5年度第2回")
    page.go_back()
    expect(title).to_have_text("霧沢町情報公開・個人情報保護審査会 令和5年度第3回")


def is_focused(element: Locator) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))


def test_the_original_page_is_shown_with_the_words_boxed(page: Page) -> None:
    page.goto(f"/read?doc={PDF}&turn=17")
    page.locator("li.cited").get_by_role("link", name=re.compile("原本のページを画像で見る")).click()
    shown = page.get_by_role("dialog")
    expect(shown).to_contain_text(f"{PDF} 2ページ。引用した言葉を枠で囲んでいます。")
    expect(shown.locator("img")).to_be_visible()
    keep_screenshot(page, "reader-original")
    page.keyboard.press("Escape")
    expect(page.locator("li.cited")).to_contain_text("会長")


def test_a_footnote_leads_to_the_original_page(page: Page) -> None:
    page.goto("/?q=他の審議会はAI-OCRをどう扱ったか")
    page.locator("article.case").filter(has_text="琴ノ原市").locator("blockquote a.ref").click()
    shown = page.get_by_role("dialog")
    shown.get_by_role("button", name="原本のページを見る").click()
    expect(shown.locator("img")).to_be_visible()
    shown.get_by_role("link", name="会議録で続きを読む").click()
    expect(page.locator("li.cited strong.proof")).to_contain_text("賛成少数ですので")


def test_a_meeting_fits_a_phone_in_english(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"/read?doc={PDF}&turn=17&lang=en")
    expect(page.locator("li.cited")).to_contain_text("linked turn")
    expect(page.locator("li.cited")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator(".to-agenda a").first.click()
    expect(page.get_by_role("heading", name="Agenda", exact=True)).to_be_in_viewport()
    keep_screenshot(page, "reader-english-phone")
