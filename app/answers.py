"""Question → `Answer`: the cases on record, what was decided, and the words that prove it.

An answer is built from counts, decision records and quotes, so that it cannot say more than the minutes do.
Where the index holds nothing on the question, it says that.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.question import Question, read_question
from app.records import Answer, Case, Citation, Proof
from app.relevance import Standing, anchors_of, holds_names, standing, terms_of
from app.sentences import answer_sentences, backing
from app.wording import Language
from index.cases import CaseItem, all_items, items_of
from index.corrections import ItemRef
from index.filters import Filters
from index.preferences import APPROVALS, named_periods
from index.search import Hit, Index, counterparts, first_passage, search
from index.set_apart import sets_apart
from index.terms import search_terms
from ingest.notation import fold, squeeze
from ingest.records import Outcome

# Passages that are searched for the cases of one answer, and those that one case shows at most.
_HITS = 60
_HITS_OF_A_LIST = 300
_PASSAGES_PER_CASE = 8
# Records that are offered as near where none answers.
_NEAR = 3
# What the best and second passage of a case add to its score, and the share that its words have in it.
_DIMINISHING = (1.0, 0.5)
_WORDS_SHARE = 0.5
# A precedent is first of all a decision: cases without one come a little later.
_UNDECIDED = 0.85
# A case below this share of the best one's score is left out, unless all of a sort were asked for.
_RELATIVE_SCORE = 0.35
# Likewise a passage, in its case: 「それでは次の案件です」 is near everything.
_RELATIVE_PASSAGE_SCORE = 0.5

# Outcomes that exclude each other; of others, nothing is concluded.
_SORTS = {
    outcome: sort
    for sort, outcomes in enumerate(
        (
            (*APPROVALS, Outcome.ADOPTED, Outcome.ADOPTED_IN_SPIRIT),
            (Outcome.REJECTED, Outcome.NOT_ADOPTED),
            (Outcome.CONTINUED, Outcome.POSTPONED),
            (Outcome.WITHDRAWN,),
        )
    )
    for outcome in outcomes
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An agenda item (None: what a meeting said outside its items) and its passages, best first."""

    item: CaseItem | None
    hits: tuple[Hit, ...]
    score: float = 0.0


def answer_question(  # noqa: PLR0913  # all but two are named, each a wish of the asker
    index: Index,
    question: str,
    *,
    filters: Filters | None = None,
    k: int = 5,
    language: Language | None = None,
    without: Collection[str] = (),
) -> Answer:
    """What the index holds on a question.

    Args:
        index: An index with an encoder.
        question: In Japanese or English.
        filters: Only cases that meet these; they override what the question itself names.
        k: The most cases to give; a question for all of a sort (「継続審議になった案件は」) gets them all.
        language: To answer in; None takes the question's.
        without: Conditions that the question names and that the asker does not mean: municipality, council,
            period, outcome, kind, section.
    """
    started = time.perf_counter()
    with index.guard:
        municipalities, councils = index.names("municipality"), index.names("council")
        offices = index.offices()
    asked = read_question(question, municipalities, offices, councils)
    scope, understood = narrowed(filters or Filters(), _meant(asked.understood, without))
    if asked.lists and not search_terms(asked.subject):
        found, answered = _every_case(index, asked, scope), True
        total = len(found)
    else:
        found, answered = best_found(index, asked, scope)
        if not answered and asked.lists and understood.date_from:
            told, on_record = _told_of_period(index, asked, scope)
            if told and on_record:
                found, answered, understood = told, True, _meant(understood, ["period"])
        total = len(found) if answered else 0
        found = found[: k if answered else min(k, _NEAR)]
    cases = _cases(index, found)
    near = () if answered else cases
    cases = cases if answered else ()
    return Answer(
        query=question,
        language=language or asked.language,
        sentences=answer_sentences(
            cases, language or asked.language, total=total, filtered=scope != Filters()
        ),
        cases=cases,
        near=near,
        total=total,
        understood=understood,
        took_ms=round((time.perf_counter() - started) * 1000, 1),
    )


