"""The measures against values worked by hand, and the searches that are compared."""

import importlib.util
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import ModuleType

import numpy as np
import pytest

from embeddings.model import Encoder
from index.bootstrap import difference_figure, mean_figure
from index.evaluate import (
    CONFIGURATIONS,
    Found,
    QuestionScore,
    Retrieved,
    absent_documents,
    differences_by_kind,
    figures_by_kind,
    latency_ms,
    relevant_texts,
    retrieve,
    score,
    worst,
)
from index.filters import Filters
from index.judgements import JudgedQuestion, RelevantPassage, TurnRef, read_judgements
from index.search import Index, open_index, search
from index.terms import search_terms
from ingest.records import Span

ANYWHERE = Filters()


def place(span: Span | None, grade: int = 2, *, quote: str = "", doc: str = "a.txt") -> RelevantPassage:
    return RelevantPassage(doc=doc, span=span, quote=quote, grade=grade)


def question(
    *passages: RelevantPassage,
    turns: Sequence[TurnRef] = (),
    excluded: Sequence[TurnRef] = (),
    qid: str = "q",
    kind: str = "natural",
    unanswerable: bool = False,
) -> JudgedQuestion:
    return JudgedQuestion(
        qid=qid,
        query="問い",
        kind=kind,
        filters=ANYWHERE,
        scope=ANYWHERE,
        passages=passages,
        turns=tuple(turns),
        excluded=tuple(excluded),
        unanswerable=unanswerable,
    )


def found(start: int, end: int, *, doc: str = "a.txt", turn: int | None = 1, text: str = "") -> Found:
    return Found(doc=doc, meeting_id="m1", turn=turn, span=(start, end), text=text)


def scored(asked: JudgedQuestion, *passages: Found) -> QuestionScore:
    return score([Retrieved(question=asked, found=passages, took_ms=1)])[0]


def test_graded_places_are_measured_as_by_hand() -> None:
    asked = question(place((0, 10)), place((100, 110), grade=1), place((200, 210)))
    measured = scored(asked, found(500, 510), found(100, 110), found(0, 10))
    # Gains 1 and 3 at ranks 2 and 3; at best 3, 3, 1.
    gained = 1 / math.log2(3) + 3 / math.log2(4)
    best = 3 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert measured.measures == pytest.approx(
        {
            "ndcg10": gained / best,
            "recall20": 2 / 3,
            "success1": 0,
            "success5": 1,
            "success10": 1,
            "mrr10": 1 / 3,
        }
    )
    assert measured.ranks == {2, 3}


def test_a_place_counts_once_and_what_leads_to_an_answer_is_no_success() -> None:
    asked = question(place((0, 10)), place((100, 110), grade=1))
    measured = scored(asked, found(100, 110), found(0, 10), found(0, 10), found(100, 110))
    assert measured.ranks == {1, 2}
    assert measured.measures["success1"] == 0
    assert measured.measures["mrr10"] == 0.5
    best = 3 + 1 / math.log2(3)
    assert measured.measures["ndcg10"] == pytest.approx((1 + 3 / math.log2(3)) / best)


def test_a_passage_that_shows_two_places_counts_for_the_better_one() -> None:
    measured = scored(question(place((0, 4), grade=1), place((5, 9))), found(0, 10))
    assert measured.measures["success1"] == 1
    assert measured.measures["recall20"] == 0.5


@pytest.mark.parametrize(
    ("span", "doc", "covers"),
    [
        ((5, 15), "a.txt", True),
        ((6, 16), "a.txt", False),
        ((0, 1000), "a.txt", True),
        ((8, 12), "a.txt", True),
        ((10, 20), "a.txt", False),
        ((0, 10), "b.txt", False),
    ],
)
def test_half_of_the_shorter_one_must_be_shared(span: Span, doc: str, *, covers: bool) -> None:
    assert bool(scored(question(place((0, 10))), found(*span, doc=doc)).ranks) is covers


def test_a_quote_is_found_in_the_words_of_a_passage() -> None:
    asked = question(place(None, quote="14日間保存する"))
    assert scored(asked, found(0, 9, text="映像は１４ 日間\n保存する。")).ranks == {1}
    assert scored(asked, found(0, 9, text="4日間保存する")).ranks == {1}
    assert not scored(asked, found(0, 9, text="保存")).ranks


