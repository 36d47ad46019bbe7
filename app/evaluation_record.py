"""An evaluation as JSON: what `senrei eval --json` prints, and what the index folder keeps for the page.

Keys may be added, never renamed.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.contract import Json
from index.evaluate import (
    Found,
    KindFigures,
    QuestionScore,
    Retrieved,
    differences_by_kind,
    figures_by_kind,
    latency_ms,
    relevant_texts,
    score,
    worst,
)
from index.search import Index

# Kept beside the index; the last evaluation takes the place of the one before.
_FILE = "evaluation.json"
_VERSION = 1
# What is shown of a question to look at: texts that answer it, and passages that came first instead.
_EXPECTED = 2
_SHOWN = 3
_TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The questions put to one configuration of one index."""

    configuration: str
    index: Index
    answered: Sequence[Retrieved]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShares:
    """How often the product's answers were right to come: of all questions of a file, by sort.

    Attributes:
        abstained: Unanswerable questions that got no answer, as they should.
        answered: The others that got an answer, whichever it was.
    """

    unanswerable: int
    abstained: int
    answerable: int
    answered: int


def evaluation_as_json(
    questions: Path, runs: Sequence[Run], *, scoped: bool, worst_count: int, answers: AnswerShares | None
) -> Json:
    """What was measured: of one run, or of two and their difference.

    Args:
        questions: The file of questions.
        runs: The first is the one whose questions to look at are listed.
        scoped: Whether the questions were put within their own scope.
        worst_count: The most questions to look at.
        answers: Where the file holds unanswerable questions.
    """
    scores = [score(run.answered) for run in runs]
    return {
        "version": _VERSION,
        "questions_file": questions.name,
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "scoped": scoped,
        "runs": [_run(run, of_run) for run, of_run in zip(runs, scores, strict=True)],
        "difference": _kinds(differences_by_kind(scores[0], scores[1])) if len(runs) > 1 else None,
        "answers": asdict(answers) if answers else None,
        "worst": [_looked_at(runs[0].index, one) for one in worst(scores[0], worst_count)],
    }


def save_evaluation(folder: Path, evaluation: Mapping[str, object]) -> None:
    """Keep an evaluation with an index.

    Raises:
        OSError: The folder cannot be written to.
    """
    path = folder / _FILE
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(evaluation, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def last_evaluation(folder: Path) -> Json | None:
    """The evaluation that an index folder keeps; None where it keeps none, or one of another version."""
    try:
        found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("version") == _VERSION else None


def _run(run: Run, scores: Sequence[QuestionScore]) -> Json:
    median, slow = latency_ms(run.answered)
    built_with = run.index.store.manifest
    return {
        "configuration": run.configuration,
        "index": str(run.index.store.folder),
        "model": built_with.model if built_with else None,
        "latency_ms": {"p50": round(median, 2), "p95": round(slow, 2)},
        "kinds": _kinds(figures_by_kind(scores)),
        "questions": [
            {
                "qid": one.retrieved.question.qid,
                "kind": one.retrieved.question.kind,
                **{name: round(value, 4) for name, value in one.measures.items()},
                "took_ms": round(one.retrieved.took_ms, 2),
            }
            for one in scores
        ],
    }


def _kinds(kinds: Iterable[KindFigures]) -> list[Json]:
    return [
        {
            "kind": one.kind,
            "questions": one.questions,
            **{
                name: {part: None if v is None else round(v, 4) for part, v in asdict(figure).items()}
                for name, figure in one.figures.items()
            },
        }
        for one in kinds
    ]


def _looked_at(index: Index, one: QuestionScore) -> Json:
    question = one.retrieved.question
    return {
        "qid": question.qid,
        "kind": question.kind,
        "query": question.query,
        "ndcg10": round(one.measures["ndcg10"], 4),
        "first_relevant": min(one.ranks, default=None),
        "expected": [_passage(found) for found in relevant_texts(index, question, _EXPECTED)],
        "found": [
            {"rank": rank, "relevant": rank in one.ranks, **_passage(found)}
            for rank, found in enumerate(one.ranked[:_SHOWN], start=1)
        ],
    }


def _passage(found: Found) -> Json:
    text = found.text if len(found.text) <= _TEXT_LENGTH else f"{found.text[:_TEXT_LENGTH]}…"
    return {"doc": found.doc, "date": found.date, "speaker": found.speaker, "text": text}
