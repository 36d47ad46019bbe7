"""Corrections: set, kept through ingests, filtered by, listed and undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import CaseItem, all_items
from index.corrections import (
    ItemChange,
    ItemRef,
    Signature,
    TurnRef,
    correct_item,
    correct_speaker,
    list_corrections,
    undo_correction,
)
from index.errors import AmbiguousDocumentError, CorrectionError, StoreBusyError
from index.filters import Filters
from index.search import Index, open_index, search
from index.store import Store
from index.update import ingest_minutes, remove_document
from ingest.records import AgendaItem, Minutes, Outcome, Role
from tests.index_minutes import Draft, camera_minutes, library_minutes, second_meeting

CHAT = ItemRef(doc="midorino.txt", meeting="m1", item="a2")
SIGNED = Signature(by="鈴木", reason="議事録の末尾に承認とある")
APPROVED = ItemChange(outcome=Outcome.APPROVED)


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        for build in (second_meeting, library_minutes, camera_minutes):
            ingest_minutes(opened, build(tmp_path))
        yield opened


def item_of(index: Index, ref: ItemRef = CHAT) -> CaseItem:
    return next(i for i in all_items(index) if (i.doc, i.agenda_id) == (ref.doc, ref.item))


def without_corrections(index: Index) -> list[CaseItem]:
    """What all items say, whatever ids an ingest gives to their rows."""
    blank = [replace(i, meeting_key=0, thread=(), corrections=()) for i in all_items(index)]
    return sorted(blank, key=lambda item: (item.doc, item.agenda_id))


def marked_passages(index: Index) -> list[tuple[str, str]]:
    query = "SELECT text, outcome FROM passage WHERE outcome IS NOT NULL ORDER BY text"
    return [(row["text"], row["outcome"]) for row in index.store.rows(query)]


def changed(minutes: Minutes, **decided: object) -> Minutes:
    """The same minutes as a file that was edited; its second item with another decision."""
    (meeting,) = minutes.meetings
    first, second = meeting.agenda
    second = replace(second, decision=replace(second.decision, **decided))  # type: ignore[arg-type]
    source = replace(minutes.source, sha256="edited")
    return replace(minutes, source=source, meetings=(replace(meeting, agenda=(first, second)),))


def with_agenda(minutes: Minutes, agenda: tuple[AgendaItem, ...]) -> Minutes:
    (meeting,) = minutes.meetings
    source = replace(minutes.source, sha256="edited")
    return replace(minutes, source=source, meetings=(replace(meeting, agenda=agenda),))


def test_an_outcome_is_set_with_who_when_and_why(index: Index) -> None:
    (made,) = correct_item(index, CHAT, APPROVED, SIGNED)
    assert (made.id, made.field, made.old, made.new) == (1, "outcome", "continued", "approved")
    assert (made.by, made.reason, made.applied, made.undone_at) == ("鈴木", SIGNED.reason, True, None)
    assert made.at.endswith("+00:00")
    assert (made.agenda_id, made.title) == ("a2", "子育て相談におけるチャットサービスの利用について")
    item = item_of(index)
    assert (item.outcome, item.quote, item.corrected) == (Outcome.APPROVED, None, made)
    assert [(entry.outcome, entry.corrected) for entry in item.thread] == [
        (Outcome.APPROVED, True),
        (Outcome.APPROVED, False),
    ]
    assert list_corrections(index) == [made]


def test_other_items_and_documents_stay_as_they_are(index: Index) -> None:
    before = [i for i in without_corrections(index) if (i.doc, i.agenda_id) != (CHAT.doc, CHAT.item)]
    correct_item(index, CHAT, APPROVED, SIGNED)
    after = [i for i in without_corrections(index) if (i.doc, i.agenda_id) != (CHAT.doc, CHAT.item)]
    assert after == before
    assert [i.agenda_id for i in all_items(index) if i.corrected] == ["a2"]


def test_filters_go_by_the_corrected_outcome(index: Index) -> None:
    correct_item(index, CHAT, APPROVED, SIGNED)
    assert all_items(index, Filters(outcome=(Outcome.CONTINUED,))) == []
    approved = Filters(outcome=(Outcome.APPROVED,))
    assert {i.doc for i in all_items(index, approved)} == {"midorino.txt", "midorino2.txt"}
    assert "midorino.txt" in {hit.doc for hit in search(index, "チャットサービス", filters=approved)}


@pytest.mark.parametrize("quote", ["本件は継続審議とする。", "本件は 継続\n審議とする"])
def test_a_quote_is_found_in_the_minutes(index: Index, tmp_path: Path, quote: str) -> None:
    change = ItemChange(outcome=Outcome.POSTPONED, quote=quote)
    (made,) = correct_item(index, CHAT, change, SIGNED)
    item = item_of(index)
    assert item.quote
    assert item.quote.text == made.quote == "".join(quote.split())
    assert item.quote.turn == 6
    text = camera_minutes(tmp_path).source.text
    assert text[slice(*item.quote.span)] == item.quote.text
    assert ("本件は継続審議とする。", "postponed") in marked_passages(index)


@pytest.mark.parametrize("quote", ["本件は承認とする。", " "])
def test_a_quote_that_is_not_in_the_minutes_is_refused(index: Index, quote: str) -> None:
    with pytest.raises(CorrectionError, match="does not stand in that meeting; copy it word for word"):
        correct_item(index, CHAT, ItemChange(outcome=Outcome.APPROVED, quote=quote), SIGNED)
    assert (item_of(index).outcome, list_corrections(index)) == (Outcome.CONTINUED, [])


def test_conditions_are_set_and_leave_the_quote(index: Index) -> None:
    camera = replace(CHAT, item="a1")
    change = ItemChange(conditions=(" 保存期間を守ること。 ", ""), outcome=Outcome.APPROVED_WITH_OPINION)
    (made,) = correct_item(index, camera, change, SIGNED)
    assert (made.field, made.old, made.new) == ("conditions", (), ("保存期間を守ること。",))
    item = item_of(index, camera)
    assert item.conditions == ("保存期間を守ること。",)
    assert item.quote
    assert item.corrected == made


def test_outcome_and_conditions_in_one_go(index: Index) -> None:
    change = ItemChange(outcome=Outcome.APPROVED_WITH_OPINION, conditions=("期限を定めること。",))
    made = correct_item(index, CHAT, change, SIGNED)
    assert [one.field for one in made] == ["outcome", "conditions"]
    assert item_of(index).corrections == made


def test_corrections_survive_another_ingest(index: Index, tmp_path: Path) -> None:
    change = ItemChange(outcome=Outcome.POSTPONED, quote="継続審議とする", conditions=("次回まで",))
    correct_item(index, CHAT, change, SIGNED)
    before, marked = without_corrections(index), marked_passages(index)
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, replace(minutes, source=replace(minutes.source, sha256="edited")))
    assert without_corrections(index) == before
    assert marked_passages(index) == marked
    assert [one.field for one in item_of(index).corrections] == ["outcome", "conditions"]


def test_corrections_survive_the_removal_of_their_document(index: Index, tmp_path: Path) -> None:
    correct_item(index, CHAT, APPROVED, SIGNED)
    remove_document(index, "midorino.txt")
    assert [one.applied for one in list_corrections(index)] == [False]
    ingest_minutes(index, camera_minutes(tmp_path))
    assert item_of(index).outcome is Outcome.APPROVED
    assert [one.applied for one in list_corrections(index)] == [True]


def test_undoing_brings_back_what_the_parser_read(index: Index) -> None:
    before, marked = without_corrections(index), marked_passages(index)
    change = ItemChange(outcome=Outcome.APPROVED, conditions=("期限を定めること。",))
    for one in correct_item(index, CHAT, change, SIGNED):
        undone = undo_correction(index, one.id, Signature(by="佐藤", reason="誤り"))
        assert (undone.undone_by, undone.undone_reason, undone.applied) == ("佐藤", "誤り", False)
        assert undone.undone_at
    assert without_corrections(index) == before
    assert marked_passages(index) == marked
    assert item_of(index).corrected is None
    assert list_corrections(index) == []
    assert len(list_corrections(index, undone=True)) == 2


def test_undoing_after_an_ingest_brings_back_what_the_parser_reads_now(index: Index, tmp_path: Path) -> None:
    (made,) = correct_item(index, CHAT, APPROVED, SIGNED)
    ingest_minutes(index, changed(camera_minutes(tmp_path), outcome=Outcome.DELEGATED))
    assert item_of(index).outcome is Outcome.APPROVED
    undo_correction(index, made.id, SIGNED)
    item = item_of(index)
    assert item.outcome is Outcome.DELEGATED
    assert item.quote


def test_of_several_corrections_the_last_one_holds(index: Index) -> None:
    (first,) = correct_item(index, CHAT, APPROVED, SIGNED)
    (second,) = correct_item(index, CHAT, ItemChange(outcome=Outcome.REJECTED), SIGNED)
    (third,) = correct_item(index, CHAT, ItemChange(outcome=Outcome.WITHDRAWN), SIGNED)
    assert (second.old, third.old) == ("approved", "rejected")
    undo_correction(index, second.id, SIGNED)
    assert item_of(index).outcome is Outcome.WITHDRAWN
    undo_correction(index, third.id, SIGNED)
    assert (item_of(index).outcome, item_of(index).corrected) == (Outcome.APPROVED, first)
    undo_correction(index, first.id, SIGNED)
    assert item_of(index).outcome is Outcome.CONTINUED


def test_an_item_is_known_again_by_its_title(index: Index, tmp_path: Path) -> None:
    correct_item(index, CHAT, APPROVED, SIGNED)
    minutes = camera_minutes(tmp_path)
    camera, chat = minutes.meetings[0].agenda
    chat = replace(chat, id="a1", title=f"{chat.title}（継続審議分）")
    ingest_minutes(index, with_agenda(minutes, (chat, replace(camera, id="a2"))))
    assert item_of(index, replace(CHAT, item="a1")).outcome is Outcome.APPROVED
    assert item_of(index).outcome is Outcome.APPROVED_WITH_OPINION
    assert item_of(index).corrected is None


def test_another_item_with_the_id_is_not_corrected(index: Index, tmp_path: Path) -> None:
    correct_item(index, CHAT, APPROVED, SIGNED)
    minutes = camera_minutes(tmp_path)
    camera, chat = minutes.meetings[0].agenda
    ingest_minutes(index, with_agenda(minutes, (camera, replace(chat, title="その他"))))
    assert (item_of(index).outcome, item_of(index).corrected) == (Outcome.CONTINUED, None)
    assert [one.applied for one in list_corrections(index)] == [False]


def test_items_of_one_title_are_told_apart(index: Index, tmp_path: Path) -> None:
    minutes = camera_minutes(tmp_path)
    camera, chat = minutes.meetings[0].agenda
    twins = (replace(camera, title="請願", number="第1号"), replace(chat, title="請願", number="第2号"))
    ingest_minutes(index, with_agenda(minutes, twins))
    correct_item(index, replace(CHAT, item="第２号"), APPROVED, SIGNED)
    shifted = (replace(chat, id="a1", title="その他"), replace(twins[0], id="a2"), replace(twins[1], id="a3"))
    again = with_agenda(minutes, shifted)
    ingest_minutes(index, replace(again, source=replace(again.source, sha256="again")))
    assert [i.agenda_id for i in all_items(index) if i.corrected] == ["a3"]


def test_a_speaker_is_set_in_turn_and_passages(index: Index, tmp_path: Path) -> None:
    ref = TurnRef(doc="midorino.txt", meeting=None, turn=4)
    made = correct_speaker(index, ref, "副会長（山田 太郎君）", SIGNED)
    assert (made.turn, made.field, made.old, made.new) == (4, "speaker", "委員", "副会長（山田太郎君）")

    def spoken() -> list[tuple[str | None, Role | None, bool]]:
        found = search(index, "相談業務に外部のチャットサービスを使う理由", k=20)
        hits = [h for h in found if (h.doc, h.turn) == ("midorino.txt", 4)]
        return [(hit.speaker, hit.role, hit.speaker_corrected) for hit in hits]

    assert spoken() == [("副会長（山田太郎君）", Role.VICE_CHAIR, True)]
    (row,) = index.store.rows("SELECT name, title FROM turn WHERE speaker = '副会長（山田太郎君）'")
    assert (*row,) == ("山田太郎", "副会長")
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, replace(minutes, source=replace(minutes.source, sha256="edited")))
    assert spoken() == [("副会長（山田太郎君）", Role.VICE_CHAIR, True)]
    undo_correction(index, made.id, SIGNED)
    assert spoken() == [("委員", Role.MEMBER, False)]


def test_the_passages_prove_what_they_did_when_marked_anew(sample_index: Path, tmp_path: Path) -> None:
    with open_index(sample_index, None) as samples:
        query = "SELECT id, outcome FROM passage ORDER BY id"
        parsed = [(*row,) for row in samples.store.rows(query)]
        copy = tmp_path / "copy"
        copy.mkdir()
        samples.store.execute("VACUUM INTO ?", (str(copy / "senrei.sqlite"),))
    with open_index(copy, None) as index:
        for item in all_items(index):
            other = Outcome.REJECTED if item.outcome is not Outcome.REJECTED else Outcome.APPROVED
            ref = ItemRef(doc=item.document_path, meeting=item.meeting_id, item=item.agenda_id)
            correct_item(index, ref, ItemChange(outcome=other), SIGNED)
        assert {outcome for _, outcome in ((*row,) for row in index.store.rows(query))} == {None}
        for correction in list_corrections(index):
            undo_correction(index, correction.id, SIGNED)
        assert [(*row,) for row in index.store.rows(query)] == parsed


def test_an_index_from_before_there_were_corrections(index: Index, tmp_path: Path) -> None:
    index.store.execute("DROP TABLE correction")
    assert list_corrections(index) == []
    assert item_of(index).corrected is None
    minutes = camera_minutes(tmp_path)
    ingest_minutes(index, replace(minutes, source=replace(minutes.source, sha256="edited")))
    correct_item(index, CHAT, APPROVED, SIGNED)
    assert item_of(index).outcome is Outcome.APPROVED


def on_disk(minutes: Minutes, path: Path, *, edited: bool = False) -> Minutes:
    """The same minutes as a file that really lies there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(minutes.source.text, encoding="utf-8")
    sha256 = "edited" if edited else minutes.source.sha256
    return replace(minutes, source=replace(minutes.source, path=str(path), sha256=sha256))


