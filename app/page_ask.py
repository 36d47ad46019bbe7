"""質問する: a question, the answer, one card for each case, and passages that open in their context."""

from dataclasses import dataclass, replace

import streamlit as st

from app.answers import answer_question
from app.dossier import dossier_of_answer
from app.export import dossier_as_csv
from app.page_address import ASK, Query, link_to, number, one, put_address, take_address
from app.page_cards import (
    answer_html,
    case_html,
    coverage_html,
    empty_index_html,
    near_heading_html,
    notice_html,
)
from app.page_context import PageContext
from app.page_correct import correction_forms, correction_notice
from app.page_evaluation import evaluation_link
from app.page_filters import filter_widgets, filters_from_query, filters_in_query, set_filter_widgets
from app.records import Answer
from app.sentences import understood_conditions, understood_text
from app.wording import Wording
from index.cases import recent_matters
from index.filters import Filters
from index.search import Index, IndexStatus

# A long list comes in parts of so many.
_CASES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AskState:
    """A question, its filters, and which conditions of the question do not count.

    `part` is the part of a long list that is shown, from 1.
    """

    question: str = ""
    filters: Filters
    without: tuple[str, ...] = ()
    part: int = 1


def ask_state(query: Query) -> AskState:
    """The state that an address asks for; what it asks for wrongly is left out."""
    return AskState(
        question=one(query, "q"),
        filters=filters_from_query(query),
        without=tuple(query.get("without", ())),
        part=number(query, "part") or 1,
    )


def ask_query(state: AskState) -> dict[str, list[str]]:
    """The address that asks for a state."""
    return {
        "q": [state.question],
        **filters_in_query(state.filters),
        "without": [*state.without],
        "part": ["" if state.part == 1 else str(state.part)],
    }


def ask_page(context: PageContext) -> None:
    """Draw the page."""
    wording = context.wording
    if (asked := take_address(ASK)) is not None:
        _show(ask_state(asked))
    with st.spinner(wording.loading):
        index = context.index
    status = index.status()
    if not status.documents:
        st.html(empty_index_html(context))
        return
    with st.sidebar:
        st.subheader(wording.filters)
        filters = filter_widgets(status, wording)
    state = AskState(
        question=_question_form(wording),
        filters=filters,
        without=tuple(st.session_state["without"]),
        part=st.session_state["part"],
    )
    put_address(ASK, ask_query(state))
    if state.question:
        correction_notice(wording)
        _answer(index, status, state, context)
    else:
        _welcome(index, status, wording)
        evaluation_link(context.settings.index, context)


def _show(state: AskState) -> None:
    set_filter_widgets(state.filters)
    st.session_state.update(q=state.question, without=[*state.without], part=state.part)


def _ask(question: str) -> None:
    st.session_state.update(q=question, without=[], part=1)


def _ask_on(understood: Filters, filters: Filters) -> None:
    """Ask the follow-up question; what was understood of the one before goes over into the filters."""
    question = st.session_state["follow_up"].strip()
    if not question:
        return
    kept = {name: value for name in _FILTER_FIELDS if (value := getattr(understood, name))}
    set_filter_widgets(replace(filters, **kept))
    st.session_state["follow_up"] = ""
    _ask(question)


# The understood conditions that the side bar has widgets for.
_FILTER_FIELDS = ("municipality", "council", "date_from", "date_to", "outcome")


def _drop(condition: str) -> None:
    """Take a condition of the question away."""
    st.session_state.update(without=[*st.session_state["without"], condition], part=1)


def _mean_all() -> None:
    st.session_state.update(without=[], part=1)


def _turn_to(part: int) -> None:
    st.session_state["part"] = part


def _question_form(wording: Wording) -> str:
    with st.form("question"):
        words, button = st.columns([5, 1], vertical_alignment="bottom")
        words.text_input(wording.question, key="q", placeholder=wording.question_hint)
        button.form_submit_button(wording.ask, type="primary", width="stretch", on_click=_mean_all)
    return str(st.session_state["q"]).strip()


