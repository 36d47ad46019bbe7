"""Text to search terms: 「A I - O C Rの運用」 → ``ai-ocr``, ``ai``, ``ocr``, ``運用``.

Tokens are those of fugashi with unidic-lite, after NFKC and case folding. A term is the lemma; of a
proper noun it is the surface, since UniDic gives the reading there (戸越 → トゴシ) and so merges homophones.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import unidic_lite
from fugashi import GenericTagger

from index.romaji import to_romaji
from ingest.records import Span

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
_LATIN_SURFACE = re.compile(r"[\x00-\x7f]+")
_PROPER = "名詞-固有名詞"
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
class _Token:
    """A search term and where its surface stands in the folded text."""

    term: str
    start: int
    end: int


def join_spaced_letters(text: str) -> str:
    """Take out the spaces inside words that are set wide: 「A I - O C R」 → 「AI-OCR」."""
    return _SPACED.sub(lambda match: "".join(match[0].split()), text)


def search_terms(text: str) -> list[str]:
    """The terms by which a text is found, in reading order, repetitions kept."""
    return [token.term for token in _tokens(_fold(text).text)]


@lru_cache(maxsize=10_000)
def romaji_names(text: str) -> tuple[str, ...]:
    """The proper nouns of a text in Latin letters: 大牟田市 → ``omuta``."""
    lines = [line.split("\t") for line in _tagger().parse(unicodedata.normalize("NFKC", text)).splitlines()]
    return tuple(to_romaji(line[1]) for line in lines if len(line) > 4 and line[4].startswith(_PROPER))


def highlight_spans(terms: Collection[str], text: str) -> list[Span]:
    """Where any of the terms stands in a text: sorted, disjoint spans, touching ones merged."""
    wanted = frozenset(terms)
    folded = _fold(text)
    found = sorted(
        (folded.origins[token.start], folded.ends[token.end - 1])
        for token in _tokens(folded.text)
        if token.term in wanted
    )
    merged: list[Span] = []
    for start, end in found:
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
    return sorted([*latin, *_japanese_tokens(folded)], key=lambda token: token.start)


def _japanese_tokens(folded: str) -> Iterator[_Token]:
    position = 0
    for line in _tagger().parse(folded).splitlines():
        surface, _, rest = line.partition("\t")
        if not rest:
            continue
        position = folded.index(surface, position)
        _, _, lemma, tag = rest.split("\t")[:4]
        if term := _japanese_term(surface, lemma, tag):
            yield _Token(term=term, start=position, end=position + len(surface))
        position += len(surface)


def _latin_tokens(match: re.Match[str]) -> Iterator[_Token]:
    word = match[0].replace(",", "")
    if not _STOP_WORDS.fullmatch(word) and not (len(word) == 1 and word.isalpha()):
        yield _Token(term=word, start=match.start(), end=match.end())
    if not word.isalnum() and word[0].isalpha():
        for part in _WORD_PART.finditer(match[0]):
            if len(part[0]) > 1:
                yield _Token(term=part[0], start=match.start() + part.start(), end=match.start() + part.end())


def _japanese_term(surface: str, lemma: str, tag: str) -> str | None:
    if not tag.startswith(_CONTENT) or _LATIN_SURFACE.fullmatch(surface):
        return None
    term = surface if tag.startswith(_PROPER) or not lemma else lemma.partition("-")[0]
    return None if term in _STOP_LEMMAS else term


@cache
def _tagger() -> GenericTagger:
    return GenericTagger(f'-r "{unidic_lite.DICDIR}/dicrc" -d "{unidic_lite.DICDIR}"')
