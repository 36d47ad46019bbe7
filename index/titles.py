"""Titles of agenda items as they are compared: whether two of them can be one matter's.

Titles change from meeting to meeting: 「図書館の予約について」 → 「図書館予約システムの導入（継続審議分）」.
What stays is what the matter is about (図書館, 予約); what is done about it (導入) and what frames it
(について) may come or go.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

# What is added to a title from meeting to meeting: 「(継続審議分)」「【環境部】」「について」.
_EXTRAS = re.compile(
    r"【[^】]*】|[(\[][^()\[\]]*(?:継続|再審議|再諮問|修正|追加説明|補足説明|前回|第?[0-9]+回目)[^()\[\]]*[)\]]"
)
_END = re.compile(r"(?:の件)?(?:について)?(?:の(?:報告|審議|諮問|答申))?$")
_NOT_LETTERS = re.compile(r"[\W_]+")
# 「業務継続計画」 and 「申請手続き」 take up nothing.
_TAKES_UP = re.compile(
    r"継続(?:審議|審査|協議|諮問|案件|議案|分)|[(\[]継続[)\]]|再(?:審議|審査|諮問|提出|付議|説明|協議)|前回|補足説明|追加説明"
    r"|修正案|(?<!手)続き(?!会)"
)


def title_key(title: str) -> str:
    """The title without white space, signs and what is added to it from meeting to meeting."""
    folded = _EXTRAS.sub("", unicodedata.normalize("NFKC", title).casefold())
    return _END.sub("", _NOT_LETTERS.sub("", folded)) or folded


def takes_up(title: str) -> bool:
    """Whether a title says that the matter was dealt with before: 「継続審議分」「前回の補足説明」."""
    return bool(_TAKES_UP.search(unicodedata.normalize("NFKC", title)))


class Agreement(IntEnum):
    """How far two titles can be those of one matter."""

    NONE = 0
    # Of one subject, but one title says more of it, or something else is done about it.
    PARTLY = 1
    # Of one subject; one title only leaves out what the other says is done about it.
    WHOLLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A title's words, each a stretch of writing without particles.

    Attributes:
        subject: What the matter is about.
        said: The subject with what is done about it.
        numbers: All numbers: 第2期 and 第3期 are two matters.
    """

    subject: tuple[str, ...]
    said: tuple[str, ...]
    numbers: frozenset[str]

    @property
    def names_a_subject(self) -> bool:
        """Whether it says more than the name of a technology, which many matters may share."""
        return any(_NATIVE.search(word) for word in self.subject)


def agreement(one: str, other: str) -> Agreement:
    """How far two titles can be those of one matter."""
    a, b = _words(one), _words(other)
    within, around = _covers(b.subject, a.subject), _covers(a.subject, b.subject)
    if not a.subject or not b.subject or not (within or around) or _opposes(one) != _opposes(other):
        return Agreement.NONE
    if within and around:
        if a.numbers != b.numbers:
            return Agreement.NONE
        additive = _covers(b.said, a.said) or _covers(a.said, b.said)
        return Agreement.WHOLLY if additive and a.names_a_subject else Agreement.PARTLY
    narrow, wide = (a, b) if within else (b, a)
    fits = narrow.names_a_subject and narrow.numbers <= wide.numbers
    return Agreement.PARTLY if fits else Agreement.NONE


def _opposes(title: str) -> bool:
    return bool(_AGAINST.search(title))


def names_no_subject(title: str) -> bool:
    """Whether a title says nothing of its matter: 「前回の補足説明について」「継続審議案件」."""
    return not _words(title).subject


def is_named_in(title: str, text: str) -> bool:
    """Whether a text holds all that a title says of its subject, and that is more than a technology."""
    words, said = _words(title), "".join(_split(text))
    return words.names_a_subject and all(word in said for word in words.subject)


