"""会議録を読む: the list of minutes, or one meeting with its agenda, turns, decisions and neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.page_address import READ, put_address, take_address
from app.page_cards import empty_index_html, notice_html
from app.page_context import PageContext
from app.page_links import Followed, page_link
from app.page_passage import passage_dialog
from app.page_reader_list import LIST_ROWS, list_html, reader_heading_html
from app.page_reader_meeting import (
    agenda_html,
    found_html,
    head_html,
    neighbours_html,
    next_part_html,
    parts_html,
)
from app.page_reader_state import ReaderState, reader_address, reader_state
from app.page_reader_turns import framed, meeting_anchor, part_anchor, turn_anchor, turns_html
from app.shown_meeting import ShownMeeting, shown_meeting
from app.wording_reader import READER_WORDINGS, ReaderWording
from index.errors import MeetingNotFoundError
from index.filters import Filters
from index.reading import councils_in, count_meetings, find_meeting, fiscal_years, meetings, sizes_of
from index.search import Index

_STYLE = Path(__file__).with_name("page_reader.css")
_SCRIPT = Path(__file__).with_name("page_reader.js").read_text(encoding="utf-8")
_STATE, _LIST, _ASKED = "read_state", "read_list", "read_asked"

Value = TypeVar("Value")


def reader_page(context: PageContext) -> None:
    """Draw the page."""
    asked = take_address(READ)
    if asked is not None:
        _show(reader_state(asked))
    with st.spinner(context.wording.loading):
        index = context.index
    st.html(_STYLE)
    state: ReaderState = st.session_state[_STATE]
    if state.doc:
        put_address(READ, reader_address(state))
        _meeting(index, state, context)
        if asked and state.image:
            passage_dialog(context, Followed(page=READ, query=asked, said=""))
    else:
        _list(index, state, context)


def _show(state: ReaderState) -> None:
    """Make this the state, and go to the place that it names once it is drawn."""
    kept = st.session_state
    kept[_STATE] = state
    kept[_ASKED] = kept.get(_ASKED, 0) + 1
    kept["read_find"] = state.find
    if not state.doc:
        kept.update(
            read_municipality=state.municipality or None,
            read_council=state.council or None,
            read_year=state.year,
        )


# The list of minutes.


def _list(index: Index, state: ReaderState, context: PageContext) -> None:
    words = READER_WORDINGS[context.language]
    st.html(reader_heading_html(context))
    if not count_meetings(index):
        st.html(empty_index_html(context))
        return
    state = _choices(index, state, words, context)
    filters = _filters(state)
    total = count_meetings(index, filters)
    part = min(state.part or 1, max(1, -(-total // LIST_ROWS)))
    state = replace(state, part=part)
    st.session_state[_STATE] = st.session_state[_LIST] = state
    put_address(READ, reader_address(state))
    rows = meetings(index, filters, first=(part - 1) * LIST_ROWS, limit=LIST_ROWS)
    st.html(list_html(rows, sizes_of(index, [row.key for row in rows]), total, state, context))


def _choices(index: Index, state: ReaderState, words: ReaderWording, context: PageContext) -> ReaderState:
    """The widgets that narrow the list, and the state as they have it."""
    wording, kept = context.wording, st.session_state
    places, years = index.names("municipality"), fiscal_years(index)
    municipality = _known(kept.get("read_municipality"), places)
    councils = councils_in(index, municipality)
    columns = st.columns([2, 3, 2])
    _choice(columns[0], "read_municipality", wording.municipality, places, context)
    _choice(columns[1], "read_council", wording.council, councils, context)
    _choice(columns[2], "read_year", words.year, years, context)
    return replace(
        state,
        municipality=kept["read_municipality"] or "",
        council=kept["read_council"] or "",
        year=kept["read_year"],
    )


def _choice(
    column: DeltaGenerator, key: str, label: str, values: Sequence[str | int], context: PageContext
) -> None:
    words, kept = READER_WORDINGS[context.language], st.session_state
    kept[key] = _known(kept.get(key), values)
    column.selectbox(
        label,
        values,
        index=None,
        key=key,
        placeholder=context.wording.every,
        format_func=lambda value: words.year_name(value) if isinstance(value, int) else value,
        on_change=_from_beginning,
    )


def _from_beginning() -> None:
    st.session_state[_STATE] = replace(st.session_state[_STATE], part=1)


def _known(value: Value | None, values: Sequence[Value]) -> Value | None:
    return value if value in values else None


def _filters(state: ReaderState) -> Filters:
    return Filters(
        municipality=(state.municipality,) if state.municipality else (),
        council=(state.council,) if state.council else (),
        date_from=f"{state.year:04}-04-01" if state.year else None,
        date_to=f"{state.year + 1:04}-03-31" if state.year else None,
    )


# One meeting.


def _meeting(index: Index, state: ReaderState, context: PageContext) -> None:
    wording = context.wording
    to_list = reader_address(st.session_state.get(_LIST, ReaderState()))
    words = READER_WORDINGS[context.language]
    st.html(
        framed(f'<p class="trail">{page_link(words.to_list, READ, to_list, context.manner)}</p>', context)
    )
    try:
        meeting = find_meeting(index, state.doc, state.meeting or None)
    except MeetingNotFoundError:
        st.html(notice_html(wording.context_missing, [], wording))
        return
    shown = shown_meeting(index, meeting, state)
    st.html(head_html(shown, context))
    if not shown.turn_found:
        st.html(notice_html(words.turn_missing, [], wording))
    beside, turns = st.columns([3, 5], gap="large")
    with beside:
        _find_form(words)
        if state.find:
            st.html(found_html(shown, context))
        st.html(agenda_html(shown, context))
    for part in (parts_html(shown, context), turns_html(shown, context), next_part_html(shown, context)):
        # Streamlit refuses empty HTML.
        if part:
            turns.html(part)
    if neighbours := neighbours_html(shown, context):
        st.html(neighbours)
    _go_to_place(shown)


def _find_form(words: ReaderWording) -> None:
    with st.form("read_finding"):
        written, button = st.columns([3, 1], vertical_alignment="bottom")
        written.text_input(words.find, key="read_find", placeholder=words.find_hint)
        button.form_submit_button(words.find_button, width="stretch", on_click=_find)


def _find() -> None:
    """Look for the words that were written, and keep to the part that is shown."""
    kept = st.session_state
    kept[_STATE] = replace(kept[_STATE], find=" ".join(str(kept["read_find"]).split()))


def _go_to_place(shown: ShownMeeting) -> None:
    """Let the browser go to the place that the address names, once for each time that it is followed."""
    state, key = shown.state, shown.meeting.key
    if state.turn and shown.turn_found:
        target = turn_anchor(key, state.turn)
    elif state.part and shown.part:
        target = part_anchor(key, shown.part)
    else:
        # Who has just come to the page is at its beginning.
        target = meeting_anchor(key) if st.session_state[_ASKED] > 1 else ""
    place = st.components.v2.component("senrei_place", js=_SCRIPT)
    place(key="place", data={"target": target, "asked": st.session_state[_ASKED]}, height=0)
