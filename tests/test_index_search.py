from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.model import Encoder, EncoderSpec, load_encoder
from index.errors import ManifestMismatchError, StoreNotFoundError
from index.ranking import fuse, lead
from index.search import Index, open_index, search
from index.update import ingest_minutes
from ingest.records import Role
from tests.index_minutes import camera_minutes, library_minutes, second_meeting

_Scores = dict[int, tuple[float, float]]
_SCORES = st.dictionaries(st.integers(0, 50), st.tuples(st.floats(-1, 1), st.floats(0, 40)))


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("search")
    with open_index(folder / "index", encoder, create=True) as opened:
        for build in (camera_minutes, library_minutes, second_meeting):
            ingest_minutes(opened, build(folder))
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("防犯カメラ 映像 保存", "映像は十四日間保存し、その後は自動で消去する。"),
        ("本を借りた履歴が残らないようにしているか", "返却されると翌日には消えます。"),
        ("how long are surveillance recordings kept", "映像は十四日間保存し、その後は自動で消去する。"),
        ("継続審議になった案件は", "本件は継続審議とする。"),
        ("みどり野市で承認された案件", "それでは、本件は承認することとする。"),
    ],
)
def test_a_question_finds_its_passage(index: Index, query: str, found: str) -> None:
    assert found in [hit.text for hit in search(index, query, k=2)]


def test_a_hit_holds_what_a_citation_needs(index: Index) -> None:
    hit = search(index, "防犯カメラの映像は十四日間保存し、自動で消去する", k=1)[0]
    assert (hit.rank, hit.doc, hit.meeting_id, hit.turn, hit.page) == (1, "midorino.txt", "m1", 2, None)
    assert (hit.municipality, hit.council) == ("みどり野市", "みどり野市個人情報保護審議会")
    assert (hit.meeting_label, hit.date) == ("第1回", "2023-05-10")
    assert (hit.agenda_id, hit.agenda_title) == ("a1", "駅前広場への防犯カメラの設置について")
    assert (hit.speaker, hit.role, hit.kind) == ("危機管理課", Role.PROPONENT, "speech")
    assert (hit.span, hit.text) == ((20, 43), "映像は十四日間保存し、その後は自動で消去する。")
    assert [hit.text[slice(*span)] for span in hit.highlights] == ["映像", "十四日間保存", "自動", "消去"]


def test_cosines_and_bm25_are_those_of_the_passage(index: Index, encoder: Encoder) -> None:
    query = "図書館の貸出記録"
    ids, vectors = index.store.vectors()
    cosines = dict(zip(ids.tolist(), vectors @ encoder.encode_query(query), strict=True))
    hits = search(index, query, k=100)
    vector_of = {row["id"]: row["vector"] for row in index.store.rows("SELECT id, vector FROM passage")}
    assert len(hits) == len(vector_of)
    assert np.allclose([h.dense_score for h in hits], [cosines[vector_of[h.passage_id]] for h in hits])
    assert max(hits, key=lambda h: h.lexical_score).text == "図書館の貸出記録はいつ消えるのですか。"
    assert min(h.lexical_score for h in hits) == 0.0


def test_hits_come_in_the_order_of_their_scores(index: Index) -> None:
    hits = search(index, "防犯カメラ", k=7)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6, 7]
    assert sorted(hits, key=lambda hit: -hit.score) == hits
    assert search(index, "防犯カメラ", k=3) == hits[:3]


@pytest.mark.parametrize("query", ["", " \u3000\n"])
def test_an_empty_query_finds_nothing(index: Index, query: str) -> None:
    assert search(index, query) == []


@pytest.mark.parametrize("query", ["、。", "%_'\"*()", "の" * 3000, "🚃", "a AND b OR NOT (c"])
def test_odd_queries_are_answered(index: Index, query: str) -> None:
    assert len(search(index, query, k=3)) == 3


def test_no_hits_are_asked_for(index: Index) -> None:
    assert search(index, "防犯カメラ", k=0) == []


def test_an_empty_index_finds_nothing(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as empty:
        assert search(empty, "防犯カメラ") == []
        status = empty.status()
    assert (status.documents, status.model, status.municipalities, status.first_date) == (0, None, (), None)


def test_the_status_counts_and_needs_no_encoder(index: Index) -> None:
    with open_index(index.store.folder, None) as opened:
        status = opened.status()
        with pytest.raises(ValueError, match="opened without an encoder; call use_encoder first"):
            search(opened, "防犯カメラ")
    assert (status.documents, status.meetings, status.agenda_items) == (3, 3, 4)
    assert (status.turns, status.passages) == (11, 11)
    assert status.municipalities == ("みどり野市", "汐見町")
    assert status.councils == ("みどり野市個人情報保護審議会", "汐見町図書館協議会")
    assert (status.first_date, status.last_date) == ("2022-11-02", "2023-08-21")
    assert status.model == index.encoder.spec.model
    assert status.size_bytes > 10_000


def test_another_model_is_refused_with_both_names(index: Index) -> None:
    other = load_encoder(EncoderSpec(query_prompt="other: "))
    with pytest.raises(
        ManifestMismatchError, match=r"built with the model .+ not with .+ or ingest into a new"
    ):
        open_index(index.store.folder, other)


def test_no_index_is_told(encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError, match="no index here"):
        open_index(tmp_path, encoder)


def _fused(scores: _Scores) -> dict[int, float]:
    return fuse(
        {key: lead(cosine, 0.1) for key, (cosine, _) in scores.items()},
        {key: bm25 for key, (_, bm25) in scores.items() if bm25},
        potential=40.0,
    )


@given(scores=_SCORES, seed=st.randoms())
def test_fusion_ignores_the_order_of_candidates(scores: _Scores, seed: Random) -> None:
    shuffled = [*scores.items()]
    seed.shuffle(shuffled)
    assert _fused(dict(shuffled)) == _fused(scores)


@given(scores=_SCORES)
def test_a_candidate_that_is_better_in_all_respects_ranks_higher(scores: _Scores) -> None:
    fused = _fused(scores)
    for a, first in scores.items():
        for b, second in scores.items():
            if all(x >= y for x, y in zip(first, second, strict=True)):
                assert fused[a] >= fused[b] or np.isclose(fused[a], fused[b])


def test_fusion_is_worked_by_hand() -> None:
    assert lead(0.85, 0.7) == pytest.approx(0.5)
    fused = fuse({1: 0.5, 2: 0.25}, {2: 10.0}, potential=20.0)
    assert fused == pytest.approx({1: 1.0, 2: 0.5 + 0.5 * 0.5})
    assert fuse({}, {}, potential=0.0) == {}
