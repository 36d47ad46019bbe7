"""先例を調べる: a table of cases to filter, sort, open, tick and save."""

from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.page_address import ASK, PRECEDENTS, put_address, take_address
from app.page_cards import empty_index_html, notice_html
from app.page_case import case_view
from app.page_case_table import case_table_html, counts_html, orders_html
from app.page_context import PageContext
from app.page_export import export_buttons
from app.page_filters import filter_widgets, set_filter_widgets
from app.page_links import page_link
from app.page_selection import (
    Selection,
    listen_to_ticks,
    selection_from_query,
    selection_in_query,
)
from app.precedents_state import PrecedentsState, precedents_query, precedents_state
from app.sentences import understood_conditions
from app.wording import Wording
from app.wording_library import LIBRARY_WORDINGS
from app.wording_precedents import PRECEDENTS_WORDINGS
from index.case_list import CaseList, agenda_kinds, list_cases
from index.cases import cases_of
from index.filters import Filters
from index.holdings import fiscal_year_of
from index.search import IndexStatus

_STYLE = Path(__file__).with_name("page_precedents.css")
# A long list comes in parts of so many.
_CASES_SHOWN = 50
_STATE, _SELECTION, _DRAWN = "precedents", "precedents_selection", "precedents_drawn"
_OPEN = "precedents_open"


def precedents_page(context: PageContext) -> None:
    """Draw the list, or the case that is open."""
    if (asked := take_address(PRECEDENTS)) is not None:
        _show(precedents_state(asked), selection_from_query(asked))
    with st.spinner(context.wording.loading):
        index = context.index
    st.html(_STYLE)
    state: PrecedentsState = st.session_state[_STATE]
    with _place(state.case):
        if state.case:
            put_address(PRECEDENTS, precedents_query(state))
            case_view(context, state)
            return
        status = index.status()
        if not status.documents:
            st.html(empty_index_html(context))
            return
        _list(context, status)


def _place(case: str) -> DeltaGenerator:
    """Where the list or a case is drawn: cleared where it held another, whose end would stay in sight."""
    before, st.session_state[_OPEN] = st.session_state.get(_OPEN, case), case
    return st.container() if case == before else st.empty().container()


def _show(state: PrecedentsState, selection: Selection | None) -> None:
    set_filter_widgets(state.filters)
    kept = st.session_state
    kept.update({_STATE: state, "precedents_words": state.words})
    # Links within the page do not name the ticks, which stay as they are.
    kept[_SELECTION] = selection or kept.get(_SELECTION, Selection())
    kept.pop(_DRAWN, None)


