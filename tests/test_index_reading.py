"""Meetings as they are read: lists, turns, neighbours, questions and answers, words within a meeting."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.corrections import Signature, TurnRef, correct_speaker
from index.errors import MeetingNotFoundError
from index.filters import Filters
from index.reading import (
    agenda_of,
    councils_in,
    count_meetings,
    find_in_meeting,
    find_meeting,
    first_turns,
    fiscal_years,
    meetings,
    merged_spans,
    neighbours_of,
    outline_of,
    questions_answered,
    sizes_of,
    speaker_corrections,
    turns_around,
    turns_at,
    turns_of,
)
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.records import Role, TurnKind
from tests.index_minutes import Draft, camera_minutes, library_minutes, second_meeting


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Two meetings of みどり野市, one of 汐見町, and one of which neither date nor council is known."""
    folder = tmp_path_factory.mktemp("reading")
    draft = Draft(path=folder / "nameless.txt", municipality=None, council=None, date=None)
    draft.say("ＡＩ－ＯＣＲ とは何か。Ｃloudのことか。")
    draft.say("AI-OCRは文字を読み取る\n仕組みで、ai-ocrとも書く。")
    with open_index(folder / "index", encoder, create=True) as opened:
        for minutes in (
            camera_minutes(folder),
            second_meeting(folder),
            library_minutes(folder),
            draft.minutes(),
        ):
            ingest_minutes(opened, minutes)
        yield opened


def key_of(index: Index, doc: str) -> int:
    return find_meeting(index, doc).key


def test_meetings_come_latest_first_and_those_without_a_date_last(index: Index) -> None:
    assert [meeting.doc for meeting in meetings(index)] == [
        "midorino2.txt",
        "midorino.txt",
        "shiomi.txt",
        "nameless.txt",
    ]
    assert [meeting.doc for meeting in meetings(index, first=1, limit=2)] == ["midorino.txt", "shiomi.txt"]
    assert count_meetings(index) == 4


def test_meetings_are_chosen_by_whole_names_and_dates(index: Index) -> None:
    for filters, docs in (
        (Filters(municipality=("汐見町",)), ["shiomi.txt"]),
        (Filters(municipality=("汐見",)), []),
        (Filters(council=("みどり野市個人情報保護審議会",)), ["midorino2.txt", "midorino.txt"]),
        (Filters(date_from="2023-04-01", date_to="2023-05-10"), ["midorino.txt"]),
    ):
        assert [meeting.doc for meeting in meetings(index, filters)] == docs
        assert count_meetings(index, filters) == len(docs)


def test_what_there_is_to_choose_from(index: Index) -> None:
    assert councils_in(index) == ["みどり野市個人情報保護審議会", "汐見町図書館協議会"]
    assert councils_in(index, "汐見町") == ["汐見町図書館協議会"]
    assert councils_in(index, "無い市") == []
    assert fiscal_years(index) == [2023, 2022]


@pytest.mark.parametrize(("date", "year"), [("2024-03-31", 2023), ("2024-04-01", 2024), ("2023-12-31", 2023)])
def test_a_fiscal_year_begins_in_april(encoder: Encoder, tmp_path: Path, date: str, year: int) -> None:
    draft = Draft(path=tmp_path / "a.txt", date=date)
    draft.say("開会する。")
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, draft.minutes())
        assert fiscal_years(index) == [year]


def test_sizes_are_counts_of_rows(index: Index) -> None:
    shiomi, nameless = key_of(index, "shiomi.txt"), key_of(index, "nameless.txt")
    sizes = sizes_of(index, [shiomi, nameless])
    assert (sizes[shiomi].turns, sizes[shiomi].items) == (3, 1)
    assert (sizes[nameless].turns, sizes[nameless].items) == (2, 0)
    assert sizes_of(index, []) == {}


def test_a_meeting_is_found_by_name_path_and_id(index: Index, encoder: Encoder, tmp_path: Path) -> None:
    found = find_meeting(index, "midorino.txt")
    assert find_meeting(index, str(found.path), "m1") == found
    for doc, meeting in (("midorino.txt", "m2"), ("none.txt", None), ("", None)):
        with pytest.raises(MeetingNotFoundError):
            find_meeting(index, doc, meeting)
    minutes = camera_minutes(tmp_path)
    (first,) = minutes.meetings
    two = replace(minutes, meetings=(first, replace(first, id="m2", label="第2回")))
    with open_index(tmp_path / "index", encoder, create=True) as other:
        ingest_minutes(other, two)
        assert find_meeting(other, "midorino.txt").label == "第1回"
        assert find_meeting(other, "midorino.txt", "m2").label == "第2回"


