import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from index.errors import (
    AmbiguousDocumentError,
    CorrectionError,
    ManifestMismatchError,
    QuoteNotFoundError,
    SearchError,
    StoreBusyError,
    StoreDamagedError,
    StoreNotFoundError,
)
from index.store import DATABASE, Store

# Takes the lock of the folder argv[1] and holds it until its standard input is closed.
_HOLDER = (
    "import sys; from pathlib import Path; from index.store import Store;"
    "store = Store.open(Path(sys.argv[1]), create=False); store.lock();"
    "print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "index", create=True)
    yield opened
    opened.close()


def test_an_index_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    first = Store.open(tmp_path / "index", create=True)
    for index in ("agenda_item_matter", "agenda_item_number"):
        first.execute(f"DROP INDEX {index}")
    for column in ("confidence", "matter", "number_key"):
        first.execute(f"ALTER TABLE agenda_item DROP COLUMN {column}")
    first.execute("ALTER TABLE passage DROP COLUMN question")
    first.set_facts({"schema_version": "1"})
    first.close()
    second = Store.open(tmp_path / "index", create=False)
    assert second.rows("SELECT confidence, matter, number_key FROM agenda_item") == []
    second.close()


def test_a_store_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    first = Store.open(tmp_path / "index", create=True)
    key = first.store_id
    first.close()
    second = Store.open(tmp_path / "index", create=False)
    assert second.store_id == key
    assert (second.sequence, second.documents(), second.manifest) == (0, [], None)
    second.close()


def test_no_store_is_made_by_looking_for_one(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError, match="no index here; make one with `senrei ingest`"):
        Store.open(tmp_path / "index", create=False)
    assert not (tmp_path / "index").exists()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("…", encoding="utf-8")
    with pytest.raises(StoreDamagedError, match="not an index, but not empty either"):
        Store.open(tmp_path, create=True)
    with pytest.raises(StoreDamagedError, match="not an index"):
        Store.open(tmp_path / "letter.txt", create=True)


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreDamagedError, match="file is not a database"):
        Store.open(tmp_path, create=True)


def test_the_database_of_another_program_is_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    connection.close()
    with pytest.raises(StoreDamagedError, match="no such table: manifest"):
        Store.open(tmp_path, create=False)


def test_another_schema_version_is_told(store: Store) -> None:
    store.set_facts({"schema_version": "99"})
    with pytest.raises(StoreDamagedError, match="schema version 99, this program reads 3"):
        Store.open(store.folder, create=False)


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with suppress(ZeroDivisionError), store.transaction():
        store.log("vector", [1, 2], added=True)
        store.log("vector", [1 // 0], added=True)
    assert store.sequence == 0


def test_the_log_is_read_from_any_change_on(store: Store) -> None:
    with store.transaction():
        store.log("vector", [1, 2], added=True)
        store.log("passage", [7], added=True)
        store.log("vector", [], added=False)
        store.log("vector", [2], added=False)
    assert store.sequence == 3
    changes = store.changes_since(0, "vector")
    assert [(c.sequence, c.added, c.ids.tolist()) for c in changes] == [(1, True, [1, 2]), (3, False, [2])]
    assert [c.sequence for c in store.changes_since(1, "vector")] == [3]
    assert [c.ids.tolist() for c in store.changes_since(0, "passage")] == [[7]]


def test_vectors_come_back_as_they_were_to_half_precision(store: Store) -> None:
    rows = np.random.default_rng(1).normal(size=(700, 8)).astype(np.float32)
    with store.transaction():
        for n, row in enumerate(rows):
            store.insert(
                "vector", input_sha256=bytes([n % 256, n // 256]), vector=row.astype("<f2").tobytes()
            )
    ids, vectors = store.vectors()
    assert np.allclose(vectors, rows[ids - 1], atol=2e-3)
    # More than one chunk of ids, and one that is not there.
    ids, vectors = store.vectors([*range(100, 700), 9999])
    assert len(ids) == 600
    assert np.allclose(vectors, rows[ids - 1], atol=2e-3)


def test_a_second_writer_is_refused_at_once_and_readers_are_not(store: Store) -> None:
    command = [sys.executable, "-c", _HOLDER, str(store.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusyError, match="another program is writing to this index; try again"):
            store.lock()
        assert store.documents() == []
        holder.kill()
    store.lock()
    assert store.locked


def test_a_snapshot_does_not_see_what_is_written_meanwhile(store: Store) -> None:
    other = Store.open(store.folder, create=False)
    with store.snapshot():
        assert store.sequence == 0
        with other.transaction():
            other.log("vector", [1], added=True)
        with store.snapshot():
            assert store.sequence == 0
    assert store.sequence == 1
    other.close()


@pytest.mark.parametrize(
    "kind",
    [
        StoreNotFoundError,
        StoreDamagedError,
        StoreBusyError,
        ManifestMismatchError,
        AmbiguousDocumentError,
        CorrectionError,
        QuoteNotFoundError,
    ],
)
def test_errors_say_where_and_survive_pickling(kind: type[SearchError]) -> None:
    error = pickle.loads(pickle.dumps(kind("what; do this", "an/index")))
    assert isinstance(error, SearchError)
    assert type(error) is kind
    assert str(error) == "an/index: what; do this"