def _list(context: PageContext, status: IndexStatus) -> None:
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    st.html(
        f'<div class="senrei" lang="{wording.language}"><h2>{wording.pages[PRECEDENTS]}</h2>'
        f'<p class="muted">{words.intro}</p></div>'
    )
    state = _asked(context, status)
    if (state.filters.date_from or "") > (state.filters.date_to or "9999"):
        put_address(PRECEDENTS, precedents_query(state))
        st.html(notice_html(wording.period_error, [], wording, error=True))
        return
    listed = list_cases(context.index, state.filters, state.words, state.order, conditioned=state.conditioned)
    state = replace(state, part=max(1, min(state.part, -(-len(listed.case_ids) // _CASES_SHOWN))))
    st.session_state[_STATE] = state
    selection: Selection = st.session_state[_SELECTION]
    put_address(PRECEDENTS, {**precedents_query(state), **selection_in_query(selection)})
    st.html(counts_html(listed, state, context))
    if not listed.case_ids:
        _nothing(context, state)
        return
    st.html(orders_html(state, context))
    _selected(context, listed, state, selection)
    _table(context, listed, state, selection)
    _parts(state.part, len(listed.case_ids), wording)


def _asked(context: PageContext, status: IndexStatus) -> PrecedentsState:
    """What the widgets ask for; another question begins at the first part."""
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    before: PrecedentsState = st.session_state[_STATE]
    with st.sidebar:
        st.subheader(wording.filters)
        _fiscal_year(context, status)
        filters = filter_widgets(status, wording)
        filters = _of_items(context, filters)
    with st.form("precedents_form"):
        field, button = st.columns([5, 1], vertical_alignment="bottom")
        field.text_input(words.words, key="precedents_words", placeholder=words.words_hint)
        button.form_submit_button(words.find, type="primary", width="stretch")
    asked = replace(before, words=str(st.session_state["precedents_words"]).strip(), filters=filters)
    return asked if asked == before else replace(asked, part=1)


def _of_items(context: PageContext, filters: Filters) -> Filters:
    """The filters with those that only this page has: the kind of item and the section."""
    words, wording, chosen = PRECEDENTS_WORDINGS[context.language], context.wording, st.session_state
    with context.index.guard:
        offices = context.index.offices()
    known = {"agenda_kind": (words.kind, agenda_kinds(context.index)), "section": (words.section, offices)}
    for key, (label, options) in known.items():
        chosen[key] = [value for value in chosen[key] if value in options]
        if options:
            st.multiselect(label, options, key=key, placeholder=wording.every, select_all=False)
    return replace(filters, agenda_kind=tuple(chosen["agenda_kind"]), section=tuple(chosen["section"]))


def _fiscal_year(context: PageContext, status: IndexStatus) -> None:
    """A choice of fiscal year, which sets the two dates."""
    words, named = PRECEDENTS_WORDINGS[context.language], LIBRARY_WORDINGS[context.language].year_name
    first, last = fiscal_year_of(status.first_date), fiscal_year_of(status.last_date)
    years = range(last, first - 1, -1) if first and last else range(0)
    kept = st.session_state
    begin, end = (day and day.isoformat() for day in (kept["date_from"], kept["date_to"]))
    year = fiscal_year_of(begin)
    # The choice follows the dates, which the address has.
    kept["fiscal_year"] = year if year in years and (begin, end) == _days(year) else None
    st.selectbox(
        words.fiscal_year,
        years,
        key="fiscal_year",
        placeholder=words.any_year,
        format_func=named,
        on_change=_choose_year,
    )


def _choose_year() -> None:
    year: int | None = st.session_state["fiscal_year"]
    state: PrecedentsState = st.session_state[_STATE]
    first, last = _days(year)
    state = state.of_list(filters=replace(state.filters, date_from=first, date_to=last))
    st.session_state[_STATE] = state
    set_filter_widgets(state.filters)


def _days(year: int | None) -> tuple[str | None, str | None]:
    return (f"{year}-04-01", f"{year + 1}-03-31") if year else (None, None)


def _nothing(context: PageContext, state: PrecedentsState) -> None:
    words, wording = PRECEDENTS_WORDINGS[context.language], context.wording
    st.html(notice_html(words.nothing, [], wording))
    if state.words:
        link = page_link(words.ask_instead, ASK, {"q": [state.words]}, context.manner)
        st.html(f'<div class="senrei" lang="{wording.language}"><p>{link}</p></div>')


def _selected(context: PageContext, listed: CaseList, state: PrecedentsState, selection: Selection) -> None:
    """How many cases are selected, and the ways to select all, none, and to save them."""
    words = PRECEDENTS_WORDINGS[context.language]
    selected = selection.of(listed.case_ids)
    everything = words.export_all.format(n=len(listed.case_ids))
    label = words.export_selected.format(n=len(selected)) if selected else everything
    export_buttons(context, label, selected or listed.case_ids, scope_name(state, context.wording))
    with st.container(horizontal=True, key="selecting"):
        every = words.select_all.format(n=len(listed.case_ids))
        st.button(every, on_click=_select, args=(Selection(every=True),), key="select-all", type="tertiary")
        none = words.clear_selection
        st.button(none, on_click=_select, args=(Selection(),), key="select-none", type="tertiary")
    listen_to_ticks(lambda shown, ticked: _tick(selection.changed(shown, ticked)))


def scope_name(state: PrecedentsState, wording: Wording) -> str:
    """In words, what the cases of a list were selected by; empty for all."""
    asked = [f"「{state.words}」"] if state.words else []
    if state.conditioned:
        asked.append(PRECEDENTS_WORDINGS[wording.language].conditioned)
    return wording.list_comma.join([*asked, *understood_conditions(state.filters, wording).values()])


def _tick(selection: Selection) -> None:
    st.session_state[_SELECTION] = selection


def _select(selection: Selection) -> None:
    st.session_state[_SELECTION] = selection
    st.session_state.pop(_DRAWN, None)


def _table(context: PageContext, listed: CaseList, state: PrecedentsState, selection: Selection) -> None:
    """Draw the part of the list; while only ticks change its HTML stays, and so does the keyboard's focus."""
    words = PRECEDENTS_WORDINGS[context.language]
    first = (state.part - 1) * _CASES_SHOWN
    cases = cases_of(context.index, listed.case_ids[first : first + _CASES_SHOWN])
    caption = words.caption.format(total=len(listed.case_ids), first=first + 1, last=first + len(cases))
    plain = case_table_html(cases, state, context, caption=caption)
    kept = st.session_state
    if kept.get(_DRAWN, ("",))[0] != plain:
        kept["precedents_draws"] = kept.get("precedents_draws", 0) + 1
        ticked = selection.of(case[-1].case_id for case in cases)
        drawn = case_table_html(
            cases, state, context, caption=caption, ticked=ticked, drawn=kept["precedents_draws"]
        )
        kept[_DRAWN] = (plain, drawn)
    st.html(kept[_DRAWN][1])


def _parts(part: int, total: int, wording: Wording) -> None:
    """Buttons to the parts of the list before and behind."""
    if total <= _CASES_SHOWN:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="parts"):
        if part > 1:
            label = wording.previous_page.format(n=_CASES_SHOWN)
            st.button(label, on_click=_turn_to, args=(part - 1,), key="previous")
        if part * _CASES_SHOWN < total:
            label = wording.next_page.format(n=min(_CASES_SHOWN, total - part * _CASES_SHOWN))
            st.button(label, on_click=_turn_to, args=(part + 1,), key="next")


def _turn_to(part: int) -> None:
    st.session_state[_STATE] = replace(st.session_state[_STATE], part=part)
