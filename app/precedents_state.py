"""What the page 先例を調べる shows, as its address has it."""

from dataclasses import dataclass, replace

from app.page_address import Query, number, one
from app.page_filters import filters_from_query, filters_in_query
from index.case_list import CaseOrder
from index.filters import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentsState:
    """A list of cases, and maybe the one that is open.

    Attributes:
        conditioned: Whether only cases with conditions or opinions attached are asked for.
        part: Which part of the list, from 1.
        case: The id of the open case; empty for the list.
        case_part: Which part of what was said on the open case, from 1.
    """

    words: str = ""
    filters: Filters
    conditioned: bool = False
    order: CaseOrder = CaseOrder.NEWEST
    part: int = 1
    case: str = ""
    case_part: int = 1

    def of_list(self, **changes: object) -> "PrecedentsState":
        """The list anew from its first part, with something else asked of it."""
        return replace(self, **{"part": 1, "case": "", "case_part": 1, **changes})  # type: ignore[arg-type]


def precedents_state(query: Query) -> PrecedentsState:
    """The state that an address asks for; what it asks for wrongly is left out."""
    order = one(query, "sort")
    return PrecedentsState(
        words=one(query, "q"),
        filters=filters_from_query(query),
        conditioned=one(query, "conditions") == "some",
        order=CaseOrder(order) if order in set(CaseOrder) else CaseOrder.NEWEST,
        part=number(query, "part") or 1,
        case=one(query, "case"),
        case_part=number(query, "said") or 1,
    )


def precedents_query(state: PrecedentsState) -> dict[str, list[str]]:
    """The reverse of `precedents_state`."""
    return {
        "q": [state.words],
        **filters_in_query(state.filters),
        "conditions": ["some" if state.conditioned else ""],
        "sort": ["" if state.order is CaseOrder.NEWEST else state.order.value],
        "part": ["" if state.part == 1 else str(state.part)],
        "case": [state.case],
        "said": ["" if state.case_part == 1 else str(state.case_part)],
    }
