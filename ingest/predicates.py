"""What a sentence comes down to: its last word of content, whether that is negated, and how it is meant.

Wording differs from clerk to clerk, the shape hardly does: behind the word that settles a matter stand only
formal nouns (こと, もの, 旨), particles, auxiliaries and verbs that carry no content of their own (いたす,
決する, 答申する). 「同意いたしかねるということで答申いたします。」 comes down to 同意, negated.

Tokens are those of fugashi with unidic-lite.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import unidic_lite
from fugashi import GenericTagger

# Verbs and nouns that only tell that something is settled, said or thought, not what.
_FRAME = frozenset(
    (
        *(
            "為る",
            "致す",
            "成る",
            "頂く",
            "下さる",
            "有る",
            "御座る",
            "居る",
            "出来る",
            "願う",
            "存ずる",
            "思う",
        ),
        *(
            "考える",
            "言う",
            "決する",
            "決まる",
            "決定",
            "決める",
            "判断",
            "答申",
            "結論",
            "裁決",
            "至る",
            "得る",
        ),
        *("達する", "一致", "因る", "於く", "扱い", "取り扱い", "取り扱う", "対応", "置く", "仕舞う", "確認"),
        *("整理", "取り纏める", "纏める", "思料", "述べる", "回答", "出す", "申す", "見解", "意見", "承る"),
        *("皆", "皆様", "さん", "大体"),
    )
)
# Behind て they only tell how the act goes on: 「進めていく」.
_AUXILIARY = frozenset(("行く", "参る", "来る", "見る", "居る", "置く", "貰う"))
# Nouns that stand for the clause before them.
_FORMAL = frozenset(("事", "物", "旨", "次第", "訳", "様", "方向", "形", "方", "所", "理解"))
_NOTHING = frozenset(("無い", "無し"))
_NEGATIVE = frozenset(("ない", "ず", "ぬ", "まい"))
_CANNOT = frozenset(("兼ねる", "難い", "困難"))
_POINTS = frozenset(("其の", "此の", "然う", "斯う", "其れ", "此れ", "左様", "然様", "斯様"))
_DIVIDES = frozenset(("が", "から", "ので", "けれど", "し", "けど", "ば"))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with its lemma (UniDic's, without the gloss behind it) and part of speech."""

    surface: str
    lemma: str
    kind: str
    start: int

    @property
    def auxiliary(self) -> bool:
        return self.kind.startswith("助動詞")

    @property
    def links(self) -> bool:
        """Whether it is the て that an auxiliary verb follows."""
        return self.kind == "助詞-接続助詞" and self.surface in {"て", "で"}

    @property
    def predicative(self) -> bool:
        return self.kind.startswith(("動詞", "助動詞", "形容詞", "助詞-接続"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a clause comes down to.

    Attributes:
        head: Lemma of its last word of content; empty where it has none.
        negative: Whether that is negated (ない, かねる, 不-), double negation set off.
        asked: Whether it is put as a question.
        wished: Whether it is put as a wish or an invitation (たい, ましょう).
        requested: Whether others are asked to do it (いただきたい, ください, お願いします).
        past: Whether it is told in the past.
        ought: Whether it is told as a duty: べき, なければならない.
        settled: Whether こと, もの or 旨 stands behind the head: 「…することとする」.
        before: Lemmas before the head in its clause.
        frame: Lemmas of the words without content behind it.
        start: Where the clause begins in the sentence.
    """

    head: str
    negative: bool
    asked: bool
    wished: bool
    requested: bool
    past: bool
    ought: bool
    settled: bool
    before: tuple[str, ...]
    frame: tuple[str, ...]
    start: int = 0

    @property
    def points(self) -> bool:
        """Whether the clause points at what was put forward: その, この, そう."""
        return self.head in _POINTS or bool(_POINTS & set(self.before))


@lru_cache(maxsize=4096)
def predicates(sentence: str) -> tuple[Predicate, ...]:
    """What each clause of a sentence comes down to, the last one first."""
    tokens = _tokens(sentence)
    found = [_predicate(clause) for clause in _clauses(tokens)]
    return tuple(p for p in reversed(found) if p.head)


def _tokens(sentence: str) -> list[_Token]:
    tokens, at = [], 0
    for node in _tagger()(sentence):
        at = sentence.index(node.surface, at)
        feature = node.feature
        lemma = feature[7] if len(feature) > 7 and feature[7] else node.surface
        tokens.append(_Token(node.surface, lemma.partition("-")[0], f"{feature[0]}-{feature[1]}", at))
        at += len(node.surface)
    return tokens


def _clauses(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Runs of tokens that end in a predicate: topics and adverbs go with the clause behind them."""
    clause: list[_Token] = []
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.surface == "、" and clause and _ends_clause(clause):
            yield clause
            clause = []
            continue
        clause.append(token)
        divides = token.kind == "助詞-接続助詞" and token.lemma in _DIVIDES and not _obliges(tokens, i)
        if divides and following is not None and following.surface != "、":
            yield clause
            clause = []
    if clause:
        yield clause


def _obliges(tokens: Sequence[_Token], i: int) -> bool:
    """Whether 「…なければならない」 or 「…いただければと思います」 goes on behind ば."""
    return tokens[i].lemma == "ば" and tokens[i + 1].lemma in {"成る", "と"}


def _ends_clause(clause: Sequence[_Token]) -> bool:
    last = clause[-1]
    # 「…ということで、」, 「…こととし、」
    named = last.surface == "で" and len(clause) > 1 and clause[-2].lemma in _FORMAL
    return last.predicative or named


@dataclass(slots=True)
class _Reading:
    """What the words behind a clause's head tell, gathered from its end."""

    negations: int = 0
    asked: bool = False
    invited: bool = False
    past: bool = False
    ought: bool = False
    settled: bool = False
    frame: list[str] = field(default_factory=list)

    def takes(self, token: _Token, before: _Token | None) -> bool:
        """Whether a word is none of content; what it tells is kept."""
        if token.lemma in _NOTHING | _CANNOT or (token.lemma in _NEGATIVE and token.auxiliary):
            self.negations += 1
        elif token.kind.startswith("助詞"):
            self.asked |= token.kind == "助詞-終助詞" and token.surface in {"か", "ね"}
        elif token.auxiliary:
            self._auxiliary(token)
        elif token.lemma in _FORMAL:
            self.settled = True
        elif token.lemma in {"如何", "宜しい", "どう"}:
            # 「…ことでいかがでしょうか」: the head stands before it.
            self.asked = True
        elif token.lemma in _FRAME or (token.lemma in _AUXILIARY and before is not None and before.links):
            self.frame.append(token.lemma)
        else:
            return token.kind.startswith(("補助記号", "空白", "接頭辞", "記号"))
        return True

    def _auxiliary(self, token: _Token) -> None:
        self.past |= token.lemma == "た"
        self.ought |= token.lemma == "べし"
        self.invited |= token.lemma == "たい" or token.surface in {"ましょ", "ましょう", "う", "よう"}
        if token.lemma in {"たい", "せる", "させる"}:
            self.frame.append(token.lemma)


def _predicate(clause: Sequence[_Token]) -> Predicate:
    told = _Reading()
    at = len(clause) - 1
    while at >= 0 and told.takes(clause[at], clause[at - 1] if at else None):
        at -= 1
    head = clause[at] if at >= 0 else None
    negations = told.negations + (at > 0 and clause[at - 1].surface in {"不", "非", "未"})
    frame = set(told.frame)
    obliged = any(t.lemma == "ば" for t in clause[at:]) and "成る" in frame
    asks_others = "頂く" in frame and bool(frame & {"たい"}) and not frame & {"せる", "させる"}
    return Predicate(
        head=head.lemma if head else "",
        negative=negations % 2 == 1,
        asked=told.asked,
        wished=told.invited,
        requested=asks_others or bool(frame & {"願う", "下さる", "貰う"}),
        past=told.past,
        ought=told.ought or obliged,
        settled=told.settled,
        before=tuple(t.lemma for t in clause[: max(at, 0)]),
        frame=tuple(told.frame),
        start=clause[0].start,
    )


@cache
def _tagger() -> GenericTagger:
    return GenericTagger(f'-r "{unidic_lite.DICDIR}/dicrc" -d "{unidic_lite.DICDIR}"')
