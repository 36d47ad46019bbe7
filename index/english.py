"""English questions to Japanese minutes: the words that the synonym table translates are put in Japanese.

"What is the conversion rate of AI-OCR?" → "What is the 変換率 of AI-OCR?". An encoder of many languages reads
such a mixture, and finds for it more of what it finds for the Japanese question.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.synonyms import Synonyms
from index.terms import placed_words
from ingest.records import Span

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NAME = re.compile(r"\b[\w&-]*[A-Z][\w&-]*[A-Z][\w&-]*")
_LATIN = re.compile(r"[a-z0-9.&'-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """The Japanese for a word or words of an English question.

    Attributes:
        span: Where they stand in the question.
        written: The Japanese, as the table has it.
        words: Its search terms.
        on_record: Some passage or title holds it.
    """

    span: Span
    written: str
    words: tuple[str, ...]
    on_record: bool


def is_english(text: str) -> bool:
    """Whether a question is in English.

    That takes a word in small letters: names alone (LINE WORKS, AI-OCR) are a Japanese reader's key words.
    """
    return not _JAPANESE.search(text) and re.search(r"\b[a-z]{3,}\b", text) is not None


def english_names(text: str) -> list[str]:
    """The names in an English question: LINE, ChatGPT, AI-OCR."""
    return _NAME.findall(text)


def read_glosses(text: str, synonyms: Synonyms, is_held: Callable[[Sequence[str]], bool]) -> list[Gloss]:
    """The Japanese words for an English question, in its order.

    Args:
        text: The question, or a part of it.
        synonyms: Those of `read_synonyms`.
        is_held: Whether the minutes hold these words, in this order; of several translations one that they
            hold is taken. A name that they hold as it is stays.
    """
    placed = placed_words(text)
    named = {*english_names(text)}
    glosses: list[Gloss] = []
    for at, size, others in synonyms.found_in([word for word, _ in placed]):
        words = tuple(word for word, _ in placed[at : at + size])
        span = placed[at][1][0], placed[at + size - 1][1][1]
        if {*text[slice(*span)].split()} <= named and is_held(words):
            continue
        meant = [other for other in others if not _LATIN.fullmatch(other[0])]
        held = [other for other in meant if is_held(other)]
        glosses += [
            Gloss(span=span, written=synonyms.written[other], words=other, on_record=bool(held))
            for other in (held or meant)[:1]
        ]
    return glosses


def in_japanese(text: str, glosses: Sequence[Gloss]) -> str:
    """The question with its glosses instead of the words that they translate."""
    parts: list[str] = []
    position = 0
    for gloss in glosses:
        parts += [text[position : gloss.span[0]], gloss.written]
        position = gloss.span[1]
    return "".join((*parts, text[position:]))
