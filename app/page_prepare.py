"""質問を準備する: what members elsewhere asked on a matter, ticked into a question sheet."""

import datetime
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.matters import cases_like, cases_on
from app.page_address import PREPARE, Query, one, put_address, take_address
from app.page_cards import coverage_html, empty_index_html, notice_html
from app.page_context import PageContext
from app.page_library_results import dropzone_style
from app.page_prepare_cards import groups_html, prepare_heading_html, prepared_found_html
from app.page_selection import Selection, listen_to_ticks, selection_from_query, selection_in_query
from app.preparation import Preparation, chosen_groups, prepare
from app.question_sheet_word import question_sheet_as_word
from app.reading_messages import told_in
from app.wording_precedents import PRECEDENTS_WORDINGS
from app.wording_prepare import PREPARE_WORDINGS, PrepareWording
from app.worker import FileWorker
from index.cases import recent_matters
from index.errors import CaseNotFoundError
from index.search import Index, IndexStatus
from index.uploads import safe_name
from ingest.consultation import read_matters
from ingest.errors import IngestError

_STYLE = Path(__file__).with_name("page_prepare.css")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = ("pdf", "docx", "txt", "html", "htm", "md")
_STATE, _SELECTION, _DRAWN, _TICKED = "prepare", "prepare_selection", "prepare_drawn", "prepare_ticked"
_PREPARED, _PAPER = "prepare_prepared", "prepare_paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareState:
    """What is prepared: a matter as free text, or the id of a case."""

    matter: str = ""
    case: str = ""


def prepare_state(query: Query) -> PrepareState:
    """The state that an address asks for; a case comes before a matter in words."""
    case = one(query, "case")
    return PrepareState(matter="" if case else one(query, "q"), case=case)


def prepare_query(state: PrepareState) -> dict[str, list[str]]:
    """The reverse of `prepare_state`."""
    return {"q": [state.matter], "case": [state.case]}


def prepare_page(context: PageContext) -> None:
    """Draw the page."""
    words, wording = PREPARE_WORDINGS[context.language], context.wording
    if (asked := take_address(PREPARE)) is not None:
        _show(prepare_state(asked), selection_from_query(asked))
    st.html(_STYLE)
    st.html(prepare_heading_html(context))
    with st.spinner(wording.loading):
        index = context.index
    status = index.status()
    if not status.documents:
        st.html(empty_index_html(context))
        return
    _matter_form(words)
    _paper(words, context)
    kept = st.session_state
    state = PrepareState(
        matter="" if kept[_STATE].case else str(kept["prepare_q"]).strip(), case=kept[_STATE].case
    )
    selection: Selection = kept[_SELECTION]
    put_address(PREPARE, {**prepare_query(state), **selection_in_query(selection)})
    if not state.matter and not state.case:
        _welcome(index, status, words, context)
        return
    preparation = _preparation(index, state, context)
    if preparation is None:
        st.html(notice_html(PRECEDENTS_WORDINGS[context.language].unknown_case, [], wording))
        return
    _result(preparation, status, selection, context)


def _show(state: PrepareState, selection: Selection | None) -> None:
    kept = st.session_state
    kept.update({_STATE: state, "prepare_q": state.matter})
    kept[_SELECTION] = selection or kept.get(_SELECTION, Selection())
    kept.pop(_DRAWN, None)


def _start(matter: str) -> None:
    """Prepare another matter; ticks of the one before come back with it."""
    _show(PrepareState(matter=matter), None)


def _start_as_written() -> None:
    _start(st.session_state["prepare_q"])


def _matter_form(words: PrepareWording) -> None:
    with st.form("prepare_matter"):
        written, button = st.columns([5, 1], vertical_alignment="bottom")
        written.text_input(words.matter, key="prepare_q", placeholder=words.matter_hint)
        button.form_submit_button(words.prepare, type="primary", width="stretch", on_click=_start_as_written)


def _paper(words: PrepareWording, context: PageContext) -> None:
    """The papers of the coming meeting, and the matters in them to choose from."""
    with st.expander(words.paper):
        st.html(dropzone_style(words.drop_paper))
        given = st.file_uploader(words.paper, type=_TYPES, key="prepare_file", label_visibility="collapsed")
        st.caption(words.paper_note)
        if given is None:
            return
        read = st.session_state.get(_PAPER)
        if read is None or read[0] != given.file_id:
            with st.spinner(words.reading_paper):
                read = (given.file_id, _matters_of(given.name, given.getvalue()))
            st.session_state[_PAPER] = read
        matters = read[1]
        if isinstance(matters, str):
            st.error(f"{given.name}: {told_in(context.language, matters)}")
        elif not matters:
            st.warning(words.paper_empty)
        else:
            with st.container(key="paper_matters", gap=None):
                st.caption(words.paper_matters)
                for at, matter in enumerate(matters):
                    st.button(matter, on_click=_start, args=(matter,), type="tertiary", key=f"paper-{at}")


