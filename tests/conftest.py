"""What the tests share: the real encoder, an index of the samples, and the way to what may be absent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from embeddings.model import Encoder, load_encoder
from index.search import open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.read import SUFFIXES
from tests.serving import serving

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "samples"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The first answer waits for the model to be loaded.
LOADING_MS = 90_000


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def sample_files() -> list[Path]:
    """Every file of minutes in samples/, sorted by name."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in SUFFIXES)


@pytest.fixture(scope="session")
def sample_index(
    encoder: Encoder, sample_files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder that holds an index of samples/; open it, but do not change it: all tests share it."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    with open_index(folder, encoder, create=True) as index:
        for path in sample_files:
            ingest_minutes(index, parse_file(path))
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real minutes and gold beside a developer's checkout; no part of the project."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared, which this machine does not have")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; its absence is a failure where SENREI_REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        problem = "Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk"
        if os.environ.get("SENREI_REQUIRE_BROWSER"):
            pytest.fail(problem)
        pytest.skip(problem)
    return found


@pytest.fixture(scope="session")
def address(sample_index: Path) -> Iterator[str]:
    """The address of a real server over the index of the samples, for readers only."""
    with serving(sample_index) as (address, _):
        yield address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the server of the samples, as `watched_page` makes it."""
    with watched_page(browser, address) as page:
        yield page


@contextmanager
def watched_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if it asks anything of another host or stumbles over a script."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, locale="ja-JP", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(LOADING_MS)
    expect.set_options(timeout=LOADING_MS)
    requested: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    page.on("websocket", lambda socket: requested.append(socket.url.replace("ws", "http", 1)))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    elsewhere = [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert elsewhere == []
    assert errors == []


def keep_screenshot(page: Page, name: str) -> None:
    """Keep what the page shows as a file, for people to look at."""
    folder = Path(os.environ.get("SENREI_SCREENSHOTS") or REPOSITORY / "test-output" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000
