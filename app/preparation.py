"""What members elsewhere asked on a matter, by concern, what they were answered, and what became of it.

All of it is on record: questions and answers in the words of the minutes, what an answer says will be done by
the form of its sentence (`index.promises`), what became of it by the later meetings of the same case.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.matters import Case, Matter, questions_on
from index.cases import CaseItem, cases_of, items_of
from index.concerns import Concern, grouped_by_concern
from index.promises import promises_in
from index.questions import AskedQuestion, LinkedAnswer, questions_of
from index.search import Index, search
from ingest.notation import fold, squeeze

# Cases whose questions are taken, and near ones where there are few questions on the matter itself.
_MOST_CASES = 40
_MOST_NEAR = 5
_FEW = 5
_NEAR_HITS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A sentence of an answer that says what will be done, verbatim."""

    text: str
    answer: LinkedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedQuestion:
    """A question that was asked elsewhere.

    Attributes:
        id: Ten hex digits of where it stands and of its words, so that it never names other words.
        item: The agenda item under which it was asked.
        promises: What its answers say will be done.
        later: What later meetings made of the same case, by date; empty where no record of one is held.
    """

    id: str
    asked: AskedQuestion
    item: CaseItem
    promises: tuple[Promise, ...]
    later: tuple[CaseItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedGroup:
    """Questions on one concern, the one to read first in front.

    Attributes:
        concern: None for questions that show none.
        term: Of those, a term that they share; None for the rest.
        questions: Each once, however often it was asked in the same words.
    """

    concern: Concern | None
    term: str | None
    questions: tuple[PreparedQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What there is to prepare a matter from.

    Attributes:
        groups: Of the cases on the matter, that of most questions first.
        near: The same of cases that are near the matter and not on it, where the former are few.
    """

    matter: Matter
    groups: tuple[PreparedGroup, ...]
    near: tuple[PreparedGroup, ...]

    @property
    def questions(self) -> tuple[PreparedQuestion, ...]:
        """The questions on the matter, each once."""
        return _each_once(self.groups)

    @property
    def near_questions(self) -> tuple[PreparedQuestion, ...]:
        """The questions on near matters, each once."""
        return _each_once(self.near)


def prepare(index: Index, matter: Matter) -> Preparation:
    """Gather the questions on a matter; a reading of the turns of at most 45 cases' meetings.

    Args:
        index: An index with an encoder.
        matter: Of `app.matters`.
    """
    cases = matter.cases[:_MOST_CASES]
    groups = _groups(index, cases, questions_on(index, matter, cases))
    near = _near_groups(index, matter) if len(_each_once(groups)) < _FEW else ()
    return Preparation(matter=matter, groups=groups, near=near)


def chosen_groups(groups: Iterable[PreparedGroup], ids: Iterable[str]) -> list[PreparedGroup]:
    """The groups with only the questions of these ids, each in the first group that has it."""
    left = set(ids)
    chosen: list[PreparedGroup] = []
    for group in groups:
        questions = tuple(one for one in group.questions if one.id in left)
        left.difference_update(one.id for one in questions)
        if questions:
            chosen.append(PreparedGroup(concern=group.concern, term=group.term, questions=questions))
    return chosen


def _each_once(groups: Iterable[PreparedGroup]) -> tuple[PreparedQuestion, ...]:
    return tuple({one.id: one for group in groups for one in group.questions}.values())


def _near_groups(index: Index, matter: Matter) -> tuple[PreparedGroup, ...]:
    """What was asked or answered in the passages nearest to the words, under items not on the matter."""
    hits = search(index, matter.text, k=_NEAR_HITS)
    keys = dict.fromkeys((hit.meeting_key, hit.agenda_id) for hit in hits if hit.agenda_id)
    on_it = {case[-1].case_id for case in matter.cases}
    ids = dict.fromkeys(item.case_id for item in items_of(index, [*keys]) if item.case_id not in on_it)
    cases = cases_of(index, [*ids][:_MOST_NEAR])
    turns = {(hit.meeting_key, hit.turn) for hit in hits}
    asked = [
        one
        for one in questions_of(index, [item for case in cases for item in case])
        if any((one.meeting_key, n) in turns for n in (one.n, *(answer.n for answer in one.answers)))
    ]
    return _groups(index, cases, asked)


def _groups(index: Index, cases: Sequence[Case], asked: Sequence[AskedQuestion]) -> tuple[PreparedGroup, ...]:
    items = {(item.meeting_key, item.agenda_id): item for case in cases for item in case}
    by_case = {case[-1].case_id: case for case in cases}
    prepared = {
        (one.meeting_key, one.n): _prepared(one, items[one.meeting_key, one.agenda_id], by_case)
        for one in asked
    }
    return tuple(
        PreparedGroup(
            concern=group.concern,
            term=group.term,
            questions=tuple(_in_order(prepared[one.meeting_key, one.n] for one in group.questions)),
        )
        for group in grouped_by_concern(index, asked)
    )


def _prepared(asked: AskedQuestion, item: CaseItem, by_case: Mapping[str, Case]) -> PreparedQuestion:
    place = "\n".join((asked.doc, asked.meeting_id, str(asked.n), asked.text))
    return PreparedQuestion(
        id=hashlib.sha256(place.encode()).hexdigest()[:10],
        asked=asked,
        item=item,
        promises=tuple(
            Promise(text=answer.text[start:end], answer=answer)
            for answer in asked.answers
            for start, end in promises_in(answer.text)
        ),
        later=tuple(one for one in by_case[item.case_id] if (one.date or "") > (item.date or "9999")),
    )


def _in_order(questions: Iterable[PreparedQuestion]) -> Iterator[PreparedQuestion]:
    """With a promise before with an answer, newest first, municipalities in turn; the same words once."""
    once: dict[str, PreparedQuestion] = {}
    for question in sorted(questions, key=_worth, reverse=True):
        once.setdefault(squeeze(fold(question.asked.text)), question)
    turn: Counter[str | None] = Counter()
    rounds: dict[int, list[PreparedQuestion]] = defaultdict(list)
    for question in once.values():
        place = question.item.municipality or question.item.council
        rounds[turn[place]].append(question)
        turn[place] += 1
    for number in sorted(rounds):
        yield from rounds[number]


def _worth(question: PreparedQuestion) -> tuple[bool, bool, str]:
    return bool(question.promises), bool(question.asked.answers), question.item.date or ""
