from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.store import Store

_DIMENSION = 16


def _rows(count: int, seed: int = 0) -> NDArray[np.float32]:
    """Rows of L2 norm 1 that half precision holds exactly enough."""
    rows = np.random.default_rng(seed).normal(size=(count, _DIMENSION))
    halves: NDArray[np.float16] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    return halves.astype(np.float32)


def _add(store: Store, rows: NDArray[np.float32], name: str) -> list[int]:
    with store.transaction():
        ids = [
            store.insert("vector", input_sha256=f"{name}{n}".encode(), vector=row.astype("<f2").tobytes())
            for n, row in enumerate(rows)
        ]
        store.log("vector", ids, added=True)
    return ids


def _remove(store: Store, ids: list[int]) -> None:
    with store.transaction():
        for key in ids:
            store.execute("DELETE FROM vector WHERE id = ?", (key,))
        store.log("vector", ids, added=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "index", create=True)
    yield opened
    opened.close()


def _opened(store: Store) -> DenseIndex:
    index = DenseIndex(store.folder, store.store_id)
    index.catch_up(store)
    return index


def _oracle(rows: dict[int, NDArray[np.float32]], query: NDArray[np.float32], limit: int) -> list[int]:
    return sorted(rows, key=lambda key: -float(rows[key] @ query))[:limit]


def test_the_nearest_are_those_of_brute_force(store: Store) -> None:
    rows = _rows(300)
    held = dict(zip(_add(store, rows, "a"), rows, strict=True))
    index = _opened(store)
    for query in _rows(10, seed=1):
        found = index.search(query, 20)
        assert [key for key, _ in found] == _oracle(held, query, 20)
        assert np.allclose([score for _, score in found], [held[key] @ query for key, _ in found], atol=1e-6)
        assert np.allclose(
            index.scores(query, [3, 1, 2]), [held[key] @ query for key in (3, 1, 2)], atol=1e-6
        )


@settings(max_examples=30, deadline=None)
@given(within=st.sets(st.integers(1, 60)), limit=st.integers(1, 80))
def test_a_filter_is_kept_to_exactly(
    tmp_path_factory: pytest.TempPathFactory, within: set[int], limit: int
) -> None:
    store = Store.open(tmp_path_factory.mktemp("dense") / "index", create=True)
    rows = _rows(50)
    held = dict(zip(_add(store, rows, "a"), rows, strict=True))
    query = _rows(1, seed=2)[0]
    found = _opened(store).search(query, limit, np.array(sorted(within), dtype=np.int64))
    store.close()
    assert [k for k, _ in found] == _oracle({k: r for k, r in held.items() if k in within}, query, limit)


def test_changes_are_replayed_on_a_kept_index(store: Store) -> None:
    rows = _rows(60)
    _add(store, rows[:40], "a")
    _opened(store).save()
    _remove(store, [5, 6, 7])
    _add(store, rows[40:], "b")
    replayed = _opened(store)
    ids, vectors = store.vectors()
    held = dict(zip(ids.tolist(), vectors, strict=True))
    assert len(replayed) == len(held) == 57
    query = _rows(1, seed=3)[0]
    assert [key for key, _ in replayed.search(query, 57)] == _oracle(held, query, 57)


def test_only_the_newest_file_is_kept(store: Store) -> None:
    _add(store, _rows(3), "a")
    index = _opened(store)
    index.save()
    _add(store, _rows(3), "b")
    index.catch_up(store)
    index.save()
    (kept,) = store.folder.glob("dense-*")
    assert kept.name.endswith("-2.faiss")


@pytest.mark.parametrize("damage", [b"", b"IxM2 and then nothing", bytes(100)], ids=["empty", "cut", "zeros"])
def test_a_damaged_file_is_built_anew(store: Store, damage: bytes) -> None:
    rows = _rows(10)
    _add(store, rows, "a")
    _opened(store).save()
    (kept,) = store.folder.glob("dense-*")
    kept.write_bytes(damage)
    assert len(_opened(store)) == 10


def test_the_file_of_another_store_is_not_taken(store: Store, tmp_path: Path) -> None:
    _add(store, _rows(10), "a")
    _opened(store).save()
    (kept,) = store.folder.glob("dense-*")
    other = Store.open(tmp_path / "other", create=True)
    kept.rename(other.folder / kept.name)
    assert len(_opened(other)) == 0
    other.close()


def test_an_index_ahead_of_its_store_is_built_anew(store: Store) -> None:
    # As when the database is put back from a backup.
    _add(store, _rows(4), "a")
    index = _opened(store)
    with store.transaction():
        store.execute("DELETE FROM change")
        store.execute("DELETE FROM vector WHERE id > 2")
    index.catch_up(store)
    assert len(index) == 2


def test_an_empty_index_finds_nothing(store: Store) -> None:
    index = _opened(store)
    query = _rows(1)[0]
    assert index.search(query, 5) == []
    assert index.mean_score(query) == 0.0
    index.save()
    assert list(store.folder.glob("dense-*")) == []


def test_the_mean_score_is_that_of_all_vectors(store: Store) -> None:
    rows = _rows(30)
    _add(store, rows, "a")
    query = _rows(1, seed=4)[0]
    assert _opened(store).mean_score(query) == pytest.approx(float((rows @ query).mean()), abs=1e-6)
