"""The outcome that a sentence tells by its shape, for wording that no pattern of `ingest.decisions` knows.

Examples: 「骨子はこの線でいくということで、次にまいります。」 approves;
「来月もう一度議論をするということにいたします。」 continues; 「委員長は可と裁決いたします。」 approves;
「同意いたしかねるということで答申いたします。」 rejects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.notation import fold
from ingest.opinions import ATTACHING
from ingest.predicates import Predicate, predicates
from ingest.records import Outcome

_GRANTS = frozenset(
    (
        *("認める", "承認", "可決", "了承", "了解", "同意", "許可", "議決", "容認", "承諾", "賛同", "認可"),
        *(
            "認定",
            "可",
            "了",
            "了する",
            "是認",
            "妥当",
            "適当",
            "相当",
            "適正",
            "適切",
            "適合",
            "正当",
            "採用",
        ),
    )
)
_CHOOSES = frozenset(("選定", "選出", "選任", "当選", "指定", "指名"))
# 「支障ない旨を答申する」: words that grant where nothing of the kind is there.
_OBSTACLES = frozenset(("差し支え", "支障", "異議", "異論", "異存", "問題"))
_REFUSES = frozenset(("否決", "却下", "否", "尚早"))
_SETTLES = frozenset(("決定", "決まる", "決する", "決める"))
_TELLS = frozenset(("答申", "結論", "判断", "裁決", *_SETTLES))
_GOES_ON = frozenset(("行く", "進める", "参る"))
_MANNERS = frozenset(("案", "原案", "素案", "線", "方向", "形", "内容", "通り"))
_TALKS = frozenset(
    (
        *("審議", "審査", "協議", "検討", "議論", "諮る", "掛ける", "取り上げる", "相談", "話し合う", "聴く"),
        *("調査", "次回", "詰める", "練る"),
    )
)
_AGAIN = frozenset(
    ("改めて", "再度", "引き続く", "次回", "来月", "再び", "継続", "後日", "次", "次年度", "再")
)
_HOLDS = frozenset(("継続", "保留", "持ち越す", "持ち帰る", "留保", "続ける"))
_PUTS_OFF = frozenset(("回す", "送る", "先送り", "延期", "延ばす"))
_ENTRUSTS = frozenset(("預ける", "預かる", "任せる", "一任"))
_ENDS = frozenset(("終わる", "終了", "終える", "閉じる"))
_MOVES_ON = frozenset(("進む", "参る", "移る", "入る", "行く"))
_OPENS_UP = frozenset(("公開", "開示", "取り消す", "取消"))
# 「本日の会議は公開とすることに決定しました」 decides on the sitting, not on an item.
_HOUSEKEEPING = frozenset(
    ("会議", "傍聴", "会議録", "議事録", "署名", "会期", "日程", "次回", "休憩", "写真", "撮影")
)
# The chair ends a matter in few words; longer sentences argue.
_LONGEST = 140
_RULED = re.compile(r"審査請求|不服申立|異議申立")
_REST = re.compile(r"その(?:余|他|ほか)|それ以外|除(?:き|く|いて|いた)|以外の部分")


@dataclass(frozen=True, slots=True)
class Closing:
    """An outcome, and the clause that tells it."""

    outcome: Outcome
    clause: Predicate


def closing_of(sentence: str, *, title: str, kind: str) -> Closing | None:
    """The outcome that a sentence tells of an item by its shape; None where it tells none.

    Args:
        sentence: One sentence of the chair or of the record.
        title: The item's title: rulings and elections are told in their own words.
        kind: The item's kind; what is 了承 of a report was received.
    """
    if len(sentence) > _LONGEST:
        return None
    clauses = predicates(sentence)
    if _RULED.search(title):
        ruled = ruling_of(sentence)
        return Closing(ruled, clauses[0]) if ruled and clauses else None
    for clause in _closing_clauses(clauses):
        outcome = _outcome(clause, title, kind)
        if outcome is not None:
            amended = outcome is Outcome.APPROVED and amends(fold(sentence))
            return Closing(Outcome.APPROVED_AMENDED if amended else outcome, clause)
    return None


def _closing_clauses(clauses: tuple[Predicate, ...]) -> Iterator[Predicate]:
    """The last clause; before it one that the chair ends to go on from, or adds an opinion to."""
    yield from clauses[:1]
    if len(clauses) > 1:
        moves_on = clauses[0].head in _MOVES_ON | _ENDS and clauses[1].settled
        if moves_on or clauses[0].head in ATTACHING:
            yield clauses[1]


def _outcome(p: Predicate, title: str, kind: str) -> Outcome | None:
    if p.requested and not p.asked:
        return None
    if later := _left_for_later(p):
        return later
    if kind == "報告":
        return _of_report(p)
    granted = _granted(p, title)
    if granted is None or kind == "請願":
        return None
    return Outcome.APPROVED if granted else Outcome.REJECTED


def _left_for_later(p: Predicate) -> Outcome | None:
    """Whether a clause puts the item off, continues it or entrusts it to somebody."""
    if p.head in _PUTS_OFF and _AGAIN & set(p.before):
        return Outcome.POSTPONED
    if _continues(p):
        return Outcome.CONTINUED
    return Outcome.DELEGATED if p.head in _ENTRUSTS and not (p.negative or p.past) else None


def _continues(p: Predicate) -> bool:
    meant = p.settled or p.wished or p.past
    again = bool(_AGAIN & set(p.before)) or ("もう" in p.before and "一" in p.before) or p.head == "次回"
    return meant and not p.negative and (p.head in _HOLDS or (p.head in _TALKS and again))


def _of_report(p: Predicate) -> Outcome | None:
    """A report is received where it is 了承 or heard, or where the chair ends it."""
    told = p.head in {"報告", "説明"} and "承る" in p.frame
    heard = told or p.head in {"了承", "了", "了する", "了解", "承知"}
    ended = p.head in _ENDS and "報告" in p.before and "以上" in p.before and not p.past
    return Outcome.REPORT_RECEIVED if (heard or ended) and not p.negative else None


def _granted(p: Predicate, title: str) -> bool | None:
    """Whether a clause says yes to the item (True), no (False) or neither (None)."""
    before = set(p.before)
    if "成る" in p.frame and not p.past:
        # 「議決することになります」 tells what will be.
        return None
    if re.search("選定|選出|選任|選考|指名|候補", title):
        chosen = _chosen(p, before)
        if chosen is not None:
            return chosen
    if p.head in _REFUSES:
        return None if p.negative else False
    if p.head in _GRANTS and not (p.head == "認める" and before & {*_OBSTACLES, "質疑", "討論", "意見"}):
        return not p.negative
    of_the_item = p.head not in _TALKS | _HOLDS | _POINTING and not before & _HOUSEKEEPING
    if p.settled and set(p.frame) & _SETTLES and of_the_item:
        return not p.negative
    return True if _agrees(p, before) else None


_POINTING = frozenset(("其の", "此の", "然う", "左様", "通り"))


def _chosen(p: Predicate, before: set[str]) -> bool | None:
    """Whether somebody was chosen, where the item is a choice: 「候補者なしとしました」 is no."""
    if p.head in _CHOOSES:
        return not p.negative
    return False if p.negative and before & {"候補", "該当"} else None


def _agrees(p: Predicate, before: set[str]) -> bool:
    """Whether a clause says yes by pointing at what was put forward: 「この線でいく」, 「そう答申する」."""
    told = bool(set(p.frame) & _TELLS)
    if p.head in _OBSTACLES:
        return p.negative and (told or bool(before & {"案", "原案", "通り"}))
    points = p.head in _POINTING and told
    goes = p.head in _GOES_ON and bool(before & _MANNERS) and p.settled
    return (points or goes) and not p.negative


_CHANGED = r"(?:改め|直し|修正し|訂正し|加え|追加し|追記し|加筆し|削り|削除し|差し?替え|入れ替え|変更し)"
_AMENDS = re.compile(
    rf"{_CHANGED}(?:た|ていただいた)?(?:上|うえ)で"
    rf"|{_CHANGED}て?、(?:その(?:ほか|他|余)|それ以外|ほか)[^。]*(?:とおり|どおり|通り|原案)"
)


def amends(sentence: str) -> bool:
    """Whether a sentence that approves changes first what was put forward: 「一部改めた上で、了承した。」."""
    return bool(_AMENDS.search(sentence))


def ruling_of(sentence: str) -> Outcome | None:
    """What a sentence rules on a decision that was appealed against; None where it rules nothing.

    「…については公開すべきであるが、その余の部分を非公開としたことは正当である。」 overturns in part.
    """
    clauses = predicates(sentence)
    if not clauses or clauses[0].asked:
        return None
    opened = any(p.head in _OPENS_UP and p.ought and not p.negative for p in clauses)
    stands = any(_stands(p) for p in clauses[:1])
    if (opened or re.search("取り?消", sentence)) and stands and _REST.search(sentence):
        return Outcome.PARTLY_OVERTURNED
    if opened and clauses[0].head in _OPENS_UP:
        part = re.search("部分|のうち|一部", sentence) and not re.search("全部|全て|すべて", sentence)
        return None if part else Outcome.OVERTURNED
    if not stands:
        return None
    return Outcome.PARTLY_OVERTURNED if re.search(r"を除(?:き|いて|く)", sentence) else Outcome.UPHELD


def _stands(p: Predicate) -> bool:
    """Whether a clause lets the decision stand: 「…としたことは正当である」, 「取り消す理由はない」."""
    if p.head in {"理由", "必要", "違法", "不当", "誤り"}:
        return p.negative and (p.head in {"違法", "誤り"} or bool({"取り消す", "取消"} & set(p.before)))
    fit = p.head in {"妥当", "正当", "適法", "適当", "相当", "適正", "棄却", "却下"}
    about = {"決定", "処分", "公開", "開示", "部分", "請求"} & set(p.before)
    return fit and not p.negative and bool(about)
