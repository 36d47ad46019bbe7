from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.model import Encoder
from index.filters import Filters, filters_as_json, filters_from_json
from index.search import Index, open_index, search
from index.update import ingest_minutes
from ingest.records import Outcome, Role
from tests.index_minutes import camera_minutes, library_minutes, second_meeting

_NAMES = st.lists(st.text(min_size=1, max_size=5), max_size=2).map(tuple)
_DATES = st.none() | st.dates().map(str)


@pytest.fixture(scope="module")
def index(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("filters")
    with open_index(folder / "index", encoder, create=True) as opened:
        for build in (camera_minutes, library_minutes, second_meeting):
            ingest_minutes(opened, build(folder))
        yield opened


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        (Filters(), "1"),
        (Filters(municipality=("汐見町",)), "municipality = '汐見町'"),
        (Filters(municipality=("みどり野",)), "municipality = 'みどり野市'"),
        (Filters(municipality=("汐見町", "みどり野市")), "1"),
        (Filters(municipality=("%",)), "0"),
        (Filters(council=("図書館",)), "municipality = '汐見町'"),
        (Filters(date_from="2023-05-10"), "date >= '2023-05-10'"),
        (Filters(date_from="2022-11-02", date_to="2022-11-02"), "date = '2022-11-02'"),
        (Filters(date_to="2022-11-01"), "0"),
        (Filters(outcome=(Outcome.CONTINUED, Outcome.APPROVED)), "outcome IN ('continued', 'approved')"),
        (Filters(outcome=(Outcome.NOT_RECORDED,)), "outcome = 'not_recorded'"),
        (Filters(speaker_role=(Role.CHAIR,)), "role = 'chair'"),
        (Filters(agenda_kind=("諮問",)), "kind_of_item = '諮問'"),
        (
            Filters(municipality=("みどり野市",), speaker_role=(Role.CHAIR,), outcome=(Outcome.CONTINUED,)),
            "municipality = 'みどり野市' AND role = 'chair' AND outcome = 'continued'",
        ),
    ],
)
def test_exactly_the_passages_that_meet_the_filters_are_found(
    index: Index, filters: Filters, where: str
) -> None:
    query = f"""
        SELECT id FROM (
            SELECT passage.id, passage.role, municipality, date, agenda_item.outcome,
                agenda_item.kind AS kind_of_item
            FROM passage, meeting, agenda_item
            WHERE meeting.id = passage.meeting AND agenda_item.meeting = passage.meeting
                AND agenda_item.agenda_id = passage.agenda_id
        ) WHERE {where}
    """
    expected = {row["id"] for row in index.store.rows(query)}
    found = {
        hit.passage_id for hit in search(index, "承認された防犯カメラと図書館の記録", filters=filters, k=100)
    }
    assert found == expected


@given(
    municipality=_NAMES,
    council=_NAMES,
    date_from=_DATES,
    date_to=_DATES,
    outcome=st.lists(st.sampled_from(Outcome)).map(tuple),
    role=st.lists(st.sampled_from(Role)).map(tuple),
)
def test_filters_survive_the_way_through_json(
    municipality: tuple[str, ...],
    council: tuple[str, ...],
    date_from: str | None,
    date_to: str | None,
    outcome: tuple[Outcome, ...],
    role: tuple[Role, ...],
) -> None:
    filters = Filters(
        municipality=municipality,
        council=council,
        date_from=date_from,
        date_to=date_to,
        outcome=outcome,
        speaker_role=role,
    )
    assert filters_from_json(filters_as_json(filters)) == filters


def test_one_name_may_stand_without_a_list() -> None:
    assert filters_from_json({"municipality": "汐見町"}) == Filters(municipality=("汐見町",))


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"town": ["汐見町"]}, "unknown filter 'town'; use one of municipality, council, from"),
        ({"outcome": ["maybe"]}, "'maybe' is not a valid Outcome"),
        ({"municipality": [1]}, "filter 'municipality' takes a text or a list of texts, got"),
        ({"from": ["2023-01-01"]}, "filter 'from' takes a text, got"),
    ],
)
def test_what_is_no_filter_is_refused(values: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        filters_from_json(values)
