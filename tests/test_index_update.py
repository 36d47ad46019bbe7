import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.model import Encoder
from index.errors import AmbiguousDocumentError, StoreBusyError
from index.search import Index, open_index, search
from index.store import DATABASE
from index.update import IngestResult, ingest_minutes, is_unchanged, remove_document
from ingest.records import Minutes
from tests.index_minutes import camera_minutes, library_minutes, second_meeting

# Ingests two files and dies by SIGKILL when the named function is called for the second of them.
_DYING = """
import os, signal, sys
from pathlib import Path
from embeddings.model import load_encoder
from index import search, store, update
from tests.index_minutes import camera_minutes, library_minutes

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

folder = Path(sys.argv[1])
index = search.open_index(folder / "index", load_encoder(), create=True)
update.ingest_minutes(index, camera_minutes(folder))
match sys.argv[2]:
    case "while writing":
        update._insert_turn = die
    case "before FAISS and tantivy":
        search.Index.catch_up = die
    case "after FAISS and tantivy":
        index.close = die
update.ingest_minutes(index, library_minutes(folder))
index.close()
"""


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        yield opened


def _counts(index: Index) -> dict[str, int]:
    tables = ("document", "meeting", "agenda_item", "turn", "passage", "vector")
    return {table: index.store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def _with_text(minutes: Minutes, old: str, new: str) -> Minutes:
    """The same minutes with one turn's words changed, to others of equal length."""
    (meeting,) = minutes.meetings
    turns = tuple(replace(t, text=t.text.replace(old, new)) for t in meeting.turns)
    source = replace(minutes.source, text=minutes.source.text.replace(old, new), sha256="changed")
    return replace(minutes, source=source, meetings=(replace(meeting, turns=turns),))


def test_a_file_is_added_once(index: Index, tmp_path: Path) -> None:
    minutes = camera_minutes(tmp_path)
    assert ingest_minutes(index, minutes) is IngestResult.ADDED
    counts, sequence = _counts(index), index.store.sequence
    assert counts == {"document": 1, "meeting": 1, "agenda_item": 2, "turn": 6, "passage": 6, "vector": 6}
    assert is_unchanged(index, tmp_path / "midorino.txt", minutes.source.sha256)
    assert ingest_minutes(index, minutes) is IngestResult.UNCHANGED
    assert (_counts(index), index.store.sequence) == (counts, sequence)


def test_everything_that_was_parsed_comes_back(index: Index, tmp_path: Path) -> None:
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, minutes)
    rows = index.store.rows("SELECT * FROM turn ORDER BY n")
    assert [(r["text"], (r["span_start"], r["span_end"]), r["speaker"], r["agenda_id"]) for r in rows] == [
        (t.text, t.span, t.speaker, t.agenda) for t in minutes.meetings[0].turns
    ]
    (document,) = index.store.documents()
    assert (document.doc, document.path) == ("midorino.txt", str(tmp_path / "midorino.txt"))
    assert (document.meetings, document.warnings) == (1, ())


def test_a_changed_file_replaces_its_old_records(index: Index, tmp_path: Path) -> None:
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, minutes)
    ingest_minutes(index, library_minutes(tmp_path))
    before = _counts(index)
    changed = _with_text(minutes, "十四日間", "三十日間")
    assert not is_unchanged(index, tmp_path / "midorino.txt", "changed")
    assert ingest_minutes(index, changed) is IngestResult.UPDATED
    assert _counts(index) == before
    texts = [hit.text for hit in search(index, "映像を保存する日数")]
    assert "映像は三十日間保存し、その後は自動で消去する。" in texts
    assert not any("十四日間" in text for text in texts)


