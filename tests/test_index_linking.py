"""Which items become one case, on small indexes of fictional minutes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import all_cases, all_items, case_of
from index.errors import CaseNotFoundError
from index.filters import Filters
from index.precedents import precedents
from index.search import Index, open_index
from index.update import ingest_minutes, remove_document
from ingest.parse import parse_source
from ingest.records import Minutes, Outcome, SourceText


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        yield opened


def minutes(path: Path, council: str, day: str, title: str, said: str) -> Minutes:
    text = (
        f"{council}会議録\n日時　{day}　午前10時\n出席委員　真壁会長　峰岸委員\n"
        f"議題\n(1) {title}\n会議の経過\n"
        f"(1) {title}\n○真壁会長　説明をお願いします。\n"
        f"○担当課長　資料のとおりです。\n○峰岸委員　質問です。\n{said}"
    )
    return parse_source(SourceText(path=str(path), media_type="text/plain", sha256=text[:64], text=text))


def ingest(index: Index, tmp_path: Path, *of: tuple[str, str, str, str]) -> None:
    for number, (council, day, title, said) in enumerate(of):
        ingest_minutes(index, minutes(tmp_path / f"{number}.txt", council, day, title, said))


CONTINUED = "○真壁会長　本件は継続審議とします。\n"
APPROVED = "○真壁会長　本件は原案のとおり承認することに決定しました。\n"
COUNCIL = "架空市個人情報保護審議会"
TITLE = "諮問第3号　図書館の予約システムについて"


def threads(index: Index) -> list[list[tuple[str | None, str]]]:
    return [[(item.date, item.outcome.value) for item in case] for case in all_cases(index)]


def test_what_was_left_open_goes_on_and_what_was_closed_does_not(index: Index, tmp_path: Path) -> None:
    ingest(
        index,
        tmp_path,
        (COUNCIL, "令和5年4月5日", "図書館の予約システムについて", CONTINUED),
        (COUNCIL, "令和5年7月6日", "図書館の予約システムについて（継続審議分）", APPROVED),
        (COUNCIL, "令和6年7月4日", "図書館の予約システムについて", APPROVED),
    )
    assert threads(index) == [
        [("2024-07-04", "approved")],
        [("2023-04-05", "continued"), ("2023-07-06", "approved")],
    ]


def test_a_number_of_one_year_links_what_is_titled_otherwise(index: Index, tmp_path: Path) -> None:
    ingest(
        index,
        tmp_path,
        (
            "架空市議会建設委員会",
            "令和5年6月5日",
            "令和5年陳情第8号　川沿いの緑道の再整備に関する陳情",
            CONTINUED,
        ),
        ("架空市議会", "令和5年6月20日", "令和5年陳情第8号　川沿いの緑道の再整備を求める陳情", CONTINUED),
        (
            "架空市議会建設委員会",
            "令和6年6月5日",
            "令和6年陳情第8号　川沿いの緑道の再整備に関する陳情",
            CONTINUED,
        ),
        (
            "架空市議会建設委員会",
            "令和5年9月5日",
            "令和5年陳情第8号の2　バス路線の維持を求める陳情",
            CONTINUED,
        ),
    )
    assert sorted(map(len, all_cases(index))) == [1, 1, 2]


def test_no_case_spans_two_municipalities(index: Index, tmp_path: Path) -> None:
    ingest(
        index,
        tmp_path,
        ("架空市個人情報保護審議会", "令和5年4月5日", TITLE, CONTINUED),
        ("幻町個人情報保護審議会", "令和5年5月5日", TITLE, APPROVED),
    )
    assert [len(case) for case in all_cases(index)] == [1, 1]


def test_cases_are_the_same_in_any_order_and_after_removal(index: Index, tmp_path: Path) -> None:
    first = (COUNCIL, "令和5年4月5日", TITLE, CONTINUED)
    second = (COUNCIL, "令和5年7月6日", TITLE, APPROVED)
    ingest(index, tmp_path, second, first)
    (case,) = all_cases(index)
    assert [item.outcome for item in case] == [Outcome.CONTINUED, Outcome.APPROVED]
    remove_document(index, "1.txt")
    (left,) = all_items(index)
    assert left.case_id != case[0].case_id
    ingest_minutes(index, minutes(tmp_path / "1.txt", *first))
    assert all_cases(index)[0][0].case_id == case[0].case_id


def test_a_case_is_found_by_the_start_of_its_id(index: Index, tmp_path: Path) -> None:
    ingest(index, tmp_path, (COUNCIL, "令和5年4月5日", TITLE, CONTINUED))
    (case,) = all_cases(index)
    assert case_of(index, case[0].case_id[:8]) == case
    for unknown in ("zz", ""):
        with pytest.raises(CaseNotFoundError, match="senrei cases"):
            case_of(index, unknown)


def test_precedents_are_cases_of_other_municipalities(index: Index, tmp_path: Path) -> None:
    ingest(
        index,
        tmp_path,
        (COUNCIL, "令和5年4月5日", TITLE, CONTINUED),
        (COUNCIL, "令和5年4月6日", "公民館の予約システムについて", APPROVED),
        ("幻町個人情報保護審議会", "令和4年5月5日", "図書館予約システムの更新について", APPROVED),
        ("夢野市環境審議会", "令和4年5月6日", "ごみ袋の料金について", APPROVED),
    )
    case = next(c for c in all_cases(index, Filters(municipality=("架空市",))) if "図書館" in c[0].title)
    found = precedents(index, case, 5)
    assert found[0].title == "図書館予約システムの更新について"
    assert {item.municipality for item in found} <= {"幻町", "夢野市"}
    assert precedents(index, case, 0) == []
