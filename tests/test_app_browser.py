"""The page in a real browser, over a real server and an index of the samples; screenshots are kept."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import LOADING_MS, keep_screenshot

pytestmark = pytest.mark.browser

QUESTION = "他の審議会はAI-OCRをどう扱ったか"


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_label("知りたいこと").fill(question)
    page.get_by_label("知りたいこと").press("Enter")


def test_a_question_is_answered_with_cards(page: Page) -> None:
    ask(page, QUESTION)
    cards = page.locator("article.case")
    expect(cards).to_have_count(5)
    expect(page.locator(".answer .lead")).to_contain_text("関係の深い5件を示します")
    rejected = cards.filter(has_text="琴ノ原市")
    expect(rejected.locator(".badge")).to_have_text("不承認")
    expect(rejected.locator("blockquote")).to_contain_text("賛成少数ですので、諮問第12号については不承認とし")
    expect(rejected.locator("blockquote")).to_contain_text("2ページ")
    expect(page.locator("mark").filter(has_text="AI-OCR").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert "q=" in page.url
    keep_screenshot(page, "answer")


def test_a_footnote_opens_the_passage_in_its_context(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("article.case").filter(has_text="琴ノ原市").locator("blockquote a.ref").click()
    cited = page.get_by_role("dialog").locator("li.cited")
    expect(cited.locator(".speaker")).to_have_text("会長")
    expect(cited.locator("mark")).to_contain_text("賛成少数ですので、諮問第12号については不承認とし")
    expect(page.get_by_role("dialog").locator("li").first).to_contain_text("学習に使われる")
    keep_screenshot(page, "context")
    page.keyboard.press("Escape")
    expect(page.locator("article.case")).to_have_count(5)


def test_a_click_before_the_scripts_are_there_is_followed_by_them(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/BidiComponent*.js", hold)
    page.goto(f"/?q={QUESTION}")
    page.locator("article.case").filter(has_text="琴ノ原市").locator("blockquote a.ref").click()
    assert held
    for route in held:
        route.continue_()
    expect(page.get_by_role("dialog").locator("li.cited .speaker")).to_have_text("会長")


def test_a_citation_is_copied_in_the_form_that_clerks_use(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.locator("article.case").filter(has_text="琴ノ原市").locator("button.copy").first.click()
    expect(page.get_by_role("button", name="コピーしました")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "琴ノ原市個人情報保護審議会 令和6年度第3回（令和6年11月26日）会議録 2ページ、副会長の発言"
        "（琴ノ原市個人情報保護審議会_令和6年度第3回.pdf）"
    )


def test_a_follow_up_keeps_the_conditions(page: Page) -> None:
    ask(page, "霧沢町はAI-OCRをどう扱ったか")
    expect(page.locator("article.case").first).to_be_visible()
    page.get_by_label("続けて尋ねる").fill("図面の読み取り")
    page.get_by_label("続けて尋ねる").press("Enter")
    expect(page.get_by_label("知りたいこと")).to_have_value("図面の読み取り")
    page.wait_for_url(re.compile("municipality="))
    expect(page.locator("article.case").first).to_contain_text("霧沢町")


def test_larger_text_is_kept_in_the_address(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("article.case")).to_have_count(5)
    page.get_by_role("button", name="文字を大きく").click()
    page.wait_for_url(re.compile("size=large"))
    page.reload()
    expect(page.locator("article.case")).to_have_count(5)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_a_filter_narrows_the_answer_and_stands_in_the_address(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("article.case")).to_have_count(5)
    page.get_by_label("自治体").fill("霧沢")
    page.get_by_role("option", name="霧沢町").click()
    expect(page.locator("article.case")).to_have_count(2)
    expect(page.locator("article.case").first).to_contain_text("審議の経過")
    page.wait_for_url(re.compile("municipality="))
    page.keyboard.press("Escape")
    keep_screenshot(page, "filter")


def test_the_permalink_opens_the_same_answer(page: Page, browser: Browser, address: str) -> None:
    ask(page, QUESTION)
    link = page.get_by_role("link", name="この答えへのリンク").get_attribute("href")
    assert link
    expect(page.locator("article.case")).to_have_count(5)
    titles = page.locator("article.case h3").all_text_contents()
    other = browser.new_page(base_url=address)
    other.goto(f"/{link}")
    expect(other.locator("article.case")).to_have_count(5, timeout=LOADING_MS)
    assert other.locator("article.case h3").all_text_contents() == titles
    assert other.get_by_label("知りたいこと").input_value() == QUESTION
    other.close()


def test_going_back_shows_the_answer_before(page: Page) -> None:
    page.goto("/?q=継続審議になった案件は")
    expect(page.locator("article.case .badge").first).to_have_text(re.compile("継続審議|延期"))
    page.get_by_label("知りたいこと").fill("宇宙エレベーターの建設")
    page.get_by_label("知りたいこと").press("Enter")
    expect(page.locator(".notice")).to_contain_text("当たる記録が見つかりませんでした")
    keep_screenshot(page, "nothing-found")
    page.go_back()
    expect(page.locator("article.case .badge").first).to_have_text(re.compile("継続審議|延期"))


def test_the_page_can_be_english(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("article.case")).to_have_count(5)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Filters")).to_be_visible()
    expect(page.locator("article.case .badge").filter(has_text="rejected (不承認)")).to_be_visible()
    page.wait_for_url(re.compile("lang=en"))
    assert page.evaluate("document.documentElement.lang") == "en"
    keep_screenshot(page, "english")


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    ask(page, QUESTION)
    expect(page.locator("article.case")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    keep_screenshot(page, "phone")


def test_a_script_in_a_question_is_only_text(page: Page) -> None:
    ask(page, "<img src=x onerror=document.title='hacked'> AI-OCR")
    expect(page.locator("article.case, .notice").first).to_be_visible()
    assert page.title() != "hacked"


def test_streamlits_own_menu_is_not_there(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("収録：")).to_be_visible()
    assert page.get_by_text("Deploy").count() == 0
    keep_screenshot(page, "start")
