"""The numbers that Word writes before paragraphs of a list: counters, levels, restarts, number formats.

ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat). ``%1 (%2)`` at level 1 → 「２ (1)」.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LEVELS = 9
KANJI_DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壱弐参四五六七八九"
AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
AIUEO_HALF_WIDTH = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
IROHA_HALF_WIDTH = "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
FULL_STOPPED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# Bullets are drawn with symbol fonts, whose letters mean pictures.
SYMBOL_BULLETS = {
    "l": "●",
    "n": "■",
    "u": "◆",
    "o": "○",
    "q": "□",
    "p": "□",
    "\xa7": "▪",
    "\xb7": "・",
    "\xfc": "✓",
}


def format_number(number: int, number_format: str) -> str:
    """Write a list number in a format of ST_NumberFormat; in digits where that does not reach.

    >>> format_number(3, "decimalEnclosedCircle"), format_number(12, "japaneseCounting")
    ('③', '十二')
    """
    write = _FORMATS.get(number_format)
    return (write(number) if write and number > 0 else "") or str(number)


def _from(letters: str) -> Callable[[int], str]:
    return lambda number: letters[number - 1] if number <= len(letters) else ""


def _letters(number: int) -> str:
    """1 → a … 26 → z, 27 → aa, as Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number <= 780 else ""


def _roman(number: int) -> str:
    if number >= 4000:
        return ""
    written = ""
    for value, letters in ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _kanji_digits(number: int) -> str:
    return "".join(KANJI_DIGITS[int(digit)] for digit in str(number))


def _counting(digits: str, units: str, *, one: bool) -> Callable[[int], str]:
    def write(number: int) -> str:
        if number >= 10000:
            return ""
        written = ""
        for digit, unit in zip(f"{number:04}", (*units, ""), strict=True):
            if digit != "0":
                written += ("" if digit == "1" and unit and not one else digits[int(digit)]) + unit
        return written

    return write


_kanji = _counting(KANJI_DIGITS, "千百十", one=False)
_FORMATS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": str,
        "decimalHalfWidth": str,
        "decimalZero": lambda number: f"{number:02}",
        "decimalFullWidth": _full_width,
        "decimalFullWidth2": _full_width,
        "upperLetter": lambda number: _letters(number).upper(),
        "lowerLetter": _letters,
        "upperRoman": lambda number: _roman(number).upper(),
        "lowerRoman": _roman,
        "decimalEnclosedCircle": _from(CIRCLED),
        "decimalEnclosedCircleChinese": _from(CIRCLED),
        "decimalEnclosedParen": _from(PARENTHESISED),
        "decimalEnclosedFullstop": _from(FULL_STOPPED),
        "aiueo": _from(AIUEO_HALF_WIDTH),
        "aiueoFullWidth": _from(AIUEO),
        "iroha": _from(IROHA_HALF_WIDTH),
        "irohaFullWidth": _from(IROHA),
        "japaneseCounting": _kanji,
        "chineseCounting": _kanji,
        "chineseCountingThousand": _kanji,
        "japaneseLegal": _counting(LEGAL_DIGITS, "阡百拾", one=True),
        "japaneseDigitalTenThousand": _kanji_digits,
        "ideographDigital": _kanji_digits,
        "ideographTraditional": _from(STEMS),
        "ideographZodiac": _from(BRANCHES),
        "none": lambda _: "",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLevel:
    """How one level of a list is numbered; `text` holds ``%1`` … ``%9`` for the numbers of the levels."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    space_after: bool = True
    restart_after: int | None = None
    all_decimal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStyle:
    """A numbered list (``w:num``).

    Attributes:
        counter: Lists of one abstract definition go on counting together.
        levels: The levels by index, overrides applied.
        restarts: Level → the number at which this list starts anew when it is first used.
    """

    counter: str
    levels: Mapping[int, ListLevel]
    restarts: Mapping[int, int]


@dataclass(slots=True, kw_only=True)
class ListNumbers:
    """The counters of a document's lists, paragraph by paragraph."""

    lists: Mapping[str, ListStyle]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    restarted: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, list_id: str, level: int) -> str:
        """Count one paragraph and give what stands before it, ``(1) ``; empty for an unknown list."""
        style = self.lists.get(list_id)
        if style is None or level not in style.levels:
            return ""
        numbers = self.counters.setdefault(style.counter, {})
        self._count(list_id, style, level, numbers)
        return _label(style, level, numbers)

    def _count(self, list_id: str, style: ListStyle, level: int, numbers: dict[int, int]) -> None:
        restart = style.restarts.get(level)
        if restart is not None and (list_id, level) not in self.restarted:
            self.restarted.add((list_id, level))
            numbers[level] = restart
        else:
            numbers[level] = numbers.get(level, style.levels[level].start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            definition = style.levels.get(deeper)
            # lvlRestart is 1-based and names the level after which counting starts anew; 0 is never.
            after = (
                deeper if definition is None or definition.restart_after is None else definition.restart_after
            )
            if level < after:
                numbers.pop(deeper, None)


def _label(style: ListStyle, level: int, numbers: Mapping[int, int]) -> str:
    definition = style.levels[level]
    if definition.number_format == "bullet":
        label = _bullet(definition.text)
    else:
        label = definition.text
        for index in range(LEVELS):
            if f"%{index + 1}" in label:
                label = label.replace(f"%{index + 1}", _level_number(style, definition, index, numbers))
    return f"{label} " if label and definition.space_after else label


def _level_number(style: ListStyle, definition: ListLevel, index: int, numbers: Mapping[int, int]) -> str:
    level = style.levels.get(index, ListLevel())
    number_format = "decimal" if definition.all_decimal else level.number_format
    return "" if number_format == "none" else format_number(numbers.get(index, level.start), number_format)


def _bullet(text: str) -> str:
    """A bullet as a character; letters of symbol fonts stand in U+F000-F0FF."""
    if len(text) == 1 and "\uf000" <= text <= "\uf0ff":
        return SYMBOL_BULLETS.get(chr(ord(text) - 0xF000), "・")
    return SYMBOL_BULLETS.get(text, text) if text in "\xa7\xb7\xfc" else text
