"""What a case's minutes set apart from it: 「手数料の改定は、使用料審議会で別途議論いただく」.

A decision on the case is none on what was set apart: to give it as one would be an untrue record. Told by the
form of a sentence alone: its topic, and that the topic is left to another time or is no part of the matter.
"""

import re
from collections.abc import Collection

from index.replies import SENTENCE
from ingest.notation import fold, squeeze

_CONSULTED = "諮問|審議|審査|協議|議論|検討|お?諮[りる]|報告|上程|付議|提案"
_ANOTHER_TIME = (
    "別途|別に|別の(?:案件|諮問|議案|審議会|機会)|別件|改めて|あらためて|後日|追って|次回|今後|来年度|次年度"
)
_LEFT = (
    rf"[^。]{{0,16}}(?:{_ANOTHER_TIME})[^。]{{0,30}}(?:{_CONSULTED})"
    r"(?![^。]{0,12}(?:ました|でした|した[。、]|ており))"
)
_NOT = r"(?:な[いくか]|ません|おらず|おりませ)"
_MATTER = (
    r"(?:今回|本件|この(?:たび|度))(?:の)?(?:諮問|案件|議案|計画|条例|業務|事業|対象)?"
    r"|(?:この|本)(?:諮問|案件|議案|計画|条例)"
)
_NO_PART = (
    rf"(?:(?:{_MATTER})[^。]{{0,8}}(?:含[まめ]|入[っれ]|対象)[^。]{{0,8}}{_NOT}"
    rf"|(?:(?:{_MATTER})[^。]{{0,8}}|[^。]{{0,8}}の)?(?:対象|範囲)(?:外|(?:に|と|では)(?:は)?[^。]{{0,8}}{_NOT})"
    rf"|(?:(?:{_MATTER})[^。]{{0,8}})?(?:除外|除いて|除かれ))"
)
# 「令和9年度以降、対象としていく予定」: later than what is before the council.
_LATER = (
    r"[^。]{0,16}(?:(?:[0-9]|元)(?:年度?)?(?:[0-9]{1,2}月)?以降|今後|将来|次期|この後|その後|次の段階で)[^。]{0,24}"
    r"対象(?:に|と)[^。]{0,8}(?:きたい|りたい|したい|いたしたい|予定|考え)"
)
_LEADS = r"(?:(?:はい|ええ|なお|また|ただし?|それから|現在|現時点で|あと|一方で?|まず)[はの]?[、。]?)*+"
_NOUN_ENDS = r"(?<=[\u4e00-\u9fff\u30a1-\u30faーa-zA-Z0-9々)」』])"
_SET_APART = re.compile(
    rf"{_LEADS}(?P<topic>[^。、?]{{1,40}}?)"
    rf"(?:(?:につきまして|について|に関しまして|に関して|の件)(?:は|も)、?(?:{_LEFT}|{_NO_PART}|{_LATER})"
    rf"|{_NOUN_ENDS}(?:は|も)、?(?:{_LEFT}|{_NO_PART}))"
)
_ASKED = re.compile(r"か[。?]?$")


def set_apart_topics(text: str) -> list[str]:
    """What a text's sentences set apart from the matter in hand, folded and without white space."""
    sentences = (squeeze(fold(match[0])) for match in SENTENCE.finditer(text))
    told = (_SET_APART.match(sentence) for sentence in sentences if not _ASKED.search(sentence))
    return [match["topic"] for match in told if match]


def sets_apart(text: str, names: Collection[str]) -> bool:
    """Whether one of the names stands in the topic of a sentence which sets it apart."""
    return bool(names) and any(name in topic for topic in set_apart_topics(text) for name in names)
