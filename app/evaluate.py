"""The command `eval`: how well the search finds what people judged relevant."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from app.answers import answer_question
from app.evaluation_record import AnswerShares, Run, evaluation_as_json, save_evaluation
from app.options import language_option, settings_options
from app.render_evaluation import render_evaluation
from app.settings import Settings
from app.wording import WORDINGS, Language
from embeddings.model import Encoder, load_encoder
from index.evaluate import CONFIGURATIONS, Retrieved, absent_documents, retrieve
from index.filters import Filters
from index.judgements import JudgedQuestion, read_judgements
from index.search import Index, open_index

_DEFAULT = "hybrid"


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the one or two searches that are evaluated."""

    configuration: str
    index: Index
    answered: list[Retrieved]


@click.command("eval", epilog="Example: senrei eval questions.jsonl --compare hybrid lexical")
@click.argument("questions", type=click.Path(path_type=Path, dir_okay=False), metavar="QUESTIONS.jsonl")
@click.option(
    "--config",
    type=click.Choice([*CONFIGURATIONS]),
    default=_DEFAULT,
    show_default=True,
    help="The search to evaluate: ours, by meaning only, or by words only (BM25).",
)
@click.option(
    "--compare",
    nargs=2,
    type=click.Choice([*CONFIGURATIONS]),
    metavar="A B",
    help="Evaluate two searches and their difference.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Evaluate a second index, too, and the difference of the first and it.",
)
@click.option("--scoped", is_flag=True, help="Search within each question's own period (scope).")
@click.option("--worst", type=click.IntRange(0), default=5, show_default=True, help="Questions to look at.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@language_option
@settings_options
def evaluate(  # noqa: PLR0913  # each an option of the command
    *,
    questions: Path,
    config: str,
    compare: tuple[str, str] | None,
    against: Path | None,
    scoped: bool,
    worst: int,
    as_json: bool,
    language: Language | None,
    settings: Settings,
) -> None:
    r"""Measure how well the search finds what people judged relevant.

    QUESTIONS.jsonl holds one question a line, with what should be found:

    \b
    {"qid": "q1", "kind": "natural", "query": "…", "relevant":
      [{"doc": "a.txt", "quote": "…", "grade": 2}]}
    {"qid": "q2", "kind": "agenda", "query": "…", "gold":
      [{"doc": "a.txt", "meeting_id": "m1", "turns": [3, 5]}]}
    {"qid": "q3", "kind": "none", "query": "…", "unanswerable": true}

    The quote is copied from the minutes; instead of it, "span" takes offsets into what `senrei parse FILE
    --text` prints. Grade 2 (taken where none is given) answers the question, 1 leads to the answer. Turns are
    numbered as in `senrei parse FILE --json`. "exclude" (like "gold") names turns to leave out, "scope":
    {"date_from", "date_to"} the question's own period, "filters" those of `senrei search`.

    The page shows the last evaluation of its index.
    """
    if compare and against:
        raise click.UsageError("give either --compare or --against")
    judged = read_judgements(questions)
    with ExitStack() as stack:
        indexes = _opened(stack, settings, against)
        names = compare or (config,) * len(indexes)
        sides = [_Side(name, indexes[min(at, len(indexes) - 1)], []) for at, name in enumerate(names)]
        if absent := absent_documents(indexes[0], judged):
            told = WORDINGS[Language.EN].evaluation.not_in_index.format(names=", ".join(absent))
            click.echo(f"{questions}: {told}", err=True)
        _put(judged, sides, scoped=scoped)
        evaluation = evaluation_as_json(
            questions,
            [Run(configuration=s.configuration, index=s.index, answered=s.answered) for s in sides],
            scoped=scoped,
            worst_count=worst,
            answers=_answer_shares(indexes[0], judged),
        )
        evaluation["not_in_index"] = absent
    _keep(settings.index, evaluation)
    if as_json:
        click.echo(json.dumps(evaluation, ensure_ascii=False))
    else:
        click.echo(render_evaluation(evaluation, WORDINGS[language or Language.JA]))


def _opened(stack: ExitStack, settings: Settings, against: Path | None) -> list[Index]:
    """The index, and the one to compare it with, each with the model that it was built with."""
    encoder = load_encoder(settings.encoder)
    indexes = [stack.enter_context(open_index(settings.index, encoder))]
    if against is not None:
        other = stack.enter_context(open_index(against, None))
        other.use_encoder(_encoder_of(other, encoder))
        indexes.append(other)
    for index in indexes:
        index.encoder.load()
    return indexes


def _encoder_of(index: Index, encoder: Encoder) -> Encoder:
    """The encoder, or that of the index's own model where it was built with another."""
    built_with = index.store.manifest
    if built_with is None or built_with.fingerprint == encoder.fingerprint:
        return encoder
    spec = dataclasses.replace(encoder.spec, model=built_with.model, query_prompt=None, passage_prompt=None)
    return load_encoder(spec)


def _put(questions: Sequence[JudgedQuestion], sides: Iterable[_Side], *, scoped: bool) -> None:
    """Put every question to every side in turn, so that other work on the machine slows them alike."""
    for side in sides:
        # What a first search loads is no part of its time.
        CONFIGURATIONS[side.configuration](side.index, questions[0].query, Filters(), 1)
    with click.progressbar(
        questions, file=sys.stderr, label="search", hidden=not sys.stderr.isatty()
    ) as in_turn:
        for question in in_turn:
            for side in sides:
                searcher = CONFIGURATIONS[side.configuration]
                side.answered.append(retrieve(side.index, question, searcher, scoped=scoped))


def _answer_shares(index: Index, questions: Sequence[JudgedQuestion]) -> AnswerShares | None:
    """How often the product answered, where the file holds questions that it should not answer."""
    unanswerable = sum(question.unanswerable for question in questions)
    if not unanswerable:
        return None
    abstained = answered = 0
    with click.progressbar(
        questions, file=sys.stderr, label="answer", hidden=not sys.stderr.isatty()
    ) as in_turn:
        for question in in_turn:
            was_answered = answer_question(index, question.query, filters=question.filters).answered
            answered += was_answered and not question.unanswerable
            abstained += question.unanswerable and not was_answered
    return AnswerShares(
        unanswerable=unanswerable,
        abstained=abstained,
        answerable=len(questions) - unanswerable,
        answered=answered,
    )


def _keep(folder: Path, evaluation: dict[str, object]) -> None:
    try:
        save_evaluation(folder, evaluation)
    except OSError as error:
        click.echo(f"{folder}: not kept for the page ({error.strerror})", err=True)
