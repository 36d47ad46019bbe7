from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.cases import Quote, all_items, items_of, matter_of, recent_matters
from index.filters import Filters
from index.search import Index, open_index, search
from index.update import ingest_minutes, remove_document
from ingest.records import AgendaItem, Meeting, Outcome
from tests.index_minutes import camera_minutes, library_minutes, second_meeting

_COUNCIL = Meeting(id="m1", municipality="みどり野市", council="みどり野市個人情報保護審議会")
_TITLE = "子育て相談におけるチャットサービスの利用について"


@pytest.fixture
def index(encoder: Encoder, tmp_path: Path) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder, create=True) as opened:
        for build in (second_meeting, library_minutes, camera_minutes):
            ingest_minutes(opened, build(tmp_path))
        yield opened


def _case(title: str, meeting: Meeting = _COUNCIL, doc: str = "a.txt") -> str:
    return matter_of(meeting, AgendaItem(id="a1", title=title), doc=doc)


@pytest.mark.parametrize(
    "title",
    [
        f"{_TITLE}（継続審議分）",
        f"{_TITLE}【子ども部 子育て課】",
        "子育て相談におけるチャットサービスの利用",
        "子育て相談における チャットサービスの 利用について",
        "子育て相談における「チャットサービス」の利用の件について",
    ],
)
def test_a_title_that_is_written_otherwise_is_the_same_case(title: str) -> None:
    assert _case(title) == _case(_TITLE)


def test_other_titles_and_other_councils_are_other_cases() -> None:
    other = Meeting(id="m1", municipality="汐見町", council=_COUNCIL.council)
    assert len({_case(_TITLE), _case("防犯カメラの設置について"), _case(_TITLE, other)}) == 3


def test_unknown_councils_are_kept_apart_by_file() -> None:
    unknown = Meeting(id="m1")
    assert _case(_TITLE, unknown, "a.txt") != _case(_TITLE, unknown, "b.txt")
    assert _case(_TITLE, unknown, "a.txt") == _case(_TITLE, unknown, "a.txt")


def test_the_items_of_hits_come_in_their_order(index: Index) -> None:
    hits = search(index, "チャットサービス", k=20)
    keys = list(dict.fromkeys((hit.meeting_key, hit.agenda_id) for hit in hits if hit.agenda_id))
    items = items_of(index, [*keys, (999, "a1")])
    assert [(item.meeting_key, item.agenda_id) for item in items] == keys
    assert items_of(index, []) == []


def test_a_case_is_followed_through_its_meetings_by_date(index: Index) -> None:
    chats = [item for item in all_items(index) if item.title.startswith("子育て相談")]
    assert len({item.case_id for item in chats}) == 1
    assert [item.doc for item in chats] == ["midorino.txt", "midorino2.txt"]
    for item in chats:
        assert [(entry.date, entry.outcome, entry.doc) for entry in item.thread] == [
            ("2023-05-10", Outcome.CONTINUED, "midorino.txt"),
            ("2023-08-21", Outcome.APPROVED, "midorino2.txt"),
        ]


def test_an_item_holds_the_quote_that_proves_its_outcome(index: Index, tmp_path: Path) -> None:
    item = all_items(index)[0]
    assert (item.title, item.outcome) == (
        "駅前広場への防犯カメラの設置について",
        Outcome.APPROVED_WITH_OPINION,
    )
    assert item.quote is not None
    assert item.quote == Quote(
        text="（防犯カメラの設置については、保存期間を守る旨の意見を付して承認された。）",
        doc="midorino.txt",
        turn=None,
        page=None,
        span=item.quote.span,
    )
    text = camera_minutes(tmp_path).source.text
    assert text[slice(*item.quote.span)] == item.quote.text


def test_an_item_without_a_decision_has_no_quote(index: Index) -> None:
    (item,) = all_items(index, Filters(municipality=("汐見町",)))
    assert (item.outcome, item.quote, len(item.thread)) == (Outcome.NOT_RECORDED, None, 1)


@pytest.mark.parametrize(
    ("filters", "docs"),
    [
        (None, ["midorino.txt", "midorino.txt", "midorino2.txt", "shiomi.txt"]),
        (Filters(outcome=(Outcome.APPROVED, Outcome.CONTINUED)), ["midorino.txt", "midorino2.txt"]),
        (Filters(date_from="2023-06-01"), ["midorino2.txt"]),
    ],
)
def test_every_item_that_meets_the_filters_is_listed(
    index: Index, filters: Filters | None, docs: list[str]
) -> None:
    assert [item.doc for item in all_items(index, filters)] == docs


def test_case_ids_stay_when_a_file_is_ingested_again(index: Index, tmp_path: Path) -> None:
    before = [item.case_id for item in all_items(index)]
    remove_document(index, "midorino.txt")
    ingest_minutes(index, camera_minutes(tmp_path))
    assert [item.case_id for item in all_items(index)] == before


def test_recent_matters_are_decided_titles_of_several_municipalities(index: Index) -> None:
    matters = recent_matters(index, 5)
    decided = {item.title for item in all_items(index) if item.outcome is not Outcome.NOT_RECORDED}
    assert matters
    assert all(any(title.startswith(matter) for title in decided) for matter in matters)
    assert not any(matter.endswith("について") for matter in matters)
    assert recent_matters(index, 1) == matters[:1]
