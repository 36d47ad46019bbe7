"""The web page, run by `senrei serve`: its pages, and what stands around each of them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from app.page_access import closed_door, seat_of, sign_out_button
from app.page_address import (
    ASK,
    COMPARE,
    EVALUATION,
    LIBRARY,
    PRECEDENTS,
    PREPARE,
    READ,
    Manner,
    TextSize,
    read_manner,
    set_manner,
)
from app.page_ask import ask_page
from app.page_cards import heading_html, menu_style, notice_html
from app.page_compare import compare_page
from app.page_context import PageContext
from app.page_controls import translate_controls
from app.page_evaluation import evaluation_page
from app.page_library import library_page
from app.page_links import Followed, follow_links
from app.page_passage import passage_dialog
from app.page_precedents import precedents_page
from app.page_prepare import prepare_page
from app.page_reader import reader_page
from app.settings import settings_from_environment
from app.wording import WORDINGS, Language, Wording
from embeddings.errors import EmbeddingError
from index.errors import SearchError, StoreNotFoundError

_STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageKind:
    """One page: what draws it, whether it takes the screen's width."""

    draw: Callable[[PageContext], None]
    wide: bool = False


# In the order of the navigation.
PAGES: Mapping[str, _PageKind] = {
    ASK: _PageKind(draw=ask_page),
    PRECEDENTS: _PageKind(draw=precedents_page, wide=True),
    COMPARE: _PageKind(draw=compare_page, wide=True),
    PREPARE: _PageKind(draw=prepare_page),
    READ: _PageKind(draw=reader_page, wide=True),
    LIBRARY: _PageKind(draw=library_page, wide=True),
    EVALUATION: _PageKind(draw=evaluation_page),
}


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="先例 Senrei", layout="wide")
    # The titles follow the manner, which depends on the page: the one before names them until it is known.
    manner: Manner = st.session_state.get("manner", Manner())
    if st.query_params.get("lang") == Language.EN:
        manner = Manner(language=Language.EN, size=manner.size)
    titles = WORDINGS[manner.language].pages
    pages = {
        name: st.Page(
            _drawing(name),
            title=titles[name],
            url_path=name or None,
            default=name == ASK,
        )
        for name in PAGES
    }
    st.session_state["pages"] = pages
    # Whoever may not read is not told what there is, either.
    position: Literal["top", "hidden"] = "top" if seat_of(settings_from_environment(os.environ)) else "hidden"
    st.navigation([*pages.values()], position=position).run()


def _drawing(name: str) -> Callable[[], None]:
    def draw() -> None:
        draw_page(name)

    draw.__name__ = f"{name or 'ask'}_page"
    return draw


def draw_page(name: str) -> None:
    """Draw one page with what stands around each."""
    kind = PAGES[name]
    settings, manner = settings_from_environment(os.environ), read_manner(name)
    seat = seat_of(settings)
    st.html(_STYLE)
    translate_controls(manner.language)
    if seat is None:
        _heading(manner, WORDINGS[manner.language])
        closed_door(settings, manner.language)
        return
    context = PageContext(settings=settings, manner=manner, editor=seat.editor, reach=seat.reach)
    wording = context.wording
    if kind.wide:
        st.html("<style>.stMainBlockContainer { max-width: 90rem; }</style>")
    _heading(context.manner, wording, signed_in=seat.signed_in)
    follow_links(
        context.manner,
        wording,
        to_page=_go,
        to_passage=lambda link: passage_dialog(context, link),
    )
    try:
        kind.draw(context)
    except StoreNotFoundError:
        text = wording.missing_text.format(folder=settings.index)
        st.html(notice_html(wording.missing_title, [text], wording, command=context.ingest_command))
    except (SearchError, EmbeddingError) as error:
        st.html(notice_html(wording.error_title, [wording.error_text, str(error)], wording, error=True))


def _go(link: Followed) -> None:
    pages = st.session_state["pages"]
    if link.page in pages:
        query = {name: [*values] for name, values in link.query.items()}
        st.switch_page(pages[link.page], query_params=query)


def _heading(manner: Manner, wording: Wording, *, signed_in: bool = False) -> None:
    other = Language.EN if manner.language is Language.JA else Language.JA
    larger = manner.size is TextSize.NORMAL
    size = TextSize.LARGE if larger else TextSize.NORMAL
    with st.container(horizontal=True, vertical_alignment="top", key="heading"):
        st.html(menu_style(wording))
        st.html(heading_html(wording))
        label = wording.larger_text if larger else wording.normal_text
        _manner_button(label, Manner(language=manner.language, size=size), "size")
        _manner_button(wording.switch, Manner(language=other, size=manner.size), "switch")
        if signed_in:
            sign_out_button(manner.language)


def _manner_button(label: str, manner: Manner, key: str) -> None:
    st.button(label, on_click=set_manner, args=(manner,), key=key, type="tertiary")


if __name__ == "__main__":
    main()