def _meant(understood: Filters, without: Collection[str]) -> Filters:
    """The understood filters less those that the asker took away."""
    return Filters(
        municipality=() if "municipality" in without else understood.municipality,
        council=() if "council" in without else understood.council,
        date_from=None if "period" in without else understood.date_from,
        date_to=None if "period" in without else understood.date_to,
        outcome=() if "outcome" in without else understood.outcome,
        agenda_kind=() if "kind" in without else understood.agenda_kind,
        section=() if "section" in without else understood.section,
    )


def narrowed(given: Filters, understood: Filters) -> tuple[Filters, Filters]:
    """The filters to search with, and the understood ones among them: those that the caller left open."""
    dates_open = given.date_from is None and given.date_to is None
    applied = Filters(
        municipality=() if given.municipality else understood.municipality,
        council=() if given.council else understood.council,
        date_from=understood.date_from if dates_open else None,
        date_to=understood.date_to if dates_open else None,
        outcome=() if given.outcome else understood.outcome,
        agenda_kind=() if given.agenda_kind else understood.agenda_kind,
        section=() if given.section else understood.section,
    )
    scope = replace(
        given,
        municipality=given.municipality or applied.municipality,
        council=given.council or applied.council,
        date_from=given.date_from or applied.date_from,
        date_to=given.date_to or applied.date_to,
        outcome=given.outcome or applied.outcome,
        agenda_kind=given.agenda_kind or applied.agenda_kind,
        section=given.section or applied.section,
    )
    return scope, applied


def _every_case(index: Index, asked: Question, scope: Filters) -> list[Found]:
    """All items within the filters, newest first; an item without any words to cite is left out."""
    hits = _by_item(search(index, asked.text, filters=scope, k=_HITS_OF_A_LIST))
    items = sorted(all_items(index, scope), key=lambda item: item.date or "", reverse=True)
    for item in items:
        key = (item.meeting_key, item.agenda_id)
        # Where a person's word is the proof, the case still has to say where it is on record.
        if item.corrected and not item.quote and key not in hits:
            hits[key] = first_passage(index, *key)
    found = [Found(item=i, hits=tuple(hits.get((i.meeting_key, i.agenda_id), ()))) for i in items]
    return [case for case in found if case.hits or (case.item and case.item.quote)]


def _told_of_period(index: Index, asked: Question, scope: Filters) -> tuple[list[Found], bool]:
    """As `best_found`, of cases of whatever time that tell of the period which the question names."""
    found, answered = best_found(index, asked, replace(scope, date_from=None, date_to=None))
    return [case for case in found if asked.period and _is_of(case, asked.period)], answered


def best_found(index: Index, asked: Question, scope: Filters, k: int = _HITS) -> tuple[list[Found], bool]:
    """The items of which the `k` best passages tell, best first, and whether they answer the question."""
    hits = search(index, asked.query, filters=scope, k=k)
    anchors = anchors_of(index, asked)
    on_record = standing(asked, anchors, hits)
    if on_record is Standing.NOTHING:
        return [], False
    groups = _by_item(hits)
    items = {
        (item.meeting_key, item.agenda_id): item
        for item in items_of(index, [(meeting, agenda) for meeting, agenda in groups if agenda is not None])
    }
    found: list[Found] = []
    for (meeting, agenda), of_item in groups.items():
        terms = terms_of(of_item)
        if holds_names(anchors, terms):
            words = anchors.share(terms)
            best = sum(share * hit.score for share, hit in zip(_DIMINISHING, of_item, strict=False))
            score = best * (1 - _WORDS_SHARE + _WORDS_SHARE * words)
            item = items.get((meeting, agenda)) if agenda else None
            if item is None or item.outcome is Outcome.NOT_RECORDED:
                score *= _UNDECIDED
            found.append(Found(item=item, hits=tuple(of_item), score=score))
    nearest = _nearest(asked, found)
    if on_record is Standing.ANSWERS and (open_ := _left_open(asked, nearest)):
        return [open_, *nearest[1:]], False
    unlike = _decided_otherwise(asked, nearest) or _of_another_place(asked, nearest)
    return nearest, on_record is Standing.ANSWERS and not unlike and not _of_another_time(asked, nearest)


