"""The address of each page: what it asks for, what a page writes there, and links from page to page.

Every page keeps its state in the address (``/read?doc=…&turn=12&lang=en``), so that a reload, a bookmark and
a link to a colleague show the same. Language and size of the text are part of every address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

import streamlit as st

from app.wording import Language

# The pages' names in the address; the first one is at the root.
ASK, PRECEDENTS, COMPARE, PREPARE, READ, LIBRARY, EVALUATION = (
    *("", "precedents", "compare", "prepare"),
    *("read", "library", "evaluation"),
)

Query = Mapping[str, Sequence[str]]

_SEEN = "seen_address"
_LEFT = "left_addresses"
_OF_ALL_PAGES = ("lang", "size")


class TextSize(StrEnum):
    """How large the text is shown."""

    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a reader wants every page: its language and the size of its text."""

    language: Language = Language.JA
    size: TextSize = TextSize.NORMAL


def read_manner(page: str) -> Manner:
    """The manner that the address asks for; one that names none keeps that of the page before."""
    query = _current()
    seen = st.session_state.get(_SEEN)
    manner: Manner = st.session_state.get("manner", Manner())
    if seen != (page, query):
        came_from_elsewhere = seen is None or seen[0] != page
        if not came_from_elsewhere or any(name in query for name in _OF_ALL_PAGES):
            manner = Manner(
                language=Language.EN if query.get("lang") == ["en"] else Language.JA,
                size=TextSize.LARGE if query.get("size") == ["large"] else TextSize.NORMAL,
            )
    st.session_state["manner"] = manner
    return manner


def set_manner(manner: Manner) -> None:
    """Show every page so from now on; for callbacks."""
    st.session_state["manner"] = manner


def take_address(page: str) -> Query | None:
    """What the address asks of a page anew; None where the page itself wrote it.

    A reader who comes back by the navigation, whose address is bare, finds the page as they left it.
    """
    query = _current()
    seen = st.session_state.get(_SEEN)
    if seen == (page, query):
        return None
    asked = {name: values for name, values in query.items() if name not in _OF_ALL_PAGES}
    left: Mapping[str, Query] = st.session_state.get(_LEFT, {})
    if not asked and seen is not None and seen[0] != page:
        return left.get(page, {})
    return asked


def put_address(page: str, values: Query) -> None:
    """Write a page's state into the address; empty values are left out."""
    manner: Manner = st.session_state["manner"]
    st.session_state[_LEFT] = {**st.session_state.get(_LEFT, {}), page: values}
    query = _query(values, manner)
    if query != _current():
        st.query_params.from_dict(query)
    st.session_state[_SEEN] = (page, query)


def link_to(page: str, values: Query, manner: Manner) -> str:
    """A relative link to a page in a state; it holds on every page of the server."""
    query = urlencode(_query(values, manner), doseq=True)
    return f"{page or '.'}?{query}" if query else page or "."


def one(query: Query, name: str) -> str:
    """The first value that a query has of a name, without white space around it; or an empty text."""
    return next(iter(query.get(name, ())), "").strip()


def number(query: Query, name: str) -> int | None:
    """The value as a number above zero, None where it is none."""
    text = one(query, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) else None


def _current() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _query(values: Query, manner: Manner) -> dict[str, list[str]]:
    everywhere = {
        "lang": [] if manner.language is Language.JA else [manner.language.value],
        "size": [] if manner.size is TextSize.NORMAL else [manner.size.value],
    }
    return {
        name: given for name, value in {**values, **everywhere}.items() if (given := [v for v in value if v])
    }