def test_the_outline_is_the_turns_without_their_words(index: Index) -> None:
    key = key_of(index, "midorino.txt")
    turns, places = turns_of(index, key), outline_of(index, key)
    assert [(place.n, place.kind, place.speaker, place.agenda_id) for place in places] == [
        (turn.n, turn.kind, turn.speaker, turn.agenda_id) for turn in turns
    ]
    assert [place.kind for place in places].count(TurnKind.NOTE) == 1
    assert [turn.n for turn in turns_of(index, key, first=2, last=4)] == [2, 3, 4]
    assert [turn.n for turn in turns_of(index, key, first=5)] == [5, 6]
    assert turns_of(index, key, first=7) == []


def test_turns_around_one(index: Index) -> None:
    key = key_of(index, "midorino.txt")

    def around(turn: int) -> list[int]:
        return [one.n for one in turns_around(index, key, turn, before=1, after=2)]

    assert (around(1), around(3), around(6)) == ([1, 2, 3], [2, 3, 4, 5], [5, 6])
    assert around(0) == around(7) == []


def test_turns_at_places_and_first_turns(index: Index) -> None:
    key = key_of(index, "midorino.txt")
    assert [*turns_at(index, [(key, 2), (key, 99)])] == [(key, 2)]
    assert first_turns(index, [(key, "a1"), (key, "a2"), (key, "a9")]) == {(key, "a1"): 1, (key, "a2"): 4}


def test_the_agenda_is_in_order(index: Index) -> None:
    assert [item.agenda_id for item in agenda_of(index, key_of(index, "midorino.txt"))] == ["a1", "a2"]
    assert agenda_of(index, key_of(index, "nameless.txt")) == []


def test_neighbours_are_of_the_same_council(index: Index) -> None:
    first, second = find_meeting(index, "midorino.txt"), find_meeting(index, "midorino2.txt")
    assert neighbours_of(index, first).before is None
    assert neighbours_of(index, first).after == second
    assert neighbours_of(index, second).before == first
    for doc in ("shiomi.txt", "nameless.txt"):
        alone = neighbours_of(index, find_meeting(index, doc))
        assert (alone.before, alone.after) == (None, None)


def test_neighbours_of_one_day_stand_as_in_their_file(encoder: Encoder, tmp_path: Path) -> None:
    minutes = library_minutes(tmp_path)
    ids = ("m2", "m10", "m9")
    day = tuple(replace(minutes.meetings[0], id=name) for name in ids)
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        ingest_minutes(opened, replace(minutes, meetings=day))
        middle = neighbours_of(opened, find_meeting(opened, "shiomi.txt", "m10"))
    assert (middle.before and middle.before.meeting_id, middle.after and middle.after.meeting_id) == (
        "m2",
        "m9",
    )


def test_an_answer_names_its_question(index: Index) -> None:
    assert questions_answered(index, key_of(index, "midorino.txt")) == {2: 1}
    assert questions_answered(index, key_of(index, "nameless.txt")) == {}


def test_all_words_are_found_whatever_their_width_case_and_spacing(index: Index) -> None:
    key = key_of(index, "nameless.txt")
    first, second = find_in_meeting(index, key, "ai-ocr")
    assert [first.turn.text[slice(*span)] for span in first.spans] == ["ＡＩ－ＯＣＲ"]
    assert [second.turn.text[slice(*span)] for span in second.spans] == ["AI-OCR", "ai-ocr"]
    (both,) = find_in_meeting(index, key, "ocr　cloud")
    assert [both.turn.text[slice(*span)] for span in both.spans] == ["ＯＣＲ", "Ｃloud"]
    (broken,) = find_in_meeting(index, key, "読み取る仕組み")
    assert [broken.turn.text[slice(*span)] for span in broken.spans] == ["読み取る\n仕組み"]
    assert find_in_meeting(index, key, "ocr 宇宙") == []
    assert find_in_meeting(index, key, " 　") == []


def test_spans_that_overlap_are_one(index: Index) -> None:
    (match,) = find_in_meeting(index, key_of(index, "shiomi.txt"), "貸出記録 記録は")
    assert [match.turn.text[slice(*span)] for span in match.spans] == ["貸出記録は"]
    assert merged_spans([(5, 7), (0, 3), (2, 4), (4, 5)]) == [(0, 4), (4, 5), (5, 7)]
    assert merged_spans([]) == []


def test_who_corrected_a_speaker(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "index", encoder, create=True) as index:
        ingest_minutes(index, camera_minutes(tmp_path))
        key = key_of(index, "midorino.txt")
        assert speaker_corrections(index, key) == {}
        ref = TurnRef(doc="midorino.txt", meeting=None, turn=2)
        for speaker in ("総務課長", "会長"):
            correct_speaker(index, ref, speaker, Signature(by="鈴木", reason="聞き違い"))
        made = speaker_corrections(index, key)
        assert {n: one.new for n, one in made.items()} == {2: "会長"}
        turn = turns_of(index, key)[1]
        assert (turn.speaker, turn.role, turn.corrected) == ("会長", Role.CHAIR, True)
