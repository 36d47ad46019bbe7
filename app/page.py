"""The web page, run by `senrei serve`: a question, the answer, one card for each case."""

import datetime
import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app.answers import answer_question
from app.export import cases_as_csv
from app.page_cards import (
    answer_html,
    case_html,
    coverage_html,
    heading_html,
    near_heading_html,
    notice_html,
)
from app.page_correct import correction_forms, correction_notice
from app.page_evaluation import evaluation_asked_for, evaluation_link, evaluation_view
from app.page_state import PageState, link_of, query_of, state_from_query
from app.records import Answer
from app.sentences import understood_conditions, understood_text
from app.settings import Settings, settings_from_environment
from app.wording import WORDINGS, Language, Wording
from embeddings.errors import EmbeddingError
from embeddings.model import Encoder, EncoderSpec, load_encoder
from index.errors import SearchError, StoreNotFoundError
from index.filters import Filters
from index.search import Index, IndexStatus, open_index
from index.store import DATABASE
from ingest.records import Outcome

_STYLE = Path(__file__).with_name("page.css")
_FIRST_DAY = datetime.date(1945, 1, 1)
_LAST_DAY = datetime.date(2099, 12, 31)
# A long list comes in parts of so many.
_CASES_SHOWN = 20
# The address as it was last read or written: if it differs, the reader went back or followed a link.
_SEEN = "seen_address"


@st.cache_resource(show_spinner=False)
def _encoder(spec: EncoderSpec) -> Encoder:
    encoder = load_encoder(spec)
    encoder.load()
    return encoder


@st.cache_resource(show_spinner=False, max_entries=1)
def _opened(folder: Path, spec: EncoderSpec, inode: int) -> Index:
    """The index, opened once; `inode` tells a new index in the same folder from the one that is open."""
    del inode
    return open_index(folder, _encoder(spec))


def _index(settings: Settings) -> Index:
    try:
        inode = (settings.index / DATABASE).stat().st_ino
    except OSError:
        inode = 0
    return _opened(settings.index, settings.encoder, inode)


def _read_address() -> None:
    """Take over what the address asks for, unless the page itself wrote it."""
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    if address == st.session_state.get(_SEEN):
        return
    state = state_from_query(address)
    dates = (state.filters.date_from, state.filters.date_to)
    date_from, date_to = (datetime.date.fromisoformat(day) if day else None for day in dates)
    st.session_state.update(
        q=state.question,
        municipality=[*state.filters.municipality],
        council=[*state.filters.council],
        date_from=date_from,
        date_to=date_to,
        outcome=[*state.filters.outcome],
        language=state.language,
        without=[*state.without],
        part=state.part,
    )
    st.session_state[_SEEN] = address


def _write_address(state: PageState) -> None:
    address = query_of(state)
    if address != st.session_state.get(_SEEN):
        st.query_params.from_dict(address)
        st.session_state[_SEEN] = address


def _ask(question: str) -> None:
    st.session_state.update(q=question, without=[], part=1)


def _drop(condition: str) -> None:
    """Take a condition of the question away."""
    st.session_state.update(without=[*st.session_state["without"], condition], part=1)


def _mean_all() -> None:
    st.session_state.update(without=[], part=1)


def _turn_to(part: int) -> None:
    st.session_state["part"] = part


def _clear_filters() -> None:
    st.session_state.update(municipality=[], council=[], date_from=None, date_to=None, outcome=[])


def _switch_language(language: Language) -> None:
    st.session_state["language"] = language


def _heading(wording: Wording) -> None:
    other = Language.EN if wording.language is Language.JA else Language.JA
    with st.container(horizontal=True, vertical_alignment="top"):
        st.html(heading_html(wording))
        st.button(wording.switch, on_click=_switch_language, args=(other,), key="switch", type="tertiary")


def _question_form(wording: Wording) -> str:
    with st.form("question"):
        words, button = st.columns([5, 1], vertical_alignment="bottom")
        words.text_input(wording.question, key="q", placeholder=wording.question_hint)
        button.form_submit_button(wording.ask, type="primary", width="stretch", on_click=_mean_all)
    return str(st.session_state["q"]).strip()


