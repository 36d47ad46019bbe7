"""The sort of value that a question asks for: 「手数料はいくらか」 is answered by a sum of money alone.

Only what a question plainly asks for is told: money, a share, a number of something, a length of time.
"""

import re

from ingest.notation import fold

_NUMBER = r"[0-9〇一二三四五六七八九十百千数][0-9,.〇一二三四五六七八九十百千万億兆]*\s*"
_LENGTHS = "年|か月|ヶ月|カ月|ヵ月|箇月|月|週|日"
# Counters with those that answer as well: 「何日間」 may be answered by 「3か月」.
_COUNTERS = {
    "人": "人|名|者",
    "名": "人|名|者",
    "件": "件|回|事案",
    "回": "件|回",
    "冊": "冊|部",
    "時間": "時間|分",
    "日": _LENGTHS,
    "か月": _LENGTHS,
    "ヶ月": _LENGTHS,
    "年": _LENGTHS,
} | {unit: unit for unit in ("台", "校", "か所", "箇所", "世帯", "枚", "社", "団体", "自治体", "点", "歳")}
_ANY_COUNTER = "|".join(dict.fromkeys("|".join([*_COUNTERS.values(), "市町村", "種類", "つ"]).split("|")))
_END = r"(?:は)?[?？。\s]*$"
_MONEY = re.compile(rf"いくら|何円|\bhow much\b|(?:費用?|経費|料|額|代金|価格|予算){_END}", re.IGNORECASE)
_SHARE = re.compile(rf"何(?:パーセント|%|割)|(?:率|割合){_END}|\bpercent(?:age)?\b", re.IGNORECASE)
_COUNT = re.compile(rf"何(?P<counter>{'|'.join(_COUNTERS)})")
_HOW_MANY = re.compile(r"いくつ|件数|\bhow many\b", re.IGNORECASE)
_HOW_LONG = re.compile(rf"\bhow long\b|期間{_END}", re.IGNORECASE)


def asked_value(question: str) -> re.Pattern[str] | None:
    """What the words of an answer have to match, once folded; None where no such value is asked for."""
    asked = fold(question)
    if _MONEY.search(asked):
        return re.compile(rf"{_NUMBER}円|無料|無償|\byen\b")
    if _SHARE.search(asked):
        return re.compile(rf"{_NUMBER}(?:%|パーセント|割|分の|倍|ポイント)|半分|半数")
    if count := _COUNT.search(asked):
        return re.compile(_NUMBER + f"(?:{_COUNTERS[count['counter']]})")
    if _HOW_MANY.search(asked):
        return re.compile(f"{_NUMBER}(?:{_ANY_COUNTER})")
    if _HOW_LONG.search(asked):
        return re.compile(f"{_NUMBER}(?:{_LENGTHS}|時間)")
    return None
