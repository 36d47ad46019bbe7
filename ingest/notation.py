"""Japanese notation of dates, times, numbers and spaced letters ↔ values.

Examples: 「令和元年１０月２１日（月）」 → ``2019-10-21``; 「午後２時３０分」 → ``14:30``;
「会　長」 → 「会長」.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

_ERA_FIRST_YEAR = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_ERA_LETTER = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_KANJI_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_KANJI_UNIT = {"十": 10, "百": 100, "千": 1000}

_NUMBER = r"(?:[0-9]{1,4}|[〇零一二三四五六七八九十百千]{1,7}|元)"
_DATE = re.compile(
    rf"(?:(?P<era>明治|大正|昭和|平成|令和)\s{{0,2}}(?P<era_year>{_NUMBER})"
    rf"|(?P<letter>[MTSHR])(?P<letter_year>[0-9]{{1,2}})"
    rf"|(?P<year>[0-9]{{4}}))"
    rf"(?:\s{{0,2}}年(?:度)?\s{{0,2}}(?:[（(][^）)]{{1,8}}[）)]\s{{0,2}})?(?P<month>{_NUMBER})"
    rf"\s{{0,2}}月\s{{0,2}}(?P<day>{_NUMBER})\s{{0,2}}日"
    rf"|[./-](?P<month2>[0-9]{{1,2}})[./-](?P<day2>[0-9]{{1,2}}))"
)
_TIME = re.compile(
    r"(?P<half>午前|午後|正午)?\s{0,2}"
    r"(?:(?P<hour>[0-9]{1,2})\s{0,2}"
    r"(?:時\s{0,2}(?:(?P<minute>[0-9]{1,2})\s{0,2}分|(?P<thirty>半))?"
    r"|:(?P<minute2>[0-9]{2})))"
    r"|(?P<noon>正午)"
)
_FISCAL_YEAR = re.compile(
    rf"(?:(?P<era>昭和|平成|令和)\s{{0,2}}(?P<era_year>{_NUMBER})|(?P<year>[0-9]{{4}}))\s{{0,2}}年度"
)


def fold(text: str) -> str:
    """NFKC with the length kept: characters whose NFKC form is not one character stay as they are.

    Offsets in the folded text are offsets in the original, so a pattern can be written once for half and full
    width.
    """
    if text.isascii():
        return text
    return _fold_short(text) if len(text) <= _SHORT else text.translate(_FOLDED)


# Lines and labels are asked for again and again by the rules that read them; long texts are not kept.
_SHORT = 256


class _Folded(dict[int, str]):
    """Character code → its folded form, worked out when first met, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDED = _Folded()


@lru_cache(maxsize=8192)
def _fold_short(text: str) -> str:
    return text.translate(_FOLDED)


def squeeze(text: str) -> str:
    """NFKC without any white space: the form in which labels and titles are compared."""
    return _squeeze_short(text) if len(text) <= _SHORT else _squeeze(text)


def _squeeze(text: str) -> str:
    # Without its arguments `split` knows the same white space as \s does.
    return "".join(unicodedata.normalize("NFKC", text).split())


_squeeze_short = lru_cache(maxsize=8192)(_squeeze)


def holds_sentence(text: str) -> bool:
    """Whether a full stop stands outside brackets: 「（15歳以上に限る。）の提供について」 holds none."""
    return "。" in re.sub(r"[(（「『][^()（）「」『』]{0,200}[)）」』]", "", text)


def to_number(text: str) -> int | None:
    """The value of a number in half-width, full-width or kanji digits, 元 (of 元年) being 1; else None."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded.isdecimal():
        return int(folded)
    if not folded or any(c not in _KANJI_DIGIT and c not in _KANJI_UNIT for c in folded):
        return None
    if not any(c in _KANJI_UNIT for c in folded):
        return int("".join(str(_KANJI_DIGIT[c]) for c in folded))
    total, digit = 0, 0
    for character in folded:
        if character in _KANJI_UNIT:
            total += (digit or 1) * _KANJI_UNIT[character]
            digit = 0
        else:
            digit = _KANJI_DIGIT[character]
    return total + digit


def find_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Every complete date in the text as (start, end, ISO date), 和暦 or Western.

    Impossible dates are left out.
    """
    for m in _DATE.finditer(fold(text)):
        if m["letter"] and m.start() and fold(text[m.start() - 1]).isalnum():
            continue
        year = _year(m)
        month = to_number(m["month"] or m["month2"])
        day = to_number(m["day"] or m["day2"])
        if year is None or month is None or day is None:
            continue
        try:
            yield m.start(), m.end(), date(year, month, day).isoformat()
        except ValueError:
            continue


def _year(m: re.Match[str]) -> int | None:
    if m["year"]:
        return int(m["year"])
    return western_year(m["era"] or _ERA_LETTER[m["letter"]], m["era_year"] or m["letter_year"])


def western_year(era: str, year: str) -> int | None:
    """The Western year of 令和 and 5 or 元 (half width, full width or kanji); None for what is no number."""
    number = to_number(year)
    return None if number is None else _ERA_FIRST_YEAR[era] + number - 1


def find_times(text: str) -> list[str]:
    """Every time of day in the text, as ``HH:MM`` in order; 午後 holds until the next 午前 or 午後."""
    times: list[str] = []
    afternoon = False
    for m in _TIME.finditer(fold(text)):
        if m["noon"] and not m["hour"]:
            times.append("12:00")
            continue
        if m["half"]:
            afternoon = m["half"] == "午後"
        hour = int(m["hour"])
        minute = 30 if m["thirty"] else int(m["minute"] or m["minute2"] or 0)
        if afternoon and hour < 12:
            hour += 12
        if hour < 24 and minute < 60:
            times.append(f"{hour:02}:{minute:02}")
    return times


def find_fiscal_year(text: str) -> str | None:
    """The fiscal year without white space and with half-width digits: 「令和５年度」 → 「令和5年度」."""
    m = _FISCAL_YEAR.search(fold(text))
    return squeeze(m[0]) if m else None
