"""Retrieval must not get worse: floors under the figures of `senrei eval`.

The floors stand a little below what was measured when they were last set. After a change that makes search
better, raise them: put the figure that a run of these tests prints (``pytest -rP``) less 0.02 in their place.
Never lower them to let a change pass.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.evaluate import ALL_KINDS, CONFIGURATIONS, KindFigures, figures_by_kind, retrieve, score
from index.judgements import folded, read_judgements
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.parse import parse_file

QUESTIONS = Path(__file__).parent / "data" / "samples.questions.jsonl"
# Questions on samples/.
SAMPLES_FLOORS = {"ndcg10": 0.82, "recall20": 0.96, "success5": 0.95, "mrr10": 0.79}
# Questions on five real minutes.
REAL_FLOORS = {"ndcg10": 0.76, "recall20": 0.74, "success5": 0.92, "mrr10": 0.84}
# What the search must gain over its better half.
LEAST_GAIN_OF_BOTH = 0.0


def measured(index: Index, questions: Path, configuration: str = "hybrid") -> KindFigures:
    answered = [retrieve(index, one, CONFIGURATIONS[configuration]) for one in read_judgements(questions)]
    (figures,) = (one for one in figures_by_kind(score(answered)) if one.kind == ALL_KINDS)
    print(configuration, {name: round(figure.value, 3) for name, figure in figures.figures.items()})  # noqa: T201
    return figures


def below(figures: KindFigures, floors: Mapping[str, float]) -> dict[str, float]:
    reached = {name: figure.value for name, figure in figures.figures.items()}
    return {name: reached[name] for name, floor in floors.items() if reached[name] < floor}


def test_the_samples_questions_find_their_passages(sample_index: Path, encoder: Encoder) -> None:
    with open_index(sample_index, encoder) as index:
        figures = {name: measured(index, QUESTIONS, name) for name in CONFIGURATIONS}
    assert below(figures["hybrid"], SAMPLES_FLOORS) == {}
    alone = max(figures[name].figures["ndcg10"].value for name in ("dense", "lexical"))
    assert figures["hybrid"].figures["ndcg10"].value >= alone + LEAST_GAIN_OF_BOTH


def test_every_judgement_on_the_samples_stands_in_them(sample_index: Path, encoder: Encoder) -> None:
    """A quote that is in no passage would count as a miss for ever."""
    with open_index(sample_index, encoder) as index:
        for question in read_judgements(QUESTIONS):
            for passage in question.passages:
                rows = index.store.rows(
                    "SELECT passage.text FROM passage JOIN meeting ON meeting.id = passage.meeting "
                    "JOIN document ON document.id = meeting.document WHERE document.doc = ?",
                    (passage.doc,),
                )
                assert any(passage.quote in folded(row["text"]) for row in rows), (question.qid, passage)


@pytest.mark.shared
def test_questions_on_real_minutes_find_their_passages(
    shared: Path, encoder: Encoder, tmp_path: Path
) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        for path in sorted((shared / "seeds").iterdir()):
            ingest_minutes(index, parse_file(path))
        figures = measured(index, shared / "gold" / "queries.dev.jsonl")
    assert below(figures, REAL_FLOORS) == {}
