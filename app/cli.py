"""The command ``senrei``. Exit status: 0, 1 for data that could not be used, 2 for wrong usage."""

import dataclasses
import io
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from app.answers import answer_question
from app.backup import backup, restore
from app.contract import answer_as_json, case_items_as_json, hits_as_json, item_as_json, items_as_csv
from app.correct import correct, corrections, undo
from app.evaluate import evaluate
from app.ingest_run import IngestRun
from app.ingestion import corrections_in_force, files_of, ingest_files, lost_corrections, mark_files
from app.options import (
    Allowance,
    Reading,
    Request,
    allowance_options,
    filter_options,
    index_option,
    language_option,
    reading_options,
    request_options,
    settings_options,
)
from app.render import (
    render_answer,
    render_case,
    render_cases,
    render_hits,
    render_items,
    render_minutes,
    render_quality,
    render_status,
)
from app.server import run_server
from app.settings import Settings
from app.wording import WORDINGS, Language, language_of
from app.worker import FileWorker
from embeddings.errors import EmbeddingError
from embeddings.model import load_encoder
from index.cases import all_cases, all_items, case_of
from index.errors import SearchError
from index.filters import Filters
from index.precedents import precedents
from index.search import Index, open_index
from index.search import search as search_index
from index.update import remove_document
from ingest.contract import minutes_as_json
from ingest.errors import IngestError
from ingest.parse import parse_file
from ingest.read import read_source
from ingest.records import Minutes


