"""Closed minutes: whoever may not see them finds no trace of them, whichever way they look."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import all_cases, all_items, case_of, items_of
from index.corrections import (
    ItemChange,
    ItemRef,
    Signature,
    correct_item,
    list_corrections,
    undo_correction,
)
from index.errors import CaseNotFoundError, CorrectionError, MeetingNotFoundError
from index.precedents import precedents
from index.reach import Reach
from index.reading import agenda_of, find_meeting, meetings, neighbours_of, turns_of
from index.search import Index, counterparts, open_index, search
from index.update import ingest_minutes, remove_document
from ingest.records import Minutes, Outcome
from tests.index_minutes import Draft, camera_minutes, library_minutes, second_meeting

QUESTION = "チャットサービスで保護者と連絡を取る理由"
SIGNED = Signature(by="鈴木", reason="議事録の末尾に承認とある")
# What builds the index or belongs to no document; texts are in none of them.
NOT_LIMITED = {"manifest", "vector", "change", "closed_document", "sqlite_sequence"}


def closed(minutes: Minutes) -> Minutes:
    """The same minutes of a meeting that says of itself that it was closed."""
    (meeting,) = minutes.meetings
    return replace(minutes, meetings=(replace(meeting, open=False),))


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    """Three files; the first meeting of みどり野市 was closed, 汐見町's file is marked."""
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        opened.store.mark_closed(tmp_path / "shiomi.txt", closed=True)
        for minutes in (
            closed(camera_minutes(tmp_path)),
            second_meeting(tmp_path),
            library_minutes(tmp_path),
        ):
            ingest_minutes(opened, minutes)
        yield opened


def docs(index: Index) -> set[str]:
    return {document.doc for document in index.store.documents()}


@pytest.mark.parametrize(
    ("reach", "seen"),
    [
        (Reach.ALL, {"midorino.txt", "midorino2.txt", "shiomi.txt"}),
        (Reach.UNMARKED, {"midorino.txt", "midorino2.txt"}),
        (Reach.OPEN, {"midorino2.txt"}),
    ],
)
def test_each_reach_sees_its_documents_in_every_way(index: Index, reach: Reach, seen: set[str]) -> None:
    part = index.limited(reach)
    assert docs(part) == seen
    assert {hit.doc for hit in search(part, QUESTION, k=50)} == seen
    assert {hit.doc for hit in search(part, "図書館の貸出記録", k=50)} == seen
    assert {item.doc for item in all_items(part)} == seen
    assert {item.doc for case in all_cases(part) for item in case} == seen
    assert {entry.doc for item in all_items(part) for entry in item.thread} == seen
    assert {meeting.doc for meeting in meetings(part)} == seen
    status = part.status()
    assert (status.documents, status.meetings) == (len(seen), len(seen))
    assert ("汐見町" in status.municipalities) == ("shiomi.txt" in seen)
    assert status.passages == len(part.lexical)


def test_a_case_goes_on_without_its_closed_meeting(index: Index) -> None:
    (later,) = [item for item in all_items(index) if item.doc == "midorino2.txt"]
    assert [entry.doc for entry in later.thread] == ["midorino.txt", "midorino2.txt"]
    part = index.limited(Reach.OPEN)
    (seen,) = case_of(part, later.case_id)
    assert [entry.doc for entry in seen.thread] == ["midorino2.txt"]
    neighbours = neighbours_of(part, find_meeting(part, "midorino2.txt"))
    assert (neighbours.before, neighbours.after) == (None, None)
    assert {item.doc for item in precedents(part, (seen,), 10)} <= {"midorino2.txt"}


def test_what_a_link_or_a_guess_names_is_not_there(index: Index) -> None:
    meeting = find_meeting(index, "midorino.txt")
    hits = [hit for hit in search(index, QUESTION, k=50) if hit.doc == "midorino.txt"]
    camera = next(item for item in all_items(index) if item.agenda_id == "a1" and item.doc == "midorino.txt")
    part = index.limited(Reach.OPEN)
    with pytest.raises(MeetingNotFoundError):
        find_meeting(part, "midorino.txt")
    with pytest.raises(CaseNotFoundError):
        case_of(part, camera.case_id)
    assert turns_of(part, meeting.key) == []
    assert agenda_of(part, meeting.key) == []
    assert items_of(part, [(meeting.key, "a1")]) == []
    assert counterparts(part, hits) == {}