def _covers(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    """Whether every word of `narrow` is a part of one of `wide`, or is made of such words (図書館予約)."""
    return all(any(_is_part(word, other) for other in wide) or _is_made_of(word, wide) for word in narrow)


def _is_part(word: str, whole: str) -> bool:
    """Whether a word stands in a longer one, but not behind one kanji, as 水道 in 下水道, 学校 in 中学校."""
    at = whole.find(word)
    return at >= 0 and not (at == 1 and _KANJI.match(whole))


def _is_made_of(word: str, parts: Sequence[str]) -> bool:
    for part in sorted(parts, key=len, reverse=True):
        word = word.replace(part, "")
    return not word


# 「廃止に反対する請願」 is not the petition for it.
_AGAINST = re.compile(r"反対|中止|廃止|撤回|凍結|取りやめ|しないこと")
# Kanji or kana of native words: the rest are loan words, abbreviations and figures.
_NATIVE = re.compile(r"[\u3041-\u3096\u3400-\u9fff々]{2}")
_KANJI = re.compile(r"[\u3400-\u9fff々]")
_NUMBER = re.compile(r"[0-9]+|(?<=第)[一二三四五六七八九十]+(?!者)|元(?=年)")
# 「条例第9条第3項第4号」 says by which rule, not what.
_RULE = re.compile(
    r"(?:同|本)?(?:条例|法|規則|要綱)?(?:第?[0-9]+|同)[条項号](?:の[0-9]+)?(?:第[0-9]+[項号])*"
)
# What frames a title, and what a board of a kind always decides on.
_FRAMES = re.compile(
    r"に(?:ついて|関(?:する|して|し)|対(?:する|して|し)|係る|かかる|伴(?:う|い|って)|基づ(?:く|き|いて)|向け(?:た|て)?|当た(?:り|って)"
    r"|よ(?:る|り|って)|お(?:ける|いて)|つき)"
    r"|を?(?:用い|利用し|活用し|使用し|求め|行う|行っ)(?:た|て|る)?"
    r"|(?:する|した|された|される|して|され)?(?:こと|ため|もの)(?=$|[のをにへがはとで\W])|(?:する|した|された|される)(?=[\u3400-\u9fff])"
    r"|(?:保有|特定)?個人情報(?:等)?の?(?:保護(?!評価)|取り?扱い?)|(?:保有|特定)?個人情報(?!保護評価)|公益上の?必要(?:性)?|有無|適否"
    r"|個人の?権利利益の?侵害|の件|案件|(?:の)?(?:諮問|報告|審議|協議|答申|審査|議題|議案|請願|陳情|意見|素案|原案|案)(?=$|[\W_の])"
    r"|継続(?:審議|審査|協議|案件|分)|前回|今回|再審議|再説明|(?:補足|追加)説明|質問|回答|及び|並びに|又は|若しくは|当該|新たな?"
    r"|等(?=$|[\W_のをにへがはと])"
)
# What is done about a subject, and the plain means by which.
_ACTIONS = re.compile(
    r"(?:再?(?:導入|更新|構築|整備|運用|運営|開始|実施|改修|改定|改訂|改正|変更|見直し?|検討|推進|設置|提供|利用|利活用|活用|使用|作成|策定|制定"
    r"|決定|選定|処理|対応|試行|本格|外部|目的外|委託|結合|オンライン|電子計算機|一部|状況|結果|方針|方法|あり方|在り方|読取|入力"
    r"|業務|事業|事務|制度)|システム|サービス|ツール)(?![料者権書証率量所室課部局費金券員会])"
)
_PARTICLE = re.compile(
    r"(?<![\u3041-\u3096])[のをにへがはとでや](?=.|$)|(?<=[\u3041-\u3096])[のをにへがはとでや](?=[^\u3041-\u3096]|$)|から|まで"
)
# 読み取り and 読取り are one word.
_OKURIGANA = re.compile(r"(?<=[\u3400-\u9fff々])[りいみきしけえれちび](?=[^\u3041-\u3096]|$)")


@lru_cache(maxsize=65_536)
def _words(title: str) -> _Words:
    folded = _EXTRAS.sub(" ", unicodedata.normalize("NFKC", title).casefold())
    said = _split(folded)
    subject = [part for word in said for part in _ACTIONS.sub(" ", word).split()]
    return _Words(
        subject=tuple(word for word in subject if _is_telling(word)),
        said=tuple(said),
        numbers=frozenset(_NUMBER.findall(_RULE.sub(" ", folded))),
    )


def _split(text: str) -> list[str]:
    """The stretches of writing between particles, frames and signs."""
    folded = _RULE.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    bare = _PARTICLE.sub(" ", _FRAMES.sub(" ", folded))
    bare = _OKURIGANA.sub("", bare.replace("サーバー", "サーバ").replace("-", ""))
    return _NOT_LETTERS.sub(" ", bare).split()


def _is_telling(word: str) -> bool:
    """Whether a stretch is more than a rest of grammar or an affix."""
    return len(word) > 1 and word not in {"情報", "当たり"}
