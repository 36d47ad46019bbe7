"""Opinions and conditions that a decision attaches: whether a sentence attaches some, and what they are.

Examples: 「…に報告すること、これを答申書に書き添えます。」, 「答申には次の2点を附記する。」 above a list,
「相談窓口の一覧を付ける、それを約束していただいて、この形で了とします。」
"""

import re
from collections.abc import Iterator, Sequence

from ingest.notation import fold
from ingest.predicates import predicates

ATTACHING = frozenset(
    (
        *(
            "付す",
            "付ける",
            "付する",
            "添える",
            "書き添える",
            "申し添える",
            "附記",
            "付記",
            "付け加える",
            "附す",
        ),
        *("留意", "助言", "勧告", "要請", "付言", "附言"),
    )
)
_OPINIONS = frozenset(
    ("意見", "条件", "要望", "助言", "付言", "附言", "付帯", "附帯", "留意", "決議", "注文")
)
_NAMED = frozenset(("内容", "意見", "条件", "助言", "付言", "附帯", "付帯", "要望", "点"))
_COUNT = r"[0-9一二三四五六七八九十]{1,2}(?:点|つ|項目|件)"
_AHEAD = re.compile(rf"(?:次の|以下の|下記の?)(?:とおり|{_COUNT}|こと|点|意見|条件|事項|よう|内容)")
_LISTED = re.compile(
    rf"(?P<list>[^。]*?こと)(?:、?(?:以上の?|この|これらの?|の)?{_COUNT}|、(?:これ|それ|以上|この旨|その旨)|を|との|という|の|と(?!も|な|し))"
)
_LEAD = re.compile(
    r"^(?:(?:なお|ただし?|また|それから|その上で|あわせて|併せて|加えて|つきましては|それでは|では|そして|答申には|実施に当たっては|[^、。]{0,24}(?:ように|とおり|から|につきましては|については|としては|に当たって(?:は)?))、)+"
)
_LED_UP = re.compile(
    r"(?:まして|踏まえ(?:て|、)?|その際|そこで|よって|それでは|では|として|については|に関しては|認め|とし"
    r"|の[0-9]点|意見として)[、,]"
)
# 「…を付ける、それを約束していただいて、」, 「…することを条件に」, 「…を前提として」
_PLEDGED = re.compile(
    r"(?:^|[、。])(?P<pledge>[^、。]{5,120}?)(?:、?(?:それ|これ|その点|この点|そのこと)を|を|という)"
    r"(?:お?約束|確約|条件)(?:として|とし|に|と|して|いただ|の(?:上|うえ))"
)
_BULLET = re.compile(
    r"^\s*(?:[(]?(?:[0-9]{1,2}|[ア-ンa-z一二三四五六七八九十])[).．、)]|[①-⑳・･※*-])\s{0,4}|^\s*[0-9ア-ン一二三四五]\s{1,4}"
)


def attaches(sentence: str) -> bool:
    """Whether a sentence of the chair or of the record attaches what it lists, or what is listed below it."""
    text = fold(sentence)
    if _PLEDGED.search(text):
        return True
    clauses = predicates(text)
    if not clauses or clauses[0].negative:
        return False
    last = clauses[0]
    attaching = last.head in ATTACHING or (
        last.head in _NAMED and bool(_OPINIONS & {last.head, *last.before})
    )
    return attaching and bool(_LISTED.search(text) or _AHEAD.search(text))


def listed_in(sentence: str) -> list[str]:
    """The opinions that stand in a sentence itself, verbatim, one by one."""
    text = fold(sentence)
    if pledged := _PLEDGED.search(text):
        return [sentence[pledged.start("pledge") : pledged.end("pledge")].strip(" 　")]
    m = _LISTED.search(text)
    if m is None:
        return []
    start = m.start("list")
    lead = _LEAD.match(text[start : m.end("list")])
    start += lead.end() if lead else 0
    return split_list(sentence[start : m.end("list")])


def split_list(text: str) -> list[str]:
    """The entries of a list in a sentence, each ending with こと, without what leads up to the first."""
    parts = re.split(r"(?<=こと)(?:、|,|及び|並びに|と、)", text)
    parts[0] = _LED_UP.split(parts[0])[-1]
    return [entry for part in parts if (entry := part.strip(" 、　")).endswith("こと")]


def announces_list(sentence: str) -> bool:
    """Whether the opinions stand below the sentence: 「次の2点を附記する。」."""
    return bool(_AHEAD.search(fold(sentence)))


def listed_below(lines: Sequence[str]) -> Iterator[str]:
    """The entries of the list that the lines begin with, their numbers taken off."""
    numbered = [_BULLET.match(fold(line)) for line in lines]
    for line, mark in zip(lines, numbered, strict=True):
        text = line[mark.end() :] if mark else line
        entry = text.strip().rstrip("。")
        if not (mark or entry.endswith("こと")) or len(entry) < 4:
            return
        yield entry
