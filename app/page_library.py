"""取り込み: which minutes are held and how well they were read; an editor adds and removes them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import streamlit as st

from app.page_address import LIBRARY, Query, number, one, put_address, take_address
from app.page_context import PageContext
from app.page_correct import correction_notice, undo_form
from app.page_library_add import add_view
from app.page_library_keep import backup_view, document_forms, outdated_notice
from app.page_library_tables import (
    corrections_html,
    coverage_html,
    documents_html,
    library_heading_html,
    note_html,
)
from app.wording_library import LIBRARY_WORDINGS, LibraryWording
from index.corrections import list_corrections
from index.holdings import HeldDocument, coverage, held_documents, turn_of_correction
from index.overlay import Correction

_STYLE = Path(__file__).with_name("page_library.css")
ADD, COVERAGE, DOCUMENTS, CORRECTIONS, BACKUP = (
    *("add", "coverage", "documents"),
    *("corrections", "backup"),
)
# In the order of the links; the first is shown where the address names none.
_OF_READERS = (COVERAGE, DOCUMENTS, CORRECTIONS)
_OF_EDITORS = (ADD, *_OF_READERS, BACKUP)
# How many rows are shown at once.
_ROWS = 20

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState:
    """What the page shows, as its address has it.

    Attributes:
        view: One of the page's parts.
        name: Only councils and documents whose names hold this.
        narrowed: Only what has gaps, or is to be checked.
        part: Which part of a long list, from 1.
    """

    view: str
    name: str = ""
    narrowed: bool = False
    part: int = 1


def views_of(editor: str | None) -> tuple[str, ...]:
    """The parts of the page that a reader or an editor has."""
    return _OF_EDITORS if editor else _OF_READERS


def library_state(query: Query, editor: str | None) -> LibraryState:
    """The state that an address asks for; what it asks for wrongly is left out."""
    views = views_of(editor)
    view = one(query, "view")
    return LibraryState(
        view=view if view in views else views[0],
        name=one(query, "name"),
        narrowed=one(query, "only") == "1",
        part=number(query, "part") or 1,
    )


def library_query(state: LibraryState) -> dict[str, list[str]]:
    """The reverse of `library_state`."""
    return {
        "view": [state.view],
        "name": [state.name],
        "only": ["1" if state.narrowed else ""],
        "part": ["" if state.part == 1 else str(state.part)],
    }


def library_page(context: PageContext) -> None:
    """Draw the part of the page that its address names."""
    asked = take_address(LIBRARY)
    if asked is not None:
        _show(library_state(asked, context.editor))
    kept = st.session_state
    state = LibraryState(
        view=kept["library_view"],
        name=str(kept.get("library_name", "")).strip(),
        narrowed=bool(kept.get("library_only", False)),
        part=kept["library_part"],
    )
    put_address(LIBRARY, library_query(state))
    st.html(_STYLE)
    st.html(library_heading_html(state.view, views_of(context.editor), context))
    _VIEWS[state.view](context, state)


def _show(state: LibraryState) -> None:
    st.session_state.update(
        library_view=state.view,
        library_name=state.name,
        library_only=state.narrowed,
        library_part=state.part,
    )


def _coverage(context: PageContext, state: LibraryState) -> None:
    words = LIBRARY_WORDINGS[context.language]
    found = coverage(context.index)
    years = sorted({year for row in found for year in row.years}, reverse=True)
    st.html(note_html(words.coverage_note, context))
    _narrowing(words, words.gaps_only)
    rows = [row for row in found if _bears(state.name, (row.municipality, row.council))]
    if state.narrowed:
        rows = [row for row in rows if row.has_gaps]
    if shown := _part(rows, state, context, words, words.no_gaps):
        st.html(coverage_html(shown, years, context))


def _documents(context: PageContext, state: LibraryState) -> None:
    words = LIBRARY_WORDINGS[context.language]
    found = held_documents(context.index)
    st.html(note_html(words.documents_note, context))
    if context.editor:
        outdated_notice(context, context.editor, found)
    _narrowing(words, words.doubtful_only)
    rows = [row for row in found if _bears(state.name, (row.doc, *row.councils))]
    if state.narrowed:
        rows = [row for row in rows if row.to_check]
    if shown := _part(rows, state, context, words, words.no_doubtful):
        st.html(documents_html(shown, _shared_names(found), context))
        if context.editor:
            document_forms(context, context.editor, shown)


def _corrections(context: PageContext, state: LibraryState) -> None:
    words, index = LIBRARY_WORDINGS[context.language], context.index
    correction_notice(context.wording)
    st.html(note_html(words.corrections_note, context))
    rows = [*reversed(list_corrections(index, undone=True))]
    for correction in _part(rows, state, context, words, context.wording.no_corrections):
        turn = turn_of_correction(index, correction)
        st.html(corrections_html(correction, turn, context))
        if context.editor and not correction.undone_at:
            _undoing(context, correction, context.editor)


def _undoing(context: PageContext, correction: Correction, editor: str) -> None:
    with st.expander(context.wording.undo_button):
        done = undo_form(context.index, correction, editor, context.wording)
    if done:
        st.rerun()


def _add(context: PageContext, _: LibraryState) -> None:
    if context.editor:
        add_view(context, context.editor)


def _backup(context: PageContext, _: LibraryState) -> None:
    backup_view(context)


_VIEWS: dict[str, Callable[[PageContext, LibraryState], None]] = {
    ADD: _add,
    COVERAGE: _coverage,
    DOCUMENTS: _documents,
    CORRECTIONS: _corrections,
    BACKUP: _backup,
}


def _narrowing(words: LibraryWording, only: str) -> None:
    """The box for names and the one for what needs attention."""
    box, tick = st.columns([3, 2], vertical_alignment="bottom")
    box.text_input(words.name_filter, key="library_name", on_change=_begin_again)
    tick.checkbox(only, key="library_only", on_change=_begin_again)


def _begin_again() -> None:
    st.session_state["library_part"] = 1


def _turn_to(part: int) -> None:
    st.session_state["library_part"] = part


def _bears(name: str, names: Sequence[str | None]) -> bool:
    wanted = name.casefold()
    return not wanted or any(wanted in (own or "").casefold() for own in names)


def _part(
    rows: Sequence[Row], state: LibraryState, context: PageContext, words: LibraryWording, none: str
) -> Sequence[Row]:
    """The rows of the part that is shown, with the ways to the others; or a line that there are none."""
    wording, total = context.wording, len(rows)
    if not rows:
        st.html(note_html(words.nothing_named if state.name else none, context))
        return ()
    part = min(state.part, -(-total // _ROWS))
    first, last = (part - 1) * _ROWS, min(part * _ROWS, total)
    if total > _ROWS:
        with st.container(horizontal=True, vertical_alignment="center", key="library_parts"):
            st.caption(wording.shown_of.format(total=total, first=first + 1, last=last))
            if part > 1:
                label = wording.previous_page.format(n=_ROWS)
                st.button(label, on_click=_turn_to, args=(part - 1,), key="library_previous")
            if last < total:
                label = wording.next_page.format(n=min(_ROWS, total - last))
                st.button(label, on_click=_turn_to, args=(part + 1,), key="library_next")
    return rows[first:last]


def _shared_names(documents: Sequence[HeldDocument]) -> frozenset[str]:
    """The base names that several documents bear, which a link has to tell by their paths."""
    return frozenset(name for name, n in Counter(one.doc for one in documents).items() if n > 1)
