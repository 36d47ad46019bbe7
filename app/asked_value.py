"""The sort of value that a question asks for: 「手数料はいくらか」 is answered by a sum of money alone.

Only what a question plainly asks for is told: money, a share, a number of something, a length of time, a
firm's name.
"""

import re

from ingest.notation import fold

_NUMBER = r"[0-9〇一二三四五六七八九十百千数](?:[0-9,.〇一二三四五六七八九十百千]|\s?[万億兆])*\s*"
# 「3年」, 「60日」, but neither the dates 「令和2年」 and 「4月1日」 nor 「3年度」.
_LENGTH = (
    r"(?<![0-9.年月])(?<!令和)(?<!平成)(?<!昭和)(?:[0-9]{1,3}|[一二三四五六七八九十百数]+)\s*"
    r"(?:(?:[かヶカヵ]|箇)?年(?!度|\s*[0-9]+月)|[かヶカヵ箇]月|週|日|時間)"
)
# Counters with those that answer as well.
_COUNTERS = {
    "人": "人|名|者",
    "名": "人|名|者",
    "件": "件|回|事案",
    "回": "件|回",
    "冊": "冊|部",
    "時間": "時間|分",
    "通": "通|件|枚|部",
} | {unit: unit for unit in ("台", "校", "か所", "箇所", "世帯", "枚", "社", "団体", "自治体", "点", "歳")}
_ANY_COUNTER = "|".join(dict.fromkeys("|".join([*_COUNTERS.values(), "市町村", "種類", "つ"]).split("|")))
_END = r"(?:は)?[?？。\s]*$"
_MONEY = re.compile(rf"いくら|何円|\bhow much\b|(?:費用?|経費|料|額|代金|価格|予算){_END}", re.IGNORECASE)
_SHARE = re.compile(rf"何(?:パーセント|%|割)|(?:率|割合){_END}|\bpercent(?:age)?\b", re.IGNORECASE)
_COUNT = re.compile(rf"何(?P<counter>{'|'.join(_COUNTERS)})")
_HOW_MANY = re.compile(r"いくつ|件数|\bhow many\b", re.IGNORECASE)
_HOW_LONG = re.compile(
    r"\bhow long\b|何(?:(?:[かヶカヵ]|箇)月|[かヶカヵ]?年(?!度|に|の)|日|週)", re.IGNORECASE
)
_WHICH_PERIOD = re.compile(rf"期間{_END}")
_FIRM = r"(?:業者|事業者|委託先|受託者|会社|企業|ベンダー|メーカー)"
_WHICH_FIRM = re.compile(
    rf"{_FIRM}(?:の?名前|の?名称|名){_END}|社名{_END}|{_FIRM}は(?:どこ|誰|だれ|何という)"
    r"|(?:どこの|何という)(?:会社|業者|事業者|企業)|\b(?:which|what) (?:company|vendor|contractor|firm)\b",
    re.IGNORECASE,
)
_FIRMS_NAME = (
    r"株式会社|\(株\)|㈱|有限会社|合同会社|[社財]団|協会|機構|連合会?|公社|組合|生協|大学"
    r"|[ァ-ヺー]{3,}(?:社|グループ|データ|システムズ?|サービス)|[A-Z]社|NTT"
)


# What asks for a sort of value, and what that value looks like.
_SORTS = (
    (_MONEY, re.compile(rf"{_NUMBER}円|無料|無償|\byen\b")),
    (_SHARE, re.compile(rf"{_NUMBER}(?:%|パーセント|割|分の|倍|ポイント)|半分|半数")),
    (_HOW_LONG, re.compile(_LENGTH)),
    (_WHICH_PERIOD, re.compile(rf"{_NUMBER}(?:年|[かヶカヵ箇]?月|週|日|時間)")),
    (_HOW_MANY, re.compile(f"{_NUMBER}(?:{_ANY_COUNTER})")),
    (_WHICH_FIRM, re.compile(_FIRMS_NAME)),
)


def asked_value(question: str) -> re.Pattern[str] | None:
    """What the words of an answer have to match, once folded; None where no such value is asked for."""
    asked = fold(question)
    value = next((value for asks, value in _SORTS if asks.search(asked)), None)
    if value is None and (count := _COUNT.search(asked)):
        return re.compile(_NUMBER + f"(?:{_COUNTERS[count['counter']]})")
    return value
