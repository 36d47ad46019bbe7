"""What holds of every page in a browser: axe finds nothing grave, no other host is asked, phones show it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from app.cli import main
from app.wording import Language
from tests.conftest import watched_page
from tests.page_views import VIEWS, View, open_view
from tests.serving import serving

pytestmark = pytest.mark.browser

QUESTIONS = Path(__file__).with_name("data") / "samples.questions.jsonl"
# The narrowest phone, and 1280 pixels at 400 %.
NARROW = 320
RESOURCES = """() => [
  ...[...document.querySelectorAll("link[href]")].map(one => one.href),
  ...[...document.querySelectorAll("[src]")].map(one => one.src),
  ...performance.getEntriesByType("resource").map(one => one.name),
]"""
# What controls are called, and the fields' hints, outside the page's own HTML.
NAMES = """() => [...document.querySelectorAll("[aria-label], [placeholder]")]
  .filter(one => !one.closest(".senrei"))
  .flatMap(one => [one.getAttribute("aria-label"), one.placeholder])
  .filter(Boolean)"""


@pytest.fixture(scope="module")
def address(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server for an editor over an index of the samples with an evaluation: all that pages can show."""
    folder = tmp_path_factory.mktemp("every-page")
    index, questions = folder / "index", folder / "questions.jsonl"
    shutil.copytree(sample_index, index)
    few = QUESTIONS.read_text(encoding="utf-8").splitlines()[:3]
    questions.write_text("\n".join(few), encoding="utf-8")
    result = CliRunner().invoke(main, ["eval", str(questions), "--index", str(index)])
    assert result.exit_code == 0, result.output
    with serving(index, "--editor", "鈴木") as (address, _):
        yield address


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: view.name)
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    view: View = request.param
    with watched_page(browser, address) as page:
        open_view(page, view)
        yield page


def grave_findings(page: Page) -> str:
    """What axe finds serious or critical, to read; empty for nothing."""
    results = Axe().run(page)
    grave = [one for one in results.response["violations"] if one["impact"] in ("serious", "critical")]
    return "\n".join(
        f"{one['impact']} {one['id']}: {node['html'][:300]} {node['failureSummary']}"
        for one in grave
        for node in one["nodes"]
    )


def test_axe_finds_nothing_grave(opened: Page) -> None:
    assert grave_findings(opened) == ""


def test_nothing_comes_from_another_host(opened: Page, address: str) -> None:
    # What the browser asked for is watched besides: this is also what the page names.
    resources = opened.evaluate(RESOURCES)
    assert resources
    assert [one for one in resources if not one.startswith((f"{address}/", "data:", "blob:"))] == []


def test_controls_speak_japanese(opened: Page) -> None:
    # Streamlit names them in English.
    assert [name for name in opened.evaluate(NAMES) if name.isascii()] == []
    expect(opened.get_by_test_id("stSkipToContent")).to_have_text("本文へ進む")


def test_it_fits_the_narrowest_screen(opened: Page) -> None:
    opened.set_viewport_size({"width": NARROW, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert opened.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= NARROW


def test_controls_speak_english_again(browser: Browser, address: str) -> None:
    with watched_page(browser, address) as page:
        page.goto("/")
        expect(page.get_by_test_id("stSkipToContent")).to_have_text("本文へ進む")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_test_id("stSkipToContent")).to_have_text("Skip to main content")


@pytest.mark.parametrize("view", [view for view in VIEWS if view.name == "ask"], ids=lambda view: view.name)
def test_axe_finds_nothing_grave_in_english(browser: Browser, address: str, view: View) -> None:
    with watched_page(browser, address) as page:
        open_view(page, view, Language.EN)
        assert grave_findings(page) == ""