def test_after_the_tenth_place_nothing_counts_but_recall() -> None:
    others = [found(1000 + 20 * n, 1010 + 20 * n) for n in range(10)]
    measured = scored(question(place((0, 10))), *others, found(0, 10)).measures
    assert measured == {
        "ndcg10": 0, "recall20": 1, "success1": 0, "success5": 0, "success10": 0, "mrr10": 0
    }  # fmt: skip


def test_turns_count_once_and_the_questions_own_are_left_out() -> None:
    asked = question(
        turns=[TurnRef(doc=None, meeting_id="m1", turn=n) for n in (3, 4)],
        excluded=[TurnRef(doc=None, meeting_id="m1", turn=1)],
    )
    measured = scored(
        asked,
        found(0, 9, turn=1),
        found(10, 19, turn=2),
        found(20, 29, turn=2),
        found(30, 39, turn=3),
        found(40, 49, turn=3),
    )
    assert [one.turn for one in measured.ranked] == [2, 3]
    assert measured.measures["mrr10"] == 0.5
    assert measured.measures["recall20"] == 0.5
    elsewhere = question(turns=[TurnRef(doc="b.txt", meeting_id="m1", turn=3)])
    assert not scored(elsewhere, found(0, 9, turn=3)).ranks


def test_kinds_differences_and_the_worst() -> None:
    hit, miss = found(0, 10), found(50, 60)
    asked = [question(place((0, 10)), qid=f"q{n}", kind="kn"[n > 1]) for n in range(4)]
    asked.append(question(qid="u", unanswerable=True))
    first = score([Retrieved(question=q, found=(hit,), took_ms=1) for q in asked])
    second = score(
        [Retrieved(question=q, found=(hit,) if n else (miss,), took_ms=1) for n, q in enumerate(asked)]
    )
    figures = {one.kind: one for one in figures_by_kind(second)}
    assert [(one.kind, one.questions) for one in figures.values()] == [("k", 2), ("n", 2), ("all", 4)]
    assert [figures[kind].figures["success1"].value for kind in ("k", "n", "all")] == [0.5, 1, 0.75]
    differences = {one.kind: one.figures["ndcg10"] for one in differences_by_kind(first, second)}
    assert differences["n"] == mean_figure([0, 0])
    assert differences["all"] == difference_figure([1, 1, 1, 1], [0, 1, 1, 1])
    assert [one.retrieved.question.qid for one in worst(second, 5)] == ["q0"]
    assert worst(first, 5) == []
    assert figures_by_kind([]) == []


def test_intervals_agree_with_an_exact_enumeration() -> None:
    # Of two questions, one right: the mean of a draw is 0, 0.5 or 1, each extreme in a quarter of the draws.
    figure = mean_figure([0, 1])
    assert (figure.value, figure.low, figure.high) == (0.5, 0, 1)
    # A pair that always differs alike has no spread, however its questions differ.
    values = [Random(1).random() for _ in range(30)]
    apart = difference_figure([value + 0.25 for value in values], values)
    assert apart.low == pytest.approx(0.25)
    assert apart.high == pytest.approx(0.25)
    # About mean ± 1.96 standard errors where there are many.
    many = [float(n % 2) for n in range(400)]
    figure = mean_figure(many)
    assert figure.low == pytest.approx(0.5 - 1.96 * 0.5 / 20, abs=0.006)
    assert figure.high == pytest.approx(0.5 + 1.96 * 0.5 / 20, abs=0.006)
    assert mean_figure([0.3]).low is None
    with pytest.raises(ValueError, match="no values"):
        mean_figure([])


def test_latency_is_the_median_and_the_nearest_rank() -> None:
    answered = [Retrieved(question=question(), found=(), took_ms=float(ms)) for ms in range(20, 0, -1)]
    assert latency_ms(answered) == (10.5, 19)


@pytest.fixture(scope="module")
def index(sample_index: Path, encoder: Encoder) -> Iterator[Index]:
    with open_index(sample_index, encoder) as opened:
        yield opened


def test_the_hybrid_configuration_is_the_search_itself(index: Index) -> None:
    hits = search(index, "防犯カメラ", filters=ANYWHERE, k=10)
    ours = CONFIGURATIONS["hybrid"](index, "防犯カメラ", ANYWHERE, 10)
    assert [(one.doc, one.span, one.text) for one in ours] == [(hit.doc, hit.span, hit.text) for hit in hits]


