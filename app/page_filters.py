"""Filters on a page: as widgets, and as the address has them (``municipality=…&from=…&outcome=…``)."""

import datetime
from collections.abc import Sequence

import streamlit as st

from app.page_address import Query, one
from app.wording import Wording
from index.filters import Filters
from index.search import IndexStatus
from ingest.records import Outcome

_FIRST_DAY = datetime.date(1945, 1, 1)
_LAST_DAY = datetime.date(2099, 12, 31)


def filters_from_query(query: Query) -> Filters:
    """The filters that an address asks for; what it asks for wrongly is left out."""
    return Filters(
        municipality=tuple(query.get("municipality", ())),
        council=tuple(query.get("council", ())),
        date_from=_day(one(query, "from")),
        date_to=_day(one(query, "to")),
        outcome=tuple(Outcome(value) for value in query.get("outcome", ()) if value in set(Outcome)),
        agenda_kind=tuple(query.get("kind", ())),
        section=tuple(query.get("section", ())),
    )


def filters_in_query(filters: Filters) -> dict[str, list[str]]:
    """The reverse of `filters_from_query`."""
    return {
        "municipality": [*filters.municipality],
        "council": [*filters.council],
        "from": [filters.date_from or ""],
        "to": [filters.date_to or ""],
        "outcome": [outcome.value for outcome in filters.outcome],
        "kind": [*filters.agenda_kind],
        "section": [*filters.section],
    }


def set_filter_widgets(filters: Filters) -> None:
    """Make the widgets show these filters; before they are drawn, or in a callback."""
    dates = (filters.date_from, filters.date_to)
    date_from, date_to = (datetime.date.fromisoformat(day) if day else None for day in dates)
    st.session_state.update(
        municipality=[*filters.municipality],
        council=[*filters.council],
        date_from=date_from,
        date_to=date_to,
        outcome=[*filters.outcome],
        agenda_kind=[*filters.agenda_kind],
        section=[*filters.section],
    )


def filter_widgets(status: IndexStatus, wording: Wording) -> Filters:
    """Draw the widgets, which `set_filter_widgets` has set before, and say what they ask for."""
    for name, known in (("municipality", status.municipalities), ("council", status.councils)):
        st.session_state[name] = [value for value in st.session_state[name] if value in known]
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


def _clear_filters() -> None:
    set_filter_widgets(Filters())


def _choice(label: str, options: Sequence[str], key: str, wording: Wording) -> None:
    st.multiselect(
        label,
        options,
        key=key,
        placeholder=wording.every,
        format_func=lambda value: wording.outcome_name(value) if isinstance(value, Outcome) else value,
        select_all=False,
    )


def _day(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