def _welcome(index: Index, status: IndexStatus, wording: Wording) -> None:
    on_matters = (wording.example_question.format(matter=matter) for matter in recent_matters(index, 1))
    with st.container(key="examples", gap=None):
        st.caption(wording.examples)
        for question in (*on_matters, *wording.example_questions):
            st.button(question, on_click=_ask, args=(question,), type="tertiary")
    st.html(coverage_html(status, wording))


def _answer(index: Index, status: IndexStatus, state: AskState, context: PageContext) -> None:
    wording = context.wording
    if (state.filters.date_from or "") > (state.filters.date_to or "9999"):
        st.html(notice_html(wording.period_error, [], wording, error=True))
        return
    with st.spinner(wording.searching):
        answer = answer_question(
            index, state.question, filters=state.filters, language=context.language, without=state.without
        )
    _conditions(answer.understood, state, wording)
    if answer.answered:
        link = link_to(ASK, ask_query(state), context.manner)
        st.html(answer_html(answer, context, link))
        _cases(index, answer, state, context)
    else:
        told = [answer.text, understood_text(answer.understood, wording), wording.nothing_advice]
        st.html(notice_html(wording.nothing_title, filter(None, told), wording))
        if answer.near:
            st.html(near_heading_html(wording))
        for case in answer.near:
            st.html(case_html(case, context))
        st.html(coverage_html(status, wording))
    _follow_up(answer, state, wording)


def _cases(index: Index, answer: Answer, state: AskState, context: PageContext) -> None:
    """The part of the cases that is shown, and the ways to the others."""
    wording = context.wording
    part = min(state.part, -(-len(answer.cases) // _CASES_SHOWN))
    if len(answer.cases) > 1:
        table = dossier_as_csv(dossier_of_answer(answer.cases, wording), wording)
        st.download_button(wording.download, table, "senrei.csv", "text/csv", type="tertiary", key="download")
    for case in answer.cases[(part - 1) * _CASES_SHOWN : part * _CASES_SHOWN]:
        st.html(case_html(case, context))
        if context.editor:
            correction_forms(index, case, context.editor, wording)
    _parts(part, len(answer.cases), wording)


def _parts(part: int, total: int, wording: Wording) -> None:
    """Which part of a long list is shown, and buttons to the ones before and behind."""
    if total <= _CASES_SHOWN:
        return
    first, last = (part - 1) * _CASES_SHOWN + 1, min(part * _CASES_SHOWN, total)
    with st.container(horizontal=True, vertical_alignment="center", key="parts"):
        st.caption(wording.shown_of.format(total=total, first=first, last=last))
        if part > 1:
            label = wording.previous_page.format(n=_CASES_SHOWN)
            st.button(label, on_click=_turn_to, args=(part - 1,), key="previous")
        if last < total:
            label = wording.next_page.format(n=min(_CASES_SHOWN, total - last))
            st.button(label, on_click=_turn_to, args=(part + 1,), key="next")


def _conditions(understood: Filters, state: AskState, wording: Wording) -> None:
    """A button for each condition that was understood, to take it away, and one to bring them back."""
    named = understood_conditions(understood, wording)
    if not named and not state.without:
        return
    with st.container(horizontal=True, key="conditions"):
        for name, text in named.items():
            label = wording.drop_condition.format(condition=text)
            st.button(label, on_click=_drop, args=(name,), key=f"drop-{name}", help=wording.drop_hint)
        if state.without:
            st.button(wording.mean_all, on_click=_mean_all, key="mean-all", type="tertiary")


def _follow_up(answer: Answer, state: AskState, wording: Wording) -> None:
    """A second question box under the answer: it asks within the conditions of the first."""
    with st.form("follow_up_form"):
        words, button = st.columns([5, 1], vertical_alignment="bottom")
        words.text_input(wording.follow_up, key="follow_up", placeholder=wording.follow_up_hint)
        asked = (answer.understood, state.filters)
        button.form_submit_button(wording.follow_up_button, width="stretch", on_click=_ask_on, args=asked)