def _of_another_place(asked: Question, nearest: Sequence[Found]) -> bool:
    """Whether the question names a place that is not in the index and of which the best case says nothing."""
    said = squeeze(fold("".join(_words_of(case) for case in nearest[:1])))
    return any(name not in said for name in asked.elsewhere)


def _of_another_time(asked: Question, nearest: Sequence[Found]) -> bool:
    """Whether the question names a time at which no case at hand was put to a meeting, or that none tells of.

    Where a meeting is undated, nothing is known.
    """
    return asked.period is not None and not any(_is_of(case, asked.period) for case in nearest)


def _is_of(case: Found, period: tuple[str, str]) -> bool:
    """Whether a case was put to a meeting in the period, or one that is undated, or tells of the period."""
    met = [entry.date for entry in case.item.thread] if case.item else [case.hits[0].date]
    told = named_periods("\n".join(hit.text for hit in case.hits))
    return any(date is None or period[0] <= date <= period[1] for date in met) or any(
        first <= period[1] and period[0] <= last for first, last in told
    )


def _words_of(case: Found) -> str:
    """Its title and passages."""
    title = case.item.title if case.item else None
    return "".join((title or "", *(hit.text for hit in case.hits)))


def _decided_otherwise(asked: Question, nearest: Sequence[Found]) -> bool:
    """Whether the question takes a matter for refused that was approved, or the like.

    「不承認とした理由」 has no answer where no case at hand, in none of its meetings, was refused; where the
    best case has no decision of these sorts, nothing is known.
    """
    wanted = {_SORTS[outcome] for outcome in asked.asserted if outcome in _SORTS}
    if not nearest or not wanted or asked.lists:
        return False
    sorts = [{_SORTS.get(outcome) for outcome in _outcomes_of(case)} for case in nearest]
    return sorts[0] != {None} and not any(wanted & of_case for of_case in sorts)


def _outcomes_of(case: Found) -> list[Outcome]:
    """Of every meeting that a case was put to."""
    return [case.item.outcome, *(entry.outcome for entry in case.item.thread)] if case.item else []


def _left_open(asked: Question, nearest: Sequence[Found]) -> Found | None:
    """The best case where its minutes set apart what the question takes for decided, these passages first."""
    if not nearest:
        return None
    titles = squeeze("".join(fold(case.item.title) for case in nearest if case.item and case.item.title))
    names = [name for name in asked.decided if name not in titles]
    apart = [hit for hit in nearest[0].hits if sets_apart(hit.text, names)]
    others = [hit for hit in nearest[0].hits if hit not in apart]
    return replace(nearest[0], hits=(*apart, *others)) if apart else None


def _nearest(asked: Question, found: list[Found]) -> list[Found]:
    """The cases near enough to the best one, in order; one of each named municipality comes first."""
    if not found:
        return []
    in_order = sorted(found, key=lambda case: -case.score)
    # What was said outside every item says little: it is shown where it is the best there is.
    if in_order[0].item:
        in_order = [case for case in in_order if case.item]
    if not asked.lists:
        in_order = [case for case in in_order if case.score >= _RELATIVE_SCORE * in_order[0].score]
    if len(asked.understood.municipality) < 2:
        return in_order
    first = {case.hits[0].municipality: case for case in reversed(in_order)}.values()
    return sorted(in_order, key=lambda case: not any(case is one for one in first))


def _by_item(hits: Iterable[Hit]) -> dict[tuple[int, str | None], list[Hit]]:
    groups: dict[tuple[int, str | None], list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.meeting_key, hit.agenda_id].append(hit)
    return groups


def _cases(index: Index, found: Sequence[Found]) -> tuple[Case, ...]:
    """Cases with their citations numbered through the answer, first those that its sentences rest on."""
    near = [_near_passages(one) for one in found]
    others = counterparts(index, [hit for hits in near for hit in hits])
    cases: list[Case] = []
    first_ref = 1
    for one, hits in zip(found, near, strict=True):
        case = _case(one, _with_counterparts(hits, others), first_ref)
        first_ref += len(case.passages)
        cases.append(case)
    return _renumbered(cases)