def corrected_docs(index: Index) -> list[tuple[str, str]]:
    """Folder and name of the documents with an item that is corrected."""
    paths = [Path(i.document_path) for i in all_items(index) if i.corrected]
    return [(path.parent.name, path.name) for path in paths]


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize(
    ("place", "edited", "found"),
    [
        ("new/midorino.txt", False, True),
        ("new/renamed.txt", False, True),
        ("new/midorino.txt", True, True),
        ("new/renamed.txt", True, False),
    ],
)
def test_a_file_that_was_moved_keeps_its_corrections(
    index: Index, tmp_path: Path, place: str, *, edited: bool, found: bool, removed: bool
) -> None:
    (made,) = correct_item(index, CHAT, APPROVED, SIGNED)
    documents = len(index.store.documents())
    if removed:
        remove_document(index, "midorino.txt")
    new = tmp_path / place
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), new, edited=edited))
    assert corrected_docs(index) == (
        [("new", new.name)] if found else [] if removed else [(tmp_path.name, "midorino.txt")]
    )
    # It took its old place; one that cannot be told for sure is a file of its own.
    assert len(index.store.documents()) == documents + (not found and not removed)
    (held,) = list_corrections(index)
    assert (held.id, held.doc, held.applied) == (
        made.id,
        new.name if found else CHAT.doc,
        found or not removed,
    )
    if found:
        undo_correction(index, made.id, SIGNED)
        assert item_of(index, replace(CHAT, doc=new.name)).outcome is Outcome.CONTINUED


