"""Links in the page's HTML: to a passage, which opens in its context, to other pages, and copying a citation.

They are plain links, which open in a new tab as any other; a plain click is taken by `page_clicks.js` and
handed to streamlit by `page_links.js`, so that the page is not loaded anew.
"""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from app.page_address import READ, Manner, Query, TextSize, link_to
from app.wording import Wording

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_CLICKS = f"<script>{Path(__file__).with_name('page_clicks.js').read_text(encoding='utf-8')}</script>"
_FONT_SIZES = {TextSize.NORMAL: "100%", TextSize.LARGE: "125%"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A link that was clicked: the page, its query, and the words that it cites (empty for none)."""

    page: str
    query: Query
    said: str


def follow_links(
    manner: Manner,
    wording: Wording,
    *,
    to_page: Callable[[Followed], None],
    to_passage: Callable[[Followed], None],
) -> None:
    """Listen for clicks on links, once a run, and hand on the one that was clicked."""
    st.html(_CLICKS, unsafe_allow_javascript=True)
    listener = st.components.v2.component("senrei_links", js=_SCRIPT)
    clicked = listener(
        key="links",
        data={
            "language": manner.language.value,
            "fontSize": _FONT_SIZES[manner.size],
            "copied": wording.copied,
        },
        on_opened_change=_nothing,
        on_gone_change=_nothing,
        height=0,
    )
    if clicked.opened:
        to_passage(_followed(clicked.opened))
    elif clicked.gone:
        to_page(_followed(clicked.gone))


def passage_link(label: str, values: Query, said: str, manner: Manner, *, css: str = "") -> str:
    """HTML of a link to a turn of the minutes; a click shows `said` in its context.

    Args:
        label: HTML.
        values: As `reader_query` makes them.
        said: The words that are cited, which the context marks.
        manner: Of the page.
        css: Class of the link.
    """
    href = html.escape(link_to(READ, values, manner))
    kind = f' class="{css}"' if css else ""
    return f'<a{kind} href="{href}" data-open="" data-said="{html.escape(said)}">{label}</a>'


def page_link(label: str, page: str, values: Query, manner: Manner) -> str:
    """HTML of a link to another page, which is drawn without loading the browser's page anew."""
    return f'<a href="{html.escape(link_to(page, values, manner))}" data-go="">{label}</a>'


def copy_button(label: str, text: str) -> str:
    """HTML of a button that puts a text on the clipboard."""
    return f'<button type="button" class="copy" data-copy="{html.escape(text)}">{html.escape(label)}</button>'


def reader_query(doc: str, meeting_id: str | None, turn: int | None) -> dict[str, list[str]]:
    """The reader's address of a turn, or of a meeting."""
    return {"doc": [doc], "meeting": [meeting_id or ""], "turn": [str(turn or "")]}


def _followed(clicked: Mapping[str, str]) -> Followed:
    address = urlsplit(clicked["href"])
    return Followed(page=address.path.strip("./"), query=parse_qs(address.query), said=clicked["said"])


def _nothing() -> None:
    """The value of a click is read where the listener is drawn."""
