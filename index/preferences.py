"""What a question names: 「令和3年度の久留米市で承認された案件は」 → 久留米市, a period, approvals.

Unlike filters, which are asked for explicitly and kept to exactly, preferences only move passages up.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from index.terms import romaji_names
from ingest.notation import fold, western_year
from ingest.records import Outcome

_YEAR = re.compile(r"(?:(令和|平成|昭和)(元|\d{1,2})|((?:19|20)\d\d))年(度?)")
APPROVALS = (Outcome.APPROVED, Outcome.APPROVED_WITH_OPINION, Outcome.APPROVED_AMENDED)
# An example each: 意見を付した, 修正可決, 不承認, 継続審議になった, 取り下げられた, 結合を認めた, 陳情の採択.
_OUTCOMES: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    (
        r"(?:意見|条件)[をが]?付|附帯意見|付帯意見|condition"
        r"|with (?:an )?opinion|opinions? (?:was|were) attached",
        (Outcome.APPROVED_WITH_OPINION,),
    ),
    (r"修正(?:可決|承認|のうえ|の上)|amended", (Outcome.APPROVED_AMENDED,)),
    (r"不承認|否決|認めな|認められな|却下|reject|refus", (Outcome.REJECTED, Outcome.NOT_ADOPTED)),
    (
        r"継続|保留|再審議|差し?戻|再度の?(?:説明|審議|審査)|先送り|持ち越|延期|continued|postpone|defer",
        (Outcome.CONTINUED, Outcome.POSTPONED),
    ),
    (r"取り?下げ|撤回|withdr[ae]w", (Outcome.WITHDRAWN,)),
    (r"趣旨採択", (Outcome.ADOPTED_IN_SPIRIT,)),
    (r"不採択", (Outcome.NOT_ADOPTED,)),
    (r"(?<!不)(?<!趣旨)採択|adopt", (Outcome.ADOPTED,)),
    (r"(?<!不)承認|(?<!修正)可決|同意(?:し|され)|認め(?:た|られた|る)|差し支え|approv|agree", APPROVALS),
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


def _names(folded: str, words: frozenset[str], name: str) -> bool:
    stem = re.sub(r"[市区町村都道府県]$", "", name)
    return (stem if len(stem) > 1 else name) in folded or not words.isdisjoint(romaji_names(name))


def named_period(text: str) -> tuple[str, str] | None:
    """First and last day, ISO 8601, from the first year named to the last one; a fiscal year begins in April.

    令和3年度 is 2021-04-01 to 2022-03-31, 令和3年 is 2021-01-01 to 2021-12-31; None where no year is named.
    """
    found = ((_western(match), bool(match[4])) for match in _YEAR.finditer(fold(text)))
    years = [(year, fiscal) for year, fiscal in found if year is not None]
    if not years:
        return None
    first, last = min(years), max(years)
    return (
        f"{first[0]}-04-01" if first[1] else f"{first[0]}-01-01",
        f"{last[0] + 1}-03-31" if last[1] else f"{last[0]}-12-31",
    )


def _western(match: re.Match[str]) -> int | None:
    return int(match[3]) if match[3] else western_year(match[1], match[2])