def test_only_what_is_new_in_a_changed_file_is_embedded(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, minutes)
    embedded: list[str] = []
    encode = index.encoder.encode_passages

    def counted(
        texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        embedded.extend(texts)
        return encode(texts, on_progress=on_progress)

    monkeypatch.setattr(index.encoder, "encode_passages", counted)
    ingest_minutes(index, _with_text(minutes, "十四日間", "三十日間"))
    assert embedded == [
        "みどり野市 駅前広場への防犯カメラの設置について\n防犯カメラの映像は何日間保存するのか。\n"
        "映像は三十日間保存し、その後は自動で消去する。"
    ]


def test_identical_texts_are_embedded_and_kept_once(index: Index, tmp_path: Path) -> None:
    first, second = camera_minutes(tmp_path), camera_minutes(tmp_path / "copy")
    ingest_minutes(index, first)
    ingest_minutes(index, second)
    counts = _counts(index)
    assert (counts["passage"], counts["vector"], len(index.dense)) == (12, 6, 6)
    # Both passages of a shared vector are found, and stay so when one of them goes.
    hits = search(index, "防犯カメラの映像は何日間保存するのか。", k=2)
    assert {hit.document_path for hit in hits} == {first.source.path, second.source.path}
    assert remove_document(index, second.source.path)
    assert (_counts(index)["vector"], len(index.dense)) == (6, 6)
    assert search(index, "防犯カメラの映像は何日間保存するのか。", k=1)[0].document_path == first.source.path


def test_two_files_of_one_name_are_two_documents(index: Index, tmp_path: Path) -> None:
    ingest_minutes(index, camera_minutes(tmp_path / "a"))
    ingest_minutes(index, camera_minutes(tmp_path / "b"))
    assert [d.doc for d in index.store.documents()] == ["midorino.txt", "midorino.txt"]
    with pytest.raises(AmbiguousDocumentError, match=r"2 documents are called midorino\.txt; give the path"):
        remove_document(index, "midorino.txt")
    assert remove_document(index, str(tmp_path / "b" / "midorino.txt"))
    assert remove_document(index, "midorino.txt")


def test_a_removed_file_leaves_nothing(index: Index, tmp_path: Path) -> None:
    ingest_minutes(index, camera_minutes(tmp_path))
    assert remove_document(index, "midorino.txt")
    assert not remove_document(index, "midorino.txt")
    assert set(_counts(index).values()) == {0}
    assert len(index.dense) == 0
    assert search(index, "防犯カメラ") == []


def test_a_path_is_the_same_however_it_is_written(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_minutes(index, camera_minutes(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert ingest_minutes(index, camera_minutes(Path())) is IngestResult.UNCHANGED


def test_what_is_derived_is_rebuilt_without_embedding(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    with open_index(folder, encoder, create=True) as index:
        ingest_minutes(index, camera_minutes(tmp_path))
        ingest_minutes(index, library_minutes(tmp_path))
        before = search(index, "貸出記録はいつ消えるか")
    shutil.rmtree(folder / "lexical")
    for path in folder.glob("dense-*"):
        path.unlink()
    monkeypatch.setattr(encoder, "encode_passages", pytest.fail)
    with open_index(folder, encoder) as index:
        assert search(index, "貸出記録はいつ消えるか") == before
    assert (folder / "lexical").is_dir()
    assert list(folder.glob("dense-*.faiss"))


def test_a_database_put_back_from_a_backup_is_what_counts(encoder: Encoder, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder, encoder, create=True) as index:
        ingest_minutes(index, camera_minutes(tmp_path))
    backup = (folder / DATABASE).read_bytes()
    with open_index(folder, encoder) as index:
        ingest_minutes(index, library_minutes(tmp_path))
    (folder / DATABASE).write_bytes(backup)
    with open_index(folder, encoder) as index:
        assert {hit.doc for hit in search(index, "図書館の貸出記録")} == {"midorino.txt"}
        ingest_minutes(index, second_meeting(tmp_path))
        assert {hit.doc for hit in search(index, "図書館の貸出記録")} == {"midorino.txt", "midorino2.txt"}
        assert {key for key, _ in index.lexical.search(["図書"], 10)} == set()


@pytest.mark.parametrize(
    ("moment", "documents"),
    [("while writing", 1), ("before FAISS and tantivy", 2), ("after FAISS and tantivy", 2)],
)
def test_a_killed_writer_leaves_a_consistent_index(
    encoder: Encoder, tmp_path: Path, moment: str, documents: int
) -> None:
    command = [sys.executable, "-c", _DYING, str(tmp_path), moment]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    died = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    with open_index(tmp_path / "index", encoder) as index:
        assert len(index.store.documents()) == documents
        assert index.store.rows("PRAGMA integrity_check")[0][0] == "ok"
        assert index.store.rows("PRAGMA foreign_key_check") == []
        ids, vectors = index.store.vectors()
        assert sorted(ids) == sorted(key for key, _ in index.dense.search(vectors[0], 100))
        passages = {row["id"] for row in index.store.rows("SELECT id FROM passage")}
        assert {key for key, _ in index.lexical.search(["みどり野", "汐見", "町", "市"], 100)} <= passages
        assert search(index, "防犯カメラの映像")[0].doc == "midorino.txt"
        # The work is taken up where it was left.
        expected = IngestResult.ADDED if documents == 1 else IngestResult.UNCHANGED
        assert ingest_minutes(index, library_minutes(tmp_path)) is expected
        assert search(index, "図書館の貸出記録")[0].doc == "shiomi.txt"


def test_a_reader_sees_what_a_writer_adds_and_never_waits(encoder: Encoder, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with open_index(folder, encoder, create=True) as writer, open_index(folder, encoder) as reader:
        ingest_minutes(writer, camera_minutes(tmp_path))
        assert search(reader, "防犯カメラ")[0].doc == "midorino.txt"
        ingest_minutes(writer, second_meeting(tmp_path))
        assert reader.status().documents == 2
        assert "midorino2.txt" in {hit.doc for hit in search(reader, "チャットサービス 承認")}
        with pytest.raises(StoreBusyError):
            ingest_minutes(reader, library_minutes(tmp_path))
        remove_document(writer, "midorino.txt")
        assert {hit.doc for hit in search(reader, "防犯カメラ")} == {"midorino2.txt"}
    with open_index(folder, encoder) as index:
        assert ingest_minutes(index, library_minutes(tmp_path)) is IngestResult.ADDED


def test_vectors_are_those_of_context_and_text(index: Index, encoder: Encoder, tmp_path: Path) -> None:
    ingest_minutes(index, camera_minutes(tmp_path))
    row = index.store.rows("SELECT * FROM passage ORDER BY id LIMIT 1")[0]
    _, (kept,) = index.store.vectors([row["vector"]])
    (expected,) = encoder.encode_passages([f"{row['context']}\n{row['text']}"])
    assert np.allclose(kept, expected, atol=0.02)
