"""Words that mean the same: 「個人番号カード」 is found for 「マイナンバーカード」 too, and weighs less.

The words stand in ``synonyms.tsv`` beside this file, which tells the form, and in a file of that name in the
index folder, which people edit. They act on queries only, so that nothing need be indexed again.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.terms import pairs_of, read_terms
from index.word_files import cells_of, entries_of, state_of

logger = logging.getLogger(__name__)

FILE_NAME = "synonyms.tsv"
_SHIPPED = Path(__file__).with_name(FILE_NAME)
_ONE_WAY = "→"
_EXPECTED = "words set apart by tabs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A term, pair or piece that a query looks for.

    Attributes:
        term: What is looked up.
        count: How often the query holds it; 1 of a synonym.
        instead_of: The words of the query that a synonym stands in for; empty for the query's own terms.
        among: All terms of that synonym: 個人番号カード is ``個人|番号`` and ``番号|カード``.
    """

    term: str
    count: int = 1
    instead_of: tuple[str, ...] = ()
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """What may stand instead of what, cut into words.

    Attributes:
        instead: By the stems of the words as asked.
        written: The synonyms as the files have them, by their words.
        problems: What could not be used of the files: where, why, and what to do.
    """

    instead: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    written: Mapping[tuple[str, ...], str]
    problems: tuple[str, ...] = ()

    def found_in(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[tuple[str, ...], ...]]]:
        """Where a query's words have synonyms: the first of them, how many, and these; the longest first."""
        stems = [_stem(word) for word in words]
        longest = max(map(len, self.instead), default=0)
        at = 0
        while at < len(words):
            keys = (tuple(stems[at : at + size]) for size in range(min(longest, len(words) - at), 0, -1))
            key = next((key for key in keys if key in self.instead), None)
            if key:
                yield at, len(key), self.instead[key]
            at += len(key or " ")


def expand_terms(query: str, synonyms: Synonyms) -> list[Wanted]:
    """What to look for: the query's terms, pairs and pieces, then those of synonyms.

    Args:
        query: As asked.
        synonyms: Those of `read_synonyms`.
    """
    read = read_terms(query)
    own = Counter((*read.terms, *read.pairs, *read.pieces))
    wanted = {term: Wanted(term=term, count=count) for term, count in own.items()}
    for at, size, others in synonyms.found_in(read.words):
        asked = read.words[at : at + size]
        for words in others:
            among = tuple(pairs_of(words)) if len(words) > 1 else words
            for term in among:
                wanted.setdefault(term, Wanted(term=term, instead_of=asked, among=among))
    return [*wanted.values()]


def read_synonyms(folder: Path) -> Synonyms:
    """The synonyms shipped and those of an index folder, as the files are now; problems are logged once.

    Args:
        folder: The index folder; it need not hold a file.
    """
    return _read((_SHIPPED, folder / FILE_NAME), (state_of(_SHIPPED), state_of(folder / FILE_NAME)))


def _stem(word: str) -> str:
    """An English word without its ending, so that "leaks" and "leaked" find the entry for "leak"."""
    found = _INFLECTED.fullmatch(word)
    return found["stem"] if found else word


_INFLECTED = re.compile(r"(?P<stem>[a-z]{3,}?)(?:ing|ed|es|(?<!s)s|e)(?<!ss)")


@lru_cache(maxsize=8)
def _read(paths: tuple[Path, ...], states: tuple[tuple[int, int] | None, ...]) -> Synonyms:
    problems: list[str] = []
    instead: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    written: dict[tuple[str, ...], str] = {}
    for path, state in zip(paths, states, strict=True):
        for asked, others in entries_of(path, problems, _group, _EXPECTED) if state else ():
            instead.setdefault(tuple(map(_stem, asked)), {}).update(dict.fromkeys(others))
            written |= others
    for problem in problems:
        logger.warning("%s", problem)
    return Synonyms(
        instead={key: tuple(words) for key, words in instead.items()},
        written=written,
        problems=tuple(problems),
    )


def _group(line: str) -> list[tuple[tuple[str, ...], dict[tuple[str, ...], str]]]:
    """The words of a line, each with the others that may stand instead of it, cut and as written.

    Raises:
        ValueError: The line holds no two words for one thing.
    """
    cells = cells_of(line)
    if not cells:
        return []
    words = {cell: read_terms(cell.removesuffix(_ONE_WAY)).words for cell in cells}
    unusable = next((cell for cell in cells if not words[cell]), None)
    if unusable:
        raise ValueError(f"「{unusable}」 holds no word to search for")
    targets = {words[cell]: cell for cell in cells if not cell.endswith(_ONE_WAY)}
    if len(cells) < 2 or not targets:
        raise ValueError(f"「{line}」 names nothing that means the same")
    asked = [cell for cell in cells if cell.endswith(_ONE_WAY)] or cells
    return [
        (words[cell], {other: written for other, written in targets.items() if other != words[cell]})
        for cell in asked
    ]
