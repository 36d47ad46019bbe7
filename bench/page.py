"""How long the page takes to be there and to answer, in a browser, beside what it stands on, in one run."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from app.answers import answer_question
from app.server import PAGE, server_command
from app.settings import Settings, environment_of
from embeddings.model import EncoderSpec, load_encoder
from index.search import open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.read import SUFFIXES

DESCRIPTION = """\
Serves the page of an index and opens it in Chromium, with a server and a browser's cache that are warm:

  first paint  from the request to the box for the question; the baseline is a page of streamlit with one word
  answer       from the Enter key to the whole answer; the baseline is the answer without page and browser
  peak RSS     of the server's process, after all questions

Seconds are medians of the rounds, each with another question; in brackets the slowest. Without --index the
samples are indexed; figures for many passages need an index that is there.
"""
EPILOG = """\
examples:
  python bench/page.py                          the samples, a minute
  python bench/page.py --index senrei-index     an index of your own
"""
HOST = "127.0.0.1"
PORTS = {"bare": 8791, "page": 8792}
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
QUESTIONS = (
    "他の審議会はAI-OCRをどう扱ったか",
    "防犯カメラの設置について",
    "継続審議になった案件は",
    "個人情報の外部提供にどんな意見が付いたか",
    "保育所の入所選考",
    "図書館の開館時間",
    "学校給食費の値上げ",
    "高齢者の見守り",
    "クラウドサーバの利用にどんな意見が付いたか",
    "委託先の監督はどうするのか",
    "災害時の避難所の運営",
    "不承認になった案件は",
)
WAIT_S = 120
# Milliseconds from the next key until streamlit has run anew and all of it is drawn.
WATCH = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  window.drawn = new Promise((resolve) => {
    let started = 0, ran = false;
    addEventListener("keydown", () => { started ||= performance.now(); }, { once: true, capture: true });
    new MutationObserver((_, observer) => {
      const running = app.dataset.testScriptState === "running";
      ran ||= running;
      if (!ran || running) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - started));
    }).observe(app, { attributeFilter: ["data-test-script-state"] });
  });
}"""


@contextmanager
def serving(script: Path, port: int, settings: Settings) -> Iterator[tuple[str, int]]:
    """A script of streamlit under the page's options: its address and the id of its process."""
    command = [str(script) if word == str(PAGE) else word for word in server_command(HOST, port)]
    environment = {**os.environ, **environment_of(settings)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://{HOST}:{port}/_stcore/health")
            yield f"http://{HOST}:{port}", server.pid
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    for _ in range(WAIT_S * 5):
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"no answer from {url}")


def timed(do: Callable[[], object]) -> float:
    """How long it takes, in seconds."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def wait_for(page: Page, selector: str) -> None:
    """Wait until something is on the page, to a frame's time; Playwright's locators look less often."""
    page.wait_for_function("selector => document.querySelector(selector)", arg=selector, polling="raf")


def paints(page: Page, address: str, selector: str, rounds: int) -> list[float]:
    """Seconds until something of a page is there, once for each round after a first one that warms."""

    def open_page() -> None:
        page.goto(address, wait_until="commit")
        wait_for(page, selector)

    return [timed(open_page) for _ in range(rounds + 1)][1:]


def answers(page: Page, address: str, questions: Sequence[str]) -> list[float]:
    """Seconds from the Enter key to the answer, for each question but the first, which warms."""
    page.goto(address)
    box = page.get_by_label("知りたいこと")

    def ask(question: str) -> float:
        box.fill(question)
        page.evaluate(WATCH)
        box.press("Enter")
        return float(page.evaluate("() => window.drawn")) / 1000

    return [ask(question) for question in questions][1:]


def peak_mib(process: int) -> float:
    """Peak memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def index_samples(folder: Path) -> None:
    """Fill an index with the samples."""
    with open_index(folder, load_encoder(), create=True) as index:
        for path in sorted(SAMPLES.iterdir()):
            if path.suffix in SUFFIXES:
                ingest_minutes(index, parse_file(path))


def answers_alone(folder: Path, questions: Sequence[str]) -> tuple[int, list[float]]:
    """How many passages an index holds, and seconds for each answer but the first, without a page."""
    with open_index(folder, load_encoder()) as index:
        return (
            index.status().passages,
            [
                timed(lambda question=question: answer_question(index, question))  # type: ignore[misc]
                for question in questions
            ][1:],
        )


def show(name: str, baseline: Sequence[float], ours: Sequence[float]) -> None:
    """Print a row."""
    figures = "".join(f"{median(times):9.2f} ({max(times):.2f})" for times in (baseline, ours))
    print(f"{name:14}{figures}{median(ours) / median(baseline):9.2f}")


def measure(folder: Path, rounds: int, chromium: str) -> None:
    """Measure both pages and the answers alone, and print a table."""
    questions = [QUESTIONS[n % len(QUESTIONS)] for n in range(rounds + 1)]
    passages, alone = answers_alone(folder, questions)
    settings = Settings(index=folder, encoder=EncoderSpec())
    with (
        tempfile.TemporaryDirectory() as made,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page(locale="ja-JP")
        page.set_default_timeout(WAIT_S * 1000)
        bare = Path(made) / "bare.py"
        bare.write_text("import streamlit\n\nstreamlit.html('<p class=bare>a</p>')\n", encoding="utf-8")
        with serving(bare, PORTS["bare"], settings) as (address, _):
            bare_paints = paints(page, address, ".bare", rounds)
        with serving(PAGE, PORTS["page"], settings) as (address, server):
            our_paints = paints(page, address, ".stTextInput input", rounds)
            our_answers = answers(page, address, questions)
            peak = peak_mib(server)
    print(f"{passages} passages, {os.cpu_count()} cores, medians of {rounds} rounds (slowest), seconds")
    print(f"{'':14}{'baseline':>16}{'page':>16}{'x':>9}")
    show("first paint", bare_paints, our_paints)
    show("answer", alone, our_answers)
    print(f"peak RSS {peak:.0f} MiB")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, help="an index that is there; default: one of the samples")
    parser.add_argument("--rounds", type=int, default=len(QUESTIONS) - 1, help="default %(default)s")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("bench/page.py is skipped: it needs Chromium (make browser)")
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.index is None:
            index_samples(Path(folder) / "index")
        measure(options.index or Path(folder) / "index", options.rounds, chromium)


if __name__ == "__main__":
    main()
