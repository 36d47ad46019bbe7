"""Signing in, in a real browser against a real provider: a reader, an editor, one allowed closed minutes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from embeddings.model import Encoder
from index.search import open_index
from index.update import ingest_minutes
from tests.conftest import LOADING_MS, REPOSITORY
from tests.index_minutes import camera_minutes, library_minutes
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.serving import free_port, serving, wait_for

pytestmark = pytest.mark.browser

ROLES = """
contact = "情報政策課（内線 1234）"
[auth]
client_id = "{id}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
[roles]
readers = ["*@city.example.lg.jp"]
editors = ["suzuki@city.example.lg.jp"]
closed = ["groups = shingikai"]
"""


@contextmanager
def providing() -> Iterator[str]:
    port = free_port()
    provider = subprocess.Popen(
        [sys.executable, "-m", "tests.oidc_provider", str(port)],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/jwks", provider)
        yield f"http://127.0.0.1:{port}"
    finally:
        provider.terminate()
        provider.communicate(timeout=20)


@pytest.fixture(scope="module")
def address(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with sign-in, over an open and a closed meeting."""
    folder = tmp_path_factory.mktemp("access")
    with open_index(folder / "index", encoder, create=True) as index:
        ingest_minutes(index, camera_minutes(folder))
        library = library_minutes(folder)
        ingest_minutes(index, replace(library, meetings=(replace(library.meetings[0], open=False),)))
    with providing() as provider:
        file = folder / "access.toml"
        file.write_text(ROLES.format(id=CLIENT_ID, secret=CLIENT_SECRET, provider=provider), encoding="utf-8")
        with serving(folder / "index", "--access", str(file)) as (address, _):
            yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="ja-JP")
    page = context.new_page()
    page.set_default_timeout(LOADING_MS)
    expect.set_options(timeout=LOADING_MS)
    yield page
    context.close()


def sign_in(page: Page, person: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="サインインする").click()
    page.get_by_role("link", name=person).click()
    expect(page.get_by_role("button", name="サインアウト")).to_be_visible()


def ask(page: Page, question: str) -> None:
    page.get_by_label("知りたいこと").fill(question)
    page.get_by_label("知りたいこと").press("Enter")
    expect(page.locator("article.case, .notice").first).to_be_visible()


def test_nothing_is_shown_before_the_sign_in(page: Page) -> None:
    page.goto("/?q=防犯カメラの映像の保存期間")
    expect(page.get_by_role("heading", name="サインインしてください")).to_be_visible()
    expect(page.get_by_label("知りたいこと")).to_have_count(0)
    expect(page.get_by_text("みどり野市")).to_have_count(0)


def test_a_reader_reads_open_minutes_and_signs_out(page: Page) -> None:
    sign_in(page, "reader")
    expect(page.get_by_text("収録：")).to_contain_text("1会議")
    ask(page, "防犯カメラの映像の保存期間は")
    expect(page.locator("article.case").first).to_contain_text("みどり野市")
    expect(page.get_by_text("この記録を修正する")).to_have_count(0)
    ask(page, "図書館の貸出記録はいつ消えるか")
    expect(page.get_by_text("汐見町")).to_have_count(0)
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("heading", name="サインインしてください")).to_be_visible()


def test_one_who_is_allowed_sees_closed_minutes(page: Page) -> None:
    sign_in(page, "closed")
    ask(page, "図書館の貸出記録はいつ消えるか")
    expect(page.locator("article.case").first).to_contain_text("汐見町")


def test_an_editor_corrects_in_their_own_name(page: Page) -> None:
    sign_in(page, "editor")
    ask(page, "防犯カメラの映像の保存期間は")
    card = page.locator("article.case").first
    expect(card).to_be_visible()
    page.get_by_text("この記録を修正する").first.click()
    page.get_by_label("付された意見・条件").first.fill("保存期間を守ること")
    page.get_by_label("修正の理由").first.fill("議事録のとおり")
    page.get_by_role("button", name="修正を保存").first.click()
    expect(page.get_by_text("鈴木花子 (suzuki@city.example.lg.jp)").first).to_be_visible()


def test_a_stranger_is_told_whom_to_ask(page: Page) -> None:
    sign_in(page, "stranger")
    expect(page.get_by_role("heading", name="会議録を読む権限がありません")).to_be_visible()
    expect(page.get_by_text("次の担当にお尋ねください：情報政策課（内線 1234）")).to_be_visible()
    expect(page.get_by_label("知りたいこと")).to_have_count(0)