def test_a_copy_takes_no_place_and_no_corrections(index: Index, tmp_path: Path) -> None:
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), tmp_path / "one" / "midorino.txt"))
    correct_item(index, replace(CHAT, doc=str(tmp_path / "one" / "midorino.txt")), APPROVED, SIGNED)
    assert corrected_docs(index) == [("one", "midorino.txt")]
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), tmp_path / "two" / "midorino.txt"))
    assert corrected_docs(index) == [("one", "midorino.txt")]


def test_corrections_from_before_files_were_known_again(index: Index, tmp_path: Path) -> None:
    correct_item(index, CHAT, APPROVED, SIGNED)
    for column in ("sha256", "council", "date"):
        index.store.execute(f"ALTER TABLE correction DROP COLUMN {column}")
    remove_document(index, "midorino.txt")
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), tmp_path / "new" / "renamed.txt"))
    assert corrected_docs(index) == [("new", "renamed.txt")]


def test_the_vote_goes_with_the_outcome_that_it_was_read_for(index: Index, tmp_path: Path) -> None:
    minutes = changed(camera_minutes(tmp_path), vote="全員一致", follow_up="次回に説明する")
    ingest_minutes(index, minutes)
    (proof,) = correct_item(
        index, CHAT, ItemChange(outcome=Outcome.CONTINUED, quote="継続審議とする"), SIGNED
    )
    assert (item_of(index).vote, item_of(index).follow_up) == ("全員一致", "次回に説明する")
    (other,) = correct_item(index, CHAT, ItemChange(outcome=Outcome.REJECTED), SIGNED)
    assert (item_of(index).vote, item_of(index).follow_up) == (None, None)
    for one in (other, proof):
        undo_correction(index, one.id, SIGNED)
        assert (item_of(index).vote, item_of(index).follow_up) == ("全員一致", "次回に説明する")


