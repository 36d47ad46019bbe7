"""Signing in: who sits before the page, and what those see who may not read."""

from dataclasses import dataclass

import streamlit as st

from app.access import AccessError, Reader, read_access, who
from app.page_cards import notice_html
from app.settings import Settings
from app.wording import WORDINGS, Language
from app.wording_access import ACCESS_WORDINGS
from index.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who sits before the page.

    Attributes:
        editor: The name that corrections are signed with; None for one who only reads.
        reach: How far their sight goes.
        signed_in: Whether there is a sign-in to sign out of.
    """

    editor: str | None
    reach: Reach
    signed_in: bool = False


def seat_of(settings: Settings) -> Seat | None:
    """Who sits before the page; None for one who may not read.

    Without sign-in it is whoever reaches the server: they see all minutes, but closed ones that were marked
    so only under `serve --closed`.
    """
    if settings.access is None:
        reach = Reach.ALL if settings.closed else Reach.UNMARKED
        return Seat(editor=settings.editor, reach=reach)
    reader = _reader(settings)
    if reader is None:
        return None
    reach = Reach.ALL if reader.closed else Reach.OPEN
    return Seat(editor=reader.name if reader.editor else None, reach=reach, signed_in=True)


def _reader(settings: Settings) -> Reader | None:
    if settings.access is None or not st.user.is_logged_in:
        return None
    try:
        # Read anew each time: who lost a role loses it at once.
        return who(read_access(settings.access), st.user.to_dict())
    except AccessError:
        return None


def closed_door(settings: Settings, language: Language) -> None:
    """Draw what those see who may not read: how to sign in, or whom to ask."""
    words, wording = ACCESS_WORDINGS[language], WORDINGS[language]
    try:
        access = read_access(settings.access) if settings.access else None
    except AccessError:
        access = None
    if access is None:
        st.html(notice_html(wording.error_title, [words.broken], wording, error=True))
    elif st.user.is_logged_in:
        told = words.stranger_text.format(who=st.user.get("email") or st.user.get("name") or st.user["sub"])
        ask = words.ask_contact.format(contact=access.contact) if access.contact else words.ask_anyone
        st.html(notice_html(words.stranger_title, [told, ask], wording))
        sign_out_button(language)
    else:
        st.html(notice_html(words.title, [words.text], wording))
        st.button(words.sign_in, on_click=st.login, type="primary", key="sign_in")


def sign_out_button(language: Language) -> None:
    """Draw the button that ends a sign-in."""
    st.button(ACCESS_WORDINGS[language].sign_out, on_click=st.logout, type="tertiary", key="sign_out")
