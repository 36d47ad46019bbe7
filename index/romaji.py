"""Names as English questions spell them: 大牟田市 → ``omuta`` (Hepburn, long vowels unmarked)."""

import re

_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サシスセソ",
    "t": "タチツテト",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
    "g": "ガギグゲゴ",
    "z": "ザジズゼゾ",
    "d": "ダヂヅデド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_KANA = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)}
_KANA |= {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"}
_KANA |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "vu"}
_GLIDES = {"ャ": "a", "ュ": "u", "ョ": "o"}


def to_romaji(katakana: str) -> str:
    """Spell katakana (as pronounced, long vowels as ー) in Latin letters; other signs are left out."""
    spelled = ""
    doubled = False
    for sign in katakana:
        if sign in _GLIDES:
            spelled = _glided(spelled, _GLIDES[sign])
        elif sign == "ッ":
            doubled = True
        elif sound := _KANA.get(sign, ""):
            spelled += ("t" if sound.startswith("ch") else sound[0]) * doubled + sound
            doubled = False
    return spelled


def _glided(spelled: str, vowel: str) -> str:
    stem = spelled.removesuffix("i")
    return stem + vowel if re.search(r"(?:sh|ch|j)$", stem) else f"{stem}y{vowel}"
