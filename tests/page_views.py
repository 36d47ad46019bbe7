"""Every page at its work, over the index of the samples: for the tests of all pages, and for pictures."""

from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Page, expect

from app.page import PAGES
from app.page_address import ASK, COMPARE, EVALUATION, LIBRARY
from app.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page in a state.

    Attributes:
        name: As a file can bear it.
        page: Of `app.page.PAGES`.
        query: What its address asks for.
        shows: A selector of what is there when the page has done its work.
        click: A selector of what is clicked then; `clicked` selects what that brings.
    """

    name: str
    page: str
    query: str = ""
    shows: str = ".senrei h2"
    click: str = ""
    clicked: str = ""


_QUESTION = f"q={quote('他の審議会はAI-OCRをどう扱ったか')}"
_AT_WORK = (
    View(name="start", page=ASK, shows=".st-key-examples button"),
    View(name="ask", page=ASK, query=_QUESTION, shows="article.case"),
    View(
        name="context",
        page=ASK,
        query=_QUESTION,
        shows="article.case",
        click="article.case blockquote a.quote",
        clicked="[role=dialog] li.cited mark",
    ),
    View(name="nothing-found", page=ASK, query=f"q={quote('宇宙エレベーターの建設')}", shows=".notice"),
    View(name="compare-start", page=COMPARE),
    View(name="compare", page=COMPARE, query="q=AI-OCR", shows=".outcomes tbody tr"),
    View(name="library-add", page=LIBRARY, query="view=add", shows="[data-testid=stFileUploader]"),
    View(name="library", page=LIBRARY, query="view=coverage", shows=".years"),
    View(name="library-documents", page=LIBRARY, query="view=documents", shows=".held tbody tr"),
    View(name="library-corrections", page=LIBRARY, query="view=corrections"),
    View(name="library-backup", page=LIBRARY, query="view=backup"),
    View(name="evaluation", page=EVALUATION, shows=".figures"),
)
# A page that is not among them is looked at as it opens.
VIEWS = (
    *_AT_WORK,
    *(View(name=page, page=page) for page in PAGES if page not in {view.page for view in _AT_WORK}),
)


def open_view(page: Page, view: View, language: Language = Language.JA) -> None:
    """Bring a browser's page into the state, and wait until nothing moves any more."""
    english = "lang=en" if language is Language.EN else ""
    page.goto(f"/{view.page}?{'&'.join(filter(None, (view.query, english)))}")
    expect(page.locator(view.shows).first).to_be_visible()
    if view.click:
        page.locator(view.click).first.click()
        expect(page.locator(view.clicked).first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator(".stSpinner, [data-testid=stSkeleton]")).to_have_count(0)
