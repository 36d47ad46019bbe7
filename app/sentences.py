"""The sentences of an answer: counts, outcomes and quotes of its cases, each with what backs it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.records import Case, Sentence
from app.wording import WORDINGS, Language, Wording
from index.cases import ThreadEntry
from index.filters import Filters
from index.overlay import Correction, Value
from ingest.records import Outcome

# A sentence for every case of a long list would bury the counts; the cases themselves are all given.
_CASE_SENTENCES = 10


def answer_sentences(
    cases: Sequence[Case], language: Language, *, total: int, filtered: bool
) -> tuple[Sentence, ...]:
    """What the cases amount to, in one language.

    Args:
        cases: Best first; none means that nothing was found.
        language: Of the sentences; titles and quotes stay as the minutes have them.
        total: How many cases match.
        filtered: Filters narrowed the search, which an answer of "nothing" has to say.
    """
    wording = WORDINGS[language]
    if not cases:
        return (Sentence(text=wording.no_answer_filtered if filtered else wording.no_answer, refs=()),)
    sentences = [_found(cases, total, wording)]
    if len(cases) > 1:
        sentences.append(_counts(cases, wording))
    sentences += (_case(case, wording) for case in cases[:_CASE_SENTENCES])
    return tuple(sentences)


def understood_conditions(understood: Filters, wording: Wording) -> dict[str, str]:
    """The conditions that the question named, in words: municipality, council, period, outcome and so on."""
    days = [wording.date_name(day) for day in (understood.date_from, understood.date_to)]
    named = {
        "municipality": understood.municipality,
        "council": understood.council,
        "period": [wording.period.format(*days)] if any(days) else [],
        "outcome": [wording.outcome_name(outcome) for outcome in understood.outcome],
        "kind": [wording.kind_name(kind) for kind in understood.agenda_kind],
        "section": understood.section,
    }
    return {name: wording.list_comma.join(values) for name, values in named.items() if values}


def understood_text(understood: Filters, wording: Wording) -> str:
    """The filters that the question itself named, for the reader to check; empty if it named none."""
    conditions = wording.list_comma.join(understood_conditions(understood, wording).values())
    return wording.understood.format(conditions=conditions) if conditions else ""


def step_text(entry: ThreadEntry, wording: Wording) -> str:
    """One step of a case through its meetings: its date and what was decided."""
    step = f"{wording.date_name(entry.date) or wording.undated} {wording.outcome_name(entry.outcome)}"
    return wording.corrected_step.format(step=step) if entry.corrected else step


def correction_text(correction: Correction, wording: Wording) -> str:
    """What a person corrected, why, who and when."""
    return wording.correction.format(
        field=wording.correction_fields[correction.field],
        old=_value_text(correction, correction.old, wording),
        new=_value_text(correction, correction.new, wording),
        reason=correction.reason,
        by=correction.by,
        day=wording.day_name(correction.at),
    )


def _value_text(correction: Correction, value: Value, wording: Wording) -> str:
    if isinstance(value, tuple):
        return wording.list_comma.join(value) or wording.no_value
    if value and correction.field == "outcome":
        return wording.outcome_name(Outcome(value))
    return value or wording.no_value


def backing(case: Case) -> int:
    """The citation that backs what is said of a case: the proof of its outcome, or else its best passage."""
    return case.quote.ref if case.quote else case.passages[0].ref


def _found(cases: Sequence[Case], total: int, wording: Wording) -> Sentence:
    refs = [backing(case) for case in cases]
    places = {case.municipality for case in cases if case.municipality}
    template = wording.found_in_places if places else wording.found
    if total > len(cases):
        template = wording.more_found
    text = template.format(
        total=total,
        cases=wording.count(wording.cases, len(cases)),
        places=wording.count(wording.places, len(places)),
        refs=_marks(refs),
    )
    return Sentence(text=text, refs=tuple(refs))


def _counts(cases: Sequence[Case], wording: Wording) -> Sentence:
    counted = Counter(case.outcome for case in cases)
    named = (
        wording.outcome_count.format(outcome=wording.outcome_name(outcome), count=counted[outcome])
        for outcome in Outcome
        if counted[outcome]
    )
    refs = [backing(case) for case in cases]
    text = wording.counts.format(counts=wording.list_comma.join(named), refs=_marks(refs))
    return Sentence(text=text, refs=tuple(refs))


def _case(case: Case, wording: Wording) -> Sentence:
    where = wording.case.format(
        council=case.council or case.municipality or wording.unknown_council,
        date=wording.date_name(case.date) or wording.undated,
        title=case.title or wording.other_passages,
        outcome=_outcome_text(case, wording),
    )
    refs = (backing(case),)
    if case.quote is None and (made := case.outcome_correction):
        said = wording.corrected_case.format(
            reason=made.reason, by=made.by, day=wording.day_name(made.at), refs=_marks(refs)
        )
        return Sentence(text=where + said, refs=refs)
    if case.quote is None:
        return Sentence(text=where + wording.case_not_recorded.format(refs=_marks(refs)), refs=refs)
    # The full stop of the quote is left to the sentence that it stands in.
    said = wording.case_quote.format(quote=case.quote.text.strip().removesuffix("。"), refs=_marks(refs))
    return Sentence(text=where + said, refs=refs)


def _outcome_text(case: Case, wording: Wording) -> str:
    name = wording.outcome_name(case.outcome)
    return wording.corrected_step.format(step=name) if case.quote and case.outcome_correction else name


def _marks(refs: Iterable[int]) -> str:
    return "".join(f"[{ref}]" for ref in refs)
