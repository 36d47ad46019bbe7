"""What a question names: 「令和3年度の久留米市で承認された案件は」 → 久留米市, a period, approvals.

Unlike filters, which are asked for explicitly and kept to exactly, preferences only move passages up.
"""

import calendar
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from index.terms import romaji_names
from ingest.notation import fold, western_year
from ingest.records import Outcome

# 「令和3年度」, 「2021年10月」, 「令和3年10月5日」.
YEAR = (
    r"(?:(?:令和|平成|昭和)(?:元|[0-9]{1,2})|(?:19|20)[0-9]{2})年"
    r"(?:度|(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?)"
)
_YEAR = re.compile(
    r"(?:(?P<era>令和|平成|昭和)(?P<year>元|\d{1,2})|(?P<western>(?:19|20)\d\d))年"
    r"(?:(?P<fiscal>度)|(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?)?)"
)
ITEM = r"(?:諮問)?(?:案件|議題|議案|事案|事例|ケース|諮問|請願|陳情|もの)"
_ASKS_FOR_ALL = re.compile(
    rf"{ITEM}(?:の(?:審議|審査)?(?:結果|結論))?(?:の?一覧)?(?:は|を|が)?"
    r"(?:すべて|全て|全部で|何件|いくつ|どれ|何)?(?:ある|あり|あった|です|ます|ました|教えて|挙げて|示して|ください|下さい)*か?[?？。\s]*$"
    r"|\b(?:which|what|list)\b.{0,12}?\b(?:cases?|items?|matters?)\b",
    re.IGNORECASE,
)
APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_OPINION, Outcome.APPROVED_AMENDED)
# An example each: 意見を付した, 修正可決, 不承認, 継続審議になった, 取り下げられた, 結合を認めた, 陳情の採択.
_OUTCOMES: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    (
        r"(?:意見|条件)[をが]?付|附帯意見|付帯意見|condition"
        r"|with (?:an )?opinion|opinions? (?:was|were) attached",
        (Outcome.APPROVED_WITH_OPINION,),
    ),
    (r"修正(?:可決|承認|のうえ|の上)|amended", (Outcome.APPROVED_AMENDED,)),
    (r"不承認|不同意|否決|認めな|認められな|却下|reject|refus", (Outcome.REJECTED, Outcome.NOT_ADOPTED)),
    (
        r"継続|保留|再審議|差し?戻|再度の?(?:説明|審議|審査)|先送り|持ち越|延期|continued|postpone|defer",
        (Outcome.CONTINUED, Outcome.POSTPONED),
    ),
    (r"取り?下げ|撤回|withdr[ae]w", (Outcome.WITHDRAWN,)),
    (r"趣旨採択", (Outcome.ADOPTED_IN_SPIRIT,)),
    (r"不採択", (Outcome.NOT_ADOPTED,)),
    (r"(?<!不)(?<!趣旨)採択|adopt", (Outcome.ADOPTED,)),
    (
        r"(?<!不)承認|(?<!修正)可決|(?<!不)同意(?:し|され)|認め(?:た|られた|る)|差し支え|approv|agree",
        APPROVALS,
    ),
    (r"妥当|原処分|取り?消", (Outcome.UPHELD, Outcome.PARTLY_OVERTURNED, Outcome.OVERTURNED)),
)
_ASKS_DECISION = re.compile(
    r"結果|結論|答申|[議裁採]決|決議|判断(?:し|は|を)|決定|(?:どう|どのように)(?:扱|取り扱|な|判断|決)"
    r"|outcome|decision|decide|resolve|conclu|handle|result"
)
# 「認められたか」 asks for the decision, whatever it was; 「何が認められたか」 for approvals.
_ASKS_WHETHER = re.compile(
    r"^(?!.*(?:何|誰|いつ|いく[つら]|ど[こうのれん]|なぜ)).*(?:た|ました|てい?る)(?:の|ん)?(?:です|でしょう)?か[?。]?$"
    r"|^(?:was|were|is|are|did|does|do|has|have)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a question names.

    Attributes:
        municipality: Names as the index has them.
        date_from: First day of the period named, ISO 8601.
        date_to: Last day.
        section: Offices that put items forward.
        outcome: Outcomes that its words stand for.
        decision: It asks what was decided.
    """

    municipality: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    section: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    decision: bool = False

    def __bool__(self) -> bool:
        return bool(self.municipality or self.section or self.date_from or self.decision)


def read_preferences(
    question: str, municipalities: Collection[str], offices: Collection[str] = ()
) -> Preferences:
    """Find what a question names, among the municipalities and offices of an index.

    Args:
        question: Japanese or English.
        municipalities: Names as the index has them.
        offices: Likewise.
    """
    folded = unicodedata.normalize("NFKC", question).casefold()
    words = frozenset(re.findall(r"[a-z]+", folded))
    outcomes = [o for pattern, found in _OUTCOMES if re.search(pattern, folded) for o in found]
    if any(outcomes.count(outcome) > 1 for outcome in APPROVALS):
        # 「意見を付して承認された」 is not about every approval.
        outcomes = [one for one in outcomes if one not in APPROVALS or outcomes.count(one) > 1]
    period = named_period(folded)
    named = tuple(name for name in municipalities if _names(folded, words, name))
    return Preferences(
        # To name all that there are sets none apart.
        municipality=named if len(named) < len(municipalities) else (),
        date_from=period[0] if period else None,
        date_to=period[1] if period else None,
        section=tuple(name for name in offices if fold(name).casefold() in folded),
        outcome=() if _ASKS_WHETHER.search(folded.strip()) else tuple(dict.fromkeys(outcomes)),
        decision=bool(outcomes) or bool(_ASKS_DECISION.search(folded)),
    )


def asks_for_all(question: str) -> bool:
    """Whether a question asks for every item of a sort: 「継続審議になった案件は」."""
    return _ASKS_FOR_ALL.search(fold(question)) is not None


def _names(folded: str, words: frozenset[str], name: str) -> bool:
    stem = re.sub(r"[市区町村都道府県]$", "", name)
    return (stem if len(stem) > 1 else name) in folded or not words.isdisjoint(romaji_names(name))


def named_period(text: str) -> tuple[str, str] | None:
    """First and last day, ISO 8601, from the first year, month or day named to the last one.

    None where no year is named.
    """
    periods = named_periods(text)
    return (min(first for first, _ in periods), max(last for _, last in periods)) if periods else None


def named_periods(text: str) -> list[tuple[str, str]]:
    """First and last day, ISO 8601, of every year, month and day that a text names with its year.

    令和3年度 is 2021-04-01 to 2022-03-31, 令和3年 is 2021-01-01 to 2021-12-31, 令和3年10月 is 2021-10-01 to
    2021-10-31.
    """
    return [period for match in _YEAR.finditer(fold(text)) if (period := _period(match))]


def _period(match: re.Match[str]) -> tuple[str, str] | None:
    """The first and last day of what a match of `_YEAR` names; a fiscal year begins in April."""
    year = int(match["western"]) if match["western"] else western_year(match["era"], match["year"])
    if year is None:
        return None
    if match["fiscal"]:
        return f"{year}-04-01", f"{year + 1}-03-31"
    if not match["month"]:
        return f"{year}-01-01", f"{year}-12-31"
    month = int(match["month"])
    last = calendar.monthrange(year, month)[1]
    first = 1
    if match["day"]:
        first = last = min(int(match["day"]), last)
    return f"{year}-{month:02}-{first:02}", f"{year}-{month:02}-{last:02}"
