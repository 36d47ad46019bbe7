"""Which cases are on a matter: one given as free text, or a case and those of other municipalities like it.

What is on record is told as for an answer (`app.answers`), so that a matter of which the minutes hold nothing
gets no cases. Beyond that a case counts as dealing with a matter only if one of its passages, with the item's
title, holds most of the matter's words: a comparison names municipalities, and must not name one wrongly.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.answers import Found, best_found, narrowed
from app.question import Question, read_question
from app.relevance import Anchors, anchors_of, terms_of
from index.cases import CaseItem, case_of, cases_of, items_titled
from index.filters import Filters
from index.precedents import precedents
from index.questions import AskedQuestion, questions_of
from index.search import Hit, Index
from index.terms import search_terms
from index.titles import Agreement, agreement
from ingest.notation import fold

Case = tuple[CaseItem, ...]

# Passages that are searched for the cases of a matter: all that deal with it, not only the best.
_HITS = 400
_NEAR = 3
# The share of the weight of the matter's words that one passage has to hold, and the title of a similar case.
_HOLDS = 0.6
_ALL = 0.99
# The share of the best passage's score that another one of an item has to have to be near the matter, too.
_NEAR_PASSAGE = 0.5
_LIKE = 0.3
# A turn of so many parts asks about many things; and how far before a part the matter's words may stand.
_MANY_PARTS = 4
_LEADS_TO = 300
# Similar cases of other municipalities that are looked at.
_SIMILAR = 12
# What is done about any matter, and the plain means by which.
_ANY_MATTER = frozenset(
    [
        *(
            "利用",
            "活用",
            "使用",
            "導入",
            "設置",
            "実施",
            "運用",
            "整備",
            "検討",
            "推進",
            "構築",
            "更新",
            "開始",
        ),
        *("サービス", "システム", "業務", "事業", "方法", "状況", "あり方"),
    ]
)
# These say nothing without them: 目的外利用.
_NOT_ALONE = frozenset(["目的", "個人", "情報", "外部"])
# What asks for others' worries about a matter; to all of them that is asked, and the words are none of it.
_WORRIES = re.compile(
    r"(?:(?:で|に|には|について|に関して)(?:は|の)?、?(?:どんな|どのような|何の)?|どんな|どのような|何の)"
    r"(?:心配|懸念|不安|論点|質問|意見|議論)(?:点|事項)?(?:され|し|に|が|は|を|と|の)*"
    r"(?:出|あ|付|挙|な)?(?:って|った|い|り|る|て|た|ました|ます|され|れ|か)*[?？。\s]*$"
    r"|\bwhat (?:(?:questions|concerns|worries) )?(?:did|do|does|were|was|are)"
    r" (?:the )?(?:others?|other \w+|they|councils?|members|people)\b"
    r"|\b(?:worr(?:y|ied|ies)|concern(?:s|ed)?|ask(?:ed)?|questions?)(?: about| on| over)?\b"
    r"|\bwhen (?:they|others) (?:us|introduc|adopt|start)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter and the cases on it.

    Attributes:
        text: As it was asked for; of a case its title.
        own: The case that was asked for, by date; empty where the matter is free text.
        cases: Those that deal with the matter, best first, each with its items by date; `own` is the first.
        near: Where no case does, the nearest ones; they do not deal with the matter.
        passages: The best passages of each of these items on the matter, by meeting key and agenda id.
        words: The words that say what the matter is about.
        understood: The municipalities that the text itself named.
    """

    text: str
    own: Case = ()
    cases: tuple[Case, ...] = ()
    near: tuple[Case, ...] = ()
    passages: Mapping[tuple[int, str], tuple[Hit, ...]]
    words: Anchors
    understood: Filters


def cases_on(index: Index, matter: str, filters: Filters | None = None) -> Matter:
    """The cases that deal with a matter.

    Args:
        index: An index with an encoder.
        matter: Free text, Japanese or English; municipalities that it names narrow the search.
        filters: Only cases of which an item meets these.
    """
    asked = _read(index, matter)
    scope, understood = narrowed(filters or Filters(), asked.understood)
    # As a question for all of a sort: none is left out for being less near than the best one.
    found, answered = best_found(index, replace(asked, lists=True), scope, _HITS)
    anchors = _telling(anchors_of(index, asked))
    items = [(one, one.item) for one in found if one.item is not None]
    dealing = [(one, item) for one, item in items if _deals_with(one, anchors)] if answered else []
    titled = _titled(index, anchors, scope, answered=answered)
    near = [] if answered or titled else items[:_NEAR]
    return Matter(
        text=matter.strip(),
        cases=_cases(index, [*(item for _, item in dealing), *titled]),
        near=_cases(index, (item for _, item in near)),
        passages={(item.meeting_key, item.agenda_id): one.hits for one, item in (*dealing, *near)},
        words=anchors,
        understood=understood,
    )


