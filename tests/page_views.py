"""Every page at its work, over the index of the samples: for the tests of all pages, and for pictures."""

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from app.page import PAGES
from app.page_address import ASK, COMPARE, EVALUATION, LIBRARY, PRECEDENTS, PREPARE, READ
from app.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page in a state.

    Attributes:
        name: As a file can bear it.
        page: Of `app.page.PAGES`.
        asked: What its address asks for, by name.
        shows: A selector of what is there when the page has done its work.
        click: A selector of what is clicked then; `clicked` selects what that brings.
        editors: Whether only an editor sees it.
        pictured: Whether there is a picture of it among the documents.
    """

    name: str
    page: str
    asked: tuple[tuple[str, str], ...] = ()
    shows: str = ".senrei h2"
    click: str = ""
    clicked: str = ""
    editors: bool = False
    pictured: bool = True


_QUESTION = (("q", "他の審議会はAI-OCRをどう扱ったか"),)
_MEETING = (("doc", "琴ノ原市個人情報保護審議会_令和6年度第3回.pdf"),)
_AT_WORK = (
    View(name="start", page=ASK, shows=".st-key-examples button", pictured=False),
    View(name="ask", page=ASK, asked=_QUESTION, shows="article.case"),
    View(
        name="ask-context",
        page=ASK,
        asked=_QUESTION,
        shows="article.case",
        click="article.case blockquote a.quote",
        clicked="[role=dialog] li.cited mark",
    ),
    View(
        name="nothing-found",
        page=ASK,
        asked=(("q", "宇宙エレベーターの建設"),),
        shows=".notice",
        pictured=False,
    ),
    View(name="precedents", page=PRECEDENTS, shows=".cases tbody tr"),
    View(
        name="precedents-case",
        page=PRECEDENTS,
        asked=(("q", "AI-OCR"), ("municipality", "霧沢町")),
        shows=".cases tbody tr",
        click=".cases tbody th a",
        clicked=".course li",
    ),
    View(name="compare-start", page=COMPARE, pictured=False),
    View(name="compare", page=COMPARE, asked=(("q", "AI-OCR"),), shows=".outcomes tbody tr"),
    View(name="prepare", page=PREPARE, asked=(("q", "AI-OCR"),), shows="article.asked"),
    View(name="read", page=READ, shows=".listed tbody tr", pictured=False),
    View(name="read-meeting", page=READ, asked=_MEETING, shows=".turns li"),
    View(
        name="read-turn", page=READ, asked=(*_MEETING, ("turn", "8")), shows=".turns li.cited", pictured=False
    ),
    View(
        name="read-original",
        page=READ,
        asked=(*_MEETING, ("turn", "17")),
        shows=".turns li.cited",
        click="li.cited a[href*='image=1']",
        clicked="[role=dialog] img",
    ),
    View(
        name="library-add",
        page=LIBRARY,
        asked=(("view", "add"),),
        shows="[data-testid=stFileUploader]",
        editors=True,
    ),
    View(name="library", page=LIBRARY, asked=(("view", "coverage"),), shows=".years"),
    View(
        name="library-documents",
        page=LIBRARY,
        asked=(("view", "documents"),),
        shows=".held tbody tr",
        pictured=False,
    ),
    View(name="library-corrections", page=LIBRARY, asked=(("view", "corrections"),), pictured=False),
    View(name="library-backup", page=LIBRARY, asked=(("view", "backup"),), editors=True, pictured=False),
    View(name="evaluation", page=EVALUATION, shows=".figures"),
)
VIEWS = tuple(view for view in _AT_WORK if view.page in PAGES)


def open_view(page: Page, view: View, language: Language = Language.JA) -> None:
    """Bring a browser's page into the state, and wait until nothing moves any more."""
    english = (("lang", "en"),) if language is Language.EN else ()
    page.goto(f"/{view.page}?{urlencode((*view.asked, *english))}")
    expect(page.locator(view.shows).first).to_be_visible()
    settle(page)
    if view.click:
        page.locator(view.click).first.click()
        expect(page.locator(view.clicked).first).to_be_visible()
        settle(page)


def settle(page: Page) -> None:
    """Wait until streamlit has drawn all."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator(".stSpinner, [data-testid=stSkeleton]")).to_have_count(0)
