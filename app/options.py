"""Options that several commands share, and what their values become."""

import datetime
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

from app import settings
from app.queries import QueryLine, read_queries
from app.settings import Settings
from app.wording import Language
from embeddings.model import PRECISIONS, EncoderSpec
from index.filters import Filters
from ingest.records import Outcome, Role

Command = Callable[..., None]
Option = Callable[[Command], Command]


class OutcomeType(click.ParamType[Outcome]):
    """An outcome by its key (``approved``) or its Japanese label (承認)."""

    name = "outcome"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Outcome:
        """The outcome of a key or a label; a usage error for anything else."""
        named = {o.label: o for o in Outcome} | {o.value: o for o in Outcome}
        if str(value) not in named:
            self.fail(f"{value!r} is no outcome; use one of {', '.join(Outcome)}", param, ctx)
        return named[str(value)]


class DayType(click.ParamType[str]):
    """A day as 2021-04-20."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day in ISO 8601; a usage error for anything else."""
        try:
            return datetime.date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2021-04-20", param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `search` and `ask` are to do.

    Attributes:
        lines: One question, or those of a file.
        k: The most results of one question.
        as_json: Print JSON.
        language: Of the report; None leaves it to the question.
    """

    lines: tuple[QueryLine, ...]
    k: int
    as_json: bool
    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How `ingest` is to take its files.

    Attributes:
        ocr: Read scanned PDFs by OCR.
        closed: Mark the files as closed minutes, take the mark away, or (None) leave it as it is.
    """

    ocr: bool
    closed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the page of `serve` lets its readers do; the attributes are those of `Settings`."""

    editor: str | None
    closed: bool
    access: Path | None


index_option: Option = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar=settings.INDEX,
    default=settings.DEFAULT_INDEX,
    show_default=f"./{settings.DEFAULT_INDEX}, or {settings.INDEX}",
    help="The folder of the index.",
)

language_option: Option = click.option(
    "--lang",
    "language",
    type=click.Choice(Language, case_sensitive=False),
    help="Language of the report.  [default: that of the question, or Japanese]",
)

_MODEL_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--model",
        envvar=settings.MODEL,
        default=EncoderSpec().model,
        show_default=True,
        help="Embedding model: a folder, or a name in the local Hugging Face cache.",
    ),
    click.option("--query-prompt", envvar=settings.QUERY_PROMPT, help="Put before queries, for --model."),
    click.option(
        "--passage-prompt", envvar=settings.PASSAGE_PROMPT, help="Put before passages, for --model."
    ),
    click.option(
        "--device", envvar=settings.DEVICE, default="auto", show_default=True, help="A torch device."
    ),
    click.option(
        "--precision",
        type=click.Choice(PRECISIONS),
        envvar=settings.PRECISION,
        default="auto",
        show_default=True,
        help="Of the model's arithmetic.",
    ),
)

_FILTER_OPTIONS: tuple[Option, ...] = (
    click.option("--municipality", multiple=True, metavar="NAME", help="Whole name or a part; repeatable."),
    click.option("--council", multiple=True, metavar="NAME", help="Whole name or a part; repeatable."),
    click.option("--from", "date_from", type=DayType(), help="First day of the meeting."),
    click.option("--to", "date_to", type=DayType(), help="Last day of the meeting."),
    click.option("--outcome", multiple=True, type=OutcomeType(), help="Key or Japanese label; repeatable."),
    click.option(
        "--speaker-role",
        multiple=True,
        type=click.Choice(Role, case_sensitive=False),
        help="Only what these said; repeatable.",
    ),
)


def settings_options(command: Command) -> Command:
    """``--index``, ``--model`` and how to run it, given to the command as `settings`."""

    @functools.wraps(command)
    def with_settings(*, folder: Path, model: str, **values: object) -> None:
        names = ("query_prompt", "passage_prompt", "device", "precision")
        spec = EncoderSpec(model=model, **{name: values.pop(name) for name in names})  # type: ignore[arg-type]
        command(settings=Settings(index=folder, encoder=spec), **values)

    return index_option(with_options(with_settings, _MODEL_OPTIONS))


def reading_options(command: Command) -> Command:
    """``--ocr`` and ``--closed``, given to the command as `reading`."""
    options: tuple[Option, ...] = (
        click.option(
            "--ocr", is_flag=True, help="Read scanned PDFs with ocrmypdf or Tesseract, if installed."
        ),
        click.option(
            "--closed/--not-closed",
            default=None,
            help="Mark the files as closed minutes (非公開), which the page shows only to those allowed, "
            "or take the mark away.  [default: leave it as it is]",
        ),
    )

    @functools.wraps(command)
    def with_reading(*, ocr: bool, closed: bool | None, **values: object) -> None:
        command(reading=Reading(ocr=ocr, closed=closed), **values)

    return with_options(with_reading, options)


def allowance_options(command: Command) -> Command:
    """``--editor``, ``--closed`` and ``--access``, given to the command as `allowance`."""
    options: tuple[Option, ...] = (
        click.option("--editor", metavar="NAME", help="Let the page correct outcomes, in this name."),
        click.option("--closed", is_flag=True, help="Show minutes that were ingested with --closed, too."),
        click.option(
            "--access",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE.toml",
            help="Ask for a sign-in (OpenID Connect): the file names the provider, and who may read, correct "
            "and see closed minutes.",
        ),
    )

    @functools.wraps(command)
    def with_allowance(*, editor: str | None, closed: bool, access: Path | None, **values: object) -> None:
        if editor is not None and not editor.strip():
            raise click.BadParameter("give a name", param_hint="--editor")
        if access and (editor or closed):
            raise click.UsageError("with --access, its file says who may correct and see closed minutes")
        command(allowance=Allowance(editor=editor, closed=closed, access=access), **values)

    return with_options(with_allowance, options)


def filter_options(command: Command) -> Command:
    """The filters of a search, given to the command as `filters`."""

    @functools.wraps(command)
    def with_filters(*, date_from: str | None, date_to: str | None, **values: object) -> None:
        if date_from and date_to and date_from > date_to:
            raise click.UsageError(f"--from {date_from} is later than --to {date_to}")
        names = ("municipality", "council", "outcome", "speaker_role")
        chosen = {name: values.pop(name) for name in names}
        filters = Filters(date_from=date_from, date_to=date_to, **chosen)  # type: ignore[arg-type]
        command(filters=filters, **values)

    return with_options(with_filters, _FILTER_OPTIONS)


def request_options(most: int, of: str) -> Option:
    """The question or the file of questions, filters, ``--json``, ``-k`` and ``--lang``, as `request`."""
    options: tuple[Option, ...] = (
        click.argument("query", nargs=-1),
        click.option(
            "--queries",
            type=click.File(encoding="utf-8-sig"),
            metavar="FILE.jsonl",
            help='Instead of QUERY, one {"query", "qid", "filters"} a line; prints one JSON object a line.',
        ),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option(
            "-k", type=click.IntRange(min=1), default=most, show_default=True, help=f"The most {of}."
        ),
        language_option,
    )

    def with_request(command: Command) -> Command:
        @filter_options
        @functools.wraps(command)
        def with_lines(
            *, query: tuple[str, ...], queries: TextIO | None, filters: Filters, **values: object
        ) -> None:
            names = ("k", "as_json", "language")
            chosen = {name: values.pop(name) for name in names}
            chosen["as_json"] = chosen["as_json"] or queries is not None
            lines = tuple(_lines(query, queries, filters))
            command(request=Request(lines=lines, **chosen), **values)  # type: ignore[arg-type]

        return with_options(with_lines, options)

    return with_request


def _lines(query: tuple[str, ...], queries: TextIO | None, filters: Filters) -> list[QueryLine]:
    text = " ".join(query).strip()
    if bool(text) == (queries is not None):
        raise click.UsageError("give either a question or --queries FILE.jsonl")
    if queries is None:
        return [QueryLine(query=text, filters=filters, qid=None)]
    return read_queries(queries, filters, queries.name)


def with_options(command: Command, options: Sequence[Option]) -> Command:
    """The command with these options, in this order."""
    # click lists options in the order in which decorators are read: the reverse of their application.
    for option in reversed(options):
        command = option(command)
    return command