def cases_like(index: Index, case_id: str) -> Matter:
    """A case, and the cases of other municipalities whose titles tell of a like matter.

    Args:
        index: An index with an encoder.
        case_id: Or its first characters.

    Raises:
        CaseNotFoundError: The index holds no such case.
    """
    own = case_of(index, case_id)
    title = own[-1].title
    anchors = _telling(anchors_of(index, _read(index, title)))
    alike = (item for item in precedents(index, own, _SIMILAR) if _is_like(title, item.title, anchors))
    return Matter(
        text=title,
        own=own,
        cases=(own, *_cases(index, alike)),
        passages={},
        words=anchors,
        understood=Filters(),
    )


def questions_on(index: Index, matter: Matter, cases: Sequence[Case]) -> list[AskedQuestion]:
    """What was asked on the matter under the items of these cases, in their order.

    Of an item whose title names the matter that is every question; of another (an annual report) those that
    hold the matter's words, or stand with their answers among the passages nearest to it; of a turn that asks
    about many things then only what asks about the matter, where its words tell.
    """
    named = {case[-1].case_id for case in cases if is_named(matter, case)}
    items = {(item.meeting_key, item.agenda_id): item for case in cases for item in case}
    found: list[AskedQuestion] = []
    for question in questions_of(index, [*items.values()]):
        if items[question.meeting_key, question.agenda_id].case_id in named:
            found.append(question)
        elif _bears_on(question, matter):
            found.append(_asking_on(question, matter))
    return found


def is_named(matter: Matter, case: Case) -> bool:
    """Whether a title of the case names the matter; of another one only what was said touches on it."""
    return bool(matter.own) or any(_share_in(matter.words, item.title) >= _HOLDS for item in case)


def _bears_on(question: AskedQuestion, matter: Matter) -> bool:
    said = (question.whole.text, *(answer.text for answer in question.answers))
    if any(_share_in(matter.words, text) >= _HOLDS for text in said):
        return True
    hits = matter.passages.get((question.meeting_key, question.agenda_id), ())
    near = {hit.turn for hit in hits if hit.score >= _NEAR_PASSAGE * hits[0].score}
    return not near.isdisjoint({question.n, *(answer.n for answer in question.answers)})


def _asking_on(question: AskedQuestion, matter: Matter) -> AskedQuestion:
    """The question with those of its many parts that follow on the matter's words; with all if none does."""
    if len(question.parts) < _MANY_PARTS:
        return question
    text, cursor, kept = question.whole.text, 0, []
    for part in question.parts:
        at = text.find(part.text, cursor)
        if at < 0:
            return question
        if _share_in(matter.words, text[max(cursor, at - _LEADS_TO) : at + len(part.text)]) >= _HOLDS:
            kept.append(part)
        cursor = at + len(part.text)
    return replace(question, parts=tuple(kept)) if kept else question


def _read(index: Index, matter: str) -> Question:
    plain = " ".join(_WORRIES.sub(" ", matter).split()).strip(" ?？。、")
    with index.guard:
        municipalities, councils = index.names("municipality"), index.names("council")
        return read_question(plain or matter, municipalities, index.offices(), councils)


def _telling(anchors: Anchors) -> Anchors:
    """The anchors without the words that any matter may have, where others are left."""
    weights = {term: weight for term, weight in anchors.weights.items() if term not in _ANY_MATTER}
    return replace(anchors, weights=weights) if weights.keys() - _NOT_ALONE else anchors


def _deals_with(found: Found, anchors: Anchors) -> bool:
    """Whether a passage holds most of the matter's words; true where the matter has none to look for."""
    return not anchors.weights or any(anchors.share(terms_of([hit])) >= _HOLDS for hit in found.hits)


def _titled(index: Index, anchors: Anchors, scope: Filters, *, answered: bool) -> list[CaseItem]:
    """The items whose titles hold the matter's words; all of them where no passage answers to the matter.

    Some minutes give an item's title and outcome and not a word that was said on it.
    """
    if not anchors.weights:
        return []
    least = _HOLDS if answered else _ALL
    return items_titled(index, lambda title: _share_in(anchors, title) >= least, scope)


def _share_in(anchors: Anchors, text: str) -> float:
    """The share of the words' weight that stands in a text as they are."""
    written = "".join(fold(text).casefold().split())
    return anchors.share(term for term in anchors.weights if term in written)


def _is_like(title: str, other: str, anchors: Anchors) -> bool:
    return agreement(title, other) > Agreement.NONE or anchors.share(search_terms(other)) >= _LIKE


def _cases(index: Index, items: Iterable[CaseItem]) -> tuple[Case, ...]:
    """The cases that the items belong to, in their order."""
    ids: Sequence[str] = list(dict.fromkeys(item.case_id for item in items))
    return tuple(cases_of(index, ids))