def test_a_corrected_outcome_opens_and_closes_cases(index: Index, tmp_path: Path) -> None:
    draft = Draft(path=tmp_path / "later.txt", date="2023-11-20")
    span = draft.say("本件は承認する。", speaker="会長", role=Role.CHAIR, agenda="a1")
    draft.item("a1", "駅前広場への防犯カメラの設置について", outcome=Outcome.APPROVED, span=span)
    ingest_minutes(index, draft.minutes())
    camera, later = replace(CHAT, item="a1"), ItemRef(doc="later.txt", meeting="m1", item="a1")

    def thread() -> list[str]:
        return [entry.doc for entry in item_of(index, later).thread]

    assert thread() == ["later.txt"]
    (made,) = correct_item(index, camera, ItemChange(outcome=Outcome.CONTINUED), SIGNED)
    assert thread() == ["midorino.txt", "later.txt"]
    assert item_of(index, camera).case_id == item_of(index, later).case_id
    undo_correction(index, made.id, SIGNED)
    assert thread() == ["later.txt"]


@pytest.mark.parametrize(
    ("ref", "problem"),
    [
        (replace(CHAT, doc="absent.txt"), r"absent\.txt is not in the index; check the name"),
        (replace(CHAT, meeting="m9"), r"midorino\.txt has no meeting m9; give one of m1"),
        (replace(CHAT, item="a9"), r"midorino\.txt has no item a9 in that meeting; it has a1, a2"),
    ],
)
def test_what_is_not_there_cannot_be_corrected(index: Index, ref: ItemRef, problem: str) -> None:
    with pytest.raises(CorrectionError, match=problem):
        correct_item(index, ref, APPROVED, SIGNED)