def test_words_of_closed_minutes_are_not_on_record(index: Index) -> None:
    part = index.limited(Reach.OPEN)
    for term in ("防犯", "返却"):
        assert index.lexical.count(term)
        assert not part.lexical.count(term)
        assert part.lexical.search([term], 10) == []


def test_a_text_that_also_stands_in_open_minutes_is_found_there(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        for name, is_open in (("open.txt", None), ("closed.txt", False)):
            draft = Draft(path=tmp_path / name)
            draft.say("水槽の魚に名前を付ける案は取り下げる。")
            minutes = draft.minutes()
            minutes = minutes if is_open is None else closed(minutes)
            ingest_minutes(index, minutes)
        part = index.limited(Reach.OPEN)
        assert len(index.dense) == 1
        assert [hit.doc for hit in search(part, "水槽の魚の名前")] == ["open.txt"]


def test_closed_passages_take_no_places_from_open_ones(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        draft = Draft(path=tmp_path / "closed.txt")
        for number in range(240):
            draft.say(f"水槽の魚に名前を付ける案の{number}番目を読み上げる。")
        ingest_minutes(index, closed(draft.minutes()))
        draft = Draft(path=tmp_path / "open.txt")
        draft.say("駐輪場の屋根を直す。")
        ingest_minutes(index, draft.minutes())
        assert [hit.doc for hit in search(index.limited(Reach.OPEN), "水槽の魚の名前")] == ["open.txt"]


def test_an_editor_corrects_only_what_they_see(index: Index) -> None:
    approved = ItemChange(outcome=Outcome.APPROVED)
    hidden, seen = (ItemRef(doc=f"{name}.txt", meeting="m1", item="a1") for name in ("midorino", "midorino2"))
    (made,) = correct_item(index, hidden, approved, SIGNED)
    part = index.limited(Reach.OPEN)
    assert list_corrections(part) == []
    with pytest.raises(CorrectionError, match=r"midorino\.txt is not in the index"):
        correct_item(part, hidden, approved, SIGNED)
    with pytest.raises(CorrectionError, match="no correction"):
        undo_correction(part, made.id, SIGNED)
    (own,) = correct_item(part, seen, ItemChange(outcome=Outcome.REJECTED), SIGNED)
    assert list_corrections(part) == [own]
    assert [item.outcome for item in all_items(part)] == [Outcome.REJECTED]
    assert not undo_correction(part, own.id, SIGNED).applied
    assert not remove_document(part, "midorino.txt")


def test_a_mark_takes_effect_at_once_and_is_kept(index: Index, tmp_path: Path) -> None:
    part = index.limited(Reach.UNMARKED)
    index.store.mark_closed(tmp_path / "midorino.txt", closed=True)
    assert docs(part) == {"midorino2.txt"}
    remove_document(index, "midorino.txt")
    ingest_minutes(index, camera_minutes(tmp_path))
    assert docs(part) == {"midorino2.txt"}
    index.store.mark_closed(tmp_path / "midorino.txt", closed=False)
    assert docs(part) == {"midorino.txt", "midorino2.txt"}


def test_every_table_of_records_is_limited(index: Index) -> None:
    store = index.limited(Reach.OPEN).store
    tables = {row["name"] for row in store.rows("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    views = {row["name"] for row in store.rows("SELECT name FROM temp.sqlite_master WHERE type = 'view'")}
    assert tables - NOT_LIMITED == views


def test_an_older_index_can_be_limited(index: Index, tmp_path: Path, encoder: Encoder) -> None:
    for table in ("closed_document", "correction"):
        index.store.execute(f"DROP TABLE {table}")
    with open_index(tmp_path / "index", encoder, reach=Reach.OPEN) as part:
        assert docs(part) == {"midorino2.txt", "shiomi.txt"}
        assert list_corrections(part) == []


def test_a_limited_store_writes_no_records(index: Index) -> None:
    store = index.limited(Reach.OPEN).store
    with pytest.raises(Exception, match="cannot modify"):
        store.execute("DELETE FROM document")
