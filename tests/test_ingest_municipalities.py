"""Codes of municipalities, against those that the Ministry of Internal Affairs lists."""

import csv
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.municipalities import check_digit, municipality_at, municipality_code

KNOWN = {
    "久留米市": "402036",
    "宇都宮市": "092011",
    "品川区": "131091",
    "北海道": "010006",
    "福岡県": "400009",
    "札幌市": "011002",
    "川崎市": "141305",
    "浜松市": "221309",
    "大阪市": "271004",
    "札幌市中央区": "011011",
    "つくば市": "082201",
    "三宅村": "133817",
    "丹波篠山市": "282219",
    "富谷市": "042161",
    "与那国町": "473821",
}
DIGITS = st.text(alphabet="0123456789", min_size=5, max_size=5)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    text = files("ingest").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(("name", "code"), KNOWN.items())
def test_known_codes(name: str, code: str) -> None:
    assert municipality_code(name) == code
    assert municipality_at(f"令和5年度{name}水道審議会", 5) == name


@pytest.mark.parametrize("name", ["府中市", "伊達市", "池田町"])
def test_a_name_that_several_have_is_a_municipality_without_a_code(name: str) -> None:
    assert municipality_code(name) is None
    assert municipality_at(name) == name


@pytest.mark.parametrize(
    ("name", "prefecture", "code"),
    [
        ("府中市", "東京都", "132063"),
        ("府中市", "広島県", "342084"),
        ("伊達市", "北海道", "012335"),
        ("伊達市", "福島県", "072133"),
        ("久留米市", "福岡県", "402036"),
        ("東京都", "東京都", "130001"),
    ],
)
def test_the_prefecture_decides(name: str, prefecture: str, code: str) -> None:
    assert municipality_code(name, prefecture) == code


@pytest.mark.parametrize("prefecture", ["佐賀県", "久留米市", "大和県", ""])
def test_another_prefecture_has_no_such_municipality(prefecture: str) -> None:
    assert municipality_code("久留米市", prefecture) is None


@pytest.mark.parametrize("name", ["白鷺野市", "久留米", "市", "", "福岡県佐賀市", "久留米市議会"])
def test_unknown_names(name: str) -> None:
    assert municipality_code(name) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("四日市市民会議", "四日市市"),
        ("東村山市", "東村山市"),
        ("福岡県久留米市議会", "福岡県久留米市"),
        ("白鷺野市", None),
        ("", None),
    ],
)
def test_the_longest_official_name_is_found(text: str, name: str | None) -> None:
    assert municipality_at(text) == name


def test_special_wards_come_before_wards_of_cities() -> None:
    # Of the many 中央区, one alone is a municipality.
    assert municipality_code("中央区") == "131024"
    assert municipality_code("北区", "大阪府") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("福岡県久留米市", "402036"),
        ("福岡県　久留米市", "402036"),
        ("東京都府中市", "132063"),
        ("西白河郡矢吹町", "074667"),
        ("福島県西白河郡矢吹町", "074667"),
        ("茅ヶ崎市", "142077"),
        ("茅ケ崎市", "142077"),
        ("檮原町", "394050"),
        ("梼原町", "394050"),
        ("須惠町", "403440"),
        ("塩釜市", "042030"),
        ("葛\U000e0100城市", "292117"),
    ],
)
def test_ways_to_write_one_name(written: str, code: str) -> None:
    assert municipality_code(written) == code


@pytest.mark.parametrize("code", KNOWN.values())
def test_check_digit_of_known_codes(code: str) -> None:
    assert check_digit(code[:5]) == code[5]


@pytest.mark.parametrize("code", ["4020", "402036", "4020a", "４０２０３", "²0203"])
def test_check_digit_is_of_five_digits(code: str) -> None:
    with pytest.raises(ValueError, match=r"^expected five digits, found '"):
        check_digit(code)


@given(DIGITS, st.integers(0, 4), st.sampled_from("0123456789"))
def test_check_digit_follows_modulus_11(code: str, place: int, digit: str) -> None:
    weights = (6, 5, 4, 3, 2, 1)
    checked = [int(sign) for sign in code + check_digit(code)]
    total = sum(weight * value for weight, value in zip(weights, checked, strict=True))
    # 11 less a remainder of 0 or 1 has two digits, of which the last is written.
    assert total % 11 in {0: {1}, 1: {0, 1}}.get(checked[5], {0})
    # So one wrong digit shows, but for the two remainders that share the digit 1.
    other = code[:place] + digit + code[place + 1 :]
    if other != code and check_digit(other) == check_digit(code):
        assert check_digit(code) == "1"


def _kind(name: str) -> str:
    """The last character; 市区 for a ward of a designated city."""
    return "市区" if name.endswith("区") and "市" in name else name[-1]


def test_the_table_is_whole(rows: list[dict[str, str]]) -> None:
    kinds = Counter("prefecture" if row["code"].endswith("000") else _kind(row["name"]) for row in rows)
    codes = [row["code"] for row in rows]
    assert kinds == {"prefecture": 47, "市": 792, "市区": 171, "区": 23, "町": 743, "村": 183}
    assert codes == sorted(set(codes))


def test_every_row_is_found_by_its_prefecture(rows: list[dict[str, str]]) -> None:
    prefectures = {row["code"][:2]: row["name"] for row in rows if row["code"].endswith("000")}
    for row in rows:
        found = municipality_code(row["name"], prefectures[row["code"][:2]])
        assert found == row["code"] + check_digit(row["code"])
