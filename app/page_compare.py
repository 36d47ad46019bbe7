"""比較する: one matter side by side, by municipality: outcomes, conditions, what members asked, by years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.comparison import Comparison, compare
from app.export_comparison import comparison_as_csv, comparison_as_excel
from app.matters import cases_like, cases_on
from app.page_address import COMPARE, Query, number, one, put_address, take_address
from app.page_cards import coverage_html, empty_index_html, notice_html
from app.page_compare_charts import prefectures_html, years_html
from app.page_compare_tables import (
    compare_heading_html,
    concerns_html,
    found_html,
    framed,
    near_html,
    outcomes_html,
)
from app.page_context import PageContext
from app.page_links import page_link
from app.wording_compare import COMPARE_WORDINGS, CompareWording
from index.cases import recent_matters
from index.errors import CaseNotFoundError
from index.search import Index, IndexStatus

_STYLE = Path(__file__).with_name("page_compare.css")
# How many cases the tables show at first, and more at each asking.
_SHOWN = 20
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareState:
    """What is compared.

    Attributes:
        matter: Free text; empty where a case is given.
        case: The id of a case, or empty.
        places: Municipalities to compare; none stands for all that dealt with the matter.
        shown: How many cases the tables show at most.
    """

    matter: str = ""
    case: str = ""
    places: tuple[str, ...] = ()
    shown: int = _SHOWN


def compare_state(query: Query) -> CompareState:
    """The state that an address asks for; a case comes before a matter in words."""
    case = one(query, "case")
    return CompareState(
        matter="" if case else one(query, "q"),
        case=case,
        places=tuple(dict.fromkeys(query.get("place", ()))),
        shown=max(_SHOWN, number(query, "shown") or 0),
    )


def compare_query(state: CompareState) -> dict[str, list[str]]:
    """The reverse of `compare_state`."""
    return {
        "q": [state.matter],
        "case": [state.case],
        "place": [*state.places],
        "shown": ["" if state.shown == _SHOWN else str(state.shown)],
    }


def compare_page(context: PageContext) -> None:
    """Draw the page."""
    words, wording = COMPARE_WORDINGS[context.language], context.wording
    if (asked := take_address(COMPARE)) is not None:
        _show(compare_state(asked))
    st.html(_STYLE)
    st.html(compare_heading_html(context))
    with st.spinner(wording.loading):
        index = context.index
    status = index.status()
    if not status.documents:
        st.html(empty_index_html(context))
        return
    _matter_form(words)
    kept = st.session_state
    state = CompareState(
        matter=str(kept["compare_q"]).strip(),
        case=kept["compare_case"],
        places=tuple(name for name in kept.get("compare_places", ()) if name in status.municipalities),
        shown=kept["compare_shown"],
    )
    put_address(COMPARE, compare_query(state))
    if not state.matter and not state.case:
        _welcome(index, status, words, context)
        return
    with st.spinner(wording.searching):
        comparison = _comparison(index, state)
    if comparison is None:
        st.html(notice_html(words.case_missing, [], wording))
        return
    _result(comparison, status, state, context)


def _show(state: CompareState) -> None:
    st.session_state.update(
        compare_q=state.matter,
        compare_case=state.case,
        compare_places=[*state.places],
        compare_shown=state.shown,
    )


def _start(matter: str) -> None:
    """Compare another matter."""
    _show(CompareState(matter=matter))


def _start_as_written() -> None:
    _start(st.session_state["compare_q"])


def _matter_form(words: CompareWording) -> None:
    with st.form("compare_matter"):
        written, button = st.columns([5, 1], vertical_alignment="bottom")
        written.text_input(words.matter, key="compare_q", placeholder=words.matter_hint)
        button.form_submit_button(words.compare, type="primary", width="stretch", on_click=_start_as_written)


def _welcome(index: Index, status: IndexStatus, words: CompareWording, context: PageContext) -> None:
    with st.container(key="examples", gap=None):
        st.caption(words.examples)
        for matter in recent_matters(index, 3):
            st.button(matter, on_click=_start, args=(matter,), type="tertiary")
    st.html(coverage_html(status, context.wording))


def _comparison(index: Index, state: CompareState) -> Comparison | None:
    """What the state compares; None where there is no such case."""
    try:
        matter = cases_like(index, state.case) if state.case else cases_on(index, state.matter)
    except CaseNotFoundError:
        return None
    return compare(index, matter, state.places, shown=state.shown)


def _result(comparison: Comparison, status: IndexStatus, state: CompareState, context: PageContext) -> None:
    words, wording = COMPARE_WORDINGS[context.language], context.wording
    if not comparison.cases:
        title = words.nothing.format(matter=comparison.matter.text)
        st.html(notice_html(title, [words.nothing_advice], wording))
        if comparison.matter.near:
            st.html(near_html(comparison, context))
        if state.places:
            _places(comparison, status, words)
        st.html(coverage_html(status, wording))
        return
    st.html(found_html(comparison, context))
    if state.case:
        st.button(words.no_longer_case, on_click=_start, args=("",), type="tertiary", key="no-case")
    _places(comparison, status, words)
    st.html(outcomes_html(comparison, context))
    _more(comparison, state, context)
    st.html(concerns_html(comparison, context))
    st.html(years_html(comparison, context))
    st.html(prefectures_html(comparison, context))
    _downloads(comparison, words)


def _downloads(comparison: Comparison, words: CompareWording) -> None:
    with st.container(horizontal=True, key="compare_files"):
        table, book = comparison_as_csv(comparison, words), comparison_as_excel(comparison, words)
        st.download_button(words.download_excel, book, f"{words.file_name}.xlsx", _EXCEL, key="excel")
        st.download_button(words.download, table, f"{words.file_name}.csv", "text/csv", key="csv")


def _places(comparison: Comparison, status: IndexStatus, words: CompareWording) -> None:
    """Which municipalities to compare; those that dealt with the matter stand first."""
    found = comparison.found_places

    def name(place: str) -> str:
        forms = words.place_found
        count = found.get(place, 0)
        return (forms[count != 1] if count else words.place_absent).format(place=place, n=count)

    st.multiselect(
        words.places,
        _in_order(found, status.municipalities),
        key="compare_places",
        placeholder=words.every_place,
        format_func=name,
        select_all=False,
    )


def _in_order(found: Iterable[str], every: Sequence[str]) -> list[str]:
    known = set(every)
    return list(dict.fromkeys((*(place for place in found if place in known), *every)))


def _more(comparison: Comparison, state: CompareState, context: PageContext) -> None:
    left = len(comparison.cases) - comparison.shown
    if left > 0:
        query = compare_query(
            CompareState(
                matter=state.matter, case=state.case, places=state.places, shown=state.shown + _SHOWN
            )
        )
        label = COMPARE_WORDINGS[context.language].more_cases.format(n=min(left, _SHOWN))
        st.html(framed(page_link(label, COMPARE, query, context.manner), context))
