"""Precedents: the cases of other municipalities that are most like one, with their outcomes."""

from collections.abc import Sequence

from index.cases import CaseItem, items_of
from index.search import Index, search
from ingest.records import Outcome

# Passages that are searched for similar matters; many of them are of one item.
_HITS = 200
# A precedent is first of all a decision: an item without one comes a little later.
_UNDECIDED = 0.85


def precedents(index: Index, case: Sequence[CaseItem], k: int) -> list[CaseItem]:
    """The most similar items of other municipalities, best first, one for each case.

    Similar is what the title of the case finds, by meaning and by words.

    Args:
        index: An index with an encoder.
        case: The items of one case, by date.
        k: The most items to return.
    """
    if not case or k < 1:
        return []
    own = case[-1]
    scores: dict[tuple[int, str], float] = {}
    for hit in search(index, own.title, k=_HITS):
        elsewhere = hit.municipality != own.municipality or hit.municipality is None
        if hit.agenda_id and elsewhere:
            scores.setdefault((hit.meeting_key, hit.agenda_id), hit.score)
    items = {(item.meeting_key, item.agenda_id): item for item in items_of(index, [*scores])}
    ranked = sorted(items, key=lambda key: -scores[key] * _weight(items[key]))
    best: dict[str, CaseItem] = {}
    for key in ranked:
        if items[key].case_id != own.case_id:
            best.setdefault(items[key].case_id, items[key])
    return [*best.values()][:k]


def _weight(item: CaseItem) -> float:
    return _UNDECIDED if item.outcome is Outcome.NOT_RECORDED else 1.0