def test_the_dense_configuration_goes_by_cosine_alone(index: Index, encoder: Encoder) -> None:
    query = "録画はどのくらい残すか"
    best = CONFIGURATIONS["dense"](index, query, ANYWHERE, 10)
    ids, vectors = index.store.vectors()
    cosines = dict(zip(ids.tolist(), vectors @ encoder.encode_query(query), strict=True))
    texts = {row["text"]: row["vector"] for row in index.store.rows("SELECT text, vector FROM passage")}
    scores = [cosines[texts[one.text]] for one in best]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(max(cosines.values()))


def test_the_lexical_configuration_goes_by_words_alone(index: Index) -> None:
    best = CONFIGURATIONS["lexical"](index, "マンホール蓋", ANYWHERE, 20)
    first = index.lexical.search(search_terms("マンホール蓋"), 1)[0][0]
    assert best[0].text == index.store.rows("SELECT text FROM passage WHERE id = ?", (first,))[0]["text"]
    assert CONFIGURATIONS["lexical"](index, "ジルコニウム", ANYWHERE, 20) == []


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_configuration_keeps_to_filters_and_repeats_nothing(index: Index, name: str) -> None:
    here = Filters(municipality=("霧沢町",), date_from="2024-01-01")
    best = CONFIGURATIONS[name](index, "AI-OCRの審議", here, 20)
    assert {one.doc for one in best} == {"霧沢町情報公開・個人情報保護審査会_令和5年度第3回.docx"}
    assert len({one.span for one in best}) == len(best)
    assert CONFIGURATIONS[name](index, "AI-OCR", Filters(municipality=("ない町",)), 20) == []


def test_what_the_index_lacks_and_what_should_be_found_is_told(index: Index) -> None:
    doc = "楓ノ台市デジタル化推進懇談会_令和5年度第2回.html"
    there = question(place(None, quote="年間で約1,100時間を削減した", doc=doc))
    absent = question(place((0, 5)), turns=[TurnRef(doc=None, meeting_id="m99", turn=1)])
    assert absent_documents(index, [there]) == []
    assert absent_documents(index, [there, absent]) == ["a.txt", "m99"]
    assert ["約1,100時間" in one.text for one in relevant_texts(index, there, 3)] == [True]
    by_turn = question(turns=[TurnRef(doc=doc, meeting_id="m1", turn=3)])
    assert ["約1,100時間" in one.text for one in relevant_texts(index, by_turn, 3)] == [True]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    """The scorer that acceptance goes by."""
    spec = importlib.util.spec_from_file_location("scorer", shared / "tools" / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
def test_the_measures_are_those_of_the_acceptance_scorer(shared: Path, scorer: ModuleType) -> None:
    """On rankings drawn at random around the real judgements, which touch most of the rules."""
    path = shared / "gold" / "queries.dev.jsonl"
    lines = {line["qid"]: line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    draw = Random(5)
    for asked in read_judgements(path):
        if asked.unanswerable:
            continue
        spans = [p.span for p in asked.passages if p.span]
        drawn = [
            (max(0, start + draw.randint(-40, 40)), end + draw.randint(-20, 60))
            for start, end in draw.choices(spans, k=15)
        ]
        hits = [found(a, max(a + 1, b), doc=asked.passages[0].doc) for a, b in drawn]
        ndcg, first = scorer.rank_metrics(
            lines[asked.qid], [{"doc": hit.doc, "span": [*hit.span]} for hit in hits]
        )
        measured = scored(asked, *hits).measures
        assert measured["ndcg10"] == pytest.approx(ndcg), asked.qid
        assert measured["success5"] == (first is not None and first < 5)
        assert measured["mrr10"] == pytest.approx(0 if first is None else 1 / (first + 1))


def test_retrieving_takes_the_time_and_the_scope(index: Index) -> None:
    asked = JudgedQuestion(
        qid="q",
        query="AI-OCR",
        kind="k",
        filters=ANYWHERE,
        scope=Filters(date_from="2024-01-01", date_to="2024-03-31"),
        turns=(TurnRef(doc=None, meeting_id="m1", turn=1),),
    )
    scoped = retrieve(index, asked, CONFIGURATIONS["hybrid"], scoped=True)
    assert scoped.took_ms > 0
    assert all(one.date and "2024-01-01" <= one.date <= "2024-03-31" for one in scoped.found)
    everywhere = retrieve(index, asked, CONFIGURATIONS["hybrid"])
    assert len({one.doc for one in everywhere.found}) > len({one.doc for one in scoped.found}) > 0
    assert np.isfinite(everywhere.took_ms)
