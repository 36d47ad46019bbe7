"""Text to search terms: 「A I - O C Rの運用」 → ``ai-ocr``, ``ai``, ``ocr``, ``運用``.

Tokens are those of fugashi with unidic-lite, after NFKC and case folding. A term is the lemma (申込み,
申し込み and 申込 are one), of a verb in the form of its noun (見直す as 見直し); of a proper noun it is the
surface, since UniDic gives the reading there (戸越 → トゴシ) and so merges homophones. A number in kanji is a
term by its value.

Beside its terms a text has pairs of them (``電子|申請``, so that words in order count more) and pieces of two
characters (``~区民``, so that a name is found that the dictionary cuts so here and otherwise there).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise

import unidic_lite
from fugashi import GenericTagger

from index.romaji import to_romaji
from ingest.notation import to_number
from ingest.records import Span

# Neither sign stands in a term.
PAIR_SIGN = "|"
PIECE_SIGN = "~"

_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
# Full-width letters and digits are \uff10-\uff5a.
_LATIN = r"[A-Za-z\uff21-\uff3a\uff41-\uff5a]"
_LATIN_OR_DIGIT = r"[A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_LATIN_NEXT = r"[-A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2010\uff0d&＆/／]"
_KANJI = r"[\u3400-\u9fff々]"
_CJK = r"[\u3040-\u30ff\u3400-\u9fff々]"
# Letters set apart by one and the same space, 「A I - O C R」「会　長」; another space ends the word.
_SPACED = re.compile(
    rf"(?<!{_LATIN_OR_DIGIT}){_LATIN}(?P<a>[ \u3000])(?:{_LATIN_NEXT}(?P=a))*{_LATIN_NEXT}"
    rf"(?!{_LATIN_OR_DIGIT})"
    rf"|(?<!{_CJK}){_KANJI}(?P<b>[ \u3000]){_KANJI}(?:(?P=b){_KANJI})*(?!{_CJK})"
)
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[-_.&'][a-z0-9]+)*|[0-9][0-9,]*(?:\.[0-9]+)?[a-z]*")
_WORD_PART = re.compile(r"[a-z0-9]+")
# What a dictionary may cut in one way here and in another there.
_RUN = re.compile(rf"(?:{_KANJI}|[\u30a1-\u30faー]){{2,}}")
_NUMBER = re.compile(
    r"(?<![.,0-9])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|[〇零一二三四五六七八九十百千万億兆])+(?![.0-9])"
)
_MYRIADS = {"兆": 10**12, "億": 10**8, "万": 10**4}
_NUMERAL = "名詞-数詞"
# 五段 verbs: the last sign of the dictionary form, and of the form that their nouns have.
_LEAST_VERB = 3
_NOUN_ENDINGS = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_LATIN_SURFACE = re.compile(r"[\x00-\x7f]+")
_PROPER = "名詞-固有名詞"
_NOUN = "名詞"
_PREFIX = "接頭辞"
# With these a word means another thing: 不承認 is no 承認, 再委託 not any 委託. The word alone is a part.
_PREFIXES = frozenset("不非未無再副")
_CONTENT = ("名詞-普通名詞", _PROPER, "動詞-一般", "形容詞-一般", "形状詞-一般", "接尾辞-名詞的", "副詞")
# Words that stand in nearly every sentence or only frame a question.
_STOP_LEMMAS = frozenset("事物為所時様方等的年月日件第何") | {
    "どう",
    "何故",
    "如何",
    "幾ら",
    "言う",
    "思う",
    "考える",
    "無い",
}
_STOP_WORDS = re.compile(
    "an|and|any|are|as|at|be|by|did|do|does|for|from|has|have|how|in|is|of|on|or|that|the|their|there|this|to"
    "|was|were|what|when|where|which|who|why|with"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A text after NFKC, case folding and joining; ``origins[i]`` is where its i-th character began."""

    text: str
    origins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Morpheme:
    """What UniDic says of a token of the folded text."""

    surface: str
    lemma: str
    tag: str
    conjugation: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """A search term and where its surface stands in the folded text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTerms:
    """What a text is found by, in reading order, repetitions kept.

    Attributes:
        terms: All terms.
        words: The terms that do not stand within another one: of ``ai-ocr``, ``ai``, ``ocr`` the first.
        pairs: Each word with the next one.
        pieces: Two neighbouring characters within a run of kanji or katakana.
    """

    terms: tuple[str, ...]
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    pieces: tuple[str, ...]


def join_spaced_letters(text: str) -> str:
    """Take out the spaces inside words that are set wide: 「A I - O C R」 → 「AI-OCR」."""
    return _SPACED.sub(lambda match: "".join(match[0].split()), text)


def search_terms(text: str) -> list[str]:
    """The terms by which a text is found, in reading order, repetitions kept."""
    return [token.term for token in _tokens(_fold(text).text)]


def read_terms(text: str) -> TextTerms:
    """A text's terms with its pairs and pieces."""
    folded = _fold(text).text
    tokens = _tokens(folded)
    words = tuple(token.term for token in _outermost(tokens))
    return TextTerms(
        terms=tuple(token.term for token in tokens),
        words=words,
        pairs=tuple(pairs_of(words)),
        pieces=tuple(_pieces(folded)),
    )


