"""The page 比較する in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import keep_screenshot

pytestmark = pytest.mark.browser


def test_two_cities_are_compared_and_every_quote_opens(page: Page) -> None:
    page.goto("/compare")
    page.get_by_label("比べる案件").fill("AI-OCR")
    page.get_by_label("比べる案件").press("Enter")
    outcomes = page.locator(".outcomes tbody tr")
    expect(outcomes).to_have_count(6)
    keep_screenshot(page, "compare")
    page.get_by_label("比べる自治体").fill("霧沢")
    page.get_by_role("option", name="霧沢町（1件）").click()
    page.get_by_label("比べる自治体").fill("琴ノ原")
    page.get_by_role("option", name="琴ノ原市（1件）").click()
    page.keyboard.press("Escape")
    expect(outcomes).to_have_count(2)
    page.wait_for_url(re.compile("place=.*place="))
    continued = outcomes.filter(has_text="霧沢町").locator("ol.steps > li")
    expect(continued.locator(".badge")).to_have_text(["継続審議", "承認"])
    asked = page.locator(".concerns tbody tr").filter(has_text="データの所在・保管場所")
    asked.get_by_role("link", name="国外というのは、どちらの国でしょうか。").click()
    cited = page.get_by_role("dialog").locator("li.cited")
    expect(cited.locator("mark")).to_contain_text("国外というのは、どちらの国でしょうか。")
    page.keyboard.press("Escape")
    page.locator(".bars").first.get_by_role("link", name=re.compile("不承認.*琴ノ原市")).click()
    expect(cited.locator("mark")).to_contain_text("不承認とし")
    page.keyboard.press("Escape")
    page.reload()
    expect(outcomes).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="この比較をCSVで保存").click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_place_is_left_out_by_its_link_and_one_without_a_record_is_shown(page: Page) -> None:
    page.goto("/compare?q=AI-OCR&place=霧沢町&place=汐凪市&place=潮見崎市")
    outcomes = page.locator(".outcomes tbody tr")
    expect(outcomes).to_have_count(3)
    expect(outcomes.filter(has_text="潮見崎市")).to_contain_text("記載なし（この件の記録は")
    page.get_by_role("link", name="汐凪市を除く").click()
    expect(outcomes).to_have_count(2)
    expect(page.get_by_role("link", name="汐凪市を除く")).to_have_count(0)


def test_what_others_worried_about_in_english_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto("/compare?lang=en")
    page.get_by_label("Matter to compare").fill("What did others worry about when they used a cloud service?")
    page.get_by_label("Matter to compare").press("Enter")
    concern = page.locator(".concerns tbody tr").filter(has_text="Where data is kept")
    expect(concern).to_contain_text("国外というのは、どちらの国でしょうか。")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    concern.locator("summary").first.click()
    expect(concern.locator(".answers").first).to_contain_text("事業者からは")
    keep_screenshot(page, "compare-english-phone")