def _filters(status: IndexStatus, wording: Wording) -> Filters:
    """The filters of the side bar."""
    for name, known in (("municipality", status.municipalities), ("council", status.councils)):
        st.session_state[name] = [value for value in st.session_state[name] if value in known]
    with st.sidebar:
        st.subheader(wording.filters)
        _choice(wording.municipality, status.municipalities, "municipality", wording)
        _choice(wording.council, status.councils, "council", wording)
        for name, label in (("date_from", wording.date_from), ("date_to", wording.date_to)):
            st.date_input(label, None, _FIRST_DAY, _LAST_DAY, key=name, format="YYYY-MM-DD")
        _choice(wording.outcome, [*Outcome], "outcome", wording)
        st.button(wording.clear, on_click=_clear_filters, key="clear", width="stretch")
    chosen = st.session_state
    return Filters(
        municipality=tuple(chosen["municipality"]),
        council=tuple(chosen["council"]),
        date_from=chosen["date_from"] and chosen["date_from"].isoformat(),
        date_to=chosen["date_to"] and chosen["date_to"].isoformat(),
        outcome=tuple(chosen["outcome"]),
    )


def _choice(label: str, options: Sequence[str], key: str, wording: Wording) -> None:
    st.multiselect(
        label,
        options,
        key=key,
        placeholder=wording.every,
        format_func=lambda value: wording.outcome_name(value) if isinstance(value, Outcome) else value,
        select_all=False,
    )


def _welcome(status: IndexStatus, wording: Wording) -> None:
    with st.container(key="examples", gap=None):
        st.caption(wording.examples)
        for question in wording.example_questions:
            st.button(question, on_click=_ask, args=(question,), type="tertiary")
    st.html(coverage_html(status, wording))


def _answer(
    index: Index, status: IndexStatus, state: PageState, wording: Wording, editor: str | None
) -> None:
    if (state.filters.date_from or "") > (state.filters.date_to or "9999"):
        st.html(notice_html(wording.period_error, [], wording, error=True))
        return
    with st.spinner(wording.searching):
        answer = answer_question(
            index, state.question, filters=state.filters, language=state.language, without=state.without
        )
    _conditions(answer.understood, state, wording)
    if not answer.answered:
        told = [answer.text, understood_text(answer.understood, wording), wording.nothing_advice]
        st.html(notice_html(wording.nothing_title, filter(None, told), wording))
        if answer.near:
            st.html(near_heading_html(wording))
        for case in answer.near:
            st.html(case_html(case, wording))
        st.html(coverage_html(status, wording))
        return
    st.html(answer_html(answer, wording, link_of(state)))
    part = min(state.part, -(-len(answer.cases) // _CASES_SHOWN))
    _export(answer, wording)
    for case in answer.cases[(part - 1) * _CASES_SHOWN : part * _CASES_SHOWN]:
        st.html(case_html(case, wording))
        if editor:
            correction_forms(index, case, editor, wording)
    _parts(part, len(answer.cases), wording)


def _export(answer: Answer, wording: Wording) -> None:
    """A button that saves the cases as a table, where there are several."""
    if len(answer.cases) > 1:
        table = cases_as_csv(answer.cases, wording)
        st.download_button(wording.download, table, "senrei.csv", "text/csv", type="tertiary", key="download")


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


def _conditions(understood: Filters, state: PageState, wording: Wording) -> None:
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


def _page(settings: Settings, wording: Wording) -> None:
    with st.spinner(wording.loading):
        index = _index(settings)
    status = index.status()
    if not status.documents:
        st.html(
            notice_html(
                wording.empty_title, [wording.empty_text], wording, command=_ingest_command(settings.index)
            )
        )
        return
    filters = _filters(status, wording)
    state = PageState(
        question=_question_form(wording),
        filters=filters,
        language=wording.language,
        without=tuple(st.session_state["without"]),
        part=st.session_state["part"],
    )
    _write_address(state)
    if state.question:
        correction_notice(wording)
        _answer(index, status, state, wording, settings.editor)
    else:
        _welcome(status, wording)
        evaluation_link(settings.index, wording)


def _ingest_command(folder: Path) -> str:
    return f"senrei ingest PATH --index {folder}"


def main() -> None:
    """Draw the page."""
    st.set_page_config(page_title="先例 Senrei", layout="centered")
    st.html(_STYLE)
    _read_address()
    language = Language(st.session_state["language"])
    wording = WORDINGS[language]
    # Screen readers and hyphenation go by the document's language, which streamlit leaves at English.
    st.html(f"<script>document.documentElement.lang='{language}'</script>", unsafe_allow_javascript=True)
    _heading(wording)
    settings = settings_from_environment(os.environ)
    if evaluation_asked_for():
        evaluation_view(settings.index, wording)
        return
    try:
        _page(settings, wording)
    except StoreNotFoundError:
        text = wording.missing_text.format(folder=settings.index)
        command = _ingest_command(settings.index)
        st.html(notice_html(wording.missing_title, [text], wording, command=command))
    except (SearchError, EmbeddingError) as error:
        st.html(notice_html(wording.error_title, [wording.error_text, str(error)], wording, error=True))


main()
