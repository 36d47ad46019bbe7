from pathlib import Path

import pytest

from embeddings.model import Encoder
from index.prefectures import prefecture_of, prefectures_of
from index.search import open_index
from ingest.municipalities import prefecture_of_code, prefecture_order


@pytest.mark.parametrize(
    ("name", "prefecture"),
    [
        ("久留米市", "福岡県"),
        ("札幌市中央区", "北海道"),
        ("福岡県", "福岡県"),
        ("千葉県", "千葉県"),
        ("府中市", None),
        ("霧沢町", None),
    ],
)
def test_a_name_tells_its_prefecture_or_nothing(name: str, prefecture: str | None) -> None:
    assert prefecture_of(name) == prefecture


def test_a_code_tells_apart_what_the_name_does_not() -> None:
    assert prefecture_of("府中市", {"132063"}) == "東京都"
    assert prefecture_of("府中市", {"132063", "342084"}) is None


def test_there_are_47_prefectures_from_north_to_south() -> None:
    order = prefecture_order()
    assert (len(order), order[0], order[-1]) == (47, "北海道", "沖縄県")
    assert prefecture_of_code("999999") is None


def test_invented_municipalities_lie_nowhere(sample_index: Path, encoder: Encoder) -> None:
    with open_index(sample_index, encoder) as index:
        assert {*prefectures_of(index, index.names("municipality")).values()} == {None}
        assert prefectures_of(index, ["久留米市"]) == {"久留米市": "福岡県"}
