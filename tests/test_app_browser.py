"""The page in a real browser, over a real server and an index of the samples; screenshots are kept."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.test_app_server import serving

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).resolve().parent.parent
QUESTION = "他の審議会はAI-OCRをどう扱ったか"
# The first answer waits for the model to be loaded.
LOADING_MS = 90_000


@pytest.fixture(scope="module")
def address(sample_index: Path) -> Iterator[str]:
    with serving(sample_index) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if it asks anything of another host or stumbles over a script."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address, locale="ja-JP")
    page = context.new_page()
    page.set_default_timeout(LOADING_MS)
    expect.set_options(timeout=LOADING_MS)
    requested: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    elsewhere = [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []
    assert errors == []


def keep_screenshot(page: Page, name: str) -> None:
    folder = Path(os.environ.get("SENREI_SCREENSHOTS") or REPOSITORY / "test-output" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000


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


def test_a_link_in_the_answer_leads_to_the_passage(page: Page) -> None:
    ask(page, QUESTION)
    link = page.locator("article.case blockquote a.ref").first
    target = link.get_attribute("href")
    link.click()
    expect(page.locator(f"li{target}")).to_be_in_viewport()
    expect(page.locator("article.case")).to_have_count(5)


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