def _renumbered(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases with the citations that back their sentences as 1, 2, …, in order, then all others."""
    backings = [backing(case) for case in cases]
    others = (passage.ref for case in cases for passage in case.passages)
    refs = {ref: number for number, ref in enumerate(dict.fromkeys((*backings, *others)), start=1)}
    return tuple(
        replace(
            case,
            quote=case.quote and replace(case.quote, ref=refs[case.quote.ref]),
            passages=tuple(replace(passage, ref=refs[passage.ref]) for passage in case.passages),
        )
        for case in cases
    )


def _near_passages(found: Found) -> list[Hit]:
    """The passages to cite; a score may be below zero, and the best one is shown all the same."""
    return [
        hit
        for at, hit in enumerate(found.hits)
        if at == 0 or hit.score >= _RELATIVE_PASSAGE_SCORE * abs(found.hits[0].score)
    ][:_PASSAGES_PER_CASE]


def _with_counterparts(hits: Sequence[Hit], others: Mapping[int, Hit]) -> list[Hit]:
    """The hits, each followed by the question that it answers, or by the answer to it."""
    cited = {hit.passage_id: hit for hit in hits}
    shown: dict[int, Hit] = {}
    for hit in hits:
        other = others.get(hit.passage_id)
        shown.setdefault(hit.passage_id, hit)
        if other is not None:
            shown.setdefault(other.passage_id, cited.get(other.passage_id, other))
    return [*shown.values()]


def _case(found: Found, hits: Sequence[Hit], first_ref: int) -> Case:
    passages = [_citation(hit, ref) for ref, hit in enumerate(hits, start=first_ref)]
    item = found.item
    if item is None:
        return _other_passages(found.hits[0], passages)
    proof = _proof(item, passages, first_ref + len(passages), found.hits)
    return Case(
        case_id=item.case_id,
        municipality=item.municipality,
        council=item.council,
        meeting=item.meeting,
        date=item.date,
        agenda_id=item.agenda_id,
        title=item.title,
        outcome=item.outcome,
        quote=proof,
        conditions=item.conditions,
        requests=item.requests,
        vote=item.vote,
        confidence=item.confidence,
        thread=item.thread,
        passages=tuple(passages),
        corrections=item.corrections,
        ref=ItemRef(doc=item.document_path, meeting=item.meeting_id, item=item.agenda_id),
        meeting_id=item.meeting_id,
    )


def _other_passages(hit: Hit, passages: Sequence[Citation]) -> Case:
    """What a meeting said outside its agenda items: nothing was decided by it."""
    return Case(
        case_id=None,
        municipality=hit.municipality,
        council=hit.council,
        meeting=hit.meeting_label,
        date=hit.date,
        agenda_id=None,
        title=None,
        outcome=Outcome.NOT_RECORDED,
        quote=None,
        conditions=(),
        requests=(),
        vote=None,
        confidence=None,
        thread=(),
        passages=tuple(passages),
        meeting_id=hit.meeting_id,
    )


def _citation(hit: Hit, ref: int) -> Citation:
    return Citation(
        ref=ref,
        doc=hit.doc,
        turn=hit.turn,
        speaker=hit.speaker,
        page=hit.page,
        span=hit.span,
        text=hit.text,
        score=round(hit.relevance, 4) if hit.dense_score else None,
        highlights=hit.highlights,
        speaker_corrected=hit.speaker_corrected,
    )


def _proof(item: CaseItem, passages: list[Citation], next_ref: int, hits: Sequence[Hit]) -> Proof | None:
    """The item's quote; where no passage holds it, one that does is added to the passages."""
    quote = item.quote
    if quote is None:
        return None
    holding = next((p for p in passages if p.span[0] <= quote.span[0] and quote.span[1] <= p.span[1]), None)
    if holding is None:
        of_turn = next((hit for hit in hits if hit.turn == quote.turn), None)
        holding = Citation(
            ref=next_ref,
            doc=quote.doc,
            turn=quote.turn,
            speaker=of_turn.speaker if of_turn else None,
            page=quote.page,
            span=quote.span,
            text=quote.text,
            speaker_corrected=of_turn is not None and of_turn.speaker_corrected,
        )
        passages.append(holding)
    return Proof(
        text=quote.text, doc=quote.doc, turn=quote.turn, page=quote.page, span=quote.span, ref=holding.ref
    )