@pytest.mark.parametrize(
    ("turn", "problem"),
    [(9, "has no turn 9 in that meeting; its last is 6"), (3, "turn 3 is a note, which nobody speaks")],
)
def test_a_turn_that_nobody_speaks_gets_no_speaker(index: Index, turn: int, problem: str) -> None:
    with pytest.raises(CorrectionError, match=problem):
        correct_speaker(index, TurnRef(doc="midorino.txt", meeting="m1", turn=turn), "会長", SIGNED)


def test_what_changes_nothing_is_refused(index: Index) -> None:
    with pytest.raises(CorrectionError, match=r"a2 .* is so already; name another value"):
        correct_item(index, CHAT, ItemChange(outcome=Outcome.CONTINUED, conditions=()), SIGNED)
    with pytest.raises(CorrectionError, match="the speaker of turn 1 is 委員 already"):
        correct_speaker(index, TurnRef(doc="midorino.txt", meeting="m1", turn=1), "委 員", SIGNED)
    with pytest.raises(CorrectionError, match="no correction 7; `senrei corrections` lists them"):
        undo_correction(index, 7, SIGNED)
    correct_item(index, CHAT, APPROVED, SIGNED)
    undo_correction(index, 1, SIGNED)
    with pytest.raises(CorrectionError, match=r"correction 1 was undone by 鈴木 at .* already"):
        undo_correction(index, 1, SIGNED)


def test_documents_of_one_name_are_told_apart_by_path(index: Index, tmp_path: Path) -> None:
    ingest_minutes(index, camera_minutes(tmp_path / "other"))
    with pytest.raises(AmbiguousDocumentError, match=r"2 documents are called midorino\.txt"):
        correct_item(index, CHAT, APPROVED, SIGNED)
    correct_item(index, replace(CHAT, doc=str(tmp_path / "other" / "midorino.txt")), APPROVED, SIGNED)
    assert [Path(i.document_path).parent.name for i in all_items(index) if i.corrected] == ["other"]


@pytest.mark.parametrize(("by", "reason"), [("", "理由"), ("鈴木", " ")])
def test_a_signature_is_never_blank(by: str, reason: str) -> None:
    with pytest.raises(ValueError, match="needs a name and a reason"):
        Signature(by=by, reason=reason)


def test_there_is_one_writer_and_a_reader_is_none(index: Index, tmp_path: Path) -> None:
    index.close()
    other = Store.open(tmp_path / "index", create=False)
    other.lock()
    with open_index(tmp_path / "index", None) as reader:
        with pytest.raises(StoreBusyError, match="another program is writing to this index"):
            correct_item(reader, CHAT, APPROVED, SIGNED)
        other.close()
        correct_item(reader, CHAT, APPROVED, SIGNED)
        assert not reader.store.locked


def test_a_copy_takes_nothing_from_a_file_that_was_only_taken_out(index: Index, tmp_path: Path) -> None:
    kept = tmp_path / "midorino.txt"
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), kept))
    correct_item(index, CHAT, APPROVED, SIGNED)
    remove_document(index, "midorino.txt")
    ingest_minutes(index, on_disk(camera_minutes(tmp_path), tmp_path / "copy" / "midorino.txt"))
    assert kept.exists()
    assert corrected_docs(index) == []