def placed_words(text: str) -> list[tuple[str, Span]]:
    """The words of `read_terms`, each with where it stands in the text."""
    folded = _fold(text)
    return [
        (token.term, (folded.origins[token.start], folded.ends[token.end - 1]))
        for token in _outermost(_tokens(folded.text))
    ]


def pairs_of(words: Sequence[str]) -> Iterator[str]:
    """Each word with the next: ``電子|申請``."""
    return (f"{word}{PAIR_SIGN}{after}" for word, after in pairwise(words))


@lru_cache(maxsize=10_000)
def romaji_names(text: str) -> tuple[str, ...]:
    """The proper nouns of a text in Latin letters: 大牟田市 → ``omuta``."""
    lines = [line.split("\t") for line in _tagger().parse(unicodedata.normalize("NFKC", text)).splitlines()]
    return tuple(to_romaji(line[1]) for line in lines if len(line) > 4 and line[4].startswith(_PROPER))


def highlight_spans(terms: Collection[str], text: str) -> list[Span]:
    """Where any of the terms or pairs stands in a text: sorted, disjoint spans, touching ones merged."""
    wanted = frozenset(terms)
    folded = _fold(text)
    tokens = _tokens(folded.text)
    places = [(token.start, token.end) for token in tokens if token.term in wanted]
    for before, after in pairwise(_outermost(tokens)):
        if f"{before.term}{PAIR_SIGN}{after.term}" in wanted:
            places += [(before.start, before.end), (after.start, after.end)]
    merged: list[Span] = []
    for start, end in sorted((folded.origins[start], folded.ends[end - 1]) for start, end in places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fold(text: str) -> _Folded:
    joined = [match.span() for match in _SPACED.finditer(text)]
    starts = [start for start, _ in joined]
    characters: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if match[0].isspace() and at >= 0 and match.start() < joined[at][1]:
            continue
        folded = " " if match[0].isspace() else unicodedata.normalize("NFKC", match[0]).casefold()
        characters.append(folded)
        origins += [match.start()] * len(folded)
        ends += [match.end()] * len(folded)
    return _Folded(text="".join(characters), origins=tuple(origins), ends=tuple(ends))


def _tokens(folded: str) -> list[_Token]:
    latin = [token for match in _WORD.finditer(folded) for token in _latin_tokens(match)]
    return sorted([*latin, *_japanese_tokens(folded)], key=lambda token: (token.start, -token.end))


def _outermost(tokens: Iterable[_Token]) -> Iterator[_Token]:
    end = 0
    for token in tokens:
        if token.start >= end:
            yield token
            end = token.end


def _pieces(folded: str) -> Iterator[str]:
    for run in _RUN.finditer(folded):
        for first, second in pairwise(run[0]):
            yield f"{PIECE_SIGN}{first}{second}"


def _japanese_tokens(folded: str) -> Iterator[_Token]:
    for is_number, group in groupby(_morphemes(folded), key=_is_numeral):
        parts = list(group)
        if is_number:
            yield from _number_tokens(folded, parts[0].start, parts[-1].start + len(parts[-1].surface))
        before: _Morpheme | None = None
        for part in parts:
            if term := _japanese_term(part):
                end = part.start + len(part.surface)
                yield _Token(term=term, start=part.start, end=end)
                if before is not None and before.surface in _PREFIXES and part.tag.startswith(_NOUN):
                    yield _Token(term=before.surface + term, start=before.start, end=end)
            before = part if part.tag.startswith(_PREFIX) else None


def _is_numeral(part: _Morpheme) -> bool:
    return part.tag.startswith(_NUMERAL) or part.surface == ","


def _morphemes(folded: str) -> Iterator[_Morpheme]:
    position = 0
    for line in _tagger().parse(folded).splitlines():
        surface, _, rest = line.partition("\t")
        if rest:
            position = folded.index(surface, position)
            _, _, lemma, tag, conjugation = rest.split("\t")[:5]
            yield _Morpheme(surface=surface, lemma=lemma, tag=tag, conjugation=conjugation, start=position)
            position += len(surface)


def _number_tokens(folded: str, start: int, end: int) -> Iterator[_Token]:
    """The values of numbers that are written with kanji: 二千三百 → ``2300``, 2億5,000万 → ``250000000``."""
    for match in _NUMBER.finditer(folded, start, end):
        value = None if match[0].isascii() else _value(match[0].replace(",", ""))
        if value is not None:
            yield _Token(term=str(value), start=match.start(), end=match.end())


def _value(written: str) -> int | None:
    total = 0
    for unit, size in _MYRIADS.items():
        head, found, rest = written.partition(unit)
        if found:
            value = to_number(head)
            if value is None:
                return None
            total, written = total + value * size, rest
    last = to_number(written or "0")
    return None if last is None else total + last


def _latin_tokens(match: re.Match[str]) -> Iterator[_Token]:
    word = match[0].replace(",", "")
    if not _STOP_WORDS.fullmatch(word) and not (len(word) == 1 and word.isalpha()):
        yield _Token(term=word, start=match.start(), end=match.end())
    if not word.isalnum() and word[0].isalpha():
        for part in _WORD_PART.finditer(match[0]):
            if len(part[0]) > 1:
                yield _Token(term=part[0], start=match.start() + part.start(), end=match.start() + part.end())


def _japanese_term(part: _Morpheme) -> str | None:
    if not part.tag.startswith(_CONTENT) or _LATIN_SURFACE.fullmatch(part.surface):
        return None
    if part.tag.startswith(_PROPER) or not part.lemma:
        term = part.surface
    else:
        term = _as_noun(part.lemma.partition("-")[0], part.conjugation)
    return None if part.lemma in _STOP_LEMMAS or term in _STOP_LEMMAS else term


def _as_noun(lemma: str, conjugation: str) -> str:
    """A verb in the form of its noun, 申し込む as 申し込み; a short one (出る) stays: others look like it."""
    if len(lemma) < _LEAST_VERB:
        return lemma
    if conjugation.startswith("五段"):
        return lemma[:-1] + _NOUN_ENDINGS.get(lemma[-1], lemma[-1])
    return lemma.removesuffix("る") if "一段" in conjugation else lemma


@cache
def _tagger() -> GenericTagger:
    return GenericTagger(f'-r "{unidic_lite.DICDIR}/dicrc" -d "{unidic_lite.DICDIR}"')
