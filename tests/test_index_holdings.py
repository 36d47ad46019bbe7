"""What an index holds: how surely documents were read, and where years and numbers are missing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.corrections import ItemChange, ItemRef, Signature, correct_item
from index.holdings import coverage, fiscal_year_of, held_documents, turn_of_correction
from index.search import Index, open_index
from index.update import ingest_minutes
from ingest.parse import parse_file
from ingest.records import Outcome
from tests.index_minutes import Draft


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        yield opened


def hold(index: Index, folder: Path, meetings: Sequence[tuple[str, str | None]]) -> None:
    """Ingest meetings of one council, told by label and date."""
    for n, (label, date) in enumerate(meetings):
        draft = Draft(path=folder / f"{n}.txt", label=label, date=date)
        draft.say("それでは会議を始めます。")
        ingest_minutes(index, draft.minutes())


@pytest.mark.parametrize(
    ("date", "label", "year"),
    [
        ("2024-03-31", None, 2023),
        ("2024-04-01", "令和3年度第1回", 2024),
        (None, "令和5年度第2回", 2023),
        (None, "令和元年度第2回", 2019),
        (None, "令和5年第2回", None),
        (None, "第2回", None),
        (None, None, None),
    ],
)
def test_a_fiscal_year_begins_in_april(date: str | None, label: str | None, year: int | None) -> None:
    assert fiscal_year_of(date, label) == year


def test_a_year_between_others_and_a_number_passed_over_are_missing(index: Index, tmp_path: Path) -> None:
    hold(
        index,
        tmp_path,
        [
            ("令和2年度第2回", "2020-08-01"),
            ("令和2年度第5回", "2021-03-01"),
            ("令和4年度第1回（1日目）", "2022-05-10"),
            ("令和4年度第1回（2日目）", "2022-05-11"),
            ("令和5年度第1回", None),
            ("臨時会", None),
        ],
    )
    (found,) = coverage(index)
    assert found.years == {2020: 2, 2022: 2, 2023: 1}
    assert found.undated == 1
    assert found.missing_years == (2021,)
    assert [(gap.series, gap.numbers) for gap in found.missing_numbers] == [("令和2年度", (1, 3, 4))]
    assert found.has_gaps


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        (["第74回", "第75回", "第78回"], [("", (76, 77))]),
        # Numbers that begin anew each year, which the labels do not name.
        (["第1回", "第3回", "第1回"], []),
        (["第5回"], []),
    ],
)
def test_numbers_that_run_through_the_years(
    index: Index, tmp_path: Path, labels: list[str], missing: list[tuple[str, tuple[int, ...]]]
) -> None:
    hold(index, tmp_path, [(label, f"202{n}-05-10") for n, label in enumerate(labels)])
    (found,) = coverage(index)
    assert [(gap.series, gap.numbers) for gap in found.missing_numbers] == missing
    assert found.missing_years == ()


def test_documents_with_how_they_were_read(index: Index, tmp_path: Path, sample_files: list[Path]) -> None:
    minutes = parse_file(next(path for path in sample_files if "令和5年度第3回" in path.name))
    ingest_minutes(index, minutes)
    hold(index, tmp_path, [("第1回", None)])
    index.store.execute(
        "UPDATE document SET warnings = ? WHERE doc = '0.txt'", ('["1 turns have no certain speaker"]',)
    )
    index.store.execute("DELETE FROM reading WHERE document = (SELECT id FROM document WHERE doc = '0.txt')")
    doubtful, sure = held_documents(index)
    assert (doubtful.doc, doubtful.to_check, doubtful.confidence) == ("0.txt", True, None)
    assert doubtful.first_date is None
    assert sure.councils == ("霧沢町情報公開・個人情報保護審査会",)
    assert (sure.first_date, sure.last_date, sure.meeting_id) == ("2024-01-23", "2024-01-23", "m1")
    assert sure.turns == sum(len(meeting.turns) for meeting in minutes.meetings)
    assert 0 < sure.decided <= sure.items
    assert sure.confidence == minutes.confidence
    assert not sure.outdated
    index.store.execute("UPDATE document SET built_by = 'older'")
    assert all(document.outdated for document in held_documents(index))


def test_an_index_of_an_older_version_has_no_confidences(index: Index, tmp_path: Path) -> None:
    hold(index, tmp_path, [("第1回", None)])
    index.store.execute("DROP TABLE reading")
    assert [document.confidence for document in held_documents(index)] == [None]
    hold(index, tmp_path / "others", [("第2回", None)])
    assert sorted(document.confidence is None for document in held_documents(index)) == [False, True]


def test_a_correction_is_read_where_its_item_is(index: Index, sample_files: list[Path]) -> None:
    path = next(path for path in sample_files if "令和5年度第3回" in path.name)
    ingest_minutes(index, parse_file(path))
    row = index.store.rows("SELECT agenda_id, quote_turn FROM agenda_item WHERE quote_turn IS NOT NULL")[0]
    ref = ItemRef(doc=path.name, meeting=None, item=row["agenda_id"])
    signature = Signature(by="佐藤", reason="末尾に記載")
    (made,) = correct_item(index, ref, ItemChange(conditions=("報告すること。",)), signature)
    assert turn_of_correction(index, made) == row["quote_turn"]
    (made,) = correct_item(index, ref, ItemChange(outcome=Outcome.WITHDRAWN), signature)
    turn = turn_of_correction(index, made)
    assert turn is not None
    assert index.store.rows("SELECT agenda_id FROM turn WHERE n = ?", (turn,))[0][0] == row["agenda_id"]
