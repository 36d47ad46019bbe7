"""先例を調べる in a real browser: from all cases to the file of those that were continued."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.conftest import keep_screenshot

pytestmark = pytest.mark.browser


def saved(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_continued_cases_are_found_opened_and_saved(page: Page, tmp_path: Path) -> None:
    page.goto("/precedents")
    page.get_by_role("link", name=re.compile("^継続審議")).click()
    rows = page.locator(".cases tbody tr")
    expect(rows).to_have_count(6)
    page.wait_for_url(re.compile("outcome=continued"))
    keep_screenshot(page, "precedents")

    rows.filter(has_text="霧沢町").get_by_role("link").click()
    expect(page.locator(".course li")).to_have_count(2)
    page.locator("article.case a.quote").first.click()
    expect(page.get_by_role("dialog").locator("li.cited mark")).to_be_visible()
    page.keyboard.press("Escape")
    keep_screenshot(page, "precedent")
    page.get_by_role("link", name="一覧に戻る").click()
    expect(rows).to_have_count(6)

    path = saved(page, "Excel（6件）", tmp_path)
    assert path.name.startswith("先例_")
    assert load_workbook(path)["先例"].max_row == 7


def test_a_case_that_is_opened_from_far_down_is_shown_from_its_beginning(page: Page) -> None:
    page.goto("/precedents")
    page.locator(".cases tbody th a").last.click()
    expect(page.locator(".course li").first).to_be_in_viewport()


def test_rows_are_ticked_by_the_keyboard_and_kept(page: Page, tmp_path: Path) -> None:
    page.goto("/precedents?outcome=continued")
    boxes = page.locator(".cases tbody input")
    expect(boxes).to_have_count(6)
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("選んだ1件を書き出す")).to_be_visible()
    # The table is not drawn anew, so that the focus stays where it is.
    expect(boxes.nth(0)).to_be_focused()
    boxes.nth(2).check()
    expect(page.get_by_text("選んだ2件を書き出す")).to_be_visible()
    titles = [page.locator(".cases tbody th").nth(at).inner_text() for at in (0, 2)]
    sheet = load_workbook(saved(page, "Excel（2件）", tmp_path))["先例"]
    assert [sheet.cell(row, 5).value for row in range(2, sheet.max_row + 1)] == titles

    page.get_by_role("link", name="古い順").click()
    expect(page.locator(".cases tbody tr").last.locator("th")).to_have_text(titles[0])
    expect(page.locator(".cases tbody input:checked")).to_have_count(2)
    page.reload()
    expect(page.locator(".cases tbody input:checked")).to_have_count(2)
    page.get_by_role("button", name="選択をすべて外す").click()
    expect(page.get_by_text("該当する全6件を書き出す")).to_be_visible()
    expect(page.locator(".cases tbody input:checked")).to_have_count(0)


def test_the_list_fits_a_phone_in_english(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/precedents?outcome=rejected&lang=en")
    expect(page.locator(".cases tbody tr")).to_have_count(3)
    expect(page.locator(".cases .badge").first).to_have_text("rejected (不承認)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
