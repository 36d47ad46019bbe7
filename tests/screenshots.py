"""Pictures of every page at work, for README.md and docs/: `make screenshots`."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from app.cli import main as senrei
from tests.conftest import CHROMIUM_NAMES, LOADING_MS, REPOSITORY, SAMPLES
from tests.page_views import VIEWS, View, open_view
from tests.serving import serving

FOLDER = REPOSITORY / "docs" / "screenshots"
QUESTIONS = REPOSITORY / "tests" / "data" / "samples.questions.jsonl"
# Widths of a desk's screen and a phone's, and their heights.
SIZES = {1280: 900, 375: 812}
# Few enough for small files, and enough for the pages' few colours.
COLOURS = 64
# What differs from run to run, and says nothing in a picture.
STILL = ".took, .figures + p.muted { visibility: hidden; } * { caret-color: transparent !important; }"


def filled_index(folder: Path) -> Path:
    """An index of the samples with an evaluation, in a folder named as a user's."""
    index = folder / "senrei-index"
    for command in (["ingest", str(SAMPLES)], ["eval", str(QUESTIONS)]):
        result = CliRunner().invoke(senrei, [*command, "--index", str(index)])
        if result.exit_code:
            sys.exit(result.output)
    evaluation = index / "evaluation.json"
    told = json.loads(evaluation.read_text(encoding="utf-8"))
    told["at"] = "2025-04-01T00:00:00+00:00"
    evaluation.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return index


def take_picture(browser: Browser, address: str, view: View, width: int) -> None:
    """Write what a screen of that width shows of a page."""
    viewport = {"width": width, "height": SIZES[width]}
    context = browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        base_url=address,
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(LOADING_MS)
    open_view(page, view)
    page.add_style_tag(content=STILL)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    file = FOLDER / f"{view.name}-{width}.png"
    page.screenshot(path=file, animations="disabled")
    context.close()
    with Image.open(file) as picture:
        palette = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    palette.save(file, optimize=True)
    print(f"{file.relative_to(REPOSITORY)}  {file.stat().st_size / 1024:.0f} KiB")  # noqa: T201


def main() -> None:
    """Draw all pictures anew; those of pages that are no more go."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        sys.exit("Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    expect.set_options(timeout=LOADING_MS)
    pictured = [view for view in VIEWS if view.pictured]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = filled_index(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for options in ((), ("--editor", "鈴木")):
            with serving(index, *options) as (address, _):
                for view in (view for view in pictured if view.editors == bool(options)):
                    for width in SIZES:
                        take_picture(browser, address, view, width)
        browser.close()


if __name__ == "__main__":
    main()
