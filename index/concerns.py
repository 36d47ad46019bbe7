"""What questions are about: 再委託, 保存期間・削除・返却, 費用・財源 …, told by the words that stand in them.

The concerns stand in ``concerns.tsv`` beside this file, which tells the form, and in a file of that name in
the index folder, which people edit.
"""

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from index.questions import AskedQuestion
from index.search import Index
from index.terms import search_terms
from index.word_files import cells_of, entries_of, state_of
from ingest.notation import fold

logger = logging.getLogger(__name__)

FILE_NAME = "concerns.tsv"
_SHIPPED = Path(__file__).with_name(FILE_NAME)
_EXPECTED = "key, 2 names and words by tabs"
_KATAKANA, _LATIN = "[\u30a1-\u30faー]", "[a-z0-9]"
# What a group of questions without a concern may be named by.
_TELLING = re.compile(r"[\u3400-\u9fff々]{2,}|[\u30a1-\u30faー]{3,}|[a-z][a-z0-9-]{2,}")
# And what says nothing of a question; nor does a term that more passages than one in `_COMMON` hold.
_EMPTY = frozenset(
    [
        *("現在", "可能", "場合", "資料", "職員", "時間", "説明", "質問", "意見", "必要", "今回", "今後"),
        *("事業", "業務", "システム", "市民", "内容", "実施", "利用", "確認", "対応", "考え", "全部", "程度"),
    ]
)
_COMMON = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something that members ask about, whatever the matter.

    Attributes:
        key: In the file and in an address.
        terms: The words that tell it, folded as `ingest.notation.fold` does and in small letters.
    """

    key: str
    japanese: str
    english: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerns:
    """All concerns, in the order of the files.

    Attributes:
        problems: What could not be used of the files: where, why, and what to do.
    """

    all: tuple[Concern, ...]
    pattern: re.Pattern[str]
    by_term: Mapping[str, tuple[Concern, ...]]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernGroup:
    """Questions on one concern.

    Attributes:
        concern: None for questions that show none (その他).
        term: Of those, a term that several of them share, as `index.terms` writes it; None for the rest.
    """

    concern: Concern | None
    term: str | None
    questions: tuple[AskedQuestion, ...]


def concerns_in(text: str, concerns: Concerns) -> tuple[Concern, ...]:
    """The concerns whose words stand in a text, in the order of the files."""
    folded = _folded(text)
    found = {one.key for match in concerns.pattern.finditer(folded) for one in concerns.by_term[match[0]]}
    return tuple(one for one in concerns.all if one.key in found)


def grouped_by_concern(index: Index, questions: Iterable[AskedQuestion]) -> list[ConcernGroup]:
    """Questions under each concern, that of most questions first; last those that show none.

    A question on several concerns stands under each. Those that show none are grouped by the rarest term of
    the index that two or more of them share, each once.
    """
    concerns = read_concerns(index.store.folder)
    groups: dict[str, list[AskedQuestion]] = defaultdict(list)
    others: list[AskedQuestion] = []
    for question in questions:
        found = concerns_in(question.text, concerns)
        for concern in found:
            groups[concern.key].append(question)
        if not found:
            others.append(question)
    named = [
        ConcernGroup(concern=one, term=None, questions=tuple(groups[one.key]))
        for one in concerns.all
        if one.key in groups
    ]
    named.sort(key=lambda group: -len(group.questions))
    return [*named, *_by_shared_term(index, others)]


def read_concerns(folder: Path) -> Concerns:
    """The concerns shipped and those of an index folder, as the files are now; problems are logged once.

    Args:
        folder: The index folder; it need not hold a file.
    """
    return _read((_SHIPPED, folder / FILE_NAME), (state_of(_SHIPPED), state_of(folder / FILE_NAME)))


def _by_shared_term(index: Index, questions: Sequence[AskedQuestion]) -> Iterator[ConcernGroup]:
    """Groups of two or more by a shared term, larger first, and what is left over."""
    terms = [_telling_terms(question.text) for question in questions]
    counts = Counter(term for of_one in terms for term in of_one)
    with index.guard:
        weights = {term: index.lexical.weight(term) for term, count in counts.items() if count > 1}
    weights = {term: weight for term, weight in weights.items() if weight > math.log(_COMMON)}
    groups: dict[str | None, list[AskedQuestion]] = defaultdict(list)
    for question, of_one in zip(questions, terms, strict=True):
        shared = [term for term in of_one if term in weights]
        groups[max(shared, key=weights.__getitem__, default=None)].append(question)
    # A term that another one has taken the second question from groups nothing.
    rest = [q for term, group in groups.items() if term is None or len(group) < 2 for q in group]
    kept = {term: group for term, group in groups.items() if term is not None and len(group) > 1}
    for term, group in sorted(kept.items(), key=lambda pair: -len(pair[1])):
        yield ConcernGroup(concern=None, term=term, questions=tuple(group))
    if rest:
        yield ConcernGroup(concern=None, term=None, questions=tuple(rest))


def _telling_terms(text: str) -> list[str]:
    """The terms of a text that could name a group and stand in it as they are."""
    written = _folded(text)
    terms = dict.fromkeys(search_terms(text))
    return [term for term in terms if _TELLING.fullmatch(term) and term in written and term not in _EMPTY]


def _folded(text: str) -> str:
    return "".join(fold(text).casefold().split())


@lru_cache(maxsize=8)
def _read(paths: tuple[Path, ...], states: tuple[tuple[int, int] | None, ...]) -> Concerns:
    problems: list[str] = []
    found: dict[str, Concern] = {}
    for path, state in zip(paths, states, strict=True):
        for concern in entries_of(path, problems, _concern, _EXPECTED) if state else ():
            known = found.get(concern.key, concern)
            terms = tuple(dict.fromkeys((*known.terms, *concern.terms)))
            found[concern.key] = replace(known, terms=terms)
    for problem in problems:
        logger.warning("%s", problem)
    by_term: dict[str, list[Concern]] = defaultdict(list)
    for concern in found.values():
        for term in concern.terms:
            by_term[term].append(concern)
    # The longest first: 安全管理 is not 安全.
    longest_first = sorted(by_term, key=len, reverse=True)
    return Concerns(
        all=tuple(found.values()),
        pattern=re.compile("|".join(map(_whole_word, longest_first))),
        by_term={term: tuple(of_term) for term, of_term in by_term.items()},
        problems=tuple(problems),
    )


def _whole_word(term: str) -> str:
    """A pattern for a term that ends no katakana or Latin word in its midst."""
    before, after = (
        next((s for s in (_KATAKANA, _LATIN) if re.match(s, end)), "") for end in (term[0], term[-1])
    )
    return (f"(?<!{before})" if before else "") + re.escape(term) + (f"(?!{after})" if after else "")


def _concern(line: str) -> list[Concern]:
    """The concern of a line; nothing for a comment.

    Raises:
        ValueError: The line is no concern.
    """
    cells = cells_of(line)
    if not cells:
        return []
    if len(cells) < 4 or not re.fullmatch(r"[a-z][a-z0-9_-]*", cells[0]):
        raise ValueError(f"「{line}」 is no concern")
    key, japanese, english, *words = cells
    return [Concern(key=key, japanese=japanese, english=english, terms=tuple(map(_folded, words)))]
