"""What a search finds, beside fixed chunks of the same documents with the same model, in one run."""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from embeddings.model import load_encoder
from index.evaluate import ALL_KINDS, CONFIGURATIONS, Found, KindFigures, figures_by_kind, retrieve, score
from index.filters import Filters
from index.judgements import JudgedQuestion, read_judgements
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.read import SUFFIXES
from ingest.records import Meeting, Minutes, Segment, Turn, TurnKind

DESCRIPTION = """\
Finds the passages that people judged relevant, in five ways over the same documents:

  chunks dense   400-character chunks with 50 overlap, by meaning: the baseline
  chunks BM25    the same chunks, by words
  chunks RRF     both by reciprocal rank fusion (Cormack et al. 2009), k = 60
  BM25           Senrei's passages, by words alone
  Senrei         the search of the product

Columns: means over the questions, and nDCG@10 as a multiple of the baseline's in this run.
With --corpus-index, an index made before, its questions are put to BM25 and to Senrei only.
"""
_CHUNK, _OVERLAP = 400, 50
_RRF = 60
_DEPTH = 60
SHOWN = ("ndcg10", "success1", "success5", "success10", "mrr10")


def chunked(minutes: Minutes) -> Minutes:
    """The same document as fixed chunks of its text, nothing known of speakers and items."""
    text = minutes.source.text
    starts = range(0, max(1, len(text) - _OVERLAP), _CHUNK - _OVERLAP)
    turns = [
        Turn(
            n=n,
            kind=TurnKind.SPEECH,
            text=text[start : start + _CHUNK],
            span=(start, min(start + _CHUNK, len(text))),
            segments=(Segment(text_start=0, source_start=start, length=len(text[start : start + _CHUNK])),),
        )
        for n, start in enumerate(starts, start=1)
    ]
    return replace(minutes, meetings=(Meeting(id="m1", turns=tuple(turns)),))


def fused(index: Index, query: str, filters: Filters, k: int) -> Sequence[Found]:
    """Reciprocal rank fusion of the searches by meaning and by words."""
    points: dict[tuple[str, tuple[int, int]], float] = {}
    by_place: dict[tuple[str, tuple[int, int]], Found] = {}
    for name in ("dense", "lexical"):
        for rank, found in enumerate(CONFIGURATIONS[name](index, query, filters, _DEPTH), start=1):
            place = found.doc, found.span
            by_place[place] = found
            points[place] = points.get(place, 0.0) + 1 / (_RRF + rank)
    return [by_place[place] for place in sorted(points, key=lambda place: -points[place])[:k]]


def measured(index: Index, questions: Sequence[JudgedQuestion], way: str) -> KindFigures:
    """The measures of one way to search, over all questions."""
    searcher = fused if way == "rrf" else CONFIGURATIONS[way]
    scored = score([retrieve(index, question, searcher) for question in questions])
    return next(one for one in figures_by_kind(scored) if one.kind == ALL_KINDS)


def show(rows: Mapping[str, KindFigures]) -> None:
    """Print a table; the first row is the baseline."""
    print(f"{'':16}" + "".join(f"{name:>11}" for name in SHOWN) + f"{'x baseline':>12}")
    baseline = next(iter(rows.values())).figures["ndcg10"].value
    for name, row in rows.items():
        figures = "".join(f"{row.figures[measure].value:11.3f}" for measure in SHOWN)
        print(f"{name:16}{figures}{row.figures['ndcg10'].value / baseline:12.2f}")


def compare_on_documents(documents: Path, questions_file: Path) -> None:
    """Index a folder in both ways and put the questions to all."""
    files = sorted(path for path in documents.iterdir() if path.suffix in SUFFIXES)
    questions = read_judgements(questions_file)
    encoder = load_encoder()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_index(Path(folder, "chunks"), encoder, create=True) as chunks,
        open_index(Path(folder, "ours"), encoder, create=True) as ours,
    ):
        for path in files:
            minutes = parse_file(path)
            ingest_minutes(chunks, chunked(minutes))
            ingest_minutes(ours, minutes)
        show(
            {
                "chunks dense": measured(chunks, questions, "dense"),
                "chunks BM25": measured(chunks, questions, "lexical"),
                "chunks RRF": measured(chunks, questions, "rrf"),
                "BM25": measured(ours, questions, "lexical"),
                "Senrei": measured(ours, questions, "hybrid"),
            }
        )


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(
        description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=Path, default=Path("samples"), help="a folder of minutes")
    parser.add_argument(
        "--questions", type=Path, default=Path("tests/data/samples.questions.jsonl"), help="judged questions"
    )
    parser.add_argument("--corpus-index", type=Path, help="an index that is there, of a large corpus")
    parser.add_argument("--corpus-questions", type=Path, help="judged questions on it")
    options = parser.parse_args()
    compare_on_documents(options.documents, options.questions)
    if options.corpus_index and options.corpus_questions:
        questions = read_judgements(options.corpus_questions)
        with open_index(options.corpus_index, load_encoder()) as corpus:
            show(
                {
                    "BM25": measured(corpus, questions, "lexical"),
                    "Senrei": measured(corpus, questions, "hybrid"),
                }
            )


if __name__ == "__main__":
    main()