class _Commands(click.Group):
    """Turns the three packages' errors into one line on stderr and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (IngestError, EmbeddingError, SearchError) as error:
            raise click.ClickException(" ".join(str(error).split())) from error


@click.group(cls=_Commands, epilog='Example: senrei ask "AI-OCRの導入にどんな意見が付いたか"')
@click.version_option(package_name="senrei")
def main() -> None:
    """Search and cited answers over the minutes of Japanese municipal councils.

    Nothing leaves this machine, and nothing is fetched from the network.
    """
    for stream in (sys.stdout, sys.stderr):
        # JSON is UTF-8 whatever the locale, and a file name that is not must not end the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@main.command(epilog="Example: senrei parse minutes.pdf --json")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "form", flag_value="json", help="One JSON object a line for each file.")
@click.option("--text", "form", flag_value="text", help="The extracted text, to which all spans refer.")
@language_option
def parse(*, files: tuple[Path, ...], form: str | None, language: Language | None) -> None:
    """Read files of minutes: meetings, agenda, decisions, turns."""
    failed = 0
    with FileWorker() as worker:
        for path in files:
            try:
                if form == "text":
                    text = worker.run(read_source, path).text
                    click.echo(text.encode(errors="replace"), nl=False)
                minutes = worker.run(parse_file, path)
            except IngestError as error:
                failed += 1
                click.echo(" ".join(str(error).split()), err=True)
            else:
                _echo_minutes(minutes, form, language or Language.JA)
    if failed:
        sys.exit(1)


def _echo_minutes(minutes: Minutes, form: str | None, language: Language) -> None:
    if form == "json":
        _echo_json(minutes_as_json(minutes))
    elif form is None:
        click.echo(render_minutes(minutes, WORDINGS[language]))


@main.command(epilog="Example: senrei ingest minutes/ --index senrei-index")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.html",
    help="Write a page that shows how each file was read: its text, coloured by turn.",
)
@reading_options
@language_option
@settings_options
def ingest(
    *,
    paths: tuple[Path, ...],
    report: Path | None,
    reading: Reading,
    language: Language | None,
    settings: Settings,
) -> None:
    """Add files, and folders with all that is in them, to the index.

    A file that has not changed is left as it is; a changed one replaces what the index held of it. A table of
    how well the files were read ends the run, on stderr.
    """
    files = files_of(paths)
    if report:
        _check_report(report, files)
    wording = WORDINGS[language or Language.JA]
    run = IngestRun(wording, reported=report is not None)
    with (
        open_index(settings.index, load_encoder(settings.encoder), create=True) as index,
        click.progressbar(
            files,
            file=sys.stderr,
            label="ingest",
            item_show_func=lambda path: path.name if path else None,
            hidden=not sys.stderr.isatty(),
        ) as in_turn,
    ):
        mark_files(index, files, closed=reading.closed)
        in_force = corrections_in_force(index)
        for outcome in ingest_files(index, in_turn, ocr=reading.ocr):
            run.add(outcome)
        lost = lost_corrections(index, in_force)
    for told in lost:
        click.echo(told, err=True)
    for failure in run.failures:
        click.echo(failure, err=True)
    done = [f"{result.value} {count}" for result, count in run.counts.items()]
    click.echo(f"{settings.index}: {', '.join([*done, f'failed {len(run.failures)}'])}")
    if run.read:
        click.echo(render_quality(run.read, run.unchanged, wording), err=True)
    if report:
        _write_report(report, run.report())
    if run.failures:
        sys.exit(1)


def _check_report(path: Path, files: Sequence[Path]) -> None:
    if not path.parent.is_dir():
        raise click.BadParameter(f"{path.parent} is no folder; make it first", param_hint="--report")
    if path.resolve() in {file.resolve() for file in files}:
        raise click.BadParameter(f"{path} is one of the files to ingest; name another", param_hint="--report")


def _write_report(path: Path, page: str) -> None:
    try:
        # Names of files need not be Unicode.
        path.write_text(page, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        problem = f"{path}: the report cannot be written ({error.strerror}); name another file"
        raise click.ClickException(problem) from error


@main.command(epilog="Example: senrei search AI-OCR --municipality 久留米市 -k 5")
@request_options(most=10, of="passages")
@settings_options
def search(*, request: Request, settings: Settings) -> None:
    """Find passages by meaning and by words."""
    with _open(settings) as index:
        for line in request.lines:
            started = time.perf_counter()
            hits = search_index(index, line.query, filters=line.filters, k=request.k)
            took_ms = round((time.perf_counter() - started) * 1000, 1)
            if request.as_json:
                _echo_json(hits_as_json(line, hits, took_ms))
            else:
                click.echo(render_hits(hits, WORDINGS[request.language or language_of(line.query)]))


@main.command(epilog="Example: senrei ask 他の審議会はAI-OCRをどう扱ったか --outcome approved_with_opinion")
@request_options(most=5, of="cases, except where every case of a sort is asked for")
@settings_options
def ask(*, request: Request, settings: Settings) -> None:
    """Answer a question with cases, their outcomes, and the words that prove them."""
    with _open(settings) as index:
        for line in request.lines:
            answer = answer_question(
                index, line.query, filters=line.filters, k=request.k, language=request.language
            )
            if request.as_json:
                _echo_json(answer_as_json(answer, line.qid))
            else:
                click.echo(render_answer(answer, WORDINGS[answer.language]))


@main.command(epilog="Example: senrei decisions --outcome 継続審議 --csv > continued.csv")
@click.option("--json", "form", flag_value="json", help="One JSON object a line.")
@click.option(
    "--csv", "form", flag_value="csv", help="CSV in UTF-8 with the byte order mark that Excel needs."
)
@language_option
@filter_options
@index_option
def decisions(*, form: str | None, language: Language | None, filters: Filters, folder: Path) -> None:
    """List every agenda item with its outcome."""
    with open_index(folder, None) as index:
        items = all_items(index, filters)
    if form == "json":
        for item in items:
            _echo_json(item_as_json(item))
    elif form == "csv":
        click.echo(items_as_csv(items).encode("utf-8-sig"), nl=False)
    else:
        click.echo(render_items(items, WORDINGS[language or Language.JA]))


@main.command(epilog="Example: senrei cases --municipality 白鷺野市 --outcome 継続審議")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@language_option
@filter_options
@index_option
def cases(*, as_json: bool, language: Language | None, filters: Filters, folder: Path) -> None:
    """List matters, each once however many meetings dealt with it, by their latest meeting."""
    with open_index(folder, None) as index:
        found = all_cases(index, filters)
    if as_json:
        for case in found:
            _echo_json(case_items_as_json(case))
    else:
        click.echo(render_cases(found, WORDINGS[language or Language.JA]))


@main.command(epilog="Example: senrei case 7aeb45ff")
@click.argument("case_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-k", type=click.IntRange(0, 100), default=5, show_default=True, help="The most similar cases.")
@language_option
@settings_options
def case(*, case_id: str, as_json: bool, k: int, language: Language | None, settings: Settings) -> None:
    """Follow one case through its meetings, and show similar cases of other municipalities.

    ID is as `senrei cases` prints it; its first characters will do.
    """
    with _open(settings) as index:
        items = case_of(index, case_id)
        similar = precedents(index, items, k)
    if as_json:
        _echo_json({**case_items_as_json(items), "precedents": [item_as_json(item) for item in similar]})
    else:
        click.echo(render_case(items, similar, WORDINGS[language or Language.JA]))


@main.command(epilog="Example: senrei status --index senrei-index")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@index_option
def status(*, as_json: bool, folder: Path) -> None:
    """Say what the index holds."""
    with open_index(folder, None) as index:
        held = index.status()
    if as_json:
        _echo_json({"index": str(folder), **dataclasses.asdict(held)})
    else:
        click.echo(render_status(held, str(folder)))


@main.command(epilog="Example: senrei remove minutes.pdf --index senrei-index")
@click.argument("docs", nargs=-1, required=True, metavar="DOC...")
@index_option
def remove(*, docs: tuple[str, ...], folder: Path) -> None:
    """Take documents out of the index, named by file name or path."""
    absent = 0
    with open_index(folder, None) as index:
        for doc in docs:
            if remove_document(index, doc):
                click.echo(f"removed {doc}")
            else:
                absent += 1
                click.echo(f"{doc}: not in the index {folder}; check the name", err=True)
    if absent:
        sys.exit(1)


@main.command(epilog="Example: senrei serve --index senrei-index --port 8501")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@allowance_options
@settings_options
def serve(*, port: int, host: str, allowance: Allowance, settings: Settings) -> None:
    """Serve the web page until Ctrl-C; without --editor or --access it changes nothing."""
    sys.exit(run_server(host, port, dataclasses.replace(settings, **dataclasses.asdict(allowance))))


for command in (correct, corrections, undo, evaluate, backup, restore):
    main.add_command(command)


def _open(settings: Settings) -> Index:
    return open_index(settings.index, load_encoder(settings.encoder))


def _echo_json(value: Mapping[str, object]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    main()