def _matters_of(name: str, content: bytes) -> list[str] | str:
    """The matters that a file names, or what is wrong with it; nothing of it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(content)
        try:
            with FileWorker() as worker:
                return worker.run(read_matters, path)
        except IngestError as error:
            return str(error.problem)


def _welcome(index: Index, status: IndexStatus, words: PrepareWording, context: PageContext) -> None:
    with st.container(key="examples", gap=None):
        st.caption(words.examples)
        for matter in recent_matters(index, 3):
            st.button(matter, on_click=_start, args=(matter,), type="tertiary")
    st.html(coverage_html(status, context.wording))


def _preparation(index: Index, state: PrepareState, context: PageContext) -> Preparation | None:
    """What the state prepares; None where there is no such case. A tick alone finds nothing anew."""
    kept = st.session_state
    known = kept.get(_PREPARED)
    if kept.pop(_TICKED, False) and known is not None and known[0] == state:
        prepared: Preparation = known[1]
        return prepared
    with st.spinner(context.wording.searching):
        try:
            matter = cases_like(index, state.case) if state.case else cases_on(index, state.matter)
        except CaseNotFoundError:
            return None
        prepared = prepare(index, matter)
    kept[_PREPARED] = (state, prepared)
    return prepared


def _result(
    preparation: Preparation, status: IndexStatus, selection: Selection, context: PageContext
) -> None:
    words, wording = PREPARE_WORDINGS[context.language], context.wording
    if preparation.questions:
        st.html(prepared_found_html(preparation, context))
    else:
        told = words.no_questions if preparation.matter.cases else words.nothing
        title = told.format(matter=preparation.matter.text)
        st.html(notice_html(title, [words.nothing_advice], wording))
    if not preparation.questions and not preparation.near:
        st.html(coverage_html(status, wording))
        return
    listen_to_ticks(lambda shown, ticked: _tick(selection.changed(shown, ticked)))
    _sheet(preparation, selection, words)
    _groups(preparation, selection, context)


def _sheet(preparation: Preparation, selection: Selection, words: PrepareWording) -> None:
    """How many questions are ticked, and the ways to save them and to begin anew."""
    both = (*preparation.questions, *preparation.near_questions)
    ids = selection.of(dict.fromkeys(question.id for question in both))
    with st.container(horizontal=True, vertical_alignment="center", key="sheet"):
        told = words.count(words.sheet_count, len(ids)) if ids else words.sheet_empty
        st.markdown(f"**{words.sheet}**　{told}", width="content")
        if not ids:
            return
        today = datetime.datetime.now().astimezone().date()
        groups = chosen_groups((*preparation.groups, *preparation.near), ids)
        matter = preparation.matter.text
        st.download_button(
            words.word.format(n=len(ids)),
            lambda: question_sheet_as_word(matter, groups, words, made_on=today),
            f"{words.file.format(day=today)}.docx",
            _WORD,
            key="sheet-word",
            type="primary",
            on_click="ignore",
        )
        st.button(words.clear, on_click=_clear, key="sheet-clear", type="tertiary")


def _tick(selection: Selection) -> None:
    st.session_state.update({_SELECTION: selection, _TICKED: True})


def _clear() -> None:
    _tick(Selection())
    st.session_state.pop(_DRAWN, None)


def _groups(preparation: Preparation, selection: Selection, context: PageContext) -> None:
    """Draw the questions; while only ticks change the HTML stays, and so does the keyboard's focus."""
    kept = st.session_state
    plain = _drawn(preparation, context, ticked=(), drawn=0)
    if kept.get(_DRAWN, ("",))[0] != plain:
        kept["prepare_draws"] = kept.get("prepare_draws", 0) + 1
        drawn = _drawn(preparation, context, ticked=selection.ids, drawn=kept["prepare_draws"])
        kept[_DRAWN] = (plain, drawn)
    for part in kept[_DRAWN][1]:
        st.html(part)


def _drawn(
    preparation: Preparation, context: PageContext, *, ticked: Collection[str], drawn: int
) -> tuple[str, ...]:
    parts = [(preparation.groups, False), (preparation.near, True)]
    return tuple(
        groups_html(groups, context, ticked=ticked, near=near, drawn=drawn)
        for groups, near in parts
        if groups
    )
